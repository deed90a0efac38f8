"""Scores of arthritis, lupus, Sjögren, sclerosis, myositis, vasculitis and the liver."""

from __future__ import annotations

from typing import Literal

import pytest

from equipoise.patient.formulas import FormulaError
from equipoise.patient.formulas.arthritis import (
    cdai,
    das28_crp,
    das28_crp_3,
    das28_esr,
    das28_esr_3,
    haq_di,
    sdai,
)
from equipoise.patient.formulas.liver import child_pugh, meld, meld_na
from equipoise.patient.formulas.lupus import WEIGHTS as SLEDAI
from equipoise.patient.formulas.lupus import laboratory_items, sledai_2k
from equipoise.patient.formulas.myositis import (
    improvement,
    mmt8_below,
    mmt8_bilateral,
    mmt8_unilateral,
    total_improvement,
)
from equipoise.patient.formulas.sclerosis import SITES, mrss, mrss_change, omeract_progression
from equipoise.patient.formulas.sjogren import WEIGHTS as ESSDAI
from equipoise.patient.formulas.sjogren import essdai
from equipoise.patient.formulas.vasculitis import CAPS, bvas_3


@pytest.mark.parametrize(
    ("tender", "swollen", "esr", "patient", "four", "three"),
    [
        (4, 3, 30, 50, 4.6858, 4.4647),
        (10, 8, 45, 60, 6.0675, 5.8057),
        (0, 0, 5, 0, 1.1266, 1.3767),
        (28, 28, 100, 100, 9.0685, 8.4420),
        (1, 1, 28, 20, 3.4525, 3.5863),
        (2, 1, 14, 21, 3.2133, 3.3128),
    ],
)
def test_das28_esr(tender: int, swollen: int, esr: float, patient: float, four: float, three: float) -> None:
    assert das28_esr(tender, swollen, esr, patient).value == pytest.approx(four, abs=6e-5)
    assert das28_esr_3(tender, swollen, esr).value == pytest.approx(three, abs=6e-5)


@pytest.mark.parametrize(
    ("tender", "swollen", "crp", "patient", "four", "three"),
    [
        (4, 3, 12, 50, 4.1884, 3.9312),
        (10, 8, 25, 60, 5.5357, 5.2593),
        (0, 0, 0, 0, 0.96, 1.15),
    ],
)
def test_das28_crp(tender: int, swollen: int, crp: float, patient: float, four: float, three: float) -> None:
    assert das28_crp(tender, swollen, crp, patient).value == pytest.approx(four, abs=6e-5)
    assert das28_crp_3(tender, swollen, crp).value == pytest.approx(three, abs=6e-5)


def test_crp_is_converted_not_mistaken() -> None:
    given = {"tender": 4, "swollen": 3, "crp": "1.2 mg/dL", "patient_global": "5 cm"}
    assert das28_crp.compute(given).value == pytest.approx(4.1884, abs=6e-5)
    assert das28_crp(4, 3, 1.2, 50).value == pytest.approx(3.5488, abs=6e-5)


def test_das28_bands_and_floor() -> None:
    assert das28_esr(0, 0, 5, 0).band == "remission"
    assert das28_esr(2, 1, 14, 21).band == "moderate"  # 3.2133
    assert das28_esr(10, 8, 45, 60).band == "high"
    floored = das28_esr(0, 0, 0, 0)
    assert floored.value == das28_esr(0, 0, 1, 0).value == 0
    assert [remark.code for remark in floored.remarks] == ["esr-floored"]


@pytest.mark.parametrize(("tender", "patient"), [(29, 50), (-1, 50), (2.5, 50), (4, 101)])
def test_das28_refuses_what_cannot_be(tender: int, patient: float) -> None:
    with pytest.raises(FormulaError):
        das28_esr(tender, 3, 30, patient)


