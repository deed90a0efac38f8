"""The tables of this room: tab-separated files, some compressed, with comment lines at the head that say where from."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from importlib.resources import files

LIST_SEPARATOR = "; "

_TABLES = files("equipoise.vocabulary").joinpath("tables")


def _text(name: str) -> str:
    content = _TABLES.joinpath(name).read_bytes()
    return (gzip.decompress(content) if name.endswith(".gz") else content).decode("utf-8")


def lines(name: str) -> Iterator[list[str]]:
    """The cells of each row, in the order of the columns, without the comments and the line of column names."""
    rows = (line for line in _text(name).split("\n") if line and not line.startswith("# "))
    next(rows)
    return (row.split("\t") for row in rows)


def provenance(name: str) -> dict[str, str]:
    """What the comment lines at the head say, by their first word: source, version, date, licence, and whatever else.

    The first comment line, which has no such word, is under `title`.
    """
    head: dict[str, str] = {}
    for line in _text(name).split("\n"):
        if not line.startswith("# "):
            break
        key, colon, value = line[2:].partition(": ")
        if colon and head:
            head[key] = value
        else:
            head.setdefault("title", line[2:])
    return head


def cell_list(cell: str) -> tuple[str, ...]:
    """The entries of a cell that holds a list."""
    return tuple(cell.split(LIST_SEPARATOR)) if cell else ()


def table_names() -> tuple[str, ...]:
    """The file names of all tables, sorted."""
    return tuple(sorted(entry.name for entry in _TABLES.iterdir() if ".tsv" in entry.name))
