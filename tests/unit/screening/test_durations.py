"""How long a disease has lasted that the sentence does not name: that of the trial's own."""

from __future__ import annotations

import pytest
from screening_facts import EVERYTHING, ON, clause, criteria, diagnosis, lab, person

from equipoise.criteria.nodes import And, Expr, Not, Op, Or, Quantity
from equipoise.screening import Limits, screen
from equipoise.screening.durations import of_diseases

HALF_A_YEAR = Quantity("disease_duration", ">=", 6, "mo")


def effect(expr: Expr, *conditions: str, onset: str = "2020-01-01", of: str = "rheumatoid arthritis") -> str:
    facts = person(diagnosis(of, onset), lab("wbc", 5, "10*9/L"), coverage=EVERYTHING)
    limits = Limits("NCT90000001", conditions=conditions)
    answer = screen(limits, criteria(clause("I1", expr)), facts, on=ON)
    return next(item.effect for item in answer.criteria if item.id == "I1")


@pytest.mark.parametrize(("op", "value", "onset", "expected"), [
    (">=", 6, "2024-12-16", "pass"), (">=", 6, "2024-12-17", "block"), (">", 6, "2024-12-16", "block"),
    ("<=", 24, "2023-06-16", "pass"), ("<=", 24, "2023-06-15", "block"), ("<", 24, "2023-06-16", "block"),
    (">=", 6, "2024-12", "open"), (">=", 6, "", "open"),
])  # fmt: skip
def test_it_is_counted_from_the_onset(op: Op, value: float, onset: str, expected: str) -> None:
    bound = Quantity("disease_duration", op, value, "mo")
    assert effect(bound, "Rheumatoid Arthritis", onset=onset) == expected


def test_any_of_several_diseases_of_the_trial_will_do() -> None:
    assert effect(HALF_A_YEAR, "Psoriatic Arthritis", "Rheumatoid Arthritis") == "pass"
    assert effect(HALF_A_YEAR, "Psoriatic Arthritis") == "block"
    assert effect(HALF_A_YEAR, "Something unheard of") == "open"
    assert effect(HALF_A_YEAR) == "open"


def test_it_may_stand_beside_and_within_other_things() -> None:
    white = Quantity("wbc", ">=", 3, "10*9/L")
    assert effect(And((white, HALF_A_YEAR)), "Rheumatoid Arthritis") == "pass"
    assert effect(Not(Or((Not(white), HALF_A_YEAR))), "Rheumatoid Arthritis") == "block"


def test_half_years_are_months() -> None:
    bound = Quantity("disease_duration", ">=", 1.5, "a")
    assert effect(bound, "Rheumatoid Arthritis", onset="2023-12-16") == "pass"
    assert effect(bound, "Rheumatoid Arthritis", onset="2023-12-17") == "block"


def test_a_reported_duration_comes_first() -> None:
    facts = person(
        diagnosis("rheumatoid arthritis", "2020-01-01"), lab("disease_duration", 3, "mo"), coverage=EVERYTHING
    )
    limits = Limits("NCT90000001", conditions=("Rheumatoid Arthritis",))
    answer = screen(limits, criteria(clause("I1", HALF_A_YEAR)), facts, on=ON)
    assert [item.effect for item in answer.criteria if item.id == "I1"] == ["block"]


def test_what_is_no_length_in_whole_units_stays_as_it_is() -> None:
    odd = Quantity("disease_duration", ">=", 1.5, "mo")
    assert of_diseases(odd, ["Rheumatoid Arthritis"]) == odd
