"""The screening log: who screened which patient for which trial, when, by which program, and what came of it.

    opened      the first entry: the form of the log and the mark of its key
    screening   one computed answer
    override    a person's decision in place of a computed one, which stays as it is
    mended      a torn line was set aside

Nothing of the patient is in it but a pseudonym: the bundle's Patient id under HMAC-SHA256 with the log's own key, which
lies beside the log (`FILE.key`, readable by its owner alone). Whoever has the log and not the key can neither reverse a
pseudonym nor find it by trying ids. Values, dates of results and names of the patient's drugs are left out; quotes are
the trial's own words.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from equipoise import __version__
from equipoise.criteria.read import GRAMMAR_VERSION
from equipoise.errors import RequestError
from equipoise.logic import Decision, Effect, Reason
from equipoise.screening import chain
from equipoise.screening.answer import Answer

FORM = 1
_KEY_BYTES = 32
_LONGEST_QUOTE = 300
_LONGEST_WORDS = 1000


class _Criterion(msgspec.Struct):
    id: str
    quote: str
    truth: Literal["true", "false", "unknown", "not-applicable"]
    effect: Effect
    open_because: tuple[Reason, ...]
    sign_off: bool
    settled: dict[str, str] | None = None


class _Answer(msgspec.Struct):
    """What the log takes of the contract's object."""

    trial: str
    patient: str
    on: str
    decision: Decision
    through: tuple[str, ...]
    criteria: tuple[_Criterion, ...]


@dataclass(frozen=True, slots=True)
class RecordUsed:
    """Which record of the trial an answer was made from: the library's version, and the record's SHA-256 in hex."""

    version: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class ToRecord:
    """One answer, as an object or as the contract's JSON, and the record that it was made from."""

    answer: Answer | bytes
    used: RecordUsed = RecordUsed()


def record(path: Path, answers: Iterable[ToRecord], by: str) -> list[dict[str, Any]]:
    """Put answers into the log, all or none, and return their entries. The log and its key are made where missing.

    Raises RequestError for what is no answer, for a log that cannot be written or whose key is not the one that it was
    begun with.
    """
    found = [(_answer(each.answer), each.used) for each in answers]
    _person(by)
    key = _key(path)
    return _append(path, key, [_screening(answer, used, by, key) for answer, used in found])


def override(path: Path, number: int, decision: str, because: str, by: str) -> dict[str, Any]:
    """Put a person's decision beside the computed one of entry `number`. Raises RequestError."""
    _person(by)
    if decision not in get_args(Decision):
        raise RequestError("that is no decision", place="--decision", hint=", ".join(get_args(Decision)))
    target = next((entry for entry in chain.entries(path) if entry["sequence"] == number), None)
    if target is None or target["kind"] != "screening":
        raise RequestError(f"entry {number} is no screening", place=str(path), hint="`equipoise log show` lists them")
    entry = _entry("override", by) | {
        "of": number,
        "trial": target["trial"],
        "patient": target["patient"],
        "computed": target["decision"],
        "decision": decision,
        "because": _reason(because),
    }
    return _append(path, _key(path), [entry])[0]


def mend(path: Path, by: str) -> dict[str, Any] | None:
    """Set a torn last line aside in `FILE.torn` and note so in the log; None where no line is torn.

    The note holds the number of bytes and their SHA-256, so that what was set aside can be told to be it.
    """
    _person(by)
    key = _key(path)
    if not path.exists():
        raise RequestError("there is no such log", place=str(path))
    torn = chain.cut_torn(path, path.with_name(f"{path.name}.torn"))
    if not torn:
        return None
    note = {"bytes": len(torn), "sha256": hashlib.sha256(torn).hexdigest()}
    return _append(path, key, [_entry("mended", by) | note])[0]


def pseudonym(key: bytes, patient: str) -> str:
    """What a patient is called in a log with this key: 16 hex digits."""
    return hmac.new(key, b"patient:" + patient.encode(), hashlib.sha256).hexdigest()[:16]


