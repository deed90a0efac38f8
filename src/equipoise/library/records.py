"""Putting records in and taking them out: functions over a connection, all inside the caller's transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from equipoise.library.clock import now
from equipoise.library.ids import near_ids
from equipoise.library.index.entries import Entries, entries_of
from equipoise.library.index.record import v2_record
from equipoise.library.listing import COLUMN_NAMES, Columns, columns_of, to_database
from equipoise.library.versions import Outcome, StoredRecord, Version, content_hash, form_hash, pack, supersedes, unpack
from equipoise.study.model import SourceFormat, Study

_VERSION = (
    "SELECT v.id, v.nct_id, v.number, v.source, v.raw_size, v.last_update, v.first_seen, v.run_id,"
    " t.version_id IS v.id AS is_current FROM version AS v LEFT JOIN trial AS t ON t.nct_id = v.nct_id"
)
_CURRENT = _VERSION + " WHERE v.nct_id = ? AND t.version_id = v.id"
_NUMBERED = _VERSION + " WHERE v.nct_id = ? AND v.number = ?"
_ALL = _VERSION + " WHERE v.nct_id = ? ORDER BY v.number"
_SET_TRIAL = (
    f"INSERT OR REPLACE INTO trial (nct_id, version_id, seq, {COLUMN_NAMES})"  # noqa: S608 (names of this program's own)
    " VALUES (?, ?, (SELECT coalesce(max(seq), 0) + 1 FROM trial), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record made ready to be put in: all that takes time is done, so that the write transaction is short."""

    nct_id: str
    source: SourceFormat
    form_hash: bytes
    raw_size: int
    body: bytes
    columns: Columns
    index: Entries | None = None
    """What the search index takes in of it, where an index is kept beside the ingest."""


def entry_of(study: Study, *, indexed: bool = False) -> Entry:
    """The study made ready, for the search index, too, where one is kept beside."""
    return Entry(
        nct_id=study.nct_id,
        source=study.source,
        form_hash=form_hash(study.raw),
        raw_size=len(study.raw),
        body=pack(study.raw),
        columns=columns_of(study),
        index=entries_of(v2_record(study)) if indexed else None,
    )


def holding(connection: sqlite3.Connection, digest: bytes) -> str | None:
    """The trial of which exactly these bytes were the last seen form of a version."""
    found = connection.execute("SELECT nct_id FROM version WHERE form_hash = ?", (digest,)).fetchone()
    return found["nct_id"] if found else None


def put(connection: sqlite3.Connection, entry: Entry, run: int | None) -> Outcome:
    """Add what is new in the entry, and move the trial's current version where the entry supersedes it."""
    same, content = _same_content(connection, entry)
    if same is not None:
        # The next ingest of this form need not decode it.
        connection.execute("UPDATE version SET form_hash = ? WHERE id = ?", (entry.form_hash, same))
        return Outcome.UNCHANGED
    current = connection.execute(_CURRENT, (entry.nct_id,)).fetchone()
    identifier = _add_version(connection, entry, content, run)
    connection.execute("DELETE FROM quarantine WHERE form_hash = ?", (entry.form_hash,))
    if current is not None and not supersedes(
        entry.source, entry.columns.last_update, current["source"], current["last_update"]
    ):
        return Outcome.SUPERSEDED
    connection.execute(_SET_TRIAL, (entry.nct_id, identifier, *to_database(entry.columns)))
    return Outcome.NEW if current is None else Outcome.CHANGED


def _same_content(connection: sqlite3.Connection, entry: Entry) -> tuple[int | None, bytes | None]:
    """The version that says the same as the entry, and the entry's content hash where it was needed.

    Contents are compared only where a source has given the trial in two forms; most trials never need the hash.
    """
    held = connection.execute(
        "SELECT id, form_hash, content_hash FROM version WHERE nct_id = ? AND source = ?", (entry.nct_id, entry.source)
    ).fetchall()
    for version in held:
        if version["form_hash"] == entry.form_hash:
            return version["id"], None
    content = content_hash(unpack(entry.body)) if held else None
    for version in held:
        if content == (version["content_hash"] or _note_content_hash(connection, version["id"])):
            return version["id"], content
    return None, content


