"""The screening log's use cases: putting answers in, checking it, exporting it, counting it, overriding an entry."""

from __future__ import annotations

import csv
import getpass
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from equipoise.errors import RequestError
from equipoise.screening import chain
from equipoise.screening.chain import Verified
from equipoise.screening.consort import Consort, consort
from equipoise.screening.log import RecordUsed, ToRecord, mend, override, record
from equipoise.service.screening import Screened

__all__ = ["Checked", "Verified", "add", "canonical", "check", "counts", "entries", "log_screened", "mend", "override",
           "person", "to_csv"]  # fmt: skip

_COLUMNS = (
    "sequence", "kind", "at", "by", "program", "grammar", "trial", "record", "patient", "on", "decision", "criterion",
    "quote", "of", "computed", "because", "hash",
)  # fmt: skip
_ACTS_IN_A_SHEET = ("=", "+", "-", "@", "\t", "\r")

canonical = chain.canonical


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a log gave; `lost` says that the hash that somebody kept is not in it, or not any more."""

    verified: Verified
    lost: bool = False

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return self.verified.broken is None and not self.lost


def person(given: str | None) -> str:
    """The name that was given, else the user's of this machine. Raises RequestError where there is none."""
    if given is not None:
        return given
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise RequestError("this machine does not say who you are", place="--by", hint="give --by NAME") from None


def log_screened(path: Path, screened: Sequence[Screened], by: str) -> list[dict[str, Any]]:
    """Put answers into the log with the versions and hashes of the records that they were made from."""
    return record(path, [ToRecord(each.answer, _used(each)) for each in screened], by)


def _used(screened: Screened) -> RecordUsed:
    trial = screened.trial.trial
    return RecordUsed(trial.version, hashlib.sha256(trial.study.raw).hexdigest())


def add(path: Path, lines: Iterable[bytes], by: str) -> list[dict[str, Any]]:
    """Put the answers of `screen --format json` into the log, all or none. Raises RequestError."""
    answers = [ToRecord(line) for line in lines if line.strip()]
    if not answers:
        raise RequestError("there is no answer in it", place="stdin", hint="equipoise screen … --format json")
    return record(path, answers, by)


def check(path: Path, head: str | None = None) -> Checked:
    """Look at every line; `head` is a hash that was kept from an earlier check and must be in the log still."""
    verified = chain.verify(path)
    if verified.broken is not None or head is None:
        return Checked(verified)
    return Checked(verified, lost=all(entry["hash"] != head for entry in chain.entries(path)))


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """All entries. Raises RequestError at the line where the chain breaks."""
    return chain.entries(path)


def counts(path: Path) -> tuple[Consort, ...]:
    """The CONSORT counts of every trial in the log."""
    return consort(chain.entries(path))


def to_csv(found: Iterable[Mapping[str, Any]]) -> str:
    """The entries as a table with a heading. Cells that a spreadsheet would take for a formula are quoted for it."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for entry in found:
        primary = entry.get("primary") or {}
        record_hash = (entry.get("record") or {}).get("sha256")
        row = {**entry, "criterion": primary.get("criterion"), "quote": primary.get("quote"), "record": record_hash}
        writer.writerow(_cell(row.get(name)) for name in _COLUMNS)
    return stream.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_ACTS_IN_A_SHEET):
        return f"'{value}"
    return "" if value is None else value
