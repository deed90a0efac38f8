"""Units: UCUM codes, conversions with their clinical traps, and units as people write them."""

from __future__ import annotations

import contextlib
import gzip
import json
import math
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import shared

from equipoise.errors import InputError
from equipoise.vocabulary.quantities import QUANTITIES
from equipoise.vocabulary.units import (
    FIXED_FACTORS,
    INTERNATIONAL_IS_CATALYTIC,
    PERCENT_SCORES,
    UNIT_WORDS,
    VALENCES,
    UnitError,
    comparable,
    convert,
    from_text,
    linear,
    parse_unit,
    readings,
    unit_pattern,
)

# ---------------------------------------------------------------- UCUM


@pytest.mark.parametrize(
    ("code", "factor", "dimension"),
    [
        ("mg/dL", 10, {"g": 1, "m": -3}),
        ("10*9/L", 10**12, {"m": -3}),
        ("10^9/L", 10**12, {"m": -3}),
        ("10*3/uL", 10**12, {"m": -3}),
        ("/mm3", 10**9, {"m": -3}),
        ("{cells}/uL", 10**9, {"m": -3}),
        ("mm[Hg]", 133322, {"g": 1, "m": -1, "s": -2}),
        ("cm[H2O]", Fraction("98066.5"), {"g": 1, "m": -1, "s": -2}),
        ("g/(24.h)", Fraction(1, 86400), {"g": 1, "s": -1}),
        ("g.m-2", 1, {"g": 1, "m": -2}),
        ("kg/m2", 1000, {"g": 1, "m": -2}),
        ("mL/min", Fraction(1, 60_000_000), {"m": 3, "s": -1}),
        ("mL/min/{1.73_m2}", Fraction(1, 60_000_000), {"1.73 m2": -1, "m": 3, "s": -1}),
        ("m[IU]/L", 1, {"[IU]": 1, "m": -3}),
        ("{log_copies}/mL", 10**6, {"log": 1, "m": -3}),
        ("meq/L", 1, {"eq": 1, "m": -3}),
        ("{score}", 1, {}),
        ("%", Fraction(1, 100), {}),
        ("", 1, {}),
        ("1", 1, {}),
        ("[pH]", 1, {"[pH]": 1}),
        ("cGy", Fraction(1, 100), {"m": 2, "s": -2}),
    ],
)
def test_a_code_has_a_size_and_a_dimension(code: str, factor: Fraction, dimension: dict[str, int]) -> None:
    unit = parse_unit(code)
    assert unit.factor == factor
    assert dict(unit.dimension) == dimension


@pytest.mark.parametrize("code", ["mL/min/1.73.m2", "mL/min/1.73m2", "mL/min/{1.73_m2}", "mL/min/{1.73m2}"])
def test_all_spellings_of_an_index_to_body_surface_are_one(code: str) -> None:
    assert parse_unit(code) == parse_unit("mL/min/{1.73_m2}")


