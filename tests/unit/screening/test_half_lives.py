"""Windows of which half-lives are one length: what is known whatever the half-life, and what waits for it."""

from __future__ import annotations

import pytest
from screening_facts import EVERYTHING, ON, context, covered, day, person, treated

from equipoise.criteria.nodes import Concept, Relation, Window
from equipoise.dates import Duration
from equipoise.logic import Truth
from equipoise.screening.evaluate import evaluate
from equipoise.screening.outcome import Outcome

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
FOUR_WEEKS = Duration(weeks=4)


def asked(*, shorter: bool, relation: Relation = "within", length: Duration | None = FOUR_WEEKS) -> Concept:
    window = Window(relation, length, "screening", half_lives=5, shorter=shorter)
    return Concept("treatment", "adalimumab", key="adalimumab", windows=(window,))


def judged(concept: Concept, when: str) -> Outcome:
    return evaluate(concept, context(person(treated("adalimumab", when), coverage=EVERYTHING)), False)


@pytest.mark.parametrize(("when", "longer", "shorter"), [
    ("2025-01-01/", T, T),  # taken today: no time has passed
    ("2025-06-16/2025-06-16", T, T),
    ("2025-05-19/2025-05-19", T, U),  # four weeks ago to the day
    ("2025-06-10/2025-06-10", T, U),
    ("2025-05-18/2025-05-18", U, F),
    ("2020-01-01/2020-02-01", U, F),
])  # fmt: skip
def test_within_so_long(when: str, longer: Truth, shorter: Truth) -> None:
    assert judged(asked(shorter=False), when).truth is longer
    assert judged(asked(shorter=True), when).truth is shorter


@pytest.mark.parametrize(("when", "longer", "shorter"), [
    ("2025-01-01/", F, F), ("2025-06-10/2025-06-10", F, U), ("2025-05-19/2025-05-19", U, T),
])  # fmt: skip
def test_at_least_so_long_before(when: str, longer: Truth, shorter: Truth) -> None:
    assert judged(asked(shorter=False, relation="before"), when).truth is longer
    assert judged(asked(shorter=True, relation="before"), when).truth is shorter


def test_half_lives_alone() -> None:
    assert judged(asked(shorter=False, length=None), "2025-01-01/").truth is T
    assert judged(asked(shorter=False, length=None), "2025-06-10/2025-06-10").truth is U


def test_the_half_life_is_what_is_missing() -> None:
    [why] = judged(asked(shorter=False), "2025-05-01/2025-05-01").open
    assert (why.reason, why.obtain) == ("missing-data", ("half-life of adalimumab",))


def test_silence_is_no_only_where_the_list_reaches_back_as_far_as_half_lives_may() -> None:
    lately = person(coverage=covered("medications", since=day("2025-01-01"), until=ON))
    always = person(coverage=covered("medications", until=ON))
    assert evaluate(asked(shorter=False), context(lately), False).truth is U
    assert evaluate(asked(shorter=True), context(lately), False).truth is F
    assert evaluate(asked(shorter=False), context(always), False).truth is F
