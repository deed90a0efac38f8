"""The library file's connections: one a thread for reading, one for writing.

In WAL mode readers are never blocked: each sees the snapshot at which its statement, or its `snapshot()`, began.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from equipoise.errors import LibraryError
from equipoise.library.failures import explained
from equipoise.library.schema import latest, migrate, schema_number

_MAGIC = b"SQLite format 3\x00"
_CACHE_KIB = 32_768
_CHECKPOINT_PAGES = 8192  # 32 MiB: a batch alone fills the usual 4 MiB, and would be written twice at once
_WAL_LIMIT = 64 * 2**20


class Connections:
    """Opens, hands out and closes connections to one library file."""

    def __init__(self, path: Path, *, create: bool, readonly: bool, timeout: float) -> None:
        self.path = path
        self.readonly = readonly
        self._timeout = timeout
        self._local = threading.local()
        self._lock = threading.RLock()
        self._all: list[sqlite3.Connection] = []
        self._writer: sqlite3.Connection | None = None
        self._closed = False
        with explained(path):
            self._prepare(create)

    def _prepare(self, create: bool) -> None:
        """See that the file is a library of this schema; make or migrate it where that is asked and allowed."""
        exists = _is_sqlite_file(self.path)
        may_write = not self.readonly
        if not exists and not (create and may_write):
            raise LibraryError(f"there is no library at {self.path}", hint="`equipoise ingest PATH` makes one")
        if not exists:
            _make_folder(self.path)
            self._write_connection()
        have = schema_number(self._read_connection(), self.path)
        if have == latest():
            return
        if not may_write or (have == 0 and not create):
            raise LibraryError(f"{self.path} is not a library of this version of Equipoise (schema {have})")
        migrate(self._write_connection(), self.path)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection for reading."""
        with explained(self.path):
            yield self._read_connection()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that this thread reads inside sees one state of the library."""
        with self.reading() as connection:
            if connection.in_transaction:  # inside a snapshot already
                yield
                return
            connection.execute("BEGIN")
            try:
                yield
            finally:
                connection.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A write transaction, one at a time; committed at the end, undone by an exception."""
        if self.readonly:
            raise LibraryError(f"the library {self.path} was opened for reading only")
        with self._lock, explained(self.path):
            connection = self._write_connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # SQLite undoes the transaction by itself after some errors (a full disk); then there is nothing to do.
                with suppress(sqlite3.Error):
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close every connection; the writer last, because it folds the write-ahead log into the file."""
        with self._lock, explained(self.path):
            self._closed = True
            for connection in sorted(self._all, key=lambda each: each is self._writer):
                connection.close()
            self._all.clear()
            self._writer = None

    def _read_connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect(_uri(self.path, mode="ro", immutable=self._immutable()))
            self._local.connection = connection
        return connection

    def _immutable(self) -> bool:
        """A library on a read-only medium: no log beside it and no place for one, so nobody can be writing it."""
        folder = self.path.parent
        return self.readonly and not _log_of(self.path).exists() and not _writable(folder)

    def _write_connection(self) -> sqlite3.Connection:
        if self._writer is None:
            connection = self._connect(_uri(self.path, mode="rwc"))
            connection.execute("PRAGMA journal_mode = WAL")
            # FULL: a commit that was reported outlives a power cut too, not only the end of the process.
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
            connection.execute(f"PRAGMA journal_size_limit = {_WAL_LIMIT}")
            connection.execute("PRAGMA foreign_keys = ON")
            self._writer = connection
        return self._writer

    def _connect(self, uri: str) -> sqlite3.Connection:
        if self._closed:
            raise LibraryError(f"the library {self.path} is closed")
        connection = sqlite3.connect(
            uri, uri=True, timeout=self._timeout, isolation_level=None, check_same_thread=False, cached_statements=64
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA trusted_schema = OFF")  # a file from elsewhere is data and must not act
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        with self._lock:
            self._all.append(connection)
        return connection


def _uri(path: Path, *, mode: str, immutable: bool = False) -> str:
    return f"file:{quote(str(path.absolute()))}?mode={mode}" + ("&immutable=1" if immutable else "")


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK)


def _is_sqlite_file(path: Path) -> bool:
    """Whether a database is there; an empty file is none yet. LibraryError for anything else in its place."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except FileNotFoundError:
        return False
    except OSError as error:
        raise LibraryError(f"the library {path} cannot be opened: {error.strerror}") from error
    if head and head != _MAGIC:
        raise LibraryError(f"{path} is not an Equipoise library", hint="give another path with --library")
    return bool(head)


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"the folder {path.parent} cannot be made: {error.strerror}") from error
