"""The sample library was written, not copied: it shares no run of six words with the registry texts at hand.

Bounds with their units ("platelets ≥ 75 x 10^9/L") are figures, which nobody can phrase differently: a run counts as
wording only where four or more of its six tokens are words of three letters and more.
"""

from __future__ import annotations

import functools
import gzip
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import shared

from equipoise import sample

RUN = 6
WORDS_IN_RUN = 4
TOKEN = re.compile(r"[a-z0-9]+")
UNITS = frozenset({"uln", "min", "mmhg", "mmol", "umol"})

Run = tuple[str, ...]


def texts(node: object) -> Iterator[str]:
    """Every string value inside a JSON document."""
    if isinstance(node, dict):
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for item in node:
            yield from texts(item)
    elif isinstance(node, str):
        yield node


def runs(text: str) -> Iterator[Run]:
    tokens = TOKEN.findall(html.unescape(text).replace("\\", "").lower())
    return zip(*(tokens[offset:] for offset in range(RUN)), strict=False)


def is_wording(run: Run) -> bool:
    return sum(token.isalpha() and len(token) > 2 and token not in UNITS for token in run) >= WORDS_IN_RUN


@functools.cache
def ours() -> frozenset[Run]:
    documents = [raw for _, raw in sample.trials()] + [path.read_bytes() for path in sample.patients().values()]
    found = (run for raw in documents for text in texts(json.loads(raw)) for run in runs(text))
    return frozenset(run for run in found if is_wording(run))


def copied_from(text: str) -> frozenset[Run]:
    return ours().intersection(runs(text))


def json_lines(path: Path) -> Iterator[object]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def test_the_measure_finds_a_copied_sentence() -> None:
    assert ours()
    (run, *_) = sorted(ours())
    assert copied_from("Before, " + " ".join(run).upper() + " and after.")


@pytest.mark.shared
def test_nothing_is_copied_from_the_seeds() -> None:
    for path in sorted(shared("seeds").glob("*.txt")):
        assert copied_from(path.read_text("utf-8")) == frozenset()


@pytest.mark.shared
def test_nothing_is_copied_from_registry_records() -> None:
    copied: set[Run] = set()
    for record in json_lines(shared("data/records/ctgov_v2.jsonl.gz")):
        assert isinstance(record, dict)
        for text in texts(record["protocolSection"]):
            copied |= copied_from(text)
    assert copied == set()


@pytest.mark.shared
def test_nothing_is_copied_from_the_large_collection() -> None:
    copied: set[Run] = set()
    for record in json_lines(shared("data/records/normalized.jsonl.gz")):
        for text in texts(record):
            copied |= copied_from(text)
    assert copied == set()
