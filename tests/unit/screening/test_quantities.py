"""Bounds on what is measured."""

from __future__ import annotations

from dataclasses import replace

import pytest
from screening_facts import ON, answered, at, context, covered, lab, person, treated

from equipoise.criteria.nodes import Concept, Quantity, Window
from equipoise.dates import Duration
from equipoise.logic import Truth
from equipoise.patient.facts import Facts, Measurement
from equipoise.screening.evaluate import evaluate
from equipoise.screening.outcome import Outcome
from equipoise.screening.why import evidence_of, sentence

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
ALT = Quantity("alt", "<=", 3, "1", "ULN")


def judged(quantity: Quantity, facts: Facts, **more: object) -> Outcome:
    return evaluate(quantity, context(facts, **more), True)


def missing(outcome: Outcome) -> set[str]:
    return {name for item in outcome.open for name in item.obtain}


@pytest.mark.parametrize(
    ("quantity", "fact", "truth"),
    [
        (Quantity("spo2", ">", 91, "%"), lab("spo2", 91, "%"), F),
        (Quantity("spo2", ">", 91, "%"), lab("spo2", 92, "%"), T),
        (Quantity("lvef", "<=", 45, "%"), lab("lvef", 45, "%"), T),
        (Quantity("lvef", "<=", 45, "%"), lab("lvef", 45.5, "%"), F),
        (Quantity("qtc", ">=", 450, "ms"), lab("qtc", 449.96, "ms"), F),
        (Quantity("qtc", ">=", 450, "ms"), lab("qtc", 450, "ms"), T),
        (ALT, lab("alt", 120, "U/L", uln=40), T),
        (ALT, lab("alt", 121, "U/L", uln=40), F),
        (Quantity("inr", "<", 1.5, "1", "ULN"), lab("inr", 1.8, "1", uln=1.2), F),
        (Quantity("inr", "<", 1.5, "1", "ULN"), lab("inr", 1.6, "1", uln=1.2), T),
        (Quantity("lymphocytes", ">", 0.4, "10*9/L"), lab("lymphocytes", 400, "/uL"), F),
        (Quantity("lymphocytes", ">", 0.4, "10*9/L"), lab("lymphocytes", 410, "/uL"), T),
        (Quantity("hemoglobin", ">=", 60, "g/L"), lab("hemoglobin", 8.5, "g/dL"), T),
        (Quantity("hemoglobin", ">=", 60, "g/L"), lab("hemoglobin", 3.72, "mmol/L"), F),
        (Quantity("creatinine", "<=", 1.5, "mg/dL"), lab("creatinine", 180, "umol/L"), F),
        (Quantity("creatinine", "<=", 1.5, "mg/dL"), lab("creatinine", 132.6, "umol/L"), T),
        (Quantity("upcr", ">", 1.0, "mg/mg"), lab("upcr", 110, "mg/mmol"), F),
        (Quantity("upcr", ">", 1.0, "mg/mg"), lab("upcr", 150, "mg/mmol"), T),
        (Quantity("crp", ">=", 10, "mg/L"), lab("crp", 1.0, "mg/dL"), T),
    ],
)
def test_bounds_are_compared_unrounded_and_in_one_unit(quantity: Quantity, fact: object, truth: Truth) -> None:
    assert judged(quantity, person(fact)).truth is truth  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("comparator", "value", "op", "truth"),
    [
        ("<", 0.5, ">", U), ("<", 0.4, ">", F), ("<", 0.4, ">=", F), ("<=", 0.4, ">=", U), (">", 0.4, ">", T),
        (">=", 0.4, ">", U), (">=", 0.4, ">=", T), ("<", 0.3, "<", T), (">", 0.5, "<=", F),
    ],
)  # fmt: skip
def test_a_result_with_a_comparator_decides_when_it_can(
    comparator: object, value: float, op: object, truth: Truth
) -> None:
    quantity = Quantity("lymphocytes", op, 0.4, "10*9/L")  # type: ignore[arg-type]
    fact = lab("lymphocytes", value, "10*9/L", comparator=comparator)  # type: ignore[arg-type]
    assert judged(quantity, person(fact)).truth is truth


