"""What people write in options and forms, read into what the use cases take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from equipoise.criteria.nodes import Anchor
from equipoise.errors import RequestError
from equipoise.logic import LISTED_KINDS, FactKind

ANCHORS: tuple[Anchor, ...] = ("consent", "enrolment", "randomisation", "conditioning", "treatment", "infusion")
"""The events that a window can be reckoned from and a caller can date."""

_SPELLINGS: dict[str, Anchor] = {"enrollment": "enrolment", "randomization": "randomisation"}


def day(text: str, name: str) -> date:
    """A day written YYYY-MM-DD. Raises RequestError that calls it `name`."""
    try:
        return date.fromisoformat(text.strip()) if len(text.strip()) == 10 else _no_day(name)
    except ValueError:
        return _no_day(name)


def _no_day(name: str) -> date:
    raise RequestError("expected a day such as 2025-06-13", place=name)


def anchors(words: Iterable[str]) -> dict[Anchor, date]:
    """`infusion=2025-07-01`, … -> the day of each. Raises RequestError for other names, repeated names and bad days."""
    found: dict[Anchor, date] = {}
    for word in words:
        name, sign, text = word.partition("=")
        anchor = _anchor(name.strip().lower())
        if anchor is None or not sign:
            raise RequestError("expected NAME=DATE", place=f"--anchor {word}", hint=f"names: {', '.join(ANCHORS)}")
        if anchor in found:
            raise RequestError(f"{anchor} has a date already", place=f"--anchor {word}")
        found[anchor] = day(text, f"--anchor {word}")
    return found


def _anchor(name: str) -> Anchor | None:
    spelled = _SPELLINGS.get(name, name)
    return next((anchor for anchor in ANCHORS if anchor == spelled), None)


def complete(words: Iterable[str]) -> frozenset[FactKind]:
    """`conditions,medications` or `all` -> the kinds whose lists the caller calls complete. Raises RequestError."""
    found: set[FactKind] = set()
    for word in words:
        for name in filter(None, (part.strip().lower() for part in word.split(","))):
            if name == "all":
                found.update(LISTED_KINDS)
                continue
            kind = next((kind for kind in LISTED_KINDS if kind == name), None)
            if kind is None:
                raise RequestError(
                    f"{name} is no kind of list",
                    place=f"--complete {word}",
                    hint=f"kinds: {', '.join(LISTED_KINDS)}, all",
                )
            found.add(kind)
    return frozenset(found)
