"""From a record's bytes to what a transaction puts in: all the work that needs no database, in any process."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.errors import RecordError
from equipoise.library.records import Entry, entry_of
from equipoise.study import ctgov, legacy_xml, portal
from equipoise.study.containers import Kind
from equipoise.study.read import ReadStudy

_READERS: dict[Kind, ReadStudy] = {
    "json": ctgov.read_study,
    "xml": legacy_xml.read_study,
    "text": portal.read_study,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no trial in some bytes; `code` is the error's, or `unforeseen` where a reader failed."""

    place: str
    code: str
    reason: str


def prepare(place: str, kind: Kind, raw: bytes, *, indexed: bool = False) -> Entry | Refusal:
    """The record of this format made ready to be put in, or why it is none. Never raises for what the bytes hold."""
    try:
        study, _ = _READERS[kind](raw)
        return entry_of(study, indexed=indexed)
    except RecordError as error:
        return refusal(f"{place}:{error.place}" if error.place else place, error)
    except Exception as error:  # one record that a reader did not foresee must not stop the others
        return Refusal(place, "unforeseen", f"the reader failed: {type(error).__name__}")


def refusal(place: str, error: RecordError) -> Refusal:
    """The refusal that an error means."""
    reason = f"{error.message} ({error.hint})" if error.hint else error.message
    return Refusal(place, error.code, reason)
