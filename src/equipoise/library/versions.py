"""What the library keeps of a trial, and which of its versions speaks for it."""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import dataclass
from enum import Enum

from equipoise.errors import LibraryError, RecordError
from equipoise.study.canonical import canonical_hash
from equipoise.study.model import SourceFormat, Study
from equipoise.study.read import Reading, read

SOURCE_RANK: dict[str, int] = {"ctgov": 2, "legacy_xml": 1, "portal": 0}
"""Which source is believed before which: a page's damaged text never takes the place of a registry record."""

_STAMP = re.compile(rb'"miscInfoModule"\s*:\s*\{\s*"versionHolder"\s*:\s*"(\d{4}-\d\d-\d\d)"')

_LEVEL = 1  # measured on v2 records: 25 % of the size; level 6 reaches 22 % and takes more than twice as long


class Outcome(Enum):
    """What became of a record that was put into the library."""

    NEW = "new"
    """The first record of its trial."""
    CHANGED = "changed"
    """A content not seen before, now the trial's current version."""
    UNCHANGED = "unchanged"
    """A content that the library holds already."""
    SUPERSEDED = "superseded"
    """A content not seen before, kept as a version beside a better current one."""


@dataclass(frozen=True, slots=True)
class Version:
    """One content that was seen of a trial. `number` counts from 1 in the order of arrival."""

    nct_id: str
    number: int
    source: SourceFormat
    raw_size: int
    last_update: str | None
    first_seen: str
    run: int | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A version with its record, exactly the bytes that were ingested."""

    version: Version
    raw: bytes

    @property
    def nct_id(self) -> str:
        """The trial."""
        return self.version.nct_id

    def reading(self) -> Reading:
        """The record read again: its study and what is odd about it."""
        return next(read(self.raw, name=self.nct_id))

    def study(self) -> Study:
        """The record's study. LibraryError where it cannot be read."""
        reading = self.reading()
        if reading.study is None:
            raise LibraryError(f"the stored record of {self.nct_id} cannot be read: {reading.error}")
        return reading.study


def supersedes(source: str, last_update: str | None, current_source: str, current_update: str | None) -> bool:
    """Whether a content not seen before takes the current one's place.

    A better source always does and a worse one never. Within one source the later update does, and where a date is
    missing or both are the same, what arrived last: so an old dump that is ingested late does not turn back the clock.
    """
    rank, current_rank = SOURCE_RANK[source], SOURCE_RANK[current_source]
    if rank != current_rank:
        return rank > current_rank
    return last_update is None or current_update is None or last_update >= current_update


def form_hash(raw: bytes) -> bytes:
    """16 bytes that stand for a record's bytes, but for the day on which the API's data were written out.

    Equal forms have equal contents, so that a known form need not be decoded; one content may have several forms.
    """
    at = raw.rfind(b'"miscInfoModule"')
    stamp = _STAMP.match(raw, at) if at >= 0 else None
    if stamp is None:
        return hashlib.sha256(raw).digest()[:16]
    digest = hashlib.sha256(memoryview(raw)[: stamp.start(1)])
    digest.update(memoryview(raw)[stamp.end(1) :])
    return digest.digest()[:16]


def content_hash(raw: bytes) -> bytes:
    """What tells one content from another, whatever its form."""
    try:
        return bytes.fromhex(canonical_hash(raw))
    except RecordError:  # bytes that a reader takes and the hash does not are a content of their own
        return hashlib.sha256(raw).digest()


def pack(raw: bytes) -> bytes:
    """The record compressed."""
    return zlib.compress(raw, _LEVEL)


def unpack(body: bytes) -> bytes:
    """The record as it was ingested; LibraryError where the stored bytes are damaged (zlib checks them)."""
    try:
        return zlib.decompress(body)
    except zlib.error as error:
        raise LibraryError(
            "a stored record is damaged", hint="restore a copy, or ingest the records into a new library"
        ) from error
