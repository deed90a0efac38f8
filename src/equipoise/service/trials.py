"""Which trials a person means: ids in the library, and paths to study records of any format.

NCT01234567          an id: the library's current record
page.txt             a path: its one study, whatever the format; needs no library
dump.jsonl --id …    the studies of a file with these ids
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from equipoise.errors import RecordError, RequestError
from equipoise.library.ids import normal_id
from equipoise.library.store import Library
from equipoise.source import Problem
from equipoise.study.model import Study
from equipoise.study.read import Reading, read

_ID = re.compile(r"NCT\d{8}", re.IGNORECASE | re.ASCII)

_LIBRARY = "library"

OpenLibrary: TypeAlias = Callable[[], Library]
"""Opens the library when a trial is first asked of it, so that paths need none."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A study, what its reader found odd about the record, and where it came from (a file's name, or "library").

    `version` is the library's number of the record, which one from a file has none of.
    """

    study: Study
    problems: tuple[Problem, ...]
    origin: str
    version: int | None = None

    @property
    def nct_id(self) -> str:
        """The trial's id."""
        return self.study.nct_id

    @property
    def from_library(self) -> bool:
        """Whether it is the library's current record, and not a file's."""
        return self.origin == _LIBRARY


def find_trials(
    refs: Sequence[str], library: OpenLibrary, *, ids: Sequence[str] = (), several: bool = False
) -> Iterator[Trial]:
    """The trials meant by `refs`, in their order. `ids` picks from files, which may hold several studies.

    With `several`, a file without ids gives all its studies; otherwise it must hold one. Raises RequestError for what
    is neither an id nor a file, NotFoundError for an id that the library does not hold, and RecordError where a file
    does not give what was asked; records before the faulty one have been given by then.
    """
    wanted = tuple(_asked_id(each) for each in ids)
    for ref in refs:
        path = _path(ref)
        if path is None:
            yield in_library(library(), ref)
        elif wanted:
            yield from _picked(path, wanted)
        elif several:
            yield from _all(path)
        else:
            yield _only(path)


def find_trial(ref: str, library: OpenLibrary, nct_id: str | None = None) -> Trial:
    """The one trial meant by `ref`. Raises as `find_trials`."""
    return next(find_trials([ref], library, ids=[nct_id] if nct_id is not None else ()))


def in_library(library: Library, nct_id: str) -> Trial:
    """The library's current record of a trial. Raises NotFoundError."""
    stored = library.require(nct_id)
    reading = next(read(stored.raw, name=stored.nct_id))
    if reading.study is None:
        raise reading.error or RecordError("there is no trial in it", place=nct_id)
    return Trial(reading.study, reading.problems, _LIBRARY, stored.version.number)


def _path(ref: str) -> Path | None:
    """The file that a word names; None where it is an id. `./NCT…` is a path even where it looks like an id."""
    if _ID.fullmatch(ref):
        return None
    path = Path(ref).expanduser()
    if path.is_file():
        return path
    if path.exists():
        raise RequestError("is a folder, not a study record", place=ref, hint="`equipoise ingest` takes folders")
    if normal_id(ref) is not None:
        return None
    raise RequestError("there is no such file, and it is no trial id", place=ref, hint="an id is NCT and eight digits")


def _asked_id(text: str) -> str:
    found = normal_id(text)
    if found is None:
        raise RequestError("that is no trial id", place=f"--id {text}", hint="an id is NCT and eight digits")
    return found


def _read(path: Path) -> Iterator[Reading]:
    return read(path, name=str(path))


def _trial(path: Path, reading: Reading) -> Trial | None:
    return Trial(reading.study, reading.problems, path.name) if reading.study is not None else None


def _only(path: Path) -> Trial:
    found: Trial | None = None
    error: RecordError | None = None
    for reading in _read(path):
        error = error or reading.error
        trial = _trial(path, reading)
        if trial is None:
            continue
        if found is not None:
            raise RecordError("there are several trials in it", place=str(path), hint="name the one with --id NCT…")
        found = trial
    if found is None:
        raise error or RecordError("there is no trial in it", place=str(path))
    return found


def _picked(path: Path, wanted: Sequence[str]) -> Iterator[Trial]:
    """The trials with these ids, in the order of the ids."""
    found: dict[str, Trial] = {}
    for reading in _read(path):
        trial = _trial(path, reading)
        if trial is not None and trial.nct_id in wanted:
            found.setdefault(trial.nct_id, trial)
            if len(found) == len(set(wanted)):
                break
    for nct_id in wanted:
        if nct_id not in found:
            raise RecordError(f"it does not hold {nct_id}", place=str(path))
        yield found[nct_id]


def _all(path: Path) -> Iterator[Trial]:
    """All trials of the file; the first record that is none is raised after them."""
    error: RecordError | None = None
    any_trial = False
    for reading in _read(path):
        error = error or reading.error
        trial = _trial(path, reading)
        if trial is not None:
            any_trial = True
            yield trial
    if error is not None:
        raise error
    if not any_trial:
        raise RecordError("there is no trial in it", place=str(path))