@pytest.mark.parametrize(("when", "truth", "reason"), [("2025-03-18", T, None), ("2025-03-17", U, "stale")])
def test_a_result_is_stale_after_ninety_days(when: str, truth: Truth, reason: str | None) -> None:
    outcome = judged(Quantity("wbc", ">=", 3, "10*9/L"), person(lab("wbc", 5, "10*9/L", when)))
    assert outcome.truth is truth
    assert [item.reason for item in outcome.open] == ([reason] if reason else [])


def test_imaging_and_history_do_not_grow_old() -> None:
    assert judged(Quantity("lvef", ">", 50, "%"), person(lab("lvef", 60, "%", "2024-06-16"))).truth is T


def test_the_newest_usable_value_decides() -> None:
    older, newer = lab("hemoglobin", 90, "g/L", "2025-05-16"), lab("hemoglobin", 50, "g/L", "2025-06-15")
    unusable = lab("hemoglobin", 9, "", "2025-06-16", unusable="no unit")
    quantity = Quantity("hemoglobin", ">=", 60, "g/L")
    assert judged(quantity, person(older, newer, unusable)).truth is F
    assert judged(quantity, person(older, unusable)).truth is T
    alone = judged(quantity, person(unusable))
    assert alone.truth is U
    assert "no unit" in sentence(alone.said)


def test_a_result_after_the_screening_date_does_not_exist_yet() -> None:
    assert judged(ALT, person(lab("alt", 400, "U/L", "2025-06-17", uln=40))).truth is U


def test_results_of_one_moment_must_agree() -> None:
    low, high = lab("alt", 22, "U/L", uln=40), lab("alt", 400, "U/L", uln=40)
    assert judged(ALT, person(low, high)).truth is U
    morning, evening = lab("alt", 400, "U/L", uln=40, time="08:00"), lab("alt", 22, "U/L", uln=40, time="20:00")
    assert judged(ALT, person(morning, evening)).truth is T


def test_a_limit_of_normal_is_the_results_own_or_the_callers_and_why_says_so() -> None:
    facts = person(lab("alt", 100, "U/L"))
    without = judged(ALT, facts)
    assert without.truth is U
    assert missing(without) == {"upper limit of normal for alanine aminotransferase"}
    given = judged(ALT, facts, default_limits={"alt": (None, 40.0, "U/L")})
    assert given.truth is T
    assert "caller's table" in sentence(given.said)


def test_a_window_takes_the_place_of_staleness() -> None:
    window = Window("within", Duration(days=7), "conditioning")
    quantity = Quantity("platelets", ">=", 50, "10*9/L", windows=(window,))
    anchors = {"conditioning": at("2025-06-20").start}
    inside, outside = lab("platelets", 80, "10*9/L", "2025-06-13"), lab("platelets", 80, "10*9/L", "2025-06-12")
    assert judged(quantity, person(inside), anchors=anchors).truth is T
    assert judged(quantity, person(outside), anchors=anchors).truth is U
    month = replace(inside, when=at("2025-06"))
    assert judged(quantity, person(month), anchors=anchors).truth is U


@pytest.mark.parametrize(
    ("counts", "truth"),
    [
        ([48, 45], T), ([60, 48, 45], T), ([48, 45, 60], F), ([45], U), ([60], F), ([48, 45, 49], T), ([], U),
    ],
)  # fmt: skip
def test_consecutive_means_the_newest_none_skipped(counts: list[int], truth: Truth) -> None:
    facts = [lab("platelets", n, "10*9/L", f"2025-06-{10 + place:02}") for place, n in enumerate(counts)]
    quantity = Quantity("platelets", "<", 50, "10*9/L", consecutive=2)
    assert judged(quantity, person(*facts)).truth is truth


