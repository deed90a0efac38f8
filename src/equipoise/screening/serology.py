"""What tests say of an infection that no diagnosis names: a complete problem list is no "no" beside a positive test."""

from __future__ import annotations

from equipoise.criteria.nodes import Concept
from equipoise.logic import Truth
from equipoise.patient.facts import Result
from equipoise.screening.bridges import TESTS_OF_INFECTION, infections_asked
from equipoise.screening.claims import Claim
from equipoise.screening.context import Context
from equipoise.screening.findings_of import evidence, in_time, newest_first
from equipoise.screening.matching import by_keys, qualifiers_of
from equipoise.screening.windows import Asked

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def claims(concept: Concept, context: Context, asked: Asked) -> list[Claim]:
    """The newest result of each test of the infection, where it is not negative."""
    if concept.key is None:
        return []
    found = []
    for infection, surely in infections_asked(concept.key):
        showing, hinting = TESTS_OF_INFECTION[infection]
        for test in (*showing, *hinting):
            newest = _newest(test, asked, context)
            if newest is None or newest.polarity == "negative":
                continue
            proof = surely and test in showing and newest.polarity == "positive" and not qualifiers_of(concept)
            words = f"whether that is {concept.name} is for a person to say"
            claim = Claim(U, evidence(newest), words, "judgement", (f"whether it is {concept.name}",))
            found.append(Claim(T, evidence(newest)) if proof else claim)
    return found


def _newest(test: str, asked: Asked, context: Context) -> Result | None:
    return next(
        (
            result
            for result in newest_first(context)
            if by_keys(result.keys, test) == "is" and in_time(result, asked, context) is not F
        ),
        None,
    )
