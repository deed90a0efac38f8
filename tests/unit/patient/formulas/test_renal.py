"""Creatinine clearance, filtration, protein to creatinine ratio."""

from __future__ import annotations

import pytest

from equipoise.patient.formulas import FormulaError
from equipoise.patient.formulas.inputs import Sex
from equipoise.patient.formulas.renal import ckd_epi_2021, cockcroft_gault, de_indexed_gfr, upcr


@pytest.mark.parametrize(
    ("age", "weight", "creatinine", "sex", "expected"),
    [
        (50, 70, "0.9", "male", 97.2222),
        (50, 60, "1.2", "female", 53.125),
        (30, 55, "0.7", "female", 102.0337),
        (65, 80, "2.0", "male", 41.6667),
        (45, 48, "0.9", "female", 59.8148),
        (60, 72, "1.0", "male", 80.0),
        (55, 90, "1.09", "male", 97.477),
        (65, 60, "85 umol/L", "female", 55.25),
        (40, 60, "104.2 µmol/L", "female", 60.09),
    ],
)
def test_cockcroft_gault(age: float, weight: float, creatinine: str, sex: str, expected: float) -> None:
    inputs = {"age": age, "weight": weight, "creatinine": creatinine, "sex": sex}
    assert cockcroft_gault.compute(inputs).value == pytest.approx(expected, abs=5e-3)


def test_a_clearance_on_the_bound_is_on_the_bound() -> None:
    assert cockcroft_gault(60, 72, 1.0, "male").value == 80
    assert cockcroft_gault(70, 72, 1.1, "male").value == pytest.approx(63.6364, abs=1e-4)
    assert cockcroft_gault(40, 43.2, 1.0, "male").value == 60


def test_obesity_is_remarked_only_when_the_height_says_so() -> None:
    assert cockcroft_gault(50, 120, 1.0, "male").remarks == ()
    assert cockcroft_gault(50, 70, 1.0, "male", height=175).remarks == ()
    obese = cockcroft_gault(50, 120, 1.0, "male", height=175)
    assert [remark.code for remark in obese.remarks] == ["obesity"]
    assert obese.value == 150  # the actual weight decides
    assert obese.parts["ideal_weight_kg"] == pytest.approx(70.46, abs=0.01)
    assert obese.parts["adjusted_weight_kg"] == pytest.approx(90.28, abs=0.01)
    assert obese.parts["by_adjusted_weight"] == pytest.approx(112.85, abs=0.01)


def test_no_ideal_weight_below_the_height_it_is_defined_for() -> None:
    assert set(cockcroft_gault(50, 90, 1.0, "female", height=150).parts) == {"bmi"}


@pytest.mark.parametrize(
    ("age", "creatinine", "sex", "expected"),
    [
        (50, 0.9, "male", 104.049),
        (50, 1.2, "female", 55.147),
        (30, 0.7, "female", 119.245),
        (65, 2.0, "male", 36.356),
        (45, 0.9, "female", 80.343),
        (55, 1.09, "male", 80.15),
        (65, 85 / 88.4, "female", 65.5),
        (55, 96.3 / 88.42, "male", 80.2293),
        (52, 70 / 88.42, "female", 89.7175),
        (67, 77 / 88.42, "male", 94.5453),
        (76, 65 / 88.42, "female", 84.4646),
    ],
)
def test_ckd_epi_2021(age: float, creatinine: float, sex: Sex, expected: float) -> None:
    assert ckd_epi_2021(age, creatinine, sex).value == pytest.approx(expected, rel=1e-3)


def test_filtration_without_the_index() -> None:
    assert de_indexed_gfr(80, 1.73).value == 80
    assert de_indexed_gfr(80, 2.1).value == pytest.approx(97.1098, abs=1e-4)


@pytest.mark.parametrize(
    ("protein", "creatinine", "ratio", "per_mmol"),
    [
        ("150 mg/dL", "120 mg/dL", 1.25, 141.4),
        ("1.2 g/L", "8.0 mmol/L", 1.326, 150.0),
        (90, 90, 1.0, 113.1),
    ],
)
def test_upcr(protein: object, creatinine: object, ratio: float, per_mmol: float) -> None:
    answer = upcr.compute({"protein": protein, "creatinine": creatinine})
    assert answer.value == pytest.approx(ratio, rel=1e-6)
    assert answer.parts["mg/mmol"] == pytest.approx(per_mmol, abs=0.05)


def test_a_ratio_of_one_is_not_above_one() -> None:
    assert not upcr(90, 90).value > 1.0


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"age": 17, "weight": 70, "creatinine": 1, "sex": "male"}, r"age .* must be 18 to 120 a"),
        ({"age": 50, "weight": 70, "creatinine": 85, "sex": "male"}, r"creatinine .* must be 0\.1 to 20 mg/dL"),
        ({"age": 50, "weight": 600, "creatinine": 1, "sex": "male"}, r"weight .* must be 25 to 250 kg"),
        ({"age": 50, "weight": 70, "creatinine": 1, "sex": "unknown"}, r"sex .* one of: male, female"),
        ({"age": 50, "weight": 70, "creatinine": 1}, r"needs sex"),
        ({"age": 50, "weight": 70, "creatinine": "1 mmol", "sex": "male"}, r"cannot be converted into mg/dL"),
        ({"age": 50, "weight": 70, "creatinine": "much", "sex": "male"}, r"creatinine .* must be"),
        ({"age": 50, "weight": 70, "creatinine": float("nan"), "sex": "male"}, r"creatinine .* must be"),
        ({"age": True, "weight": 70, "creatinine": 1, "sex": "male"}, r"age .* must be"),
        ({"age": 50, "weight": 70, "creatinin": 1, "sex": "male"}, r"the inputs of cockcroft-gault are"),
    ],
)
def test_what_is_refused_is_named(inputs: dict[str, object], message: str) -> None:
    with pytest.raises(FormulaError, match=message) as caught:
        cockcroft_gault.compute(inputs)
    assert "85" not in str(caught.value)


def test_an_input_that_is_given_as_nothing_is_missing() -> None:
    with pytest.raises(FormulaError, match="age is needed: 18 to 120 a"):
        cockcroft_gault(None, 70, 1.0, "male")  # type: ignore[arg-type]


def test_a_direct_call_is_checked_too() -> None:
    with pytest.raises(FormulaError, match="creatinine"):
        cockcroft_gault(50, 70, 85, "male")
