"""The tables of the library, as numbered migrations, and the check that a file is a library.

    run ──< version ──1 raw         every content ever seen of a trial; the record's bytes stand apart
              │
    trial ────┘                     one row a trial: its current version, and the columns that lists and filters read
    quarantine                      what could not be read, and why
    reading                         understood criteria under (text hash, grammar version): a cache, never the truth
    download                        where an interrupted download goes on

`trial.seq` grows with every change of a current version and is never used twice: whoever derives an index from the
library remembers the highest number it has seen and asks for what came after.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from equipoise.errors import LibraryError
from equipoise.library.clock import now

APPLICATION_ID = 0x4551504F  # "EQPO" in the file's header tells a library from any other SQLite database


@dataclass(frozen=True, slots=True)
class Migration:
    """One step from the schema before it; its statements run in one transaction with the note that they ran."""

    number: int
    name: str
    statements: tuple[str, ...]


MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        1,
        "records, versions, quarantine, readings, downloads",
        (
            """CREATE TABLE run (
                id INTEGER PRIMARY KEY,
                kind TEXT NOT NULL,
                origin TEXT NOT NULL,
                started TEXT NOT NULL,
                ended TEXT,
                read INTEGER NOT NULL DEFAULT 0,
                new INTEGER NOT NULL DEFAULT 0,
                changed INTEGER NOT NULL DEFAULT 0,
                unchanged INTEGER NOT NULL DEFAULT 0,
                superseded INTEGER NOT NULL DEFAULT 0,
                quarantined INTEGER NOT NULL DEFAULT 0
            )""",
            """CREATE TABLE version (
                id INTEGER PRIMARY KEY,
                nct_id TEXT NOT NULL,
                number INTEGER NOT NULL,
                source TEXT NOT NULL,
                form_hash BLOB NOT NULL,
                content_hash BLOB,
                raw_size INTEGER NOT NULL,
                last_update TEXT,
                first_seen TEXT NOT NULL,
                run_id INTEGER REFERENCES run (id),
                UNIQUE (nct_id, number)
            )""",
            "CREATE UNIQUE INDEX version_content ON version (nct_id, source, content_hash)",
            "CREATE INDEX version_form_hash ON version (form_hash)",
            "CREATE TABLE raw (version_id INTEGER PRIMARY KEY REFERENCES version (id), body BLOB NOT NULL)",
            """CREATE TABLE trial (
                nct_id TEXT PRIMARY KEY,
                version_id INTEGER NOT NULL REFERENCES version (id),
                seq INTEGER NOT NULL UNIQUE,
                title TEXT NOT NULL,
                status TEXT,
                study_type TEXT,
                phases TEXT NOT NULL,
                conditions TEXT NOT NULL,
                sponsor TEXT,
                sex TEXT,
                min_age_months REAL,
                max_age_months REAL,
                start_date TEXT,
                completion_date TEXT,
                last_update TEXT,
                enrollment INTEGER,
                has_results INTEGER NOT NULL
            )""",
            """CREATE TABLE quarantine (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                place TEXT NOT NULL,
                code TEXT NOT NULL,
                reason TEXT NOT NULL,
                form_hash BLOB NOT NULL,
                raw_size INTEGER NOT NULL,
                head BLOB NOT NULL,
                first_seen TEXT NOT NULL,
                run_id INTEGER REFERENCES run (id),
                UNIQUE (name, place, form_hash)
            )""",
            "CREATE INDEX quarantine_form_hash ON quarantine (form_hash)",
            """CREATE TABLE reading (
                text_hash BLOB NOT NULL,
                grammar_version TEXT NOT NULL,
                body BLOB NOT NULL,
                PRIMARY KEY (text_hash, grammar_version)
            )""",
            """CREATE TABLE download (
                request TEXT PRIMARY KEY,
                page_token TEXT NOT NULL,
                pages INTEGER NOT NULL,
                updated TEXT NOT NULL
            )""",
        ),
    ),
)


def latest() -> int:
    """The schema that this program knows."""
    return MIGRATIONS[-1].number


def schema_number(connection: sqlite3.Connection, path: Path) -> int:
    """The schema of the file; 0 for one that holds nothing yet. LibraryError for what is no library or too new."""
    marked = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    if not marked:
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise LibraryError(
                f"{path} is an SQLite database, but not an Equipoise library", hint="give another path with --library"
            )
        return 0
    number: int = connection.execute("SELECT max(number) FROM migration").fetchone()[0]
    if number > latest():
        raise LibraryError(
            f"the library {path} was written by a newer Equipoise (schema {number}; this one knows {latest()})",
            hint="upgrade Equipoise",
        )
    return number


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the file to the latest schema, all steps in one transaction; nothing is done where it is there already."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        have = schema_number(connection, path)  # asked inside the transaction: two programs may open a new file at once
        if have == 0:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(
                "CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied TEXT NOT NULL)"
            )
        for step in MIGRATIONS:
            if step.number > have:
                for statement in step.statements:
                    connection.execute(statement)
                connection.execute("INSERT INTO migration VALUES (?, ?, ?)", (step.number, step.name, now()))
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