@pytest.mark.parametrize(
    ("tender", "swollen", "patient", "physician", "crp", "clinical", "simplified"),
    [
        (4, 3, 5.0, 4.0, "12 mg/L", (16.0, "moderate"), (17.2, "moderate")),
        (3, 2, 3, 2, "0 mg/L", (10.0, "low"), (10.0, "low")),
        (0, 0, 0.5, 0.3, "3 mg/L", (0.8, "remission"), (1.1, "remission")),
        (10, 8, 6.0, 5.0, "25 mg/L", (29.0, "high"), (31.5, "high")),
        (28, 28, 10, 10, "100 mg/L", (76.0, "high"), (86.0, "high")),
        (0, 0, 1.1, 1.7, "0.5 mg/dL", (2.8, "remission"), (3.3, "remission")),
    ],
)
def test_cdai_and_sdai(
    tender: int,
    swollen: int,
    patient: float,
    physician: float,
    crp: str,
    clinical: tuple[float, str],
    simplified: tuple[float, str],
) -> None:
    given = {"tender": tender, "swollen": swollen, "patient_global": patient, "physician_global": physician}
    index = cdai.compute(given)
    assert (index.value, index.band) == clinical
    index = sdai.compute({**given, "crp": crp})
    assert (index.value, index.band) == simplified


def test_cdai_takes_centimetres() -> None:
    with pytest.raises(FormulaError, match="0 to 10 cm"):
        cdai(4, 3, 50, 40)


CATEGORIES = ("dressing", "arising", "eating", "walking", "hygiene", "reach", "grip", "activities")


@pytest.mark.parametrize(
    ("levels", "aids", "expected"),
    [
        ([1, 2, 0, 1, 3, 2, 1, 0], {}, 1.25),
        ([1, 1, 0, 0, 0, 0, 0, 0], {}, 0.25),
        ([1, 0, 0, 0, 0, 0, 0, 0], {}, 0.125),
        ([0, 0, 0, 1, 0, 0, 0, 0], {"walking": 1}, 0.25),
        ([0, 0, 0, 3, 0, 0, 0, 0], {"walking": 1}, 0.375),
        ([0, 0, 0, 1, 0, 0, 0, 0], {"walking": 0}, 0.125),
        ([1, 1, 1, 1, 1, 1], {}, 1.0),
        ([1, 1, 1, 1, 1], {}, None),
        ([3] * 8, {}, 3.0),
    ],
)
def test_haq(levels: list[int], aids: dict[str, int], expected: float | None) -> None:
    assert haq_di(dict(zip(CATEGORIES, levels, strict=False)), aids).value == expected


def sledai(*present: str) -> float | None:
    return sledai_2k({item: int(item in present) for item in SLEDAI}).value


def test_sledai() -> None:
    assert sledai() == 0
    assert sledai("proteinuria", "low_complement", "increased_dna_binding") == 8
    assert sledai("arthritis", "rash", "alopecia", "leukopenia") == 9
    assert sledai(*SLEDAI) == 105
    assert len(SLEDAI) == 24


def test_a_form_with_items_missing_is_bounded_not_guessed() -> None:
    answer = sledai_2k({"seizure": 1, "fever": 0})
    assert answer.value is None
    assert answer.parts == {"at_least": 8.0, "at_most": 104.0}
    assert [remark.code for remark in answer.remarks] == ["items-missing"]


def test_laboratory_items_of_sledai() -> None:
    assert laboratory_items(platelets=100) == {"thrombocytopenia": 0}
    assert laboratory_items(platelets=99, leukocytes=3) == {"thrombocytopenia": 1, "leukopenia": 0}
    everything = laboratory_items(
        platelets=50, leukocytes=2.9, temperature=38.1, proteinuria=0.6, red_cells=6, white_cells=5
    )
    assert everything.keys() <= SLEDAI.keys()
    assert sum(everything.values()) == 5


def sjogren(**levels: int) -> float | None:
    return essdai({**dict.fromkeys(ESSDAI, 0), **levels}).value


