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

from equipoise.criteria import Criteria, read_criteria, stored
from equipoise.criteria.packed import Trees
from equipoise.criteria.read import GRAMMAR_VERSION
from equipoise.criteria.serialise import TreeError
from equipoise.criteria.stored import criteria_to_bytes, criteria_to_evaluate
from equipoise.errors import LibraryError
from equipoise.finding.related.atoms import Atoms, atoms_of
from equipoise.library.listing import Row
from equipoise.library.readings import text_hash
from equipoise.library.store import Library
from equipoise.screening.brief import Brief, brief_of
from equipoise.screening.match import Candidate
from equipoise.study.model import Study
from equipoise.study.read import read

_READINGS = f"{GRAMMAR_VERSION}/reading-{stored.FORM}"
_BRIEFS = f"{GRAMMAR_VERSION}/brief-3-{stored.FORM}"
_ATOMS = f"{GRAMMAR_VERSION}/atoms-1"
"""What readings, briefs and subjects of criteria are kept under; the number is raised with the form."""

_SLICE = 16
_MOST_WORKERS = 4
_WORTH_WORKERS = 64

OnReadProgress: TypeAlias = Callable[[int, int], None]
"""Told how many of how many trials have been read."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What became of a reading of the library: trials in all, those that were read now, readings of old grammars.

    `failed` are the ids of trials whose record or text the program stumbled over.
    """

    trials: int
    read: int
    stale: int
    failed: tuple[str, ...] = ()


class _Task(NamedTuple):
    nct_id: str
    version: int
    raw: bytes


class _Done(NamedTuple):
    """A task done; `key` is empty where it failed."""

    nct_id: str
    key: bytes
    text: bytes
    reading: bytes
    brief: bytes
    atoms: bytes


def prepare(library: Library, *, progress: OnReadProgress | None = None) -> Prepared:
    """Read every trial that this grammar has not read, in worker processes where there are enough to be worth it."""
    rows = [(row.nct_id, row.version) for row in library.rows()]
    missing = [row for row in rows if library.cached_reading(_key(*row), _BRIEFS) is None]
    tasks = (_Task(nct_id, version, library.require(nct_id, version).raw) for nct_id, version in missing)
    done, failed = 0, list[str]()
    for part in _all_read(tasks, len(missing)):
        good = [each for each in part if each.key]
        failed += [each.nct_id for each in part if not each.key]
        library.put_readings({each.text: each.reading for each in good}, _READINGS)
        library.put_readings({each.key: each.atoms for each in good}, _ATOMS)
        library.put_readings({each.key: each.brief for each in good}, _BRIEFS)
        done += len(part)
        if progress is not None:
            progress(done, len(missing))
    others = library.reading_counts(_READINGS)[1]
    stale = others - library.reading_counts(_BRIEFS)[0] - library.reading_counts(_ATOMS)[0]
    return Prepared(len(rows), len(missing) - len(failed), stale, tuple(failed))


def candidates(library: Library, failed: list[str]) -> Iterator[Candidate]:
    """Every trial of the library, for matching; what has not been read is read now, and kept.

    The ids of trials that the program stumbles over are added to `failed`: one bad text must not stop the others.
    """
    for row in library.rows():
        found = candidate(library, row.nct_id, row.version)
        if found is None:
            failed.append(row.nct_id)
        else:
            yield found


def candidate(library: Library, nct_id: str, version: int) -> Candidate | None:
    """One version of a trial, for matching; None where the program stumbles over it."""
    kept = library.cached_reading(_key(nct_id, version), _BRIEFS)
    brief = _decoded(kept) if kept is not None else None
    if brief is None:
        done = _read_one(_Task(nct_id, version, library.require(nct_id, version).raw))
        if not done.key:
            return None
        with suppress(LibraryError):  # a library that cannot be written to is read all the same
            library.put_reading(done.text, _READINGS, done.reading)
            library.put_reading(done.key, _ATOMS, done.atoms)
            library.put_reading(done.key, _BRIEFS, done.brief)
        brief = _brief_decoder.decode(done.brief)
    return Candidate(brief, partial(_criteria, library, nct_id, version, brief.text))


def _criteria(library: Library, nct_id: str, version: int, text: bytes, trees: Trees) -> Criteria:
    kept = library.cached_reading(text, _READINGS)
    if kept is not None:
        with suppress(TreeError):  # a damaged reading is read anew
            return criteria_to_evaluate(kept, trees)
    return read_criteria(library.study(nct_id, version).eligibility_text)


def subjects(library: Library, rows: Iterable[Row]) -> dict[str, Atoms]:
    """By id, what the criteria of those of the trials are about that have been read."""
    kept = ((row.nct_id, library.cached_reading(_key(row.nct_id, row.version), _ATOMS)) for row in rows)
    return {nct_id: _atoms_decoder.decode(body) for nct_id, body in kept if body is not None}


_atoms_decoder = msgspec.msgpack.Decoder(Atoms)
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
    try:
        study = _study(task)
        criteria = read_criteria(study.eligibility_text)
        text = text_hash(study.eligibility_text)
        brief = brief_of(study, criteria, text)
    except Exception:  # a fault of the program with one text, which is told and stops no other
        return _Done(task.nct_id, b"", b"", b"", b"", b"")
    return _Done(
        nct_id=task.nct_id,
        key=_key(task.nct_id, task.version),
        text=text,
        reading=criteria_to_bytes(criteria),
        brief=msgspec.msgpack.encode(brief),
        atoms=msgspec.msgpack.encode(atoms_of(criteria)),
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