def _screening(answer: _Answer, used: RecordUsed, by: str, key: bytes) -> dict[str, Any]:
    effects = {name: sum(item.effect == name for item in answer.criteria) for name in get_args(Effect)}
    return _entry("screening", by) | {
        "trial": answer.trial,
        "record": {"version": used.version, "sha256": used.sha256},
        "patient": pseudonym(key, answer.patient),
        "on": answer.on,
        "decision": answer.decision,
        "through": list(answer.through),
        "primary": _primary(answer),
        "effects": effects,
        "blocks": [{"criterion": item.id, "quote": _quote(item)} for item in answer.criteria if item.effect == "block"],
        "open": [
            {"criterion": item.id, "because": list(item.open_because), "sign_off": item.sign_off}
            for item in answer.criteria
            if item.effect == "open"
        ],
        "settled": [{"criterion": item.id, **item.settled} for item in answer.criteria if item.settled is not None],
    }


def _primary(answer: _Answer) -> dict[str, Any] | None:
    """The first criterion that blocks, else the first that is open for this patient; None where there is neither."""
    blocking = [item for item in answer.criteria if item.effect == "block"]
    waiting = [item for item in answer.criteria if item.effect == "open" and not item.sign_off]
    first = next(iter(blocking or waiting), None)
    if first is None:
        return None
    return {
        "criterion": first.id,
        "quote": _quote(first),
        "effect": first.effect,
        "because": list(first.open_because),
    }


def _quote(item: _Criterion) -> str:
    words = " ".join(item.quote.split())
    return words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE]}…"


def _answer(given: Answer | bytes) -> _Answer:
    try:
        if isinstance(given, bytes):
            return msgspec.json.decode(given, type=_Answer)
        return msgspec.convert(given.to_dict(), _Answer)
    except (msgspec.DecodeError, RecursionError):  # the message could quote the patient
        raise RequestError("is no answer of `equipoise screen --format json`") from None


def _entry(kind: str, by: str) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {"kind": kind, "at": now, "by": by.strip(), "program": __version__, "grammar": GRAMMAR_VERSION}


def _person(by: str) -> None:
    if not by.strip() or len(by) > _LONGEST_WORDS:
        raise RequestError("every entry needs the name of a person", place="--by")


def _reason(because: str) -> str:
    if not because.strip() or len(because) > _LONGEST_WORDS:
        raise RequestError("a person's decision needs a reason", place="--because")
    return because.strip()


# The key


def _append(path: Path, key: bytes, added: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Append, behind the entry that opens the log where it is new; returns what was asked to be added."""

    def make(number: int) -> Sequence[Mapping[str, Any]]:
        if number:
            return added
        return [_entry("opened", added[0]["by"]) | {"form": FORM, "key": _mark(key)}, *added]

    if not added:
        return []
    return [entry for entry in chain.append(path, make) if entry["kind"] != "opened"]


def _key_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.key")


def _mark(key: bytes) -> str:
    """What tells a key from another without giving it away."""
    return hmac.new(key, b"the key of this log", hashlib.sha256).hexdigest()[:16]


def _key(path: Path) -> bytes:
    """The log's key; a new one for a new log. RequestError where it is missing or another log's."""
    begun = path.exists() and path.stat().st_size > 0
    place = _key_path(path)
    if not begun and not place.exists():
        _make_key(place)
    try:
        key = bytes.fromhex(place.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise RequestError("the log's key is missing", place=str(place), hint="bring it back from a copy") from None
    except (OSError, ValueError):
        raise RequestError("the log's key cannot be read", place=str(place)) from None
    if len(key) != _KEY_BYTES or (begun and chain.first(path).get("key") != _mark(key)):
        raise RequestError("that is not the key with which the log was begun", place=str(place))
    return key


def _make_key(place: Path) -> None:
    """Make the key, whole or not at all, and never in place of another."""
    draft = place.with_name(f"{place.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(_KEY_BYTES) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):  # another process was first, and its key is the log's
            os.link(draft, place)
    except OSError as error:
        raise RequestError(f"cannot be written: {error.strerror}", place=str(place)) from None
    finally:
        draft.unlink(missing_ok=True)
