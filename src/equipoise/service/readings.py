"""The library's trials, read once: criteria and briefs that are kept under the version of the grammar that made them.

What another version of the grammar made is never served; it is counted, and read anew.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import NamedTuple, TypeAlias

import msgspec

from equipoise.criteria import Criteria, read_criteria
from equipoise.criteria.read import GRAMMAR_VERSION
from equipoise.criteria.serialise import TreeError, criteria_from_bytes, criteria_to_bytes
from equipoise.errors import LibraryError
from equipoise.library.readings import text_hash
from equipoise.library.store import Library
from equipoise.screening.brief import Brief, brief_of
from equipoise.screening.match import Candidate
from equipoise.study.model import Study
from equipoise.study.read import read

_BRIEFS = f"{GRAMMAR_VERSION}/brief-1"
"""What briefs are kept under, beside the readings; its number is raised with the form of a brief."""

_SLICE = 16
_MOST_WORKERS = 4
_WORTH_WORKERS = 64

OnReadProgress: TypeAlias = Callable[[int, int], None]
"""Told how many of how many trials have been read."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What became of a reading of the library: trials in all, those that were read now, readings of old grammars."""

    trials: int
    read: int
    stale: int


class _Task(NamedTuple):
    nct_id: str
    version: int
    raw: bytes


class _Done(NamedTuple):
    key: bytes
    text: bytes
    reading: bytes
    brief: bytes


def prepare(library: Library, *, progress: OnReadProgress | None = None) -> Prepared:
    """Read every trial that this grammar has not read, in worker processes where there are enough to be worth it."""
    rows = [(row.nct_id, row.version) for row in library.rows()]
    missing = [row for row in rows if library.cached_reading(_key(*row), _BRIEFS) is None]
    tasks = (_Task(nct_id, version, library.require(nct_id, version).raw) for nct_id, version in missing)
    done = 0
    for part in _all_read(tasks, len(missing)):
        library.put_readings({each.text: each.reading for each in part}, GRAMMAR_VERSION)
        library.put_readings({each.key: each.brief for each in part}, _BRIEFS)
        done += len(part)
        if progress is not None:
            progress(done, len(missing))
    others = library.reading_counts(GRAMMAR_VERSION)[1]
    return Prepared(len(rows), len(missing), others - library.reading_counts(_BRIEFS)[0])


def candidates(library: Library) -> Iterator[Candidate]:
    """Every trial of the library, for matching; what has not been read is read now, and kept."""
    for row in library.rows():
        yield candidate(library, row.nct_id, row.version)


def candidate(library: Library, nct_id: str, version: int) -> Candidate:
    """One version of a trial, for matching."""
    kept = library.cached_reading(_key(nct_id, version), _BRIEFS)
    brief = _decoded(kept) if kept is not None else None
    if brief is None:
        done = _read_one(_Task(nct_id, version, library.require(nct_id, version).raw))
        with suppress(LibraryError):  # a library that cannot be written to is read all the same
            library.put_reading(done.text, GRAMMAR_VERSION, done.reading)
            library.put_reading(done.key, _BRIEFS, done.brief)
        brief = _brief_decoder.decode(done.brief)
    return Candidate(brief, partial(_criteria, library, nct_id, version))


def _criteria(library: Library, nct_id: str, version: int) -> Criteria:
    text = library.study(nct_id, version).eligibility_text
    kept = library.cached_reading(text_hash(text), GRAMMAR_VERSION)
    if kept is not None:
        with suppress(TreeError):  # a damaged reading is read anew
            return criteria_from_bytes(kept, text)
    return read_criteria(text)


_brief_decoder = msgspec.msgpack.Decoder(Brief)


def _decoded(kept: bytes) -> Brief | None:
    try:
        return _brief_decoder.decode(kept)
    except msgspec.DecodeError:
        return None


def _key(nct_id: str, version: int) -> bytes:
    """What the brief of a version is kept under; a version's content never changes."""
    return hashlib.sha256(f"{nct_id}/{version}".encode()).digest()[:16]


def _read_one(task: _Task) -> _Done:
    study = _study(task)
    criteria = read_criteria(study.eligibility_text)
    return _Done(
        key=_key(task.nct_id, task.version),
        text=text_hash(study.eligibility_text),
        reading=criteria_to_bytes(criteria),
        brief=msgspec.msgpack.encode(brief_of(study, criteria)),
    )


def _study(task: _Task) -> Study:
    found = next(read(task.raw, name=task.nct_id))
    if found.study is None:
        raise LibraryError(f"the stored record of {task.nct_id} cannot be read: {found.error}")
    return found.study


def _read_part(tasks: list[_Task]) -> list[_Done]:
    return [_read_one(task) for task in tasks]


def _all_read(tasks: Iterator[_Task], count: int) -> Iterable[list[_Done]]:
    """The tasks done, some at a time; never many more records in memory than the workers have in hand."""
    parts = iter(lambda: list(islice(tasks, _SLICE)), [])
    workers = min(_MOST_WORKERS, os.cpu_count() or 1)
    if count < _WORTH_WORKERS or workers == 1:
        yield from map(_read_part, parts)
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        waiting: deque[Future[list[_Done]]] = deque()
        for part in parts:
            waiting.append(pool.submit(_read_part, part))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
