"""The screening log: who screened whom for what, when, by which version, with what decision, and what a person
overrode.

A file of JSON lines to which entries are only ever added. Each holds the hash of the one before it, so that a changed,
removed or inserted entry shows (`verify`). Entries cut off at the end cannot show in the file itself: note the hash of
the last one (`Verified.head`) elsewhere. An override is an entry of its own that names the one it overrides; the
computed answer stays.

The log holds no values and no words of the patient's record: criteria are named by their ids.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from equipoise.errors import RequestError
from equipoise.logic import Decision
from equipoise.screening.answer import Answer
from equipoise.screening.settle import Settlement

Json = dict[str, Any]
Kind = Literal["screening", "override"]
_FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Versions:
    """What made an answer: the program, the grammar, and the version of the trial's record."""

    program: str
    grammar: str
    trial: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log, as it was written."""

    number: int
    kind: Kind
    trial: str
    patient: str
    decision: Decision
    body: Json
    hash: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying found: how many entries, the hash of the last, the first line that is not as it was written."""

    entries: int
    head: str
    broken_at: int | None = None
    why: str | None = None


def record_screening(
    path: Path,
    answer: Answer,
    versions: Versions,
    *,
    by: str,
    settlements: Iterable[Settlement] = (),
    at: datetime | None = None,
) -> Entry:
    """Add a screening. Raises `RequestError` when `by` is empty or the log is broken."""
    reason = primary_reason(answer)
    body: Json = {
        "kind": "screening",
        "by": _named(by),
        "trial": answer.trial,
        "patient": answer.patient,
        "on": answer.on.isoformat(),
        "decision": answer.decision,
        "through": list(answer.through),
        "reason": reason,
        "versions": {"program": versions.program, "grammar": versions.grammar, "trial": versions.trial},
        "settled": [{"criterion": s.criterion, "said": s.said, "by": s.by, "because": s.because} for s in settlements],
    }
    return _append(path, body, at)


def record_override(
    path: Path, number: int, decision: Decision, *, by: str, because: str, at: datetime | None = None
) -> Entry:
    """Add a person's decision in place of the computed one of entry `number`, which stays as it is.

    Raises `RequestError` when there is no such screening, or the name or the reason is missing.
    """
    if not because.strip():
        raise RequestError("an override needs its reason")
    if decision not in get_args(Decision):
        raise RequestError("an override names one of the four decisions")
    overridden = next((each for each in read_log(path) if each.number == number and each.kind == "screening"), None)
    if overridden is None:
        raise RequestError(f"the log has no screening {number}")
    body: Json = {
        "kind": "override",
        "by": _named(by),
        "trial": overridden.trial,
        "patient": overridden.patient,
        "overrides": number,
        "decision": decision,
        "because": because.strip(),
    }
    return _append(path, body, at)


def primary_reason(answer: Answer) -> str | None:
    """The id of the first criterion that made the decision: what blocks, else what is open; None where nothing is."""
    wanted = "block" if answer.decision == "ineligible" else "open"
    deciding = [item for item in answer.criteria if item.effect == wanted and not (wanted == "open" and item.sign_off)]
    # A list and its item come to the same: the item is the reason.
    leaves = [item for item in deciding if not any(other.id.startswith(f"{item.id}.") for other in deciding)]
    return leaves[0].id if leaves else None


def read_log(path: Path) -> tuple[Entry, ...]:
    """The entries in order. Raises `RequestError` at the first line that is no entry or was changed."""
    found = _check(path)
    if isinstance(found, Verified):
        raise RequestError(found.why or "the log is broken", place=f"line {found.broken_at}")
    return found


def verify(path: Path) -> Verified:
    """Whether every entry is as it was written and stands where it was written."""
    found = _check(path)
    if isinstance(found, Verified):
        return found
    return Verified(len(found), found[-1].hash if found else _FIRST)


def consort(entries: Iterable[Entry]) -> dict[str, Json]:
    """Per trial: how many were assessed, and by the last word on each what became of them.

    `assessed` counts patients; `decisions` has one for each by the newest entry, overrides included; `reasons` counts
    the primary reasons of those who are ineligible by computation; `overridden` how many last words are a person's.
    """
    last: dict[tuple[str, str], Entry] = {}
    screened: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        last[entry.trial, entry.patient] = entry
        if entry.kind == "screening":
            screened[entry.trial, entry.patient] = entry
    counts: dict[str, Json] = {}
    for (trial, patient), entry in last.items():
        counted = counts.setdefault(
            trial, {"assessed": 0, "decisions": Counter(), "reasons": Counter(), "overridden": 0}
        )
        counted["assessed"] += 1
        counted["decisions"][entry.decision] += 1
        counted["overridden"] += entry.kind == "override"
        if entry.decision == "ineligible":
            counted["reasons"][screened[trial, patient].body.get("reason") or "override"] += 1
    return {
        trial: {**counted, "decisions": dict(counted["decisions"]), "reasons": dict(counted["reasons"])}
        for trial, counted in counts.items()
    }


def _named(by: str) -> str:
    if not by.strip():
        raise RequestError("a log entry needs the name of who makes it")
    return by.strip()


def _append(path: Path, body: Json, at: datetime | None) -> Entry:
    """Under a lock, so that two who write at once both keep their place in the chain."""
    with _locked(path) as file:
        file.seek(0)
        entries = _parsed(file.read().decode("utf-8"))
        if isinstance(entries, Verified):
            raise RequestError(entries.why or "the log is broken", place=f"line {entries.broken_at}")
        moment = (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
        full: Json = {
            "number": len(entries) + 1,
            "at": moment,
            **body,
            "previous": entries[-1].hash if entries else _FIRST,
        }
        full["hash"] = _hash(full)
        file.seek(0, os.SEEK_END)
        file.write((json.dumps(full, ensure_ascii=False) + "\n").encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
        return _entry(full)


@contextmanager
def _locked(path: Path) -> Iterator[Any]:
    """The file, open for reading and adding, held by this process alone where the system can do that."""
    with path.open("a+b") as file:
        try:
            import fcntl
        except ImportError:  # Windows: an append is still whole, but two writers at once could break the chain
            yield file
            return
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield file
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


def _check(path: Path) -> tuple[Entry, ...] | Verified:
    if not path.exists():
        return ()
    try:
        return _parsed(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        return Verified(0, _FIRST, 1, "the log is not UTF-8")


def _parsed(text: str) -> tuple[Entry, ...] | Verified:
    entries: list[Entry] = []
    previous = _FIRST
    for line, words in enumerate(text.splitlines(), 1):
        why = None
        try:
            full = json.loads(words)
            if full["hash"] != _hash(full):
                why = "the entry was changed"
            elif full["previous"] != previous or full["number"] != line:
                why = "an entry was removed, inserted or moved"
            entry = _entry(full)
        except (ValueError, KeyError, TypeError):
            return Verified(len(entries), previous, line, "not an entry of a screening log")
        if why is not None:
            return Verified(len(entries), previous, line, why)
        entries.append(entry)
        previous = entry.hash
    return tuple(entries)


def _hash(full: Json) -> str:
    """SHA-256 over the entry without its hash, in one spelling."""
    bare = {name: value for name, value in full.items() if name != "hash"}
    return hashlib.sha256(
        json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()


def _entry(full: Json) -> Entry:
    if full["kind"] not in get_args(Kind) or full["decision"] not in get_args(Decision):
        raise ValueError
    return Entry(full["number"], full["kind"], full["trial"], full["patient"], full["decision"], full, full["hash"])
