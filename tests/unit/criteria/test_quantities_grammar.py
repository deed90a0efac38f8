"""Quantities in the grammar: invented sentences, what is read from them, and what must not be."""

from __future__ import annotations

import pytest

from equipoise.criteria import read_criteria
from equipoise.criteria.grammar.atoms import implied_unit, subject_name
from equipoise.criteria.nodes import And, Concept, Expr, Or, Quantity, atoms
from equipoise.vocabulary.quantities import QUANTITIES

Bound = tuple[str, str, float, str, str]


def read(sentence: str, section: str = "Inclusion") -> Expr:
    criteria = read_criteria(f"{section} Criteria:\n\n1. {sentence}")
    expr = criteria.criteria[-1].expr
    assert expr is not None
    return expr


def bounds(sentence: str, section: str = "Inclusion") -> list[Bound]:
    """Each quantity of the sentence as subject, op, value, unit, reference."""
    found = [atom for atom in atoms(read(sentence, section)) if isinstance(atom, Quantity)]
    return [(q.subject, q.op, q.value, q.unit, q.reference) for q in found]


def absolute(subject: str, op: str, value: float, unit: str) -> Bound:
    return (subject, op, value, unit, "absolute")


def codes(sentence: str) -> list[str]:
    criteria = read_criteria(f"Inclusion Criteria:\n\n1. {sentence}")
    return [problem.code for problem in criteria.criteria[-1].problems]


@pytest.mark.parametrize(
    "sign", ["≥", ">=", "=>", ">/=", "> or =", ">or=", "> or = to", ">_", "greater than/equals to", "equal to or over"]
)
def test_a_comparator_in_its_spellings(sign: str) -> None:
    assert bounds(f"Hemoglobin {sign} 9 g/dL") == [absolute("hemoglobin", ">=", 9, "g/dL")]


@pytest.mark.parametrize(
    ("sentence", "low", "high"),
    [
        ("Age 18 to 65 years", (">=", 18.0, "a"), ("<=", 65.0, "a")),
        ("Age from 40 to 75 years", (">=", 40.0, "a"), ("<=", 75.0, "a")),
        ("Men between the ages of 21 and 45 years old", (">=", 21.0, "a"), ("<=", 45.0, "a")),
        ("Age between 2 to <17 years", (">=", 2.0, "a"), ("<", 17.0, "a")),
        ("Age 1 day to less than 18 years", (">=", 1.0, "d"), ("<", 18.0, "a")),
        ("Children aged 6-24 months", (">=", 6.0, "mo"), ("<=", 24.0, "mo")),
        ("Women (18-75 years) with cystitis", (">=", 18.0, "a"), ("<=", 75.0, "a")),
        ("Age greater than or equal to 18 years and less than 80 years", (">=", 18.0, "a"), ("<", 80.0, "a")),
    ],
)
def test_ages_between_two_bounds(sentence: str, low: tuple[str, float, str], high: tuple[str, float, str]) -> None:
    assert bounds(sentence) == [absolute("age", *low), absolute("age", *high)]


@pytest.mark.parametrize(
    ("sentence", "op", "value"),
    [
        ("Patients must be 18 years or older", ">=", 18),
        ("Over the age of 85 years", ">", 85),
        ("Patients under 18", "<", 18),
        ("Age 22 or above", ">=", 22),
        ("Adults (> 18 years)", ">", 18),
        ("Male participants older than 40 years-old", ">", 40),
    ],
)
def test_one_bound_on_the_age(sentence: str, op: str, value: float) -> None:
    assert bounds(sentence) == [absolute("age", op, value, "a")]


def test_ages_outside_two_bounds_share_the_word() -> None:
    assert bounds("under 18 or over 50 years of age", "Exclusion") == [
        absolute("age", "<", 18, "a"),
        absolute("age", ">", 50, "a"),
    ]


@pytest.mark.parametrize(
    "sentence",
    ["Patients with arthritis for at least 20 years", "Prior surgery 18 months ago", "HIV infection for 13 years"],
)
def test_a_length_of_time_is_no_age(sentence: str) -> None:
    assert not [bound for bound in bounds(sentence) if bound[0] == "age"]


