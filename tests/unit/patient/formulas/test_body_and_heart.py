"""Body size, QTc, neutrophils, calcium, glucocorticoids."""

from __future__ import annotations

import pytest

from equipoise.patient.formulas import FormulaError
from equipoise.patient.formulas.blood import anc, corrected_calcium
from equipoise.patient.formulas.body import (
    bmi,
    bsa_dubois,
    bsa_fujimoto,
    bsa_gehan_george,
    bsa_haycock,
    bsa_mosteller,
)
from equipoise.patient.formulas.cardiac import qtc_bazett, qtc_framingham, qtc_fridericia
from equipoise.patient.formulas.glucocorticoids import prednisone_equivalent, prednisone_equivalent_per_kg


@pytest.mark.parametrize(
    ("cm", "kg", "mosteller", "dubois", "haycock", "fujimoto"),
    [
        (170, 70, 1.818119, 1.809708, 1.825677, 1.764293),
        (160, 50, 1.490712, 1.501121, 1.487303, 1.459600),
        (165, 58, 1.630440, 1.634930, 1.630657, 1.591159),
        (180, 120, 2.449490, 2.371870, 2.495479, 2.327887),
        (150, 40, 1.290994, 1.302891, 1.285792, 1.266551),
    ],
)
def test_body_surface(cm: float, kg: float, mosteller: float, dubois: float, haycock: float, fujimoto: float) -> None:
    assert bsa_mosteller(kg, cm).value == pytest.approx(mosteller, abs=1e-6)
    assert bsa_dubois(kg, cm).value == pytest.approx(dubois, abs=1e-6)
    assert bsa_haycock(kg, cm).value == pytest.approx(haycock, abs=1e-6)
    assert bsa_fujimoto(kg, cm).value == pytest.approx(fujimoto, abs=1e-6)


@pytest.mark.parametrize(
    ("cm", "kg", "mosteller", "dubois", "haycock"), [(170, 75, 1.882, 1.864, 1.895), (185, 90, 2.151, 2.141, 2.161)]
)
def test_body_surface_as_published(cm: float, kg: float, mosteller: float, dubois: float, haycock: float) -> None:
    assert round(bsa_mosteller(kg, cm).value, 3) == mosteller
    assert round(bsa_dubois(kg, cm).value, 3) == dubois
    assert round(bsa_haycock(kg, cm).value, 3) == haycock


def test_gehan_george_lies_with_the_others() -> None:
    assert bsa_gehan_george(70, 170).value == pytest.approx(0.0235 * 170**0.42246 * 70**0.51456)
    assert bsa_gehan_george(70, 170).value == pytest.approx(1.8297, abs=2e-3)


def test_height_and_weight_in_other_units() -> None:
    given = {"weight": "154.3235835 lb", "height": "66.92913386 inches"}
    assert bsa_mosteller.compute(given).value == pytest.approx(1.818119, abs=1e-5)
    assert bmi(90, 200).value == 22.5


@pytest.mark.parametrize(("cm", "kg"), [(1.7, 70), (170, 7000), (99, 70), (231, 70), (170, 24), (170, 251)])
def test_sizes_in_the_wrong_unit_are_refused(cm: float, kg: float) -> None:
    with pytest.raises(FormulaError):
        bsa_mosteller(kg, cm)


@pytest.mark.parametrize(
    ("qt", "rate", "bazett", "fridericia"),
    [
        (400, 60, 400.000, 400.000),
        (380, 75, 424.853, 409.343),
        (360, 100, 464.758, 426.827),
        (420, 66, 440.500, 433.558),
        (390, 80, 450.333, 429.251),
    ],
)
def test_qtc(qt: float, rate: float, bazett: float, fridericia: float) -> None:
    answer = qtc_bazett(qt, heart_rate=rate)
    assert answer.value == pytest.approx(bazett, abs=1e-3)
    assert answer.parts["fridericia"] == pytest.approx(fridericia, abs=1e-3)
    assert qtc_fridericia(qt, heart_rate=rate).value == pytest.approx(fridericia, abs=1e-3)
    assert [remark.code for remark in answer.remarks] == (["fast-heart"] if rate > 90 else [])


def test_qtc_from_the_rr_interval() -> None:
    assert qtc_bazett(400, rr=810).value == pytest.approx(444.444, abs=1e-3)
    assert qtc_fridericia(400, rr=810).value == pytest.approx(429.106, abs=1e-3)
    assert qtc_framingham(400, rr=810).value == pytest.approx(429.26)
    assert qtc_bazett.compute({"qt": "0.4 s", "rr": "0.81 s"}).value == pytest.approx(444.444, abs=1e-3)


def test_qtc_wants_one_of_rate_and_interval() -> None:
    with pytest.raises(FormulaError, match="either heart_rate"):
        qtc_bazett(400)
    with pytest.raises(FormulaError, match="either heart_rate"):
        qtc_bazett(400, 60, 1000)


@pytest.mark.parametrize(("qt", "rate"), [(0.4, 60), (199, 60), (701, 60), (400, 29), (400, 201)])
def test_implausible_intervals_are_refused(qt: float, rate: float) -> None:
    with pytest.raises(FormulaError):
        qtc_bazett(qt, rate)


@pytest.mark.parametrize(
    ("wbc", "segmented", "bands", "expected"), [(3.0, 30, 3, 0.99), (2.5, 40, 0, 1.0), (4.2, 55, 5, 2.52)]
)
def test_neutrophils(wbc: float, segmented: float, bands: float, expected: float) -> None:
    assert anc(wbc, segmented, bands).value == expected


def test_neutrophils_in_other_units_and_beyond_all_cells() -> None:
    assert anc.compute({"wbc": "2500 /uL", "segmented": 40}).value == 1.0
    with pytest.raises(FormulaError, match="together"):
        anc(3, 90, 20)


@pytest.mark.parametrize(
    ("calcium", "albumin", "expected"), [(8.0, 2.0, 9.6), (9.2, 4.0, 9.2), (10.5, 4.5, 10.1), (8.0, 4.0, 8.0)]
)
def test_corrected_calcium(calcium: float, albumin: float, expected: float) -> None:
    assert corrected_calcium(calcium, albumin).value == expected


@pytest.mark.parametrize(
    ("drug", "dose", "weight", "expected"),
    [
        ("methylprednisolone", 48, 60, 1.0),
        ("methylprednisolone", 50, 60, 1.0417),
        ("dexamethasone", 9, 60, 1.0),
        ("prednisone", 60, 60, 1.0),
        ("hydrocortisone", 240, 60, 1.0),
        ("cortisone", 300, 60, 1.0),
        ("triamcinolone", 48, 60, 1.0),
    ],
)
def test_prednisone_a_kilogram(drug: str, dose: float, weight: float, expected: float) -> None:
    value = prednisone_equivalent_per_kg(drug, dose, weight).value
    assert value == (expected if expected == 1.0 else pytest.approx(expected, abs=1e-4))


def test_prednisone_a_day() -> None:
    assert prednisone_equivalent("dexamethasone", 9).value == 60
    assert not prednisone_equivalent("prednisolone", 7.5).value < 7.5
    assert [remark.code for remark in prednisone_equivalent("betamethasone", 3).remarks] == ["equivalence-varies"]
    with pytest.raises(FormulaError, match="drug"):
        prednisone_equivalent("budesonide", 9)