def test_essdai() -> None:
    assert sjogren(articular=2, biological=1) == 5
    assert sjogren(glandular=1, biological=2) == 4
    assert sjogren(central_nervous=2) == 10
    assert sjogren(muscular=1) == 6
    highest = {**dict.fromkeys(ESSDAI, 3), "constitutional": 2, "glandular": 2, "biological": 2}
    assert sjogren(**highest) == 123
    bands = [essdai({**dict.fromkeys(ESSDAI, 0), "biological": 1, "muscular": level}).band for level in (0, 1, 2, 3)]
    assert bands == ["low", "moderate", "moderate", "high"]


@pytest.mark.parametrize(
    "levels",
    [{"central_nervous": 1}, {"constitutional": 3}, {"biological": 3}, {"nose": 1}, {"renal": -1}, {"renal": True}],
)
def test_essdai_has_no_such_levels(levels: dict[str, int]) -> None:
    with pytest.raises(FormulaError):
        essdai(levels)


def test_a_form_is_a_mapping() -> None:
    with pytest.raises(FormulaError, match="object of items"):
        essdai(["renal"])  # type: ignore[arg-type]


def test_skin_score() -> None:
    assert mrss(dict.fromkeys(SITES, 1)).value == 17
    assert mrss(dict.fromkeys(SITES, 3)).value == 51
    assert mrss_change(20, 22).value == 10.0
    assert mrss_change(20, 23).value == 15.0
    undefined = mrss_change(0, 2)
    assert undefined.value is None
    assert undefined.parts == {"points": 2.0}


@pytest.mark.parametrize(
    ("fvc", "dlco", "relative"),
    [
        ((80, 72), None, True),
        ((80, 75), (60, 50), True),
        ((80, 77), (60, 48), False),
        ((70, 66.5), (50, 42.5), True),
        ((80, 75), None, None),
        ((80, 79), None, False),
        ((80, 90), (60, 30), False),
    ],
)
def test_omeract(fvc: tuple[float, float], dlco: tuple[float, float] | None, relative: bool | None) -> None:
    before, after = dlco or (None, None)
    answer = omeract_progression(*fvc, "relative", dlco_earlier=before, dlco_later=after)
    assert answer.value is relative
    absolute = omeract_progression(*fvc, "absolute", dlco_earlier=before, dlco_later=after)
    assert absolute.value is (None if relative is None or (fvc, dlco) == ((80, 72), None) else False)


def test_omeract_wants_the_reading_declared_and_both_dlco() -> None:
    with pytest.raises(FormulaError, match="needs decline"):
        omeract_progression.compute({"fvc_earlier": 80, "fvc_later": 72})
    with pytest.raises(FormulaError, match="together"):
        omeract_progression(80, 75, "relative", dlco_earlier=60)


PAIRED = [
    *("deltoid", "biceps", "wrist_extensors", "gluteus_maximus", "gluteus_medius", "quadriceps"),
    "ankle_dorsiflexors",
]


def bilateral(grade: int, **changed: int) -> float | None:
    groups = ["neck_flexors", *(f"{side}_{muscle}" for muscle in PAIRED for side in ("left", "right"))]
    return mmt8_bilateral({**dict.fromkeys(groups, grade), **changed}).value


def test_manual_muscle_testing() -> None:
    assert bilateral(10) == 150
    assert bilateral(9) == 135
    assert bilateral(10, left_deltoid=2) == 142
    assert bilateral(10, left_deltoid=1) == 141
    assert mmt8_unilateral(dict.fromkeys(["neck_flexors", *PAIRED], 10)).value == 80
    with pytest.raises(FormulaError):
        mmt8_unilateral({"left_deltoid": 5})


def test_the_scales_of_muscle_testing_are_not_compared() -> None:
    assert not mmt8_below(142, "bilateral", 142, "bilateral")
    assert mmt8_below(141, "bilateral", 142, "bilateral")
    with pytest.raises(FormulaError, match="different MMT-8 scales"):
        mmt8_below(78, "unilateral", 142, "bilateral")
    with pytest.raises(FormulaError, match="0 to 80"):
        mmt8_below(120, "unilateral", 75, "unilateral")


