"""Numbers written as text."""

from __future__ import annotations

import pytest

from equipoise.patient.fhir.numbers import Number, number_in


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("<0.5", Number(0.5, "<", None)),
        ("≥ 60 mL/min", Number(60, ">=", "mL/min")),
        ("12.3 mg/dL (H)", Number(12.3, None, "mg/dL")),
        ("7.2 x10^9/L", Number(7.2, None, "x10^9/L")),
        ("98%", Number(98, None, "%")),
        ("1,5", Number(1.5, None, None)),
        ("1,234.5", Number(1234.5, None, None)),
        ("less than 20 copies/mL", Number(20, "<", "copies/mL")),
        ("-2.5", Number(-2.5, None, None)),
    ],
)
def test_number(words: str, expected: Number) -> None:
    assert number_in(words) == expected


@pytest.mark.parametrize(
    "words", ["1,200", "1:320", "120/80", "positive", "12-15", "3+", "1.2.3", "", "nan", "inf", "2025-06-13", "1 or 2"]
)
def test_what_is_no_number_or_could_be_two(words: str) -> None:
    assert number_in(words) is None
