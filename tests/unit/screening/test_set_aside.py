"""What does not count is said where it would have answered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from screening_facts import EVERYTHING, context, keys_of, lab, person

from equipoise.criteria.nodes import Concept, Quantity
from equipoise.logic import Truth
from equipoise.patient.facts import Facts, LeftOut
from equipoise.screening.evaluate import evaluate
from equipoise.screening.why import evidence_of, sentence

HEMOGLOBIN = Quantity("hemoglobin", ">=", 10, "g/dL")


def without(*left: LeftOut) -> Facts:
    return replace(person(coverage=EVERYTHING), left_out=left)


@pytest.mark.parametrize(("kind", "name", "reason"), [
    ("condition", "epilepsy", "entered in error"), ("treatment", "rituximab", "not taken"),
])  # fmt: skip
def test_a_no_says_which_records_do_not_count(kind: str, name: str, reason: str) -> None:
    asked = Concept(kind, name, key=name)  # type: ignore[arg-type]
    left = LeftOut("Some/1", reason, name.title(), keys_of(name))
    found = evaluate(asked, context(without(left)), False)
    assert found.truth is Truth.FALSE
    assert sentence(found.said).endswith(f"not counted: {name.title()}, {reason}")
    assert [shown.resource for shown in evidence_of(found.said)][-1] == "Some/1"


def test_what_is_about_something_else_is_not_said() -> None:
    left = LeftOut("Condition/1", "refuted", "Migraine", keys_of("migraine"))
    nameless = LeftOut("Condition/2", "has no name and no code")
    found = evaluate(Concept("condition", "epilepsy", key="epilepsy"), context(without(left, nameless)), False)
    assert "not counted" not in sentence(found.said)


def test_a_result_that_is_not_on_file_says_what_there_is() -> None:
    left = LeftOut("Observation/1", "has no value (not-performed)", "Hemoglobin", kind="hemoglobin")
    found = evaluate(HEMOGLOBIN, context(without(left)), True)
    assert sentence(found.said) == "no hemoglobin on file; not counted: Hemoglobin, has no value (not-performed)"


def test_the_newest_usable_result_says_that_a_newer_one_is_not_used() -> None:
    old, odd = lab("hemoglobin", 12, "g/dL", "2025-06-01"), lab("hemoglobin", 120, "g/dL", unusable="implausible")
    found = evaluate(HEMOGLOBIN, context(person(old, odd)), True)
    assert found.truth is Truth.TRUE
    assert "a newer result is not used: 120 g/dL, 2025-06-13 (implausible)" in sentence(found.said)
    older = replace(odd, when=lab("hemoglobin", 1, "g/dL", "2025-05-01").when)
    assert "not used" not in sentence(evaluate(HEMOGLOBIN, context(person(old, older)), True).said)
