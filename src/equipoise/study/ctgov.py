"""One study record of the ClinicalTrials.gov API, version 2, from its JSON bytes."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from equipoise.errors import RecordError
from equipoise.source import Problem
from equipoise.study.checking import examine, is_whole, unknown_values
from equipoise.study.model import Blank, Record, Study
from equipoise.study.values import Age, PartialDate, age, partial_date

NCT_ID = re.compile(r"NCT\d{8}", re.ASCII)
"""The form of a trial's id in the registry."""

_LARGE = 1024 * 1024
_MOST = {b",": 8_000_000, b"[": 1_000_000, b"{": 1_000_000}
"""How many parts a large record may have: many tiny ones take a hundred times their size in memory."""

TOO_DEEP = "the JSON is nested too deeply"
NO_ID = "there is no trial here: nothing gives an NCT id"


def _from_text(wanted: type, text: Any) -> Any:
    if not isinstance(text, str):
        raise ValueError("expected a text")
    return partial_date(text) if wanted is PartialDate else age(text)


def _to_text(value: Any) -> str:
    if isinstance(value, PartialDate | Age):
        return str(value)
    raise NotImplementedError(type(value).__name__)  # what msgspec asks of a hook for a type that it does not know


_decoder = msgspec.json.Decoder(Record, dec_hook=_from_text)
encoder = msgspec.json.Encoder(enc_hook=_to_text)
"""Writes a record as the API does: absent fields left out, no blanks between tokens."""


def read_study(raw: bytes) -> tuple[Study, tuple[Problem, ...]]:
    """The study in one JSON object, and what is odd about it.

    Raises RecordError where there is no trial: no JSON, no object, no NCT id.
    """
    record, problems, blanks = _decode(raw)
    nct_id = trial_id(record)
    problems += unknown_values(record)
    return Study(nct_id=nct_id, source="ctgov", record=record, raw=raw, blanks=blanks), problems


def trial_id(record: Record) -> str:
    """The record's NCT id. Raises RecordError where it has none or one of another form."""
    stated = record.protocol and record.protocol.identification and record.protocol.identification.nct_id
    if not stated:
        raise RecordError(NO_ID)
    found = stated.strip().upper()
    if not NCT_ID.fullmatch(found):
        raise RecordError("the id of the trial is not NCT and eight digits")
    return found


def _decode(raw: bytes) -> tuple[Record, tuple[Problem, ...], tuple[Blank, ...]]:
    if len(raw) > _LARGE and any(raw.count(mark) > most for mark, most in _MOST.items()):
        raise RecordError("the JSON has more parts than any study record")
    try:
        record, written = _decode_typed(raw)
        if record is not None and written is not None and is_whole(raw, written):
            return record, (), ()
        found = examine(raw, written)
        if record is None:
            record = msgspec.convert(found.known, Record, dec_hook=_from_text)
    except RecursionError:
        raise RecordError(TOO_DEEP) from None
    except msgspec.ValidationError as error:
        raise RecordError(f"the JSON is not a study record: {error}") from None
    except (msgspec.DecodeError, ValueError) as error:
        raise RecordError(f"not JSON: {error}") from None
    return record, found.problems, found.blanks


def _decode_typed(raw: bytes) -> tuple[Record | None, bytes | None]:
    """The record as the model decodes and writes it; None where a type is wrong somewhere."""
    try:
        record = _decoder.decode(raw)
    except msgspec.ValidationError:
        return None, None
    return record, encoder.encode(record)