@pytest.mark.parametrize(
    ("joints", "count", "op", "truth"),
    [
        ("28 joints", 7, ">=", T),
        ("28 joints", 5, ">=", U),
        ("66 joints", 5, ">=", F),
        ("28 joints", 7, "<", F),
        ("28 joints", 5, "<", U),
    ],
)
def test_a_count_over_fewer_joints_can_only_be_lower(joints: str, count: int, op: object, truth: Truth) -> None:
    quantity = Quantity("swollen_joints", op, 6, "{count}", qualifiers=("66 joints",))  # type: ignore[arg-type]
    assert judged(quantity, person(lab("swollen_joints", count, "{count}", context=(joints,)))).truth is truth


def test_of_two_joint_counts_the_one_asked_for_decides() -> None:
    few = lab("swollen_joints", 4, "{count}", context=("28 joints",))
    full = lab("swollen_joints", 7, "{count}", context=("66 joints",))
    quantity = Quantity("swollen_joints", ">=", 6, "{count}", qualifiers=("66 joints",))
    assert judged(quantity, person(few, full)).truth is T


@pytest.mark.parametrize(
    ("value", "scale", "truth"),
    [(141, "scale 0-150", T), (142, "scale 0-150", F), (72, "scale 0-80", U), (72, "", U), (118, "", T)],
)
def test_a_score_on_another_scale_is_not_compared(value: float, scale: str, truth: Truth) -> None:
    fact = lab("mmt8", value, "{score}", context=(scale,) if scale else ())
    assert judged(Quantity("mmt8", "<", 142, "{score}"), person(fact)).truth is truth


def test_clearance_is_computed_by_the_formula_asked_for() -> None:
    quantity = Quantity("creatinine_clearance", ">=", 60, "mL/min", formula="cockcroft-gault")
    measured = (lab("creatinine", 2.0, "mg/dL"), lab("weight", 96, "kg"))
    exact = judged(quantity, person(*measured, sex="male", born="1975-01-01"))
    assert exact.truth is T
    assert {item.resource.split("/")[0] for item in evidence_of(exact.said)} == {"Observation", "Patient"}
    reported = lab("egfr", 30, "mL/min/{1.73_m2}")
    assert judged(quantity, person(*measured, reported, sex="male", born="1975-01-01")).truth is T
    assert judged(quantity, person(*measured, sex="female", born="1975-01-01")).truth is F
    assert judged(quantity, person(*measured, sex=None, born="1975-01-01")).truth is U
    assert missing(judged(quantity, person(measured[0]))) == {"body weight"}


def test_the_two_sexes_agree_where_the_value_is_far_from_the_bound() -> None:
    quantity = Quantity("creatinine_clearance", ">=", 60, "mL/min")
    facts = person(lab("creatinine", 0.8, "mg/dL"), lab("weight", 70, "kg"), sex=None)
    assert judged(quantity, facts).truth is T


@pytest.mark.parametrize(
    ("facts", "truth"),
    [
        ([lab("qt", 390, "ms"), lab("heart_rate", 80, "/min")], T),
        ([lab("qt", 420, "ms"), lab("heart_rate", 66, "/min")], F),
        ([lab("qtc", 470, "ms", method="fridericia")], U),
        ([lab("qtc", 470, "ms")], U),
        ([lab("qtc", 450, "ms", name="QTcB (Bazett)")], T),
        ([lab("qtc", 470, "ms", method="fridericia"), lab("qt", 400, "ms"), lab("heart_rate", 60, "/min")], F),
    ],
)
def test_a_value_by_another_formula_never_stands_in(facts: list[object], truth: Truth) -> None:
    quantity = Quantity("qtc", ">=", 450, "ms", formula="bazett")
    assert judged(quantity, person(*facts)).truth is truth  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "truth"), [(20, 22, F), (20, 23, T), (0, 2, U), (20, 18, F), (None, 22, U)]
)
def test_a_change_is_relative_and_strict(before: float | None, after: float, truth: Truth) -> None:
    facts = [lab("mrss", after, "{score}", "2025-06-02")]
    if before is not None:
        facts.append(lab("mrss", before, "{score}", "2025-03-28"))
    quantity = Quantity("mrss", ">", 10, "%", change="increase")
    assert judged(quantity, person(*facts)).truth is truth


