"""The library: one file with every record and version, open to many readers and one writer at a time.

    library = Library.open(path)
    library.put(study)                     what became of it: new, changed, unchanged, superseded
    library.require("NCT90000001").raw     the current record, exactly the bytes that were ingested
    library.rows(Filter(status=("RECRUITING",)))

Every method may be called from any thread. LibraryError means that the file cannot be opened, read or written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Self

from equipoise.errors import NotFoundError
from equipoise.library import journal, listing, readings, records
from equipoise.library.connections import Connections
from equipoise.library.ids import normal_id
from equipoise.library.journal import Bookmark, Quarantined, Rejected, Run
from equipoise.library.listing import EVERYTHING, Filter, Order, Row
from equipoise.library.records import Entry, entry_of
from equipoise.library.versions import Outcome, StoredRecord, Version
from equipoise.study.model import Study
from equipoise.study.read import Reading

_TIMEOUT = 30.0


class Library:
    """One open library file. `with Library.open(path) as library:` closes it."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @classmethod
    def open(cls, path: Path, *, create: bool = True, readonly: bool = False, timeout: float = _TIMEOUT) -> Self:
        """Open the library at `path`; `create` makes a missing one, and brings an older one to this schema.

        `timeout` is how many seconds to wait for another writer. Raises LibraryError where the file is not a library,
        is missing, was written by a newer Equipoise, or cannot be opened.
        """
        return cls(Connections(path, create=create, readonly=readonly, timeout=timeout))

    @property
    def path(self) -> Path:
        """The file."""
        return self._connections.path

    def close(self) -> None:
        """Close the file; nothing more can be read or written."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def snapshot(self) -> AbstractContextManager[None]:
        """`with library.snapshot():` all that this thread reads inside sees one state, whatever others write."""
        return self._connections.snapshot()

    # Records

    def get(self, nct_id: str, version: int | None = None) -> StoredRecord | None:
        """The trial's current record, or the one with that version number; None where there is none."""
        with self._connections.reading() as connection:
            return records.get(connection, normal_id(nct_id) or nct_id, version)

    def require(self, nct_id: str, version: int | None = None) -> StoredRecord:
        """The same; NotFoundError, with the ids that come close as the hint, where there is none."""
        found = self.get(nct_id, version)
        if found is not None:
            return found
        wanted = normal_id(nct_id)
        if wanted is None:
            raise NotFoundError("that is no trial id", hint="an id is NCT and eight digits: NCT90000001")
        held = self.versions(wanted)
        if held:
            raise NotFoundError(f"{wanted} has no version {version}", hint=f"its versions are 1 to {len(held)}")
        with self._connections.reading() as connection:
            near = records.neighbours(connection, wanted)
        hint = (
            f"did you mean {' or '.join(near[:3])}?" if near else "`equipoise ingest` or `equipoise fetch` adds trials"
        )
        raise NotFoundError(f"{wanted} is not in the library", hint=hint)

    def reading(self, nct_id: str, version: int | None = None) -> Reading:
        """The record read again: its study and what is odd about it. NotFoundError as `require`."""
        return self.require(nct_id, version).reading()

    def study(self, nct_id: str, version: int | None = None) -> Study:
        """The study of the trial's current record, or of the one with that version number."""
        return self.require(nct_id, version).study()

    def versions(self, nct_id: str) -> tuple[Version, ...]:
        """Every version, in the order of arrival; empty where the trial is not here."""
        with self._connections.reading() as connection:
            return records.versions(connection, normal_id(nct_id) or nct_id)

    def put(self, study: Study) -> Outcome:
        """Put one study in."""
        return self.put_many((entry_of(study),))[0]

    def put_many(
        self,
        entries: Iterable[Entry],
        *,
        rejected: Sequence[Rejected] = (),
        passed: int = 0,
        run: int | None = None,
    ) -> tuple[Outcome, ...]:
        """Put records in and refused ones into quarantine, in one transaction.

        All of it is committed on return, or none where an exception is raised. `entry_of` makes a study ready. The
        figures of the run that `begin_run` began grow in the same transaction; `passed` counts records that needed no
        decoding because their bytes are known.
        """
        with self._connections.writing() as connection:
            outcomes = tuple(records.put(connection, entry, run) for entry in entries)
            for each in rejected:
                journal.quarantine(connection, each, run)
            if run is not None:
                more = journal.summary_of(outcomes, passed=passed, rejected=len(rejected))
                journal.add_to_run(connection, run, more)
        return outcomes

    def holding(self, digest: bytes) -> str | None:
        """The trial that holds a record with this `form_hash`, which then need not be decoded again; else None."""
        with self._connections.reading() as connection:
            return records.holding(connection, digest)

    # Lists

    def ids(self) -> Iterator[str]:
        """The ids of all trials, in order; all of one snapshot."""
        with self._connections.reading() as connection:
            for row in connection.execute("SELECT nct_id FROM trial ORDER BY nct_id"):
                yield row["nct_id"]

    def count(self, where: Filter = EVERYTHING) -> int:
        """How many trials there are, or how many the filter leaves."""
        with self._connections.reading() as connection:
            return listing.count(connection, where)

    def rows(
        self, where: Filter = EVERYTHING, *, order: Order = "nct_id", limit: int | None = None, offset: int = 0
    ) -> Iterator[Row]:
        """The lines of the trials that the filter leaves, by id, latest update first, or in the order of change."""
        with self._connections.reading() as connection:
            yield from listing.rows(connection, where, order, limit, offset)

    def record_sizes(self) -> tuple[tuple[int, str], ...]:
        """`(bytes, id)` of every trial's current record as it was ingested."""
        with self._connections.reading() as connection:
            return records.sizes(connection)

    def changed_at(self) -> str:
        """When a version was last added (UTC, `2024-05-06T07:08:09`); empty for an empty library."""
        with self._connections.reading() as connection:
            return records.changed_at(connection)

    def watermark(self) -> int:
        """The highest `seq` so far; 0 for an empty library."""
        with self._connections.reading() as connection:
            return records.watermark(connection)

    def changes(self, after: int, limit: int) -> tuple[tuple[int, str], ...]:
        """`(seq, id)` of the trials whose current version changed after that `seq`, in order, each trial once."""
        with self._connections.reading() as connection:
            return records.changes(connection, after, limit)

    # Runs, quarantine, interrupted downloads

    def begin_run(self, kind: str, origin: str) -> int:
        """Note that an ingest or download begins; its number goes with what it puts in."""
        with self._connections.writing() as connection:
            return journal.begin_run(connection, kind, origin)

    def end_run(self, run: int) -> None:
        """Note that the run is complete."""
        with self._connections.writing() as connection:
            journal.end_run(connection, run)

    def runs(self) -> tuple[Run, ...]:
        """All runs, the latest first."""
        with self._connections.reading() as connection:
            return journal.runs(connection)

    def quarantine(self, rejected: Rejected, *, run: int | None = None) -> None:
        """Remember something that is no trial record, and why."""
        self.put_many((), rejected=(rejected,), run=run)

    def quarantined(self) -> tuple[Quarantined, ...]:
        """What is in quarantine. A record that is read after all, by a later Equipoise, leaves it."""
        with self._connections.reading() as connection:
            return journal.quarantined(connection)

    def bookmark(self, request: str) -> Bookmark | None:
        """Where the download of this request was interrupted."""
        with self._connections.reading() as connection:
            return journal.bookmark(connection, request)

    def set_bookmark(self, request: str, place: Bookmark | None) -> None:
        """Remember where a download goes on; None when it is complete."""
        with self._connections.writing() as connection:
            journal.set_bookmark(connection, request, place)

    # Understood criteria

    def cached_reading(self, digest: bytes, grammar: str) -> bytes | None:
        """What was kept for the text with this `text_hash` by this version of the grammar."""
        with self._connections.reading() as connection:
            return readings.get(connection, digest, grammar)

    def put_reading(self, digest: bytes, grammar: str, body: bytes) -> None:
        """Keep one reading."""
        self.put_readings({digest: body}, grammar)

    def put_readings(self, bodies: Mapping[bytes, bytes], grammar: str) -> None:
        """Keep many readings by text hash, in one transaction."""
        with self._connections.writing() as connection:
            readings.put(connection, bodies, grammar)

    def reading_counts(self, grammar: str) -> tuple[int, int]:
        """How many readings this version of the grammar made, and how many are left from others and never served."""
        with self._connections.reading() as connection:
            return readings.count(connection, grammar)

    def drop_stale_readings(self, grammar: str) -> int:
        """Remove what other versions of the grammar made; returns how many."""
        with self._connections.writing() as connection:
            return readings.drop_stale(connection, grammar)