def _note_content_hash(connection: sqlite3.Connection, version: int) -> bytes:
    digest = content_hash(_raw(connection, version))
    connection.execute("UPDATE version SET content_hash = ? WHERE id = ?", (digest, version))
    return digest


def _add_version(connection: sqlite3.Connection, entry: Entry, content: bytes | None, run: int | None) -> int:
    cursor = connection.execute(
        "INSERT INTO version"
        " (nct_id, number, source, content_hash, form_hash, raw_size, last_update, first_seen, run_id)"
        " VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM version WHERE nct_id = ?1),"
        " ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (
            entry.nct_id,
            entry.source,
            content,
            entry.form_hash,
            entry.raw_size,
            entry.columns.last_update,
            now(),
            run,
        ),
    )
    identifier = cursor.lastrowid
    assert identifier is not None  # an INSERT has one  # noqa: S101
    connection.execute("INSERT INTO raw VALUES (?, ?)", (identifier, entry.body))
    return identifier


def get(connection: sqlite3.Connection, nct_id: str, number: int | None) -> StoredRecord | None:
    """The current version, or the one with this number."""
    query, values = (_CURRENT, (nct_id,)) if number is None else (_NUMBERED, (nct_id, number))
    found = connection.execute(query, values).fetchone()
    if found is None:
        return None
    return StoredRecord(_version(found), _raw(connection, found["id"]))


def _raw(connection: sqlite3.Connection, version: int) -> bytes:
    return unpack(connection.execute("SELECT body FROM raw WHERE version_id = ?", (version,)).fetchone()["body"])


def versions(connection: sqlite3.Connection, nct_id: str) -> tuple[Version, ...]:
    """All versions in the order of arrival."""
    return tuple(_version(found) for found in connection.execute(_ALL, (nct_id,)))


def watermark(connection: sqlite3.Connection) -> int:
    """The highest number of a change so far."""
    number: int = connection.execute("SELECT coalesce(max(seq), 0) FROM trial").fetchone()[0]
    return number


def sizes(connection: sqlite3.Connection) -> tuple[tuple[int, str], ...]:
    """The size of each trial's current record, and the trial."""
    found = connection.execute("SELECT v.raw_size, t.nct_id FROM trial AS t JOIN version AS v ON v.id = t.version_id")
    return tuple((row["raw_size"], row["nct_id"]) for row in found)


def changed_at(connection: sqlite3.Connection) -> str:
    """When the last version came."""
    found = connection.execute("SELECT first_seen FROM version ORDER BY id DESC LIMIT 1").fetchone()
    return found["first_seen"][:19] if found else ""


def changes(connection: sqlite3.Connection, after: int, limit: int) -> tuple[tuple[int, str], ...]:
    """Number and trial of the changes that came after a number, each trial at its last one."""
    found = connection.execute("SELECT seq, nct_id FROM trial WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit))
    return tuple((row["seq"], row["nct_id"]) for row in found)


def neighbours(connection: sqlite3.Connection, nct_id: str) -> tuple[str, ...]:
    """The trials in the library whose id is one slip away from this one."""
    return tuple(
        near
        for near in near_ids(nct_id)
        if connection.execute("SELECT 1 FROM trial WHERE nct_id = ?", (near,)).fetchone()
    )


def _version(found: sqlite3.Row) -> Version:
    return Version(
        nct_id=found["nct_id"],
        number=found["number"],
        source=found["source"],
        raw_size=found["raw_size"],
        last_update=found["last_update"],
        first_seen=found["first_seen"],
        run=found["run_id"],
        is_current=bool(found["is_current"]),
    )