def test_a_drug_before_the_sample_makes_its_value_inadmissible() -> None:
    needs = Concept(
        "treatment", "colony-stimulating factor", False, "colony-stimulating factor",
        windows=(Window("within", Duration(weeks=2), "test"),),
    )  # fmt: skip
    quantity = Quantity("anc", ">=", 1, "10*9/L", sample_needs=needs)
    sample, lists = lab("anc", 1.2, "10*9/L", "2025-06-13"), covered("medications")
    inside, outside = treated("filgrastim", "2025-05-20/2025-05-30"), treated("filgrastim", "2025-05-01/2025-05-29")
    assert judged(quantity, person(sample, coverage=lists)).truth is T
    assert judged(quantity, person(sample, outside, coverage=lists)).truth is T
    given = judged(quantity, person(sample, inside, coverage=lists))
    assert given.truth is U
    assert [item.reason for item in given.open] == ["missing-data"]
    assert judged(quantity, person(sample)).truth is U


def test_one_enzyme_above_is_enough_and_all_must_be_below() -> None:
    high = Quantity("muscle_enzyme", ">=", 1.5, "1", "ULN")
    enzymes = [lab(slug, 30, "U/L", uln=40) for slug in ("ck", "aldolase", "ldh", "alt", "ast")]
    assert judged(high, person(*enzymes)).truth is F
    assert judged(high, person(*enzymes[1:])).truth is U
    assert judged(high, person(lab("ck", 60, "U/L", uln=40))).truth is T


def test_oxygen_saturation_on_room_air_must_say_so() -> None:
    quantity = Quantity("spo2", ">", 91, "%", qualifiers=("room air",))
    assert judged(quantity, person(lab("spo2", 98, "%", context=("room air",)))).truth is T
    assert judged(quantity, person(lab("spo2", 98, "%", context=("oxygen 40 %",)))).truth is U
    assert judged(quantity, person(lab("spo2", 98, "%"))).truth is U


def test_percent_of_predicted_and_the_absolute_value_are_two_things() -> None:
    absolute, percent = lab("fvc", 2.1, "L"), lab("fvc", 62, "%")
    predicted = Quantity("fvc", "<", 70, "%", "predicted")
    assert judged(predicted, person(absolute)).truth is U
    assert judged(predicted, person(absolute, percent)).truth is T
    assert judged(Quantity("fvc", "<", 3, "L"), person(absolute, percent)).truth is T


def test_a_class_in_words_is_its_number() -> None:
    quantity = Quantity("nyha", ">=", 3, "{class}")
    assert judged(quantity, person(answered("NYHA class", "Class III", kind="nyha", grade=3.0))).truth is T
    assert judged(quantity, person(answered("NYHA class", "Class II to III", kind="nyha"))).truth is U


def test_any_value_ever_counts_where_the_text_says_so() -> None:
    quantity = Quantity("lvef", "<", 40, "%", windows=(Window("ever"),))
    facts = person(lab("lvef", 35, "%", "2019-01-01"), lab("lvef", 60, "%"))
    assert judged(quantity, facts).truth is T


def test_life_expectancy_is_the_investigators_estimate_for_everybody() -> None:
    outcome = judged(Quantity("life_expectancy", ">=", 3, "mo"), person())
    assert [(item.reason, item.standing) for item in outcome.open] == [("judgement", True)]


@pytest.mark.parametrize(
    ("drug", "mg", "weight", "truth"),
    [
        ("prednisone", 61, 60, T), ("prednisone", 60, 60, F), ("methylprednisolone", 48, 60, F),
        ("methylprednisolone", 50, 60, T), ("hydrocortisone", 240, 60, F), ("dexamethasone", 9, 60, F),
    ],
)  # fmt: skip
def test_glucocorticoids_count_as_prednisone_per_kilogram(drug: str, mg: float, weight: float, truth: Truth) -> None:
    quantity = Quantity("glucocorticoid_dose", ">", 1, "mg/kg/d")
    facts = person(treated(drug, mg=mg), lab("weight", weight, "kg"))
    assert judged(quantity, facts).truth is truth