def test_a_length_of_time_is_no_value() -> None:
    assert not [
        bound for bound in bounds("Abnormal creatinine > 6 months ago", "Exclusion") if bound[0] == "creatinine"
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("ASA I-III", [absolute("asa", ">=", 1, "{class}"), absolute("asa", "<=", 3, "{class}")]),
        ("ASA (American Society of Anesthesiologists) class 2", [absolute("asa", "=", 2, "{class}")]),
        (
            "Heart failure NYHA class II to IV",
            [absolute("nyha", ">=", 2, "{class}"), absolute("nyha", "<=", 4, "{class}")],
        ),
        ("ECOG = 0, 1 or 2", [absolute("ecog", ">=", 0, "{score}"), absolute("ecog", "<=", 2, "{score}")]),
        ("ECOG 2 or better", [absolute("ecog", "<=", 2, "{score}")]),
        ("Tanner stage 2", [absolute("tanner stage", "=", 2, "{stage}")]),
        (
            "Shock with Killip II or III",
            [absolute("killip class", ">=", 2, "{class}"), absolute("killip class", "<=", 3, "{class}")],
        ),
    ],
)
def test_grades_on_a_scale(sentence: str, expected: list[Bound]) -> None:
    assert bounds(sentence) == expected


def test_aspirin_is_no_scale() -> None:
    assert not bounds("Treatment with ASA 100 mg")


@pytest.mark.parametrize("sentence", ["Follicular lymphoma grade 3B", "Lupus nephritis ISN class III or IV"])
def test_a_grade_that_is_part_of_a_name_is_no_quantity(sentence: str) -> None:
    assert bounds(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("≥ grade 2 neuropathy", ("neuropathy grade", ">=", 2.0)),
        ("arrhythmia of grade II or above", ("arrhythmia grade", ">=", 2.0)),
        ("diarrhea > grade 1", ("diarrhea grade", ">", 1.0)),
    ],
)
def test_grades_of_a_toxicity(sentence: str, expected: tuple[str, str, float]) -> None:
    assert [bound[:3] for bound in bounds(sentence, "Exclusion")] == [expected]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Visual acuity of 20/40 or better", [absolute("visual_acuity", ">=", 0.5, "1")]),
        ("BCVA 6/12 or worse", [absolute("visual_acuity", "<=", 0.5, "1")]),
        (
            "Visual acuity between 20/25 and 20/200",
            [absolute("visual_acuity", ">=", 0.1, "1"), absolute("visual_acuity", "<=", 0.8, "1")],
        ),
        ("Blood pressure > 160/100 mmHg", [absolute("sbp", ">", 160, "mm[Hg]"), absolute("dbp", ">", 100, "mm[Hg]")]),
    ],
)
def test_two_numbers_with_a_stroke(sentence: str, expected: list[Bound]) -> None:
    assert bounds(sentence) == expected


def test_either_pressure_is_too_high_and_both_must_be_low() -> None:
    assert isinstance(read("BP > 160/100 mmHg", "Exclusion"), Or)
    assert isinstance(read("BP < 140/90 mmHg"), And)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Hb < 10", ("hemoglobin", "g/dL")),
        ("Hemoglobin < 100", ("hemoglobin", "g/L")),
        ("ANC > 1500", ("anc", "/uL")),
        ("Platelets > 100,000", ("platelets", "/uL")),
        ("Platelets > 100", ("platelets", "10*9/L")),
        ("Creatinine < 1.5", ("creatinine", "mg/dL")),
        ("Creatinine < 140", ("creatinine", "umol/L")),
    ],
)
def test_a_unit_is_implied_where_one_fits(sentence: str, expected: tuple[str, str]) -> None:
    (found,) = bounds(sentence)
    assert (found[0], found[3]) == expected


def test_no_unit_is_implied_where_none_fits() -> None:
    assert implied_unit(QUANTITIES["hemoglobin"], 0.5) == ""


@pytest.mark.parametrize("unit", ["g / dL", "g/dl", "g⁄dL", "gm/dL"])
def test_spellings_of_a_unit(unit: str) -> None:
    assert bounds(f"Hemoglobin ≥ 9 {unit}") == [absolute("hemoglobin", ">=", 9, "g/dL")]