@pytest.mark.parametrize(
    ("measures", "score", "band"),
    [
        ((100, 100, 100, 100, 100, 100), 100.0, "major"),
        ((40, 30, 20, 25, 41, 15), 67.5, "major"),
        ((10, 10, 5, 0, -20, 0), 20.0, "minimal"),
        ((20, 0, 12, 16.7, 8, -10), 45.0, "moderate"),
        ((5, 5, 2, 5, 5, 5), 0.0, "no improvement"),
        ((-50, -50, -50, -50, -400, -50), 0.0, "no improvement"),
    ],
)
def test_total_improvement(measures: tuple[float, float, float, float, float, float], score: float, band: str) -> None:
    answer = total_improvement(*measures)
    assert (answer.value, answer.band) == (score, band)
    assert sum(answer.parts.values()) == score


def test_children_have_other_thresholds() -> None:
    assert total_improvement(10, 10, 5, 0, -20, 0, population="juvenile").band == "no improvement"


def test_improvement_is_of_the_scale_not_of_the_baseline() -> None:
    assert improvement(6, 2, 10, higher_is_better=False) == 40
    assert improvement(120, 150, 150, higher_is_better=True) == 20
    assert improvement(1.0, 1.5, 3, higher_is_better=False) == pytest.approx(-16.6667, abs=1e-4)
    with pytest.raises(FormulaError):
        improvement(1, 2, 0, higher_is_better=True)


def vasculitis(activity: Literal["new", "persistent"], **sums: int) -> float | None:
    return bvas_3({**dict.fromkeys(CAPS["new"], 0), **sums}, activity).value


def test_bvas_is_capped_by_system() -> None:
    assert vasculitis("new", general=5) == 3
    assert vasculitis("new", renal=22) == 12
    assert vasculitis("persistent", chest=4) == 3
    assert vasculitis("new", **dict.fromkeys(CAPS["new"], 60)) == 63
    assert vasculitis("persistent", **dict.fromkeys(CAPS["new"], 60)) == 33
    assert bvas_3({"renal": 22}, "new").parts == {"at_least": 12.0, "at_most": 63.0}


@pytest.mark.parametrize(
    ("bilirubin", "albumin", "inr", "ascites", "grade", "score", "letter"),
    [
        (1.0, 4.0, 1.0, "none", 0, 5, "A"),
        (2.0, 3.5, 1.7, "slight", 1, 10, "C"),
        (3.0, 2.8, 2.3, "none", 0, 8, "B"),
        (3.1, 2.7, 2.4, "moderate", 3, 15, "C"),
        (1.9, 3.6, 1.69, "slight", 0, 6, "A"),
    ],
)
def test_child_pugh(
    bilirubin: float,
    albumin: float,
    inr: float,
    ascites: Literal["none", "slight", "moderate"],
    grade: int,
    score: float,
    letter: str,
) -> None:
    answer = child_pugh(bilirubin, albumin, inr, ascites, grade)
    assert (answer.value, answer.band) == (score, letter)


@pytest.mark.parametrize(
    ("bilirubin", "inr", "creatinine", "sodium", "dialysis", "plain", "with_sodium"),
    [
        (1.0, 1.0, 1.0, 137, False, 6, 6),
        (0.5, 0.9, 0.6, 120, False, 6, 6),
        (2.0, 1.5, 1.5, 130, False, 17, 22),
        (2.0, 1.5, 9.0, 140, False, 27, 27),
        (2.0, 1.5, 1.0, 140, True, 27, 27),
        (40.0, 5.0, 4.0, 120, False, 40, 40),
    ],
)
def test_meld(
    bilirubin: float,
    inr: float,
    creatinine: float,
    sodium: float,
    dialysis: bool,
    plain: float,
    with_sodium: float,
) -> None:
    assert meld(bilirubin, inr, creatinine, dialysis).value == plain
    assert meld_na(bilirubin, inr, creatinine, sodium, dialysis).value == with_sodium
