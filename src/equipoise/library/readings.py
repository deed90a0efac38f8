"""Understood criteria, kept so that an unchanged text is not understood twice.

A reading is stored under the hash of its text and the version of the grammar that made it; another text or another
grammar finds nothing and has to read anew. What is stored is any bytes: the criteria room knows what they mean.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping

from equipoise.library.versions import pack, unpack


def text_hash(text: str) -> bytes:
    """16 bytes that stand for a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def get(connection: sqlite3.Connection, digest: bytes, grammar: str) -> bytes | None:
    """The reading of the text by this grammar."""
    row = connection.execute(
        "SELECT body FROM reading WHERE text_hash = ? AND grammar_version = ?", (digest, grammar)
    ).fetchone()
    return unpack(row["body"]) if row else None


def put(connection: sqlite3.Connection, readings: Mapping[bytes, bytes], grammar: str) -> None:
    """Keep readings by text hash."""
    packed: Iterable[tuple[bytes, str, bytes]] = ((digest, grammar, pack(body)) for digest, body in readings.items())
    connection.executemany("INSERT OR REPLACE INTO reading VALUES (?, ?, ?)", packed)


def count(connection: sqlite3.Connection, grammar: str) -> tuple[int, int]:
    """How many readings this grammar made, and how many are left from others (stale, never served)."""
    row = connection.execute(
        "SELECT count(*) FILTER (WHERE grammar_version = ?1), count(*) FILTER (WHERE grammar_version <> ?1)"
        " FROM reading",
        (grammar,),
    ).fetchone()
    return row[0], row[1]


def drop_stale(connection: sqlite3.Connection, grammar: str) -> int:
    """Remove what other grammars made; returns how many."""
    return connection.execute("DELETE FROM reading WHERE grammar_version <> ?", (grammar,)).rowcount
