"""Age and sex from the opening of a note."""

from __future__ import annotations

import pytest

from equipoise.finding.patient.people import read_person


@pytest.mark.parametrize(
    ("text", "age", "sex"),
    [
        ("A 61-year-old woman comes with gout.", 61.0, "female"),
        ("52 yo M with gout", 52.0, "male"),
        ("83F with falls", 83.0, "female"),
        ("47M, known gout", 47.0, "male"),
        ("This 29 y/o gentleman has gout.", 29.0, "male"),
        ("The patient is 70 years of age. He has gout.", 70.0, "male"),
        ("A newborn girl, 6 days old", 6 / 365.25, "female"),
        ("An 18-month-old boy", 1.5, "male"),
        ("aged 33, she has hives", 33.0, "female"),
        ("Her husband, 60 years old, says she is 58.", None, "female"),
        ("Gout for 12 years.", None, None),
        ("Hemoglobin 9 g/dL, 300 mg daily", None, None),
        ("A 640 years old castle", None, None),
        ("", None, None),
    ],
)
def test_age_and_sex(text: str, age: float | None, sex: str | None) -> None:
    person = read_person(text)
    assert person.age == (pytest.approx(age) if age is not None else None)
    assert person.sex == sex


def test_only_the_opening_speaks_of_the_patient() -> None:
    assert read_person("Gout. " * 100 + "A 50-year-old man.").age is None