@pytest.mark.parametrize(
    "code",
    [
        "mg/",
        "/",
        "mgdl",
        "IU/L",
        "mg//dL",
        "(mg",
        "mg)",
        "10*999",
        "Cel2",
        "Cel/h",
        "mg dL",
        "{open",
        "x" * 200,
        "9" * 40,
        "1/0",
        "[nope]",
        "mg/dL{a}{b",
        "m[]",
    ],
)
def test_what_is_not_ucum_is_refused(code: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_unit(code)
    assert isinstance(caught.value, InputError)
    assert caught.value.code == "unit"


@given(st.text(max_size=90))
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(UnitError):
        parse_unit(text)
    for code in readings(text):
        parse_unit(code)


def test_errors_do_not_repeat_the_free_words_of_a_unit() -> None:
    with pytest.raises(UnitError, match=r"^\{…\}/mL and mg/dL measure different things$"):
        convert(1, "{somebody's name}/mL", "mg/dL")


# ---------------------------------------------------------------- conversions


@pytest.mark.parametrize(
    ("value", "source", "target", "analyte", "expected"),
    [
        (1.09, "mg/dL", "umol/L", "creatinine", 96.356),
        (0.7, "mg/dL", "umol/L", "creatinine", 61.88),
        (1.0, "mg/dL", "umol/L", "creatinine", 88.4),
        (88.4, "umol/L", "mg/dL", "creatinine", 1.0),
        (85, "umol/L", "mg/dL", "creatinine", 0.96154),
        (0.1, "mmol/L", "umol/L", "creatinine", 100.0),
        (0.0884, "mmol/L", "mg/dL", "creatinine", 1.0),
        (1.2, "mg/dL", "umol/L", "bilirubin_total", 20.52),
        (2.0, "mg/dL", "umol/L", "bilirubin_direct", 34.2),
        (34.2, "umol/L", "mg/dL", "bilirubin_total", 2.0),
        (6.0, "g/dL", "g/L", "hemoglobin", 60.0),
        (8.5, "g/dL", "g/L", None, 85.0),
        (3.72, "mmol/L", "g/L", "hemoglobin", 59.9292),
        (1.0, "mg/dL", "mg/L", "crp", 10.0),
        (1.2, "mg/dL", "mg/L", "crp", 12.0),
        (0.96, "mg/dL", "mg/L", "crp", 9.6),
        (400, "/uL", "10*9/L", None, 0.4),
        (50, "10*3/uL", "10*9/L", None, 50.0),
        (3000, "/mm3", "10*9/L", None, 3.0),
        (3000, "{cells}/uL", "10*9/L", None, 3.0),
        (200, "/mm3", "10*6/L", "cd4", 200.0),
        (1.0, "g/g", "mg/mmol", "upcr", 113.122),
        (1.25, "g/g", "mg/mmol", "upcr", 141.4),
        (150, "mg/mmol", "g/g", "upcr", 1.326),
        (150, "mg/mmol", "mg/mg", "upcr", 1.326),
        (1.0, "mg/mg", "mg/g", "upcr", 1000.0),
        (884, "mg/g", "mg/mmol", "uacr", 100.0),
        (0.92, "1", "%", "spo2", 92.0),
        (45, "%", "1", None, 0.45),
        (0.45, "L/L", "%", "hematocrit", 45.0),
        (48, "mmol/mol", "%", "hba1c", 6.54304),
        (6.5, "%", "mmol/mol", "hba1c", 47.5295),
        (60, "U/L", "ukat/L", "alt", 1.0),
        (2.5, "ukat/L", "U/L", None, 150.0),
        (40, "[IU]/L", "U/L", "ast", 40.0),
        (40, "[IU]/L", "ukat/L", "alt", 0.6666667),
        (4.5, "m[IU]/L", "u[IU]/mL", None, 4.5),
        (4.5, "mU/L", "m[IU]/L", "tsh", 4.5),
        (25, "m[IU]/mL", "[IU]/L", "hcg", 25.0),
        (100, "k[IU]/L", "U/mL", "ige", 100.0),
        (135, "meq/L", "mmol/L", "sodium", 135.0),
        (1.5, "meq/L", "mmol/L", "magnesium", 0.75),
        (4.5, "meq/L", "mmol/L", "calcium", 2.25),
        (0.5, "g/d", "g/(24.h)", None, 0.5),
        (500, "mg/(24.h)", "g/d", "proteinuria_24h", 0.5),
        (98.6, "[degF]", "Cel", "temperature", 37.0),
        (38.0, "Cel", "[degF]", "temperature", 100.4),
        (310.15, "K", "Cel", "temperature", 37.0),
        (60, "mm[Hg]", "kPa", "pao2", 7.99932),
        (70, "%", "{score}", "karnofsky", 70.0),
        (3, "10*9/L", "10*9/L", None, 3.0),
        (2, "a", "mo", None, 24.0),
        (2, "wk", "d", None, 14.0),
        (150, "[lb_av]", "kg", "weight", 68.0388555),
        (70, "[in_i]", "cm", "height", 177.8),
        (3.5, "mL/min/kg", "[MET]", None, 1.0),
    ],
)
def test_conversions(value: float, source: str, target: str, analyte: str | None, expected: float) -> None:
    assert convert(value, source, target, analyte=analyte) == pytest.approx(expected, rel=2e-5)


@pytest.mark.parametrize(
    ("value", "source", "target", "mass", "expected"),
    [
        (100, "mg/dL", "mmol/L", 180.16, 5.55062),
        (7.0, "mmol/L", "mg/dL", 180.16, 126.112),
        (200, "mg/dL", "mmol/L", 386.65, 5.17264),
        (20, "mg/dL", "mmol/L", 28.014, 7.13929),
        (10, "mg/dL", "mmol/L", 40.078, 2.49513),
        (2.0, "meq/L", "mg/dL", 35.45, 7.09),
    ],
)
def test_the_molar_mass_bridges_mass_and_amount(
    value: float, source: str, target: str, mass: float, expected: float
) -> None:
    assert convert(value, source, target, mass) == pytest.approx(expected, rel=1e-5)


def test_the_molar_mass_of_the_denominator() -> None:
    assert convert(1.0, "g/g", "mg/mmol", denominator_molar_mass=113.12) == pytest.approx(113.12)
    assert convert(150, "mg/mmol", "g/g", denominator_molar_mass=113.12) == pytest.approx(1.3260, rel=1e-4)
    both = convert(1.0, "mg/mg", "mmol/mol", 66_500.0, denominator_molar_mass=113.12)
    assert both == pytest.approx(1000 * 113.12 / 66_500)


@pytest.mark.parametrize(
    ("value", "source", "target", "analyte", "bound"),
    [
        (8.5, "g/dL", "g/L", None, 85),
        (0.7, "mg/dL", "mg/L", None, 7),
        (1.1, "mg/dL", "umol/L", "creatinine", 97.24),
        (400, "/uL", "10*9/L", None, 0.4),
        (29, "10*6/L", "10*9/L", None, 0.029),
        (0.55, "1", "%", None, 55),
    ],
)
def test_a_value_on_the_bound_lands_on_the_bound(
    value: float, source: str, target: str, analyte: str | None, bound: float
) -> None:
    assert convert(value, source, target, analyte=analyte) == bound


@pytest.mark.parametrize(
    ("source", "target", "analyte"),
    [
        ("mL/min", "mL/min/{1.73_m2}", "creatinine_clearance"),
        ("mL/min/m2", "mL/min/{1.73_m2}", None),
        ("mg/dL", "mmol/L", "glucose"),  # no molar mass given
        ("mg/dL", "g", None),
        ("10*9/L", "%", "lymphocytes"),
        ("[IU]/mL", "{copies}/mL", "hbv_dna"),
        ("[IU]/mL", "U/mL", "anti_dsdna"),  # an assay's own units
        ("[IU]/L", "U/L", None),
        ("{log_copies}/mL", "{copies}/mL", "hiv_viral_load"),
        ("mmol/mol", "%", None),  # HbA1c needs to be named: the numbers are not a percentage
        ("mmol/L", "mg/d", "creatinine"),
        ("[CFU]/mL", "/mL", None),
        ("K/uL", "10*3/uL", None),  # as UCUM the letter K is the kelvin
        ("mg/kg", "mg/m2", None),
        ("dB", "1", None),
    ],
)
def test_different_things_are_not_converted(source: str, target: str, analyte: str | None) -> None:
    with pytest.raises(UnitError):
        convert(1, source, target, analyte=analyte)
    assert not comparable(source, target, analyte=analyte)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_nan_and_infinity_are_refused(value: float) -> None:
    with pytest.raises(UnitError):
        convert(value, "mg/dL", "g/L")


@pytest.mark.parametrize("mass", [0.0, -1.0, math.nan, math.inf])
def test_an_impossible_molar_mass_is_refused(mass: float) -> None:
    with pytest.raises(UnitError, match="positive"):
        convert(1, "mg/dL", "mmol/L", mass)


def test_a_result_beyond_floats_is_refused() -> None:
    with pytest.raises(UnitError, match="too large"):
        convert(1e308, "kg", "ng")


def test_the_analytes_are_quantities_of_the_vocabulary() -> None:
    named = {*FIXED_FACTORS, *VALENCES, *INTERNATIONAL_IS_CATALYTIC, *PERCENT_SCORES}
    assert named <= QUANTITIES.keys()
    for slug, fixed in FIXED_FACTORS.items():
        assert comparable(fixed.mass, QUANTITIES[slug].unit, analyte=slug)


@given(st.floats(0.001, 1e6), st.sampled_from(sorted(FIXED_FACTORS)))
def test_agreed_factors_go_there_and_back(value: float, analyte: str) -> None:
    fixed = FIXED_FACTORS[analyte]
    there = linear(fixed.mass, fixed.molar, analyte=analyte)
    back = linear(fixed.molar, fixed.mass, analyte=analyte)
    assert there.inverse() == back
    assert back.apply(there.apply(value)) == pytest.approx(value, rel=1e-9, abs=1e-9)


# ---------------------------------------------------------------- units as written

WRITTEN = {
    "10*9/L": "x 1000000000/L|x 1,000,000,000 / L|x 10^9/L|×109/L|× 10⁹/L|x10(9)/L|10e9/L|10E9/L|x 10\\^9 / L|x 109/L"
    "|10*9/L|X 10^9/l|x 10^9 cells/L|x 10^9 per liter",
    "10*3/uL": "K/uL|k/µL|x 10^3/µL|thou/uL|Thousand/mcL|x10E3/uL|1000/uL|K/MCL|x 10^3 cells/µL|x 1000/ul",
    "10*3/mm3": "thou/mm3|10^3/mm^3|x 10³/mm³|thousand cells/mm3",
    "10*6/uL": "M/uL|x 10^6/µL|million/uL|mil/uL",
    "10*12/L": "x 1012/L|x 10^12/L|T/L",
    "/mm3": "cells/mm3|/cu mm|/mm^3|/mm³|per mm3|cells per cubic millimeter|/ mm3|platelets/mm3|/cumm|cells/cu. mm",
    "/uL": "/mcL|per microliter|cells/µL|/ul|/μl|/microliter|/microL|polys/µL",
    "g/dL": "gm/dl|g/dl|g%|gm%|G/DL|g per dL|grams/deciliter",
    "mg/dL": "mg/dl|mg%|mg/100 ml|mg per deciliter|MG/DL|mg / dL",
    "mmol/L": "mmol/l|mM|millimol/L|mmol per liter",
    "umol/L": "umol/L|μmol/L|µmol/L|µM|micromol/L|mcmol/L",
    "[IU]/L": "IU/L|iu/l|I.U./L|international units/L",
    "U/L": "U/l|U/L|units/L|u/L",
    "m[IU]/mL": "mIU/mL|mIU/ml",
    "u[IU]/mL": "µIU/mL|uIU/mL",
    "ng/mL": "ng/ml|ng/mL|nanograms/milliliter",
    "ug/L": "mcg/L|µg/L|ug/l|μg/L",
    "mm[Hg]": "mmHg|mm Hg|mm/Hg|mm of Hg|torr|mm[Hg]|mmHG",
    "ms": "msec|ms|milliseconds|msecs",
    "s": "seconds|sec|s",
    "min": "min|minutes|mins",
    "a": "years|yrs|y/o|yr|years of age|year|years old|year-old|y",
    "mo": "months|month|mos|months of age",
    "wk": "weeks|wk|wks|week",
    "d": "days|day|d",
    "h": "hours|hrs|hr|h",
    "kg/m2": "kg/m2|kg/m^2|kg/m²|kg/sq m|kg/m**2|kg per square meter|kg·m⁻²",
    "mL/min": "ml/min|mL/minute|cc/min|mL per minute",
    "mL/min/{1.73_m2}": "mL/min/1.73 m2|ml/min/1.73m²|mL/min/1.73 m^2|mL/min per 1.73 m2|ml/min/1,73 m2|mL/min/1.73|"
    "mL/minute/1.73 square meters|mL·min⁻¹·1.73 m⁻²|mL/min/{1.73_m2}|mL/min/1.73m(2)",
    "%": "percent|%|per cent",
    "/min": "beats per minute|bpm|beats/min|breaths per minute|/min|per minute",
    "cm": "cm|centimeters|cms",
    "mm": "mm|millimetres",
    "g/(24.h)": "g/24h|g/24 hours|g per 24 hours|grams/24 hr|gm/24h|g/24-hour",
    "mg/(24.h)": "mg/24 hours|mg/24h",
    "g/d": "g/day|grams/day|g per day|g daily",
    "mg/d": "mg/day|mg/d|mg daily|mg a day|mg per day",
    "mg/kg/d": "mg/kg/day|mg/kg per day",
    "mg/wk": "mg/week|mg weekly",
    "g/g": "g/g|gm/gm",
    "mg/g": "mg/g|mg/gram",
    "mg/mmol": "mg/mmol",
    "{copies}/mL": "copies/mL|copies per ml|copies/milliliter|RNA copies/ml",
    "{log_copies}/mL": "log10 copies/mL|log copies/ml",
    "Cel": "°C|degrees Celsius|degrees C|º C|C|centigrade",
    "[degF]": "°F|degrees F|degrees Fahrenheit",
    "{count}": "pack-years|pack years|pack-year",
    "{count}/d": "cigarettes/day|drinks per day",
    "mm/h": "mm/hr|mm/h|mm/hour",
    "meq/L": "mEq/L|meq/l",
    "cm[H2O]": "cmH2O|cm H2O",
    "mg/m2": "mg/m2|mg/m^2",
    "[lb_av]": "lbs|pounds",
    "{score}": "points|(score)|score",
    "[pH]": "pH",
    "/[HPF]": "/HPF|per high power field|/hpf",
    "{BU}/mL": "BU/mL|Bethesda units/mL",
    "/h": "events/hour|events per hour|/hr",
    "[MET]": "METs|metabolic equivalents",
    "[ft_i]": "feet|foot",
    "{wood}": "Wood units|WU",
    "m/s": "m/sec|m/s",
    "g/{1.73_m2}/(24.h)": "g/1.73 m2/24 hours",
    "mL/min/mm[Hg]": "mL/min/mmHg|ml/min/mm Hg",
}


@pytest.mark.parametrize(
    ("words", "code"), [(words, code) for code, spellings in WRITTEN.items() for words in spellings.split("|")]
)
def test_units_as_written(words: str, code: str) -> None:
    assert from_text(words) == code


@pytest.mark.parametrize(
    "words", ["in", "the", "times", "x ULN", "of", "", "years or", "mg of", "Child", "10", "x", "cells", "/100", "a"]
)
def test_other_words_are_no_unit(words: str) -> None:
    assert from_text(words) is None


@pytest.mark.parametrize(
    ("words", "like", "code"),
    [
        ("G/L", "10*9/L", "10*9/L"),
        ("G/L", "g/dL", "g/L"),
        ("IU/L", "U/L", "U/L"),
        ("units/L", "[IU]/L", "[IU]/L"),
        ("mU/mL", "m[IU]/mL", "m[IU]/mL"),
        ("degrees", "Cel", "Cel"),
        ("mg/dL", "mmol/L", "mg/dL"),
    ],
)
def test_an_ambiguous_spelling_is_settled_by_what_is_measured(words: str, like: str, code: str) -> None:
    assert from_text(words, like=like) == code


def test_capitals_matter_where_they_are_all_there_is() -> None:
    assert readings("mM") == ("mmol/L",)
    assert readings("mm") == ("mm",)
    assert readings("g/L") == ("g/L",)
    assert readings("G/L") == ("10*9/L", "g/L")


def test_the_words_are_lower_case_and_lead_to_codes() -> None:
    for words, code in UNIT_WORDS.items():
        assert words == words.lower()
        assert from_text(words) == code
        parse_unit(code)


# ---------------------------------------------------------------- the expression

PATTERN = re.compile(unit_pattern())


def matched(text: str) -> str | None:
    match = PATTERN.match(text)
    return match[0] if match else None


@pytest.mark.parametrize("words", sorted(UNIT_WORDS))
def test_the_expression_finds_every_word(words: str) -> None:
    assert matched(words) == words
    assert len(words) == 1 or matched(words.upper() + ", and") is not None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("mg/dL or creatinine", "mg/dL"),
        ("mL/min/1.73 m2 by", "mL/min/1.73 m2"),
        ("mL/min/1.73 m² (CKD-EPI)", "mL/min/1.73 m²"),
        ("x 10\\^9 / L;", "x 10\\^9 / L"),
        ("x109/L)", "x109/L"),
        ("× 10⁹/L", "× 10⁹/L"),
        ("cells per cubic millimeter", "cells per cubic millimeter"),
        ("mm Hg systolic", "mm Hg"),
        ("mm in diameter", "mm"),
        ("/mm^3\n\nPlatelets", "/mm^3"),
        ("months prior", "months"),
        ("% of predicted", "%"),
        ("mg/kg/day for", "mg/kg/day"),
        ("mg daily.", "mg daily"),
        ("K/µL", "K/µL"),
        ("µM", "µM"),
        ("g/24 hours", "g/24 hours"),
        ("years of age or older", "years of age"),
        (" /uL", " /uL"),
    ],
)
def test_the_expression_takes_the_longest_unit(text: str, unit: str) -> None:
    assert matched(text) == unit


@pytest.mark.parametrize(
    "text",
    [
        "times ULN",
        "x ULN",
        "/90 mmHg",
        "prior regimens",
        "of the",
        "dose",
        "gene",
        "High",
        "/7 joints",
        "met",
        "mets to",
        "foot ulcer",
        "D echo",
        "µ",
        "inhibitors",
    ],
)
def test_the_expression_leaves_other_words(text: str) -> None:
    assert matched(text) is None


def test_everything_found_in_real_texts_can_be_read() -> None:
    number = re.compile(r"\d(?:[\d.,]*\d)?\s{0,2}")
    found: set[str] = set()
    with gzip.open(shared("data/records/normalized.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for _, line in zip(range(1500), lines, strict=False):
            text = json.dumps(json.loads(line), ensure_ascii=False)
            for match in number.finditer(text):
                unit = PATTERN.match(text, match.end())
                if unit:
                    found.add(unit[0])
    assert len(found) > 100
    assert [words for words in found if from_text(words) is None] == []
