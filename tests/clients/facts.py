"""What the drivers of the clients know: where the server is, and the records that it serves.

A driver runs in the environment of its client, which has no equipoise: what it expects it reckons from the records.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

Record = dict[str, Any]
E = TypeVar("E", bound=Exception)


@dataclass(frozen=True)
class Facts:
    """The address of the API, without a slash at its end, and all records of the library by id."""

    base: str
    records: dict[str, Record]

    def having(self, words: str) -> set[str]:
        """The ids of the records one of whose conditions holds these words."""
        return {
            number
            for number, record in self.records.items()
            if any(words in each.lower() for each in at(record, "conditionsModule", "conditions") or ())
        }

    def where(self, module: str, name: str, value: object) -> set[str]:
        """The ids of the records in which a field of a module has the value, or holds it as a list."""
        found = {number: at(record, module, name) for number, record in self.records.items()}
        return {number for number, held in found.items() if held == value or (isinstance(held, list) and value in held)}


def given() -> Facts:
    """The facts that the test hands over: the address, and a file of records as a JSON list."""
    base, path = sys.argv[1:]
    records = json.loads(Path(path).read_text(encoding="utf-8"))
    return Facts(base, {identity(record): record for record in records})


def at(record: Record, module: str, name: str) -> Any:
    """A field of a module of the protocol; None where there is none."""
    return record["protocolSection"].get(module, {}).get(name)


def identity(record: Record) -> str:
    """The record's NCT number."""
    return str(at(record, "identificationModule", "nctId"))


def title(record: Record) -> str:
    """The record's brief title."""
    return str(at(record, "identificationModule", "briefTitle"))


def once(found: Iterable[str]) -> set[str]:
    """The ids as a set. Raises AssertionError where one came twice."""
    listed = list(found)
    assert len(listed) == len(set(listed)), f"a study came twice: {sorted(listed)}"
    return set(listed)


def refusal(kind: type[E], ask: Callable[[], object]) -> E:
    """The error that the client raises when it asks this. Raises AssertionError where it is answered."""
    try:
        answer = ask()
    except kind as error:
        return error
    raise AssertionError(f"answered, not refused: {answer!r:.200}")
