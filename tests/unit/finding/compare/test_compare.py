"""Two trials' requirements beside each other: what is the same, tighter or looser, and what is only shown."""

from __future__ import annotations

import pytest

from equipoise.criteria import read_criteria
from equipoise.finding.compare import align, requirements


def one(first: str, second: str) -> str:
    """The relation of the second text's first requirement to the first text's."""
    aligned = align(*(requirements(read_criteria(text)) for text in (first, second)))
    return aligned[0].relation


def included(words: str) -> str:
    return f"Inclusion Criteria:\n\n* {words}"


def excluded(words: str) -> str:
    return f"Exclusion Criteria:\n\n* {words}"


PLATELETS = "Platelet count at least 100 x 10^9/L"


@pytest.mark.parametrize(
    ("first", "second", "relation"),
    [
        (included(PLATELETS), included(PLATELETS), "same"),
        (included(PLATELETS), included("Platelets ≥ 100,000/µL"), "same"),
        (included(PLATELETS), included("Platelets > 100 x 10^9/L"), "tighter"),
        (included(PLATELETS), included("Platelets ≥ 75 x 10^9/L"), "looser"),
        (included(PLATELETS), excluded("Platelets < 100 x 10^9/L"), "same"),
        (included(PLATELETS), excluded("Platelets < 150 x 10^9/L"), "tighter"),
        (included("Hemoglobin ≥ 8 g/dL"), included("Hemoglobin ≥ 90 g/L"), "tighter"),
        (included("ALT ≤ 3 x ULN"), included("ALT ≤ 5 x ULN"), "looser"),
        (included("ALT ≤ 3 x ULN"), included("ALT ≤ 40 U/L"), "only first"),
        (included("ALT ≤ 3 x ULN"), included("AST ≤ 3 x ULN"), "only first"),
        (included("Age ≥ 18 years"), included("Age ≤ 18 years"), "only first"),
        (included("ECOG performance status 1"), included("ECOG performance status 2"), "different"),
        (
            excluded("Stroke within 6 months before screening"),
            excluded("Stroke within 1 year before screening"),
            "tighter",
        ),
        (excluded("Stroke within 6 months before screening"), excluded("History of stroke"), "tighter"),
        (excluded("History of stroke"), excluded("Stroke within 6 months before screening"), "looser"),
        (excluded("Pregnancy"), included("Not pregnant"), "same"),
        (included(PLATELETS), included("Platelets ≥ 75 x 10^9/L or hemoglobin ≥ 80 g/L"), "different"),
    ],
)
def test_relations(first: str, second: str, relation: str) -> None:
    assert one(first, second) == relation


def test_tighter_and_looser_are_each_other_turned_round() -> None:
    texts = [included(PLATELETS), included("Platelets ≥ 75 x 10^9/L"), excluded("Platelets ≤ 75 x 10^9/L")]
    turned = {"same": "same", "tighter": "looser", "looser": "tighter"}
    for first in texts:
        for second in texts:
            assert one(second, first) == turned[one(first, second)]


def test_what_only_one_of_them_requires_is_said_of_it() -> None:
    aligned = align(
        requirements(read_criteria(included("Age ≥ 18 years"))),
        requirements(read_criteria(excluded("Active hepatitis B"))),
    )
    assert [(each.relation, each.first is None, each.second is None) for each in aligned] == [
        ("only first", False, True),
        ("only second", True, False),
    ]


def test_each_requirement_stands_once() -> None:
    text = "Inclusion Criteria:\n\n* Age ≥ 18 years\n* Platelets ≥ 100 x 10^9/L\n* Platelets ≥ 50 x 10^9/L\n"
    aligned = align(requirements(read_criteria(text)), requirements(read_criteria(text)))
    assert [each.relation for each in aligned] == ["same"] * 3


def test_parts_of_an_excluded_conjunction_are_not_required_alone() -> None:
    (platelets, *_) = requirements(read_criteria(excluded("Platelets < 50 x 10^9/L and hemoglobin < 80 g/L")))
    assert not platelets.alone
    alone = requirements(read_criteria(excluded("Diabetes or hypertension")))
    assert [each.alone for each in alone] == [True, True]
    assert [each.wanted for each in alone] == [False, False]
