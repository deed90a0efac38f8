"""What is recorded dose by dose, session by session, test by test: whether it goes on, and whether it still holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest
from screening_facts import EVERYTHING, answered, context, diagnosis, person, treated

from equipoise.criteria.nodes import Concept, Window
from equipoise.logic import Truth
from equipoise.patient.facts import Facts, Result, TreatmentFact
from equipoise.screening.evaluate import evaluate

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
NOW, EVER = (Window("current"),), (Window("ever"),)
DIALYSIS = Concept("treatment", "dialysis", key="dialysis", windows=NOW)
ON_DIALYSIS = Concept("state", "dialysis dependence", key="dialysis dependence")


def judged(concept: Concept, facts: Facts) -> Truth | None:
    return evaluate(concept, context(facts), False).truth


def session(when: str) -> TreatmentFact:
    return treated("hemodialysis", when, "procedure")


@pytest.mark.parametrize(("days", "truth"), [
    (["2025-06-10"], U), (["2025-06-10", "2025-06-07"], T), (["2025-06-01", "2025-05-29"], U),
    (["2025-06-10", "2025-01-01"], U), (["2024-06-10", "2024-06-07"], F),
])  # fmt: skip
def test_sessions_lately_one_after_another_are_dialysis_that_goes_on(days: list[str], truth: Truth) -> None:
    facts = person(*map(session, days), coverage=EVERYTHING)
    assert judged(DIALYSIS, facts) is truth
    assert judged(ON_DIALYSIS, facts) is truth


@pytest.mark.parametrize(("drug", "when", "truth"), [
    ("infliximab", "2025-05-20", U), ("infliximab", "2025-01-20", F), ("cyclophosphamide", "2025-06-10", U),
    ("cyclophosphamide", "2025-05-20", F), ("infliximab", "2025-05-20/2025-06-01", F),
])  # fmt: skip
def test_a_single_dose_lately_may_be_continued(drug: str, when: str, truth: Truth) -> None:
    asked = Concept("treatment", drug, key=drug, windows=NOW)
    assert judged(asked, person(treated(drug, when), coverage=EVERYTHING)) is truth


def serology(name: str, *said: tuple[str, str]) -> list[Result]:
    polarities = {"positive": "positive", "negative": "negative", "indeterminate": None}
    return [replace(answered(name, text, when=when), polarity=polarities[text]) for text, when in said]  # type: ignore[arg-type]


HBSAG, HIV = "hepatitis b surface antigen", "human immunodeficiency virus antibody"


@pytest.mark.parametrize(("disease", "name", "said", "truth"), [
    ("hepatitis b", HBSAG, [("positive", "2025-06-01")], T),
    ("hepatitis b", HBSAG, [("negative", "2025-06-01")], F),
    ("hepatitis b", HBSAG, [("positive", "2025-01-01"), ("negative", "2025-06-01")], F),
    ("chronic hepatitis b", HBSAG, [("positive", "2025-06-01")], U),
    ("human immunodeficiency virus infection", HIV, [("positive", "2025-06-01")], U),
    ("human immunodeficiency virus infection", HIV, [("indeterminate", "2025-06-01")], U),
    ("human immunodeficiency virus infection", HIV, [("negative", "2025-06-01")], F),
    ("viral hepatitis", HBSAG, [("positive", "2025-06-01")], T),
])  # fmt: skip
def test_a_complete_problem_list_is_no_no_beside_a_positive_test(
    disease: str, name: str, said: list[tuple[str, str]], truth: Truth
) -> None:
    facts = person(*serology(name, *said), coverage=EVERYTHING)
    assert judged(Concept("condition", disease, key=disease), facts) is truth


LUNG = Concept("condition", "interstitial lung disease", key="interstitial lung disease")


def finding(text: str, polarity: Literal["positive", "negative"], when: str) -> Result:
    made = answered("Chest CT", text, when=when)
    return replace(made, polarity=polarity, answer_keys=("interstitial lung disease",))


def test_what_was_not_there_long_ago_may_have_come_since() -> None:
    old = finding("No interstitial lung disease", "negative", "2019-01-01")
    assert judged(LUNG, person(old)) is U
    assert judged(LUNG, person(old, coverage=EVERYTHING)) is F
    assert judged(LUNG, person(finding("No interstitial lung disease", "negative", "2025-06-01"))) is F
    assert judged(LUNG, person(finding("Interstitial lung disease", "positive", "2019-01-01"))) is T


def test_a_question_that_was_asked_again_has_its_newest_answer() -> None:
    before, after = finding("ILD", "positive", "2019-01-01"), finding("No ILD", "negative", "2025-06-01")
    assert judged(LUNG, person(before, after)) is F
    assert judged(replace(LUNG, windows=EVER), person(before, after)) is T


def test_breast_feeding_of_years_ago_is_over() -> None:
    asked = Concept("state", "lactating", key="lactating")
    assert judged(asked, person(answered("Lactation", "Yes", "positive", "2021-01-01"))) is U
    assert judged(asked, person(answered("Lactation", "Yes", "positive", "2025-06-01"))) is T


@pytest.mark.parametrize(("text", "now", "ever"), [
    ("Current every day smoker", T, T), ("Former smoker", F, T), ("Never smoker", F, F),
    ("Unknown if ever smoked", U, U),
])  # fmt: skip
def test_smoking_status(text: str, now: Truth, ever: Truth) -> None:
    facts = person(answered("Tobacco smoking status", text, None, "2025-06-01"))
    assert judged(Concept("state", "smoker", key="smoker"), facts) is now
    assert judged(Concept("state", "smoker", key="smoker", windows=EVER), facts) is ever


def test_whose_epilepsy_is_over_has_a_history_of_it() -> None:
    over = replace(diagnosis("epilepsy", active=False), abated=None)
    asked = Concept("condition", "epilepsy", key="epilepsy")
    assert judged(replace(asked, windows=EVER), person(over)) is T
    assert judged(replace(asked, windows=NOW), person(over, coverage=EVERYTHING)) is F
    assert judged(asked, person(over, coverage=EVERYTHING)) is U
