"""Joint counts and the scores of them, from joints that were examined one by one."""

from __future__ import annotations

import pytest
from screening_facts import answered, context, lab, person

from equipoise.criteria.nodes import Quantity, Window
from equipoise.dates import Duration
from equipoise.logic import Truth
from equipoise.patient.facts import Measurement, Polarity, Result
from equipoise.patient.formulas.arthritis import cdai, das28_crp, das28_esr
from equipoise.patient.joints import JOINTS_28
from equipoise.screening.evaluate import evaluate
from equipoise.screening.outcome import Outcome
from equipoise.screening.why import evidence_of

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def examined(tender: int, swollen: int, when: str = "2025-06-13", *, without: int = 0) -> list[Result]:
    """All joints, so many of them tender and swollen; the last `without` were not examined."""
    joints = JOINTS_28[: len(JOINTS_28) - without]
    said: tuple[tuple[str, Polarity], ...] = (("no", "negative"), ("yes", "positive"))
    return [
        answered(f"{sign} joint, {joint}", *said[place < many], when)
        for sign, many in (("Tender", tender), ("Swollen", swollen))
        for place, joint in enumerate(joints)
    ]


def others(when: str = "2025-06-12") -> list[Measurement]:
    return [
        lab("esr", 30, "mm/h", when), lab("crp", 12, "mg/L", when), lab("patient_global", 50, "mm", when),
        lab("physician_global", 4, "cm", when),
    ]  # fmt: skip


def judged(quantity: Quantity, *facts: Result | Measurement) -> Outcome:
    return evaluate(quantity, context(person(*facts)), True)


def test_a_count_rests_on_every_joint() -> None:
    found = judged(Quantity("tender_joints", ">=", 6, "{count}", qualifiers=("28",)), *examined(6, 0))
    assert found.truth is T
    assert len(evidence_of(found.said)) == 28


def test_of_a_count_over_more_joints_the_28_are_the_least() -> None:
    assert judged(Quantity("tender_joints", ">=", 6, "{count}"), *examined(6, 0)).truth is T
    assert judged(Quantity("tender_joints", ">=", 6, "{count}"), *examined(5, 0)).truth is U
    assert judged(Quantity("swollen_joints", "<=", 3, "{count}"), *examined(0, 4)).truth is F


@pytest.mark.parametrize("without", [1, 20])
def test_an_incomplete_set_gives_no_count(without: int) -> None:
    for quantity in (Quantity("tender_joints", ">=", 6, "{count}"), Quantity("das28_esr", ">", 1, "{score}")):
        found = judged(quantity, *examined(8, 8, without=without), *others())
        assert found.truth is U
        [why] = found.open
        assert any(("right PIP 5" if without == 1 else "20 of 28 joints") in words for words in why.obtain)


def test_a_newer_incomplete_examination_is_not_filled_up_from_an_older_one() -> None:
    found = judged(
        Quantity("tender_joints", ">=", 6, "{count}"),
        *examined(8, 8, "2025-06-01"),
        *examined(8, 8, "2025-06-10", without=3),
    )
    assert found.truth is U


def test_a_joint_that_is_said_to_be_both_is_contradicted() -> None:
    one = JOINTS_28[0]
    found = judged(
        Quantity("tender_joints", ">=", 6, "{count}"), *examined(8, 8), answered(f"Tender {one}", "no", "negative")
    )
    assert found.truth is U


def test_the_scores_are_those_of_the_formulas() -> None:
    facts: list[Result | Measurement] = [*examined(4, 3), *others()]
    esr = das28_esr(tender=4, swollen=3, esr=30, patient_global=50).value
    crp = das28_crp(tender=4, swollen=3, crp=12, patient_global=50).value
    clinical = cdai(tender=4, swollen=3, patient_global=5, physician_global=4).value
    for slug, value in (("das28_esr", esr), ("das28_crp", crp), ("cdai", clinical)):
        assert judged(Quantity(slug, ">", value - 0.01, "{score}"), *facts).truth is T
        assert judged(Quantity(slug, ">", value + 0.01, "{score}"), *facts).truth is F
    # "DAS28" by itself is known where both forms agree.
    assert judged(Quantity("das28", ">", 3.2, "{score}"), *facts).truth is T
    assert judged(Quantity("das28", ">", (esr + crp) / 2, "{score}"), *facts).truth is U


def test_a_reported_count_of_28_joints_serves_as_well_and_one_of_more_joints_does_not() -> None:
    counts = [
        lab("tender_joints", 4, "{count}", context=("28 joints",)),
        lab("swollen_joints", 3, "{count}", name="SJC28"),
    ]
    assert judged(Quantity("das28_esr", ">", 4, "{score}"), *counts, *others()).truth is T
    full = [lab("tender_joints", 4, "{count}", context=("68 joints",)), counts[1]]
    assert judged(Quantity("das28_esr", ">", 4, "{score}"), *full, *others()).truth is U


def test_inputs_out_of_the_time_asked_about_make_no_score() -> None:
    lately = (Window("within", Duration(weeks=1), "screening"),)
    quantity = Quantity("cdai", ">", 10, "{score}", windows=lately)
    assert judged(quantity, *examined(8, 8), *others()).truth is T
    assert judged(quantity, *examined(8, 8, "2025-06-01"), *others()).truth is U
    assert judged(quantity, *examined(8, 8), *others("2025-06-01")).truth is U


def test_without_any_joint_the_score_is_the_clinicians() -> None:
    found = judged(Quantity("das28_esr", ">", 3.2, "{score}"), *others())
    assert found.truth is U
    assert found.open[0].obtain == ("DAS28-ESR score",)
