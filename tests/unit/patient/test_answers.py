"""Answers in words: yes, no, neither, and no answer."""

from __future__ import annotations

import pytest

from equipoise.patient.fhir.answers import coded_polarity, grade, no_answer, polarity

POSITIVE = """
Positive | positive | POS | Detected | Reactive | Present | Yes | Met | positive 1:320 | weakly positive | ++
Positive (+) | meets criteria | Positive for anti-Jo-1 | anti-Jo-1 positive | true
"""
NEGATIVE = """
Negative | NEG | Not detected | Non-reactive | Nonreactive | non reactive | Absent | No | None | Never | Not met
does not meet criteria | not present | No growth | none detected | Negative (-) | No evidence of disease | undetectable
not HIV positive | denies
"""
NEITHER = """
indeterminate | equivocal | trace | Normal | abnormal | borderline | possibly positive | Class IV | Severe | Refractory
HBsAg negative, anti-HBc positive | not negative | partially met | false-positive | Kidney | Normal size prostate
"""
NO_ANSWER = "not tested | Not done | unknown | pending | n/a | No result available | declined | ???"


def listed(words: str) -> list[str]:
    return [item.strip() for line in words.strip().split("\n") for item in line.split("|")]


@pytest.mark.parametrize("answer", listed(POSITIVE))
def test_says_yes(answer: str) -> None:
    assert polarity(answer) == "positive"


@pytest.mark.parametrize("answer", listed(NEGATIVE))
def test_says_no(answer: str) -> None:
    assert polarity(answer) == "negative"


@pytest.mark.parametrize("answer", listed(NEITHER))
def test_says_neither(answer: str) -> None:
    assert polarity(answer) is None
    assert not no_answer(answer)


@pytest.mark.parametrize("answer", listed(NO_ANSWER))
def test_is_no_answer(answer: str) -> None:
    assert no_answer(answer)
    assert polarity(answer) is None


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Lactation status", "Lactating", "positive"),
        ("Lactation status", "Not lactating", "negative"),
        ("Disease activity", "Active", "positive"),
        ("Disease activity", "Inactive", "negative"),
        ("Pregnancy status", "Pregnant", "positive"),
        ("NYHA functional class", "Class II", None),
        ("Spleen size", "Not enlarged", None),
        ("Physical findings of prostate", "Prostate enlarged", None),
        ("Chest HRCT", "No interstitial lung disease", "negative"),
    ],
)
def test_an_answer_may_echo_its_question(question: str, answer: str, expected: str | None) -> None:
    assert polarity(answer, question) == expected


def test_prose_is_not_a_yes_or_a_no() -> None:
    assert (
        polarity("No complaints today; she was seen by the clinic, where the stool test of last week was positive")
        is None
    )


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([("http://snomed.info/sct", "10828004")], "positive"),
        ([("http://snomed.info/sct", "260385009")], "negative"),
        ([("http://snomed.info/sct", "260415000")], "negative"),
        ([("http://loinc.org", "LA6576-8")], "positive"),
        ([("http://terminology.hl7.org/CodeSystem/v2-0136", "N")], "negative"),
        ([("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "POS")], "positive"),
        ([("urn:somewhere-else", "10828004")], None),
        ([("http://snomed.info/sct", "10828004"), ("http://snomed.info/sct", "260385009")], None),
    ],
)
def test_codes_count_with_their_system(codes: list[tuple[str, str]], expected: str | None) -> None:
    assert coded_polarity(tuple(codes)) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Class I", 1), ("Class IV", 4), ("NYHA class II", 2), ("ECOG 1", 1), ("0 - Fully active", 0), ("2", 2),
        ("III", 3), ("Class III + V", None), ("III/IV", None), ("Child-Pugh B", None), ("IVa", None), ("2-3", None),
    ],
)  # fmt: skip
def test_grade(answer: str, expected: float | None) -> None:
    assert grade(answer) == expected
