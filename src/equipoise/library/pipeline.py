"""From documents to committed records: what an ingest and a download share.

    document -> its bytes are known:  passed
             -> batch -> read and made ready by worker threads -> one transaction -> reported

Documents keep their order, so that of two contents the later one arrives later. One batch is in memory, however long
the input is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Self, TypeAlias

from equipoise.errors import RecordError
from equipoise.library.journal import Rejected, Summary, summary_of
from equipoise.library.records import Entry, entry_of
from equipoise.library.store import Library
from equipoise.library.versions import raw_hash
from equipoise.study.containers import Document
from equipoise.study.read import read

OnCommit: TypeAlias = Callable[[Sequence[str]], None]
"""Is told the trials of the records that a transaction put in or found in place, after it was committed."""

BATCH = 500
_BATCH_BYTES = 16 * 2**20
_BATCH_SECONDS = 0.8  # whoever follows the changes sees them within a second, even from a slow source
_WORKERS = 2
_SLICE = 16


class _Waiting(NamedTuple):
    name: str
    document: Document


class Pipeline:
    """Takes documents in and commits them in batches under one run; use it in a `with` statement.

    Leaving it commits what is left and ends the run. After an exception nothing further is committed; what was
    reported stays.
    """

    def __init__(self, library: Library, run: int, *, on_commit: OnCommit | None = None, batch: int = BATCH) -> None:
        self.summary = Summary()
        self._library = library
        self._run = run
        self._on_commit = on_commit
        self._size = batch
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="ingest")
        self._begin_batch()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self.flush()
                self._library.end_run(self._run)
        finally:
            self._workers.shutdown(cancel_futures=True)

    def add(self, document: Document, name: str) -> bool:
        """Take one document; True where that made a batch full and it was committed.

        `name` is the input's, under which a refused record is remembered.
        """
        known = None if document.error else self._library.holding(raw_hash(document.raw))
        if known is not None:
            self._passed.append(known)
        else:
            self._waiting.append(_Waiting(name, document))
            self._bytes += len(document.raw)
        full = (
            len(self._waiting) + len(self._passed) >= self._size
            or self._bytes >= _BATCH_BYTES
            or time.monotonic() - self._begun >= _BATCH_SECONDS
        )
        if full:
            self.flush()
        return full

    def reject(self, rejected: Rejected) -> None:
        """Take in something that no document could be had from."""
        self._rejected.append(rejected)

    def flush(self) -> None:
        """Commit what has been taken in so far, and report it."""
        entries = []
        for prepared in self._prepared():
            if isinstance(prepared, Entry):
                entries.append(prepared)
            else:
                self._rejected.append(prepared)
        passed, rejected = self._passed, self._rejected
        self._begin_batch()
        if not (entries or passed or rejected):
            return
        outcomes = self._library.put_many(entries, rejected=rejected, passed=len(passed), run=self._run)
        self.summary += summary_of(outcomes, passed=len(passed), rejected=len(rejected))
        if self._on_commit is not None:
            self._on_commit([*passed, *(entry.nct_id for entry in entries)])

    def _begin_batch(self) -> None:
        self._waiting: list[_Waiting] = []
        self._passed: list[str] = []
        self._rejected: list[Rejected] = []
        self._bytes = 0
        self._begun = time.monotonic()

    def _prepared(self) -> list[Entry | Rejected]:
        slices = (self._waiting[at : at + _SLICE] for at in range(0, len(self._waiting), _SLICE))
        return [prepared for done in self._workers.map(_prepare, slices) for prepared in done]


def _prepare(waiting: list[_Waiting]) -> list[Entry | Rejected]:
    return [_entry(each.name, each.document) for each in waiting]


def _entry(name: str, document: Document) -> Entry | Rejected:
    """The record made ready to be put in, or why it is none."""
    if document.error is not None:
        return _refused(name, document, document.error)
    try:
        reading = next(read(document.raw, name=document.place))
        if reading.study is not None:
            return entry_of(reading.study)
        return _refused(name, document, reading.error or RecordError("there is no trial in it"))
    except Exception as error:  # one record that a reader did not foresee must not stop the others
        return Rejected(name, document.place, "unforeseen", f"the reader failed: {type(error).__name__}", document.raw)


def _refused(name: str, document: Document, error: RecordError) -> Rejected:
    reason = f"{error.message} ({error.hint})" if error.hint else error.message
    return Rejected(name, error.place or document.place, error.code, reason, document.raw)
