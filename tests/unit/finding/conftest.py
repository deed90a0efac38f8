"""A library of a few invented trials with its index, shared by the tests of finding."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from finding_records import RECORDS, put

from equipoise.library.index.store import Index
from equipoise.library.store import Library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """The library, which the test may add to."""
    with Library.open(tmp_path / "trials.sqlite") as opened:
        for raw in RECORDS:
            put(opened, raw)
        yield opened


@pytest.fixture
def index(library: Library) -> Iterator[Index]:
    """Its index, up to date."""
    with Index.open(library.path) as opened:
        opened.follow(library)
        yield opened


@pytest.fixture(scope="session")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The same, made once for the tests that only search."""
    with Library.open(tmp_path_factory.mktemp("searched") / "trials.sqlite") as opened:
        for raw in RECORDS:
            put(opened, raw)
        with Index.open(opened.path) as index:
            index.follow(opened)
            yield index
