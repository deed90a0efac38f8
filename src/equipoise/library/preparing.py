"""From a record's bytes to what a transaction puts in: all the work that needs no database, in any process."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.errors import RecordError
from equipoise.library.records import Entry, entry_of
from equipoise.study.read import read


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no trial in some bytes; `code` is the error's, or `unforeseen` where a reader failed."""

    place: str
    code: str
    reason: str


def prepare(place: str, raw: bytes) -> Entry | Refusal:
    """The record made ready to be put in, or why it is none. Never raises for what the bytes hold."""
    try:
        reading = next(read(raw, name=place))
        if reading.study is not None:
            return entry_of(reading.study)
        return refusal(place, reading.error or RecordError("there is no trial in it"))
    except Exception as error:  # one record that a reader did not foresee must not stop the others
        return Refusal(place, "unforeseen", f"the reader failed: {type(error).__name__}")


def refusal(place: str, error: RecordError) -> Refusal:
    """The refusal that an error means; the error's own place is the more exact one."""
    reason = f"{error.message} ({error.hint})" if error.hint else error.message
    return Refusal(error.place or place, error.code, reason)