def test_a_unit_each_for_two_subjects() -> None:
    assert bounds("UPCR or 24-hour urine protein ≥ 1.0 g/g or g/day") == [
        absolute("upcr", ">=", 1.0, "g/g"),
        absolute("proteinuria_24h", ">=", 1.0, "g/d"),
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("ALT or AST > 3 x ULN", [("alt", ">", 3.0, "1", "ULN"), ("ast", ">", 3.0, "1", "ULN")]),
        ("Creatinine within 1.5 x ULN", [("creatinine", "<=", 1.5, "1", "ULN")]),
        ("Any elevation of LDH", [("ldh", ">", 1.0, "1", "ULN")]),
        ("FEV1 30-79% predicted", [("fev1", ">=", 30.0, "%", "predicted"), ("fev1", "<=", 79.0, "%", "predicted")]),
        ("HDL cholesterol (< 40 mg/dL)", [("hdl", "<", 40.0, "mg/dL", "absolute")]),
    ],
)
def test_references_and_brackets(sentence: str, expected: list[Bound]) -> None:
    assert bounds(sentence, "Exclusion") == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "ALT ≤ 3 × ULN (≤ 5 × ULN in case of liver metastases)",
        "ALT ≤ 3 x ULN, or ≤ 5 x ULN for patients with liver metastases",
    ],
)
def test_a_bound_for_a_subgroup(sentence: str) -> None:
    expr = read(sentence)
    assert isinstance(expr, Or)
    general, special = expr.items
    assert isinstance(general, Quantity)
    assert general.value == 3
    assert isinstance(special, And)
    group, bound = special.items
    assert isinstance(group, Concept)
    assert "metasta" in group.name
    assert isinstance(bound, Quantity)
    assert bound.value == 5


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Prednisone > 10 mg/day or equivalent", absolute("glucocorticoid_dose", ">", 10, "mg/d")),
        ("Equivalent to ≥ 10 mg of prednisone daily", absolute("glucocorticoid_dose", ">=", 10, "mg/d")),
        ("Failed ≥ 2 prior regimens", absolute("prior_lines", ">=", 2, "{count}")),
        ("At least one prior line of standard therapy", absolute("prior_lines", ">=", 1, "{count}")),
        ("More than 1 extranodal site", absolute("extranodal site count", ">", 1, "{count}")),
    ],
)
def test_doses_and_counts(sentence: str, expected: Bound) -> None:
    assert bounds(sentence) == [expected]


def test_letters_of_an_index_are_counted() -> None:
    assert bounds("At least 1 BILAG A or 2 BILAG B scores") == [
        absolute("british isles lupus assessment group a score count", ">=", 1, "{count}"),
        absolute("british isles lupus assessment group b score count", ">=", 2, "{count}"),
    ]


def test_the_ends_of_a_scale_are_no_bound() -> None:
    assert bounds("Pain VAS > 50 mm (0-100)") == [absolute("vas_pain", ">", 50, "mm")]


@pytest.mark.parametrize(
    ("sentence", "code", "exported"),
    [
        ("Age = 18 years", "comparator-lost", 0),  # which sign it was, nobody can say
        ("AST = 3 x ULN", "comparator-lost", 0),
        ("Albumin < 3 mg/dL", "impossible-value", 1),  # as written
        ("Hemoglobin < 11 mg/dL", "impossible-value", 1),
    ],
)
def test_what_cannot_be_meant_is_reported(sentence: str, code: str, exported: int) -> None:
    assert codes(sentence) == [code]
    assert len(bounds(sentence)) == exported


@pytest.mark.parametrize("sentence", ["Hemoglobin ≥ 9 g/dL", "ECOG = 1", "GFR ≤ 50 mL/min"])
def test_what_can_be_meant_is_not_reported(sentence: str) -> None:
    assert codes(sentence) == []


def test_a_subject_without_a_slug_has_its_plain_name() -> None:
    assert subject_name("hemoglobin") == "hemoglobin"
    assert subject_name("qt") == "qt interval"
    assert subject_name("clasi").startswith("cutaneous lupus erythematosus disease area and severity index")
    assert subject_name("neuropathy grade") == "neuropathy grade"
