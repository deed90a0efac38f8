"""From documents to committed records: what an ingest and a download share.

    document -> its bytes are known:  passed
             -> batch -> made ready by the workforce -> one transaction -> reported

Documents keep their order, so that of two contents the later one arrives later. While one batch is made ready the one
before it is committed: two batches are in memory, however long the input is. A search index that is kept beside takes
in each batch after its commit, so that it is never ahead of the library.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Self, TypeAlias

from equipoise.library.index.entries import Entries
from equipoise.library.index.store import Feeder
from equipoise.library.journal import Rejected, Summary, summary_of
from equipoise.library.preparing import Refusal, refusal
from equipoise.library.records import Entry
from equipoise.library.store import Library
from equipoise.library.versions import Outcome, form_hash
from equipoise.library.worker import Task
from equipoise.library.workforce import Workforce
from equipoise.study.containers import Document

OnCommit: TypeAlias = Callable[[Sequence[str]], None]
"""Is told the trials of the records that a transaction put in or found in place, after it was committed."""

BATCH = 500
_BATCH_BYTES = 16 * 2**20
_BATCH_SECONDS = 0.4  # a batch is committed at most two of these after it began, so within a second


@dataclass(slots=True)
class _Batch:
    """Records that one transaction will put in."""

    begun: float
    names: list[str] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    bytes: int = 0
    passed: list[str] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    prepared: list[Future[list[Entry | Refusal]]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.tasks) + len(self.passed) + len(self.rejected)


class Pipeline:
    """Takes documents in and commits them in batches under one run; use it in a `with` statement.

    Leaving it commits what is left and ends the run. After an exception nothing further is committed; what was
    reported stays.
    """

    def __init__(
        self,
        library: Library,
        run: int,
        *,
        feeder: Feeder | None = None,
        on_commit: OnCommit | None = None,
        batch: int = BATCH,
    ) -> None:
        self.summary = Summary()
        self._library = library
        self._run = run
        self._feeder = feeder
        self._on_commit = on_commit
        self._size = batch
        self._workforce = Workforce()
        self._open = _Batch(time.monotonic())
        self._ready: _Batch | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self.flush()
                self._library.end_run(self._run)
        finally:
            self._workforce.dismiss()

    def add(self, document: Document, name: str) -> bool:
        """Take one document; True where that made a batch full, and the one before it was committed.

        `name` is the input's, under which a refused record is remembered.
        """
        batch = self._open
        if document.error is not None:
            batch.rejected.append(_rejected(name, refusal(document.place, document.error), document.raw))
        elif (known := self._library.holding(form_hash(document.raw))) is not None:
            batch.passed.append(known)
        else:
            batch.names.append(name)
            batch.tasks.append(Task(document.place, document.kind, document.raw, self._feeder is not None))
            batch.bytes += len(document.raw)
        if not self._is_full(batch):
            return False
        self._turn()
        return True

    def reject(self, rejected: Rejected) -> None:
        """Take in something that no document could be had from."""
        self._open.rejected.append(rejected)

    def flush(self) -> None:
        """Commit all that has been taken in so far, and report it."""
        self._turn()
        self._commit()

    def _is_full(self, batch: _Batch) -> bool:
        late = time.monotonic() - batch.begun >= _BATCH_SECONDS
        return late or len(batch) >= self._size or batch.bytes >= _BATCH_BYTES

    def _turn(self) -> None:
        """Have the open batch made ready, commit the one before it meanwhile, and begin another."""
        full = self._open
        if len(full.tasks) >= self._size:
            self._workforce.hire()
        full.prepared = self._workforce.begin(full.tasks)
        self._commit()
        self._ready = full
        self._open = _Batch(time.monotonic())

    def _commit(self) -> None:
        batch, self._ready = self._ready, None
        if not batch:
            return
        entries: list[Entry] = []
        rejected = batch.rejected
        outcomes = (outcome for part in batch.prepared for outcome in part.result())
        for name, task, outcome in zip(batch.names, batch.tasks, outcomes, strict=True):
            if isinstance(outcome, Entry):
                entries.append(outcome)
            else:
                rejected.append(_rejected(name, outcome, task.raw))
        became = self._library.put_many(entries, rejected=rejected, passed=len(batch.passed), run=self._run)
        if self._feeder is not None:
            self._feeder.catch_up(_entries(entries, became))
        self.summary += summary_of(became, passed=len(batch.passed), rejected=len(rejected))
        if self._on_commit is not None:
            self._on_commit([*batch.passed, *(entry.nct_id for entry in entries)])


def _entries(ready: Sequence[Entry], became: Sequence[Outcome]) -> dict[str, Entries]:
    """What the index takes in of the records that now speak for their trials.

    Of a trial that comes twice in a batch the library knows which one counts.
    """
    times = Counter(entry.nct_id for entry in ready)
    return {
        entry.nct_id: entry.index
        for entry, outcome in zip(ready, became, strict=True)
        if entry.index is not None and outcome in (Outcome.NEW, Outcome.CHANGED) and times[entry.nct_id] == 1
    }


def _rejected(name: str, why: Refusal, raw: bytes) -> Rejected:
    return Rejected(name, why.place, why.code, why.reason, raw)
