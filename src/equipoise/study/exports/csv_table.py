"""The CSV download: a header, and a row for each record.

Rows end with carriage return and line feed and are quoted where RFC 4180 asks for it. The columns come in the order of
the table, whatever order they are asked for in. What stands in them is in `csv_cells`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from equipoise.errors import RequestError
from equipoise.study.exports.csv_cells import CELLS
from equipoise.study.pieces.catalogue import COLUMNS
from equipoise.study.remarks import shown

_END = "\r\n"
_FORMULA = frozenset("=+-@\t\r")
_ORDER = tuple(column.name for column in COLUMNS)


def chosen_columns(names: Iterable[str] | None = None) -> tuple[str, ...]:
    """The columns of these names, all of them by default, in the order of the table.

    Raises RequestError, in the words of the registry's API, for a name that no column has.
    """
    if names is None:
        return _ORDER
    wanted = set(names)
    for name in wanted.difference(_ORDER):
        raise RequestError(f"Parameter 'fields' contains invalid CSV column name: {shown(name)}")
    return tuple(column for column in _ORDER if column in wanted)


def csv_header(columns: Iterable[str] | None = None) -> str:
    """The first line of the first page, with its line end."""
    return _line(chosen_columns(columns))


def csv_rows(
    records: Iterable[Mapping[str, Any]], columns: Iterable[str] | None = None, *, for_spreadsheet: bool = False
) -> Iterator[str]:
    """One line for each v2 record, with its line end and without a header.

    A spreadsheet takes a cell that begins with = + - @, a tab or a carriage return for a formula. The clients of the
    API are programs that compare values with the registry's, which writes such cells as they are ("- time from dosing
    …"), so that by default nothing is put before them. `for_spreadsheet` puts an apostrophe there: for files that a
    person opens. Raises RequestError as `chosen_columns` does, before the first row.
    """
    cells = [CELLS[column] for column in chosen_columns(columns)]
    return (_line(_row([cell(record) for cell in cells], for_spreadsheet)) for record in records)


def _row(cells: list[str], for_spreadsheet: bool) -> list[str]:
    return [f"'{cell}" if cell[:1] in _FORMULA else cell for cell in cells] if for_spreadsheet else cells


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=_END).writerow(cells)
    return buffer.getvalue()
