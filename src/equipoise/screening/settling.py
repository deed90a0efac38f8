"""An answer in which a person has settled what was open, and which says so at each criterion.

What was computed is not for anybody to settle: who thinks it wrong mends the record, or overrides the decision in the
screening log, which keeps both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

from equipoise.errors import RequestError
from equipoise.screening.answer import Answer, Json
from equipoise.screening.settle import Settlement

Screen = Callable[[Sequence[Settlement]], Answer]
"""Screens one patient for one trial with these settlements."""


@dataclass(frozen=True, slots=True)
class SettledAnswer(Answer):
    """An answer that rests on what persons settled too."""

    settlements: tuple[Settlement, ...] = ()

    def to_dict(self) -> Json:
        """The contract's JSON object; a criterion that a person settled has `settled`: as what, by whom and why."""
        by_id = {each.criterion: each for each in self.settlements}
        plain = Answer.to_dict(self)
        plain["criteria"] = [
            item.to_dict() | _told(by_id[item.id]) if item.id in by_id else item.to_dict() for item in self.criteria
        ]
        return plain


def settle(screen: Screen, settlements: Sequence[Settlement]) -> SettledAnswer:
    """Screen with what is settled. RequestError where a criterion is not open, or is settled twice or in vain."""
    ids = [each.criterion for each in settlements]
    for name in ids:
        if ids.count(name) > 1:
            raise RequestError(f"{name} is settled twice", place="--settle")
    _require_open(screen(()), ids)
    answer = screen(settlements)
    for item in answer.criteria:
        if item.id in ids and item.effect == "open":
            raise RequestError(
                f"{item.id} stays open whatever is said of it", place="--settle", hint="settle its items instead"
            )
    own = {each.name: getattr(answer, each.name) for each in fields(Answer)}
    return SettledAnswer(**own, settlements=tuple(settlements))


def _require_open(answer: Answer, ids: Sequence[str]) -> None:
    effects = {item.id: item.effect for item in answer.criteria}
    for name in ids:
        if name not in effects:
            raise RequestError(f"there is no criterion {name}", place="--settle")
        if effects[name] != "open":
            hint = "a computed answer is overridden in the screening log, or its record mended"
            raise RequestError(f"{name} is not open", place="--settle", hint=hint)


def _told(settlement: Settlement) -> Json:
    return {"settled": {"as": settlement.said, "by": settlement.by, "because": settlement.because}}
