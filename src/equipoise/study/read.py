"""The one door for trial records: any file or stream of them, whatever its format.

The format is found from the content, never from the name: JSON (one study, a `studies` page, a list), JSON lines, gzip
or zip of any of these, the retired public XML, and the text of a portal page. Reading is a stream: one record at a time
is in memory, and a record that cannot be read is reported in its place and stops nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from equipoise.errors import RecordError
from equipoise.source import Problem
from equipoise.study import ctgov, legacy_xml, portal
from equipoise.study.containers import Document, documents
from equipoise.study.model import Study

ReadStudy = Callable[[bytes], tuple[Study, tuple[Problem, ...]]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one record gave: a study with what is odd about it, or the error that says why there is none.

    `place` names the record within the input (`dump.zip!NCT….xml`, `page.json:line 3`); `raw` is the record itself, or
    as much of it as was looked at where it is too large to be held.
    """

    place: str
    raw: bytes = field(repr=False)
    study: Study | None = None
    problems: tuple[Problem, ...] = ()
    error: RecordError | None = None


def read(data: bytes | BinaryIO | Path, *, name: str) -> Iterator[Reading]:
    """The readings of all records in `data`, in their order; `name` is what places and messages call it.

    Never raises for what the data hold: that is in the readings. A path that cannot be opened raises RecordError.
    """
    for document in documents(data, name):
        yield _reading(document)


def read_trial(path: Path, nct_id: str | None = None) -> tuple[Study, tuple[Problem, ...]]:
    """The one study in a file, or the one of several with the given id, and what is odd about it.

    Raises RecordError where there is none, or where there are several and no id says which.
    """
    found: tuple[Study, tuple[Problem, ...]] | None = None
    first_error: RecordError | None = None
    for reading in read(path, name=path.name):
        if reading.study is None:
            first_error = first_error or reading.error
        elif nct_id is None and found is not None:
            raise RecordError("there are several trials in it", place=path.name, hint="name the one by its NCT id")
        elif nct_id is None or reading.study.nct_id == nct_id.upper():
            found = reading.study, reading.problems
            if nct_id is not None:
                break
    if found is not None:
        return found
    if nct_id is not None:
        raise RecordError(f"it does not hold {nct_id}", place=path.name)
    raise first_error or RecordError("there is no trial in it", place=path.name)


def read_one(path: Path, nct_id: str | None = None) -> Study:
    """The study of `read_trial`, for those who do not ask what is odd about it."""
    return read_trial(path, nct_id)[0]


def _reading(document: Document) -> Reading:
    if document.error is not None:
        return Reading(document.place, document.raw, error=document.error)
    try:
        study, problems = _READERS[document.kind](document.raw)
    except RecordError as error:
        placed = RecordError(error.message, place=_within(document.place, error.place), hint=error.hint)
        return Reading(document.place, document.raw, error=placed)
    return Reading(document.place, document.raw, study, problems)


def _within(place: str, inner: str | None) -> str:
    return f"{place}:{inner}" if inner else place


_READERS: dict[str, ReadStudy] = {
    "json": ctgov.read_study,
    "xml": legacy_xml.read_study,
    "text": portal.read_study,
}
