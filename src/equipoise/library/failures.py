"""What SQLite reports, in words that say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from equipoise.errors import LibraryError

_PRIMARY = 0xFF  # an extended result code carries its primary code in the low byte

_SENTENCES: dict[int, tuple[str, str | None]] = {
    sqlite3.SQLITE_NOTADB: ("is not an Equipoise library", "give another path with --library"),
    sqlite3.SQLITE_CORRUPT: ("is damaged", "restore a copy, or ingest the records into a new library"),
    sqlite3.SQLITE_BUSY: ("is being written by another program", "wait for it to finish and try again"),
    sqlite3.SQLITE_LOCKED: ("is being written by another program", "wait for it to finish and try again"),
    sqlite3.SQLITE_FULL: ("cannot grow: the disk is full", "free some space; nothing that was committed is lost"),
    sqlite3.SQLITE_READONLY: ("cannot be written: the file or its folder is read-only", None),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "check that its folder exists and may be written"),
    sqlite3.SQLITE_PERM: ("cannot be opened: permission denied", None),
    sqlite3.SQLITE_AUTH: ("cannot be opened: permission denied", None),
    sqlite3.SQLITE_IOERR: ("cannot be read or written: the disk reports an error", "check the disk and its free space"),
    sqlite3.SQLITE_TOOBIG: ("cannot hold a record of this size", None),
}


def library_error(path: Path, error: sqlite3.Error) -> LibraryError:
    """The error for the person who uses the library at `path`."""
    code = getattr(error, "sqlite_errorcode", None)
    sentence, hint = _SENTENCES.get((code or 0) & _PRIMARY, (f"cannot be used: {error}", None))
    return LibraryError(f"the library {path} {sentence}", hint=hint)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raise LibraryError for whatever SQLite raises inside."""
    try:
        yield
    except sqlite3.Error as error:
        raise library_error(path, error) from error
