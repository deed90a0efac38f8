"""What a person settles of one patient's answer for one trial."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from equipoise.errors import RequestError
from equipoise.screening import Answer, Settlement, limits_of, screen, settlement
from equipoise.screening.settling import settle
from equipoise.service.screening import Screened, Terms


def settlements(words: Iterable[str], by: str, because: str | None) -> tuple[Settlement, ...]:
    """`E1=absent`, … as settled by a person for one reason. Raises RequestError."""
    listed = tuple(words)
    if listed and because is None:
        raise RequestError("what a person settles needs a reason", place="--settle", hint="give --because TEXT")
    return tuple(settlement(each, by, because or "") for each in listed)


def settled(screened: Screened, terms: Terms, said: Sequence[Settlement]) -> Screened:
    """The same with what is settled; its findings stay. Raises RequestError where a criterion is not open."""

    def again(given: Sequence[Settlement]) -> Answer:
        return screen(
            limits_of(screened.trial.trial.study),
            screened.trial.criteria,
            screened.facts,
            on=terms.on,
            anchors=terms.anchors,
            max_age_days=terms.max_age_days,
            settlements=given,
        )

    return replace(screened, answer=replace(settle(again, said), findings=screened.answer.findings))
