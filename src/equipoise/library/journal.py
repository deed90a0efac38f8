"""What was done to the library: its runs, what they could not read, and where a download was interrupted.

Functions over a connection, all inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from equipoise.library.clock import now
from equipoise.library.versions import Outcome, form_hash

HEAD = 200
"""How many of a bad record's first bytes are kept, to tell what it was."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How many records a run read, and what became of them. Each that was read is counted in one other field."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    superseded: int = 0
    quarantined: int = 0

    def __add__(self, more: Summary) -> Summary:
        return Summary(
            self.read + more.read,
            self.new + more.new,
            self.changed + more.changed,
            self.unchanged + more.unchanged,
            self.superseded + more.superseded,
            self.quarantined + more.quarantined,
        )


def summary_of(outcomes: Collection[Outcome], *, passed: int, rejected: int) -> Summary:
    """The figures of one batch; `passed` records were known by their bytes and count as unchanged."""
    counts = Counter(outcomes)
    return Summary(
        read=len(outcomes) + passed + rejected,
        new=counts[Outcome.NEW],
        changed=counts[Outcome.CHANGED],
        unchanged=counts[Outcome.UNCHANGED] + passed,
        superseded=counts[Outcome.SUPERSEDED],
        quarantined=rejected,
    )


@dataclass(frozen=True, slots=True)
class Run:
    """One ingest or download. `ended` is None while it runs, and for ever where it was killed."""

    id: int
    kind: str
    origin: str
    started: str
    ended: str | None
    summary: Summary


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something that is no trial record: where it was, why, and how it begins."""

    name: str
    place: str
    code: str
    reason: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A rejected record as the library remembers it."""

    name: str
    place: str
    code: str
    reason: str
    form_hash: bytes
    raw_size: int
    head: bytes
    first_seen: str
    run: int | None


@dataclass(frozen=True, slots=True)
class Bookmark:
    """The page that a download has to ask for next, and how many it has had."""

    page_token: str
    pages: int


def begin_run(connection: sqlite3.Connection, kind: str, origin: str) -> int:
    """A new run's number."""
    cursor = connection.execute("INSERT INTO run (kind, origin, started) VALUES (?, ?, ?)", (kind, origin, now()))
    assert cursor.lastrowid is not None  # an INSERT has one  # noqa: S101
    return cursor.lastrowid


def add_to_run(connection: sqlite3.Connection, run: int, more: Summary) -> None:
    """Count further records of a run; in their own transaction, so that a killed run's figures are true."""
    connection.execute(
        "UPDATE run SET read = read + ?, new = new + ?, changed = changed + ?, unchanged = unchanged + ?,"
        " superseded = superseded + ?, quarantined = quarantined + ? WHERE id = ?",
        (more.read, more.new, more.changed, more.unchanged, more.superseded, more.quarantined, run),
    )


def end_run(connection: sqlite3.Connection, run: int) -> None:
    """The run is complete."""
    connection.execute("UPDATE run SET ended = ? WHERE id = ?", (now(), run))


def runs(connection: sqlite3.Connection) -> tuple[Run, ...]:
    """All runs, the latest first."""
    return tuple(
        Run(
            row["id"],
            row["kind"],
            row["origin"],
            row["started"],
            row["ended"],
            Summary(**{name: row[name] for name in Summary.__slots__}),
        )
        for row in connection.execute("SELECT * FROM run ORDER BY id DESC")
    )


def quarantine(connection: sqlite3.Connection, rejected: Rejected, run: int | None) -> None:
    """Remember the record and why it was refused; once, however often it is met again."""
    connection.execute(
        "INSERT INTO quarantine (name, place, code, reason, form_hash, raw_size, head, first_seen, run_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (name, place, form_hash)"
        " DO UPDATE SET code = excluded.code, reason = excluded.reason, run_id = excluded.run_id",
        (
            rejected.name,
            rejected.place,
            rejected.code,
            rejected.reason,
            form_hash(rejected.raw),
            len(rejected.raw),
            rejected.raw[:HEAD],
            now(),
            run,
        ),
    )


def quarantined(connection: sqlite3.Connection) -> tuple[Quarantined, ...]:
    """What is in quarantine, in the order of arrival."""
    return tuple(
        Quarantined(
            row["name"],
            row["place"],
            row["code"],
            row["reason"],
            row["form_hash"],
            row["raw_size"],
            row["head"],
            row["first_seen"],
            row["run_id"],
        )
        for row in connection.execute("SELECT * FROM quarantine ORDER BY id")
    )


def bookmark(connection: sqlite3.Connection, request: str) -> Bookmark | None:
    """Where the download of this request was interrupted."""
    row = connection.execute("SELECT page_token, pages FROM download WHERE request = ?", (request,)).fetchone()
    return Bookmark(row["page_token"], row["pages"]) if row else None


def set_bookmark(connection: sqlite3.Connection, request: str, place: Bookmark | None) -> None:
    """Remember where to go on; None when the download is complete."""
    if place is None:
        connection.execute("DELETE FROM download WHERE request = ?", (request,))
        return
    connection.execute(
        "INSERT OR REPLACE INTO download (request, page_token, pages, updated) VALUES (?, ?, ?, ?)",
        (request, place.page_token, place.pages, now()),
    )
