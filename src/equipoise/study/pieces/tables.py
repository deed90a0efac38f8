"""The tables of this package: tab-separated files with comment lines at the head that say where from."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

_TABLES = files("equipoise.study.pieces").joinpath("tables")
_LIST_SEPARATOR = "; "


def text_of(name: str) -> str:
    """A whole table as it is committed."""
    return _TABLES.joinpath(name).read_text(encoding="utf-8")


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table by the names of their columns; an empty cell is an empty text."""
    lines = [line for line in text_of(name).split("\n") if line and not line.startswith("# ")]
    columns = lines[0].split("\t")
    return (dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:])


def listed(cell: str) -> tuple[str, ...]:
    """The entries of a cell that holds a list."""
    return tuple(cell.split(_LIST_SEPARATOR)) if cell else ()
