"""What changed for a patient: two answers on one trial, and the criteria that make the difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from equipoise.logic import Decision
from equipoise.screening.answer import Answer, CriterionAnswer

Cause = Literal["added", "amended", "patient"]
"""The trial is new to the library; its record changed; or the patient's facts did (with the time that went by)."""

_LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Change:
    """A trial whose decision for the patient is another one than it was; `before` is None where it was not there."""

    trial: str
    title: str
    cause: Cause
    before: Decision | None
    after: Decision
    because: tuple[str, ...]


def because(before: Answer | None, after: Answer) -> tuple[str, ...]:
    """The criteria that made the old decision and no longer hold it up, then those that make the new one, in words."""
    return (*(_left(before, after) if before is not None else ()), *_came(before, after))


def _left(before: Answer, after: Answer) -> Iterator[str]:
    now = {_identity(item): item for item in after.criteria}
    for item in _decisive(before):
        same = now.get(_identity(item))
        if same is None:
            yield f"{_named(item)} is no longer asked"
        elif same.effect != item.effect:
            yield f"{_named(same)} {_verb(same)} now: {same.why}"


def _came(before: Answer | None, after: Answer) -> Iterator[str]:
    then = {_identity(item): item for item in before.criteria} if before is not None else {}
    told = {_identity(item) for item in _decisive(before)} if before is not None else set()
    for item in _decisive(after):
        same = then.get(_identity(item))
        if same is None:
            new = "" if before is None else "is new and "
            yield f"{_named(item)} {new}{_verb(item)}: {item.why}"
        elif same.effect != item.effect and _identity(item) not in told:
            yield f"{_named(item)} {_verb(item)} now: {item.why}"


def _decisive(answer: Answer) -> list[CriterionAnswer]:
    """What an answer's decision rests on: what blocks, else what is open beyond standing sign-offs."""
    blocking = [item for item in answer.criteria if item.effect == "block"]
    return blocking or [item for item in answer.criteria if item.effect == "open" and not item.sign_off]


def _identity(item: CriterionAnswer) -> tuple[str, str]:
    """A criterion is known again by its words; an amendment may give it another number."""
    return item.section, " ".join(item.quote.split()) or item.id


def _named(item: CriterionAnswer) -> str:
    words = " ".join(item.quote.split())
    short = words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE].rstrip()}…"
    return f"{item.id} (“{short}”)" if short else item.id


def _verb(item: CriterionAnswer) -> str:
    return {"block": "blocks", "open": "is open", "pass": "passes"}[item.effect]