def test_no_glucocorticoid_on_a_complete_list_is_no_dose() -> None:
    quantity = Quantity("glucocorticoid_dose", "<=", 10, "mg/d")
    assert judged(quantity, person(coverage=covered("medications"))).truth is T
    assert judged(quantity, person()).truth is U
    assert judged(quantity, person(treated("prednisone"))).truth is U


@pytest.mark.parametrize(
    ("born", "op", "value", "truth"),
    [
        ("1954-06-17", "<=", 70, T), ("1954-06-16", "<=", 70, F), ("2007-06-16", ">=", 18, T),
        ("2007-06-17", ">=", 18, F),
        ("2007-06", ">=", 18, U), ("2007-05", ">=", 18, T), (None, ">=", 18, U),
    ],
)  # fmt: skip
def test_age_is_in_completed_years(born: str | None, op: object, value: float, truth: Truth) -> None:
    quantity = Quantity("age", op, value, "a")  # type: ignore[arg-type]
    assert judged(quantity, person(born=born)).truth is truth


def test_every_number_of_why_is_in_the_evidence_or_the_bound() -> None:
    outcome = judged(ALT, person(lab("alt", 130, "U/L", uln=40)))
    assert sentence(outcome.said).startswith("alanine aminotransferase 3.25 × ULN (130 U/L, ULN 40 U/L, 2025-06-13)")
    assert [item.value for item in evidence_of(outcome.said)] == ["130 U/L, ULN 40 U/L"]
    assert ON.isoformat() not in sentence(outcome.said)


@pytest.mark.parametrize(
    ("white", "segmented", "bands", "truth"), [(3.0, 30, 3, F), (2.5, 40, 0, T), (4.2, 55, 5, T), (3.0, 30, None, F)]
)
def test_neutrophils_come_from_the_differential_of_the_same_day(
    white: float, segmented: float, bands: float | None, truth: Truth
) -> None:
    parts = [lab("wbc", white, "10*9/L"), named_lab("Segmented neutrophils", segmented, "%")]
    if bands is not None:
        parts.append(named_lab("Band neutrophils", bands, "%"))
    quantity = Quantity("anc", ">=", 1, "10*9/L")
    outcome = judged(quantity, person(*parts))
    assert outcome.truth is truth
    assert {item.resource for item in evidence_of(outcome.said)} == {part.resource for part in parts}
    other_day = [replace(parts[0], when=at("2025-06-01")), *parts[1:]]
    assert judged(quantity, person(*other_day)).truth is U


def test_the_protein_ratio_comes_from_one_spot_urine() -> None:
    parts = (named_lab("Protein in urine", 90, "mg/dL"), named_lab("Creatinine in urine", 90, "mg/dL"))
    assert judged(Quantity("upcr", ">", 1.0, "mg/mg"), person(*parts)).truth is F
    assert judged(Quantity("upcr", ">=", 1.0, "mg/mg"), person(*parts)).truth is T


def named_lab(name: str, value: float, unit: str) -> Measurement:
    """A result that the vocabulary has no slug for."""
    return replace(lab("unknown", value, unit, name=name), kind=None)


def test_results_of_one_day_that_no_time_tells_apart_contradict_each_other_in_a_formula_too() -> None:
    facts = [lab("creatinine", 0.8, "mg/dL"), lab("weight", 70, "kg")]
    clearance = Quantity("creatinine_clearance", ">=", 60, "mL/min", formula="cockcroft-gault")
    assert judged(clearance, person(*facts)).truth is T
    assert judged(clearance, person(*facts, lab("creatinine", 2.9, "mg/dL", time="08:00"))).truth is U
