"""Observations: numbers, words, units, limits, components."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from equipoise.patient.facts import Facts, Limits, Measurement, Result
from equipoise.patient.quantities import in_unit
from equipoise.vocabulary.units import UnitError

Node = dict[str, Any]
Read = Callable[..., Facts]
UCUM = "http://unitsofmeasure.org"


def observed(name: str, /, **more: Any) -> Node:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": name},
        "effectiveDateTime": "2025-06-13",
        **more,
    }


def quantity(value: float, unit: str | None = None, **more: Any) -> Node:
    coded = {"unit": unit, "system": "http://unitsofmeasure.org", "code": unit} if unit else {}
    return {"value": value, **coded, **more}


def one(facts: Facts) -> Measurement:
    assert len(facts.measurements) == 1
    return facts.measurements[0]


def said(facts: Facts) -> Result:
    assert len(facts.results) == 1
    return facts.results[0]


def test_a_value_with_its_unit_limit_and_date(facts_of: Read) -> None:
    found = one(
        facts_of(
            observed(
                "ALT (alanine aminotransferase)",
                valueQuantity=quantity(22, "U/L"),
                referenceRange=[{"high": {"value": 40}}],
            )
        )
    )
    assert (found.kind, found.value, found.unit, found.unusable) == ("alt", 22.0, "U/L", None)
    assert found.limits == Limits(None, 40.0, None, None)
    assert found.when.start == found.when.end == date(2025, 6, 13)
    assert found.resource == "Observation/r1"


def test_a_code_counts_with_its_system_only(facts_of: Read) -> None:
    loinc = {"coding": [{"system": "http://loinc.org", "code": "1742-6"}], "text": "liver thing"}
    other = {"coding": [{"system": "urn:local", "code": "1742-6"}], "text": "liver thing"}
    bare = {"coding": [{"code": "1742-6"}], "text": "liver thing"}
    kinds = [
        one(facts_of(observed("", code=code, valueQuantity=quantity(22, "U/L")))).kind for code in (loinc, other, bare)
    ]
    assert kinds == ["alt", None, None]


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("ALT", quantity(22), "no unit"),
        ("Hemoglobin", quantity(60, "g/dL"), "implausible"),
        ("LVEF", quantity(62, "mL"), "measures something else"),
        ("LVEF", quantity(62, "1"), "neither a percentage nor a fraction"),
        ("LVEF", quantity(62), "no unit"),
        ("Systolic blood pressure", quantity(120), "no unit"),
        ("Urine protein/creatinine ratio", quantity(2100), "no unit"),
        ("Oxygen saturation", quantity(180, "%"), "implausible"),
        ("ALT", {"value": 22, "unit": "somethings per jug"}, "not a known one"),
        ("ALT", {"value": 22, "unit": "g/L", "code": "U/L", "system": "http://unitsofmeasure.org"}, None),
        (
            "Creatinine",
            {"value": 80, "unit": "umol/L", "code": "mg/dL", "system": "http://unitsofmeasure.org"},
            "disagree",
        ),
    ],
)
def test_what_must_not_be_compared(facts_of: Read, name: str, value: Node, why: str | None) -> None:
    found = one(facts_of(observed(name, valueQuantity=value)))
    assert found.value == value["value"]
    if why is None:
        assert found.unusable is None
    else:
        assert found.unusable is not None
        assert why in found.unusable


def test_a_fraction_is_read_as_a_percentage(facts_of: Read) -> None:
    facts = facts_of(
        observed("LVEF", valueQuantity=quantity(0.44, "1"), referenceRange=[{"low": {"value": 0.5, "code": "1"}}])
    )
    found = one(facts)
    assert (found.value, found.unit, found.unusable) == (44.0, "%", None)
    assert found.limits is not None
    assert found.limits.low == 50.0
    assert "recorded as a fraction" in found.context


@pytest.mark.parametrize("name", ["FVC (forced vital capacity), percent of predicted", "DLCO, percent of predicted"])
def test_percent_of_predicted_is_a_unit_of_lung_volumes(facts_of: Read, name: str) -> None:
    found = one(facts_of(observed(name, valueQuantity=quantity(82, "%"))))
    assert found.unusable is None
    assert "percent of predicted" in found.context


def test_local_spellings_in_the_place_of_ucum(facts_of: Read) -> None:
    found = one(facts_of(observed("Platelet count", valueQuantity=quantity(150, "K/uL"))))
    assert found.unusable is None
    assert in_unit(found, "10*9/L") == 150


@pytest.mark.parametrize(
    ("name", "value", "unit", "target", "expected"),
    [
        ("Serum creatinine", 180, "umol/L", "mg/dL", 180 / 88.4),
        ("Total bilirubin", 40, "umol/L", "mg/dL", 40 / 17.1),
        ("Hemoglobin", 8.5, "g/dL", "g/L", 85),
        ("Absolute lymphocyte count", 410, "/uL", "10*9/L", 0.41),
        ("Urine protein/creatinine ratio", 110, "mg/mmol", "mg/g", 110 * 8.84),
        ("C-reactive protein", 1.2, "mg/dL", "mg/L", 12),
    ],
)
def test_conversion(facts_of: Read, name: str, value: float, unit: str, target: str, expected: float) -> None:
    assert in_unit(one(facts_of(observed(name, valueQuantity=quantity(value, unit)))), target) == pytest.approx(
        expected
    )


def test_what_is_unusable_is_not_converted(facts_of: Read) -> None:
    with pytest.raises(UnitError, match="no unit"):
        in_unit(one(facts_of(observed("ALT", valueQuantity=quantity(22)))), "U/L")


@pytest.mark.parametrize(
    ("words", "value", "comparator", "unit"),
    [("<0.5 10*9/L", 0.5, "<", "10*9/L"), ("≥ 0.5 10*9/L", 0.5, ">=", "10*9/L"), ("1.2 x10^9/L", 1.2, None, "10*9/L")],
)
def test_numbers_written_as_text(facts_of: Read, words: str, value: float, comparator: str | None, unit: str) -> None:
    found = one(facts_of(observed("Absolute lymphocyte count", valueString=words)))
    assert (found.value, found.comparator, found.unit) == (value, comparator, unit)


def test_a_comparator_of_the_quantity(facts_of: Read) -> None:
    assert one(facts_of(observed("CRP", valueQuantity=quantity(5, "mg/L", comparator="<")))).comparator == "<"


@pytest.mark.parametrize(
    ("answer", "polarity"),
    [
        ({"valueCodeableConcept": {"text": "Negative"}}, "negative"),
        ({"valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": "10828004"}]}}, "positive"),
        ({"valueString": "Non-reactive"}, "negative"),
        ({"valueString": "positive 1:320"}, "positive"),
        ({"valueBoolean": True}, "positive"),
        ({"valueBoolean": False}, "negative"),
        ({"valueString": "indeterminate"}, None),
        ({"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 320}}}, None),
    ],
)
def test_answers_in_words(facts_of: Read, answer: Node, polarity: str | None) -> None:
    found = said(facts_of(observed("Hepatitis B surface antigen (HBsAg)", **answer)))
    assert found.polarity == polarity


def test_words_and_code_that_contradict_each_other_say_nothing(facts_of: Read) -> None:
    answer = {"text": "Negative", "coding": [{"system": "http://snomed.info/sct", "code": "10828004"}]}
    assert said(facts_of(observed("HBsAg", valueCodeableConcept=answer))).polarity is None


def test_the_laboratory_may_interpret_a_number(facts_of: Read) -> None:
    interpreted = [
        {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "code": "POS"}]}
    ]
    facts = facts_of(observed("Anti-MDA5 antibody", valueQuantity=quantity(88, "U/mL"), interpretation=interpreted))
    assert said(facts).polarity == "positive"
    assert one(facts).value == 88


def test_a_ratio_of_amounts_is_a_number(facts_of: Read) -> None:
    ratio = {"numerator": quantity(150, "mg"), "denominator": quantity(120, "mg")}
    found = one(facts_of(observed("Urine protein/creatinine ratio", valueRatio=ratio)))
    assert in_unit(found, "mg/g") == pytest.approx(1250)


def test_a_range_is_not_a_value(facts_of: Read) -> None:
    span = {"low": quantity(10, "U/L"), "high": quantity(20, "U/L")}
    found = one(facts_of(observed("ALT", valueRange=span)))
    assert found.value is None
    assert found.unusable is not None
    same = {"low": quantity(10, "U/L"), "high": quantity(10, "U/L")}
    assert one(facts_of(observed("ALT", valueRange=same))).value == 10


def test_a_class_keeps_its_words_and_its_number(facts_of: Read) -> None:
    found = said(facts_of(observed("NYHA functional class", valueCodeableConcept={"text": "Class II"})))
    assert (found.kind, found.text, found.grade, found.polarity) == ("nyha", "Class II", 2.0, None)


def test_blood_pressure_is_two_values(facts_of: Read) -> None:
    def part(code: str, value: float) -> Node:
        return {
            "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "valueQuantity": quantity(value, "mm[Hg]"),
        }

    facts = facts_of(observed("Blood pressure", component=[part("8480-6", 121), part("8462-4", 79)]))
    assert {(m.kind, m.value, m.resource) for m in facts.measurements} == {
        ("sbp", 121.0, "Observation/r1"),
        ("dbp", 79.0, "Observation/r1"),
    }
    assert facts.left_out == ()


@pytest.mark.parametrize(
    ("code", "breathed", "context"),
    [
        ("3150-6", quantity(21, "%"), "room air"),
        ("3150-6", quantity(0.21, "1"), "room air"),
        ("3150-6", quantity(40, "%"), "oxygen 40 %"),
        ("3151-8", quantity(2, "L/min"), "oxygen 2 L/min"),
        ("3151-8", quantity(0, "L/min"), "room air"),
    ],
)
def test_oxygen_qualifies_the_saturation(facts_of: Read, code: str, breathed: Node, context: str) -> None:
    part = {"code": {"coding": [{"system": "http://loinc.org", "code": code}]}, "valueQuantity": breathed}
    found = one(facts_of(observed("Oxygen saturation", valueQuantity=quantity(95, "%"), component=[part])))
    assert found.context == (context,)


def limit(facts: Facts) -> float | None:
    found = one(facts).limits
    return found.high if found else None


MALE = {"coding": [{"system": "http://snomed.info/sct", "code": "248153007"}]}
FEMALE = {"text": "Female"}


@pytest.mark.parametrize(
    ("ranges", "high"),
    [
        ([{"appliesTo": [MALE], "high": {"value": 50}}, {"appliesTo": [FEMALE], "high": {"value": 35}}], 35),
        ([{"age": {"high": {"value": 18, "code": "a"}}, "high": {"value": 60}}, {"high": {"value": 40}}], 40),
        ([{"age": {"low": {"value": 18}, "high": {"value": 50}}, "high": {"value": 45}}], 45),
        # She was 50 years and 91 days old on that day: the year of a bound is the whole year.
        ([{"age": {"low": {"value": 50, "code": "a"}}, "high": {"value": 46}}], 46),
        ([{"age": {"high": {"value": 50, "code": "a"}}, "high": {"value": 47}}], 47),
        ([{"age": {"low": {"value": 51}}, "high": {"value": 48}}], None),
        ([{"age": {"high": {"value": 600, "code": "mo"}}, "high": {"value": 49}}], None),
        ([{"appliesTo": [{"text": "pregnant"}], "high": {"value": 20}}], None),
        ([{"type": {"coding": [{"code": "therapeutic"}]}, "high": {"value": 3}}], None),
        ([{"high": {"value": 40}}, {"high": {"value": 55}}], None),
        ([{"text": "0-41 U/L"}], 41),
        ([{"text": "< 35"}], 35),
        ([{"text": "Negative"}], None),
    ],
)
def test_the_range_that_fits_the_patient(facts_of: Read, ranges: list[Node], high: float | None) -> None:
    assert limit(facts_of(observed("ALT", valueQuantity=quantity(22, "U/L"), referenceRange=ranges))) == high


def test_ranges_by_sex_need_a_sex(facts_of: Read) -> None:
    patient = {"resourceType": "Patient", "id": "p", "gender": "unknown", "birthDate": "1975"}
    ranges = [{"appliesTo": [MALE], "high": {"value": 50}}, {"appliesTo": [FEMALE], "high": {"value": 35}}]
    facts = facts_of(observed("ALT", valueQuantity=quantity(22, "U/L"), referenceRange=ranges), patient=patient)
    assert one(facts).limits is None


def test_the_span_of_a_score_is_no_normal_range(facts_of: Read) -> None:
    ranges = [{"low": {"value": 0}, "high": {"value": 150}, "text": "scale 0-150"}]
    found = one(facts_of(observed("MMT-8", valueQuantity=quantity(138, "{score}"), referenceRange=ranges)))
    assert found.limits is None
    assert found.context == ("scale 0-150",)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"status": "entered-in-error", "valueQuantity": quantity(1, "U/L")}, "entered in error"),
        ({"status": "cancelled"}, "cancelled"),
        ({"status": "registered"}, "has no result yet"),
        ({}, "has no value"),
        ({"dataAbsentReason": {"coding": [{"system": "x", "code": "not-performed"}]}}, "has no value (not-performed)"),
        ({"valueString": "not tested"}, "has no value"),
        ({"effectiveDateTime": "2025-06-17", "valueQuantity": quantity(1, "U/L")}, "is dated after the screening date"),
        ({"code": {}, "valueQuantity": quantity(1, "U/L")}, "has no name and no code"),
        (
            {"modifierExtension": [{"url": "x"}], "valueQuantity": quantity(1, "U/L")},
            "carries a modifier that is not understood",
        ),
    ],
)
def test_what_counts_for_nothing(facts_of: Read, more: Node, reason: str) -> None:
    facts = facts_of(observed("ALT", **more))
    assert not facts.measurements
    assert not facts.results
    assert [(out.resource, out.reason) for out in facts.left_out] == [("Observation/r1", reason)]


def test_dates_of_other_kinds(facts_of: Read) -> None:
    named = {
        "code": {"text": "ALT"},
        "resourceType": "Observation",
        "status": "final",
        "valueQuantity": quantity(22, "U/L"),
    }
    span = one(facts_of({**named, "effectivePeriod": {"start": "2025-06-01", "end": "2025-06-03"}})).when
    assert (span.start, span.end, span.period) == (date(2025, 6, 1), date(2025, 6, 3), True)
    issued = one(facts_of({**named, "issued": "2025-06-14T09:00:00Z"})).when
    assert (issued.start, issued.end) == (None, date(2025, 6, 14))
    assert one(facts_of(named)).when.end is None


def test_specimen_and_method(facts_of: Read) -> None:
    loinc = {"coding": [{"system": "http://loinc.org", "code": "2106-3"}], "text": "hCG"}
    assert said(facts_of(observed("", code=loinc, valueString="negative"))).specimen == "urine"
    tube = {"resourceType": "Specimen", "id": "s", "type": {"text": "Serum specimen"}}
    facts = facts_of(tube, observed("hCG", valueString="negative", specimen={"reference": "Specimen/s"}))
    assert said(facts).specimen == "serum"
    assert one(facts_of(observed("QTcB (QTc interval, Bazett)", valueQuantity=quantity(412, "ms")))).method == "bazett"


def test_the_same_result_reported_twice_is_one_result(facts_of: Read) -> None:
    twin = observed("Platelet count", valueQuantity=quantity(45, "10*9/L"))
    facts = facts_of(twin, twin)
    assert one(facts).resource == "Observation/r1"
    assert facts.left_out[0].reason == "repeats Observation/r1"


def test_a_report_holds_its_results_and_conclusions(facts_of: Read) -> None:
    inner = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": {"text": "ALT"},
        "valueQuantity": quantity(9, "U/L"),
    }
    report = {
        "resourceType": "DiagnosticReport", "status": "final", "code": {"text": "Renal biopsy"},
        "effectiveDateTime": "2025-05-02",
        "contained": [inner], "result": [{"reference": "#o"}], "conclusionCode": [{"text": "Class IV"}],
        "conclusion": "free words are not read",
    }  # fmt: skip
    facts = facts_of(report)
    assert one(facts).resource == "DiagnosticReport/r1#o"
    assert (said(facts).name, said(facts).grade) == ("Renal biopsy", 4.0)


def test_a_questionnaire_is_measurements_and_results(facts_of: Read) -> None:
    answered = {
        "resourceType": "QuestionnaireResponse", "status": "completed", "authored": "2025-06-10",
        "item": [
            {"linkId": "1", "text": "ECOG performance status", "answer": [{"valueInteger": 1}]},
            {"linkId": "2", "text": "Visit", "item": [{"text": "Lactating", "answer": [{"valueBoolean": False}]}]},
            {"linkId": "3", "text": "Unanswered"},
        ],
    }  # fmt: skip
    facts = facts_of(answered)
    assert (one(facts).kind, one(facts).value, one(facts).when.start) == ("ecog", 1.0, date(2025, 6, 10))
    assert (said(facts).name, said(facts).polarity) == ("Lactating", "negative")
    assert facts_of({**answered, "status": "in-progress"}).left_out[0].reason == "is not finished"


@pytest.mark.parametrize(
    "limits",
    [
        {"high": {"value": 40, "unit": "somethings"}},
        {"high": {"value": 40, "unit": "g/L"}},
        {"high": {"value": 0, "unit": "U/L"}},
        {"low": {"value": 50}, "high": {"value": 40}},
        {"low": {"value": 5, "unit": "U/L"}, "high": {"value": 40, "unit": "ukat/L"}},
    ],
)
def test_what_can_be_no_limit(facts_of: Read, limits: Node) -> None:
    found = one(facts_of(observed("ALT", valueQuantity=quantity(22, "U/L"), referenceRange=[limits]))).limits
    assert found == Limits()


def test_limits_in_a_local_spelling(facts_of: Read) -> None:
    ranges = [{"high": {"value": 400, "unit": "K/uL", "code": "K/uL", "system": UCUM}}]
    found = one(facts_of(observed("Platelets", valueQuantity=quantity(210, "10*9/L"), referenceRange=ranges))).limits
    assert found is not None
    assert (found.high, found.unit) == (400.0, "10*3/uL")


@pytest.mark.parametrize(
    ("answer", "named", "polarity"),
    [
        ("No interstitial lung disease", True, "negative"),
        ("Interstitial lung disease", True, None),
        ("possible interstitial lung disease", False, None),
        ("family history of interstitial lung disease", False, None),
        ("She says that her father, who has interstitial lung disease, will call again tomorrow", False, None),
    ],
)
def test_what_an_answer_names(facts_of: Read, answer: str, named: bool, polarity: str | None) -> None:
    found = said(facts_of(observed("Chest HRCT", valueString=answer)))
    assert (found.answer_keys == ("interstitial lung disease",)) is named
    assert found.polarity == polarity
    assert "interstitial lung disease" not in found.keys


def test_what_goes_on_beyond_the_screening_date_is_still_going_on(facts_of: Read) -> None:
    span = {"effectivePeriod": {"start": "2025-01-01", "end": "2025-12-31"}, "valueString": "Yes"}
    record = {"resourceType": "Observation", "code": {"text": "Participation in another study"}, **span}
    assert said(facts_of(record)).when.ongoing


def test_a_code_without_words_gets_the_name_of_its_quantity(facts_of: Read) -> None:
    code = {"coding": [{"system": "http://loinc.org", "code": "1742-6"}]}
    assert one(facts_of(observed("", code=code, valueQuantity=quantity(22, "U/L")))).name == "alanine aminotransferase"


def test_what_is_left_out_keeps_the_name_of_what_it_is_about(facts_of: Callable[..., Facts]) -> None:
    void = {
        "resourceType": "Condition",
        "code": {"text": "Epilepsy"},
        "verificationStatus": {"coding": [{"code": "refuted"}]},
    }
    late = {
        "resourceType": "Observation", "status": "final", "code": {"text": "Hemoglobin"},
        "effectiveDateTime": "2025-07-01", "valueQuantity": {"value": 12, "unit": "g/dL", "code": "g/dL"},
    }  # fmt: skip
    left = facts_of(void, late).left_out
    assert [(each.name, each.keys, each.kind) for each in left] == [
        ("Epilepsy", ("epilepsy",), None), ("Hemoglobin", (), "hemoglobin"),
    ]  # fmt: skip


def test_a_value_of_unknown_status_is_shown_and_not_used(facts_of: Read) -> None:
    record = {"resourceType": "Observation", "status": "unknown", "code": {"text": "Hemoglobin"}}
    valued = facts_of({**record, "valueQuantity": {"value": 12, "unit": "g/dL", "code": "g/dL"}})
    assert [fact.unusable for fact in valued.measurements] == ["its status is not known"]
    worded = facts_of({**record, "code": {"text": "HBsAg"}, "valueString": "positive"})
    assert (worded.results, [left.reason for left in worded.left_out]) == ((), ["its status is not known"])
