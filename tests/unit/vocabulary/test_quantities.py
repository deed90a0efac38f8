"""Quantities: the exchange form's are all there, and results and texts lead to them."""

from __future__ import annotations

import csv

import pytest
from support import shared

from equipoise.vocabulary.normal import normalise
from equipoise.vocabulary.quantities import QUANTITIES, by_loinc, by_slug, by_text
from equipoise.vocabulary.units import parse_unit


@pytest.mark.shared
def test_every_quantity_of_the_exchange_form_is_there_with_its_name_and_unit() -> None:
    with shared("contracts/quantities.csv").open(encoding="utf-8") as stream:
        agreed = {row["slug"]: (row["name"], row["unit"]) for row in csv.DictReader(stream)}
    ours = {slug: (kind.name, kind.unit) for slug, kind in QUANTITIES.items() if not kind.extra}
    assert ours == agreed


@pytest.mark.shared
def test_the_codes_that_were_checked_lead_to_their_quantities() -> None:
    expected = {
        "creatinine": "creatinine", "ALT": "alt", "AST": "ast", "bilirubin total": "bilirubin_total",
        "bilirubin direct": "bilirubin_direct", "WBC": "wbc", "neutrophils": "anc", "lymphocytes": "lymphocytes",
        "haemoglobin": "hemoglobin", "platelets": "platelets", "INR": "inr", "PT": "pt", "weight": "weight",
        "height": "height", "SpO2": "spo2", "CRP": "crp", "ESR": "esr", "LVEF": "lvef", "NYHA": "nyha", "CK": "ck",
        "eGFR (not CrCl!)": "egfr",
    }  # fmt: skip
    with shared("clinical/codes.tsv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t") if row["vocabulary"] == "LOINC"]
    checked = [row for row in rows if row["need"] in expected]
    assert len(checked) > 30
    for row in checked:
        kind = by_loinc(row["code"])
        assert kind is not None, row["code"]
        assert kind.slug == expected[row["need"]]


def test_no_code_stands_for_two_quantities() -> None:
    codes = [code for kind in QUANTITIES.values() for code in kind.loinc]
    assert len(codes) == len(set(codes))


def test_no_synonym_stands_for_two_quantities() -> None:
    owner: dict[str, str] = {}
    for kind in QUANTITIES.values():
        for form in (kind.name, *kind.synonyms):
            assert owner.setdefault(normalise(form), kind.slug) == kind.slug, form


def test_synonyms_are_in_lower_case() -> None:
    for kind in QUANTITIES.values():
        assert all(form == form.lower() for form in kind.synonyms), kind.slug


def test_units_are_units() -> None:
    for kind in QUANTITIES.values():
        parse_unit(kind.unit)
        if kind.default_unit_when_missing:
            parse_unit(kind.default_unit_when_missing)


def test_bounds_make_sense() -> None:
    for kind in QUANTITIES.values():
        for bounds in (kind.plausible, kind.scale):
            assert bounds is None or bounds[0] < bounds[1], kind.slug
        if kind.scale and kind.plausible:
            assert kind.plausible[0] <= kind.scale[0]
            assert kind.scale[1] <= kind.plausible[1]


@pytest.mark.parametrize(
    ("slug", "value", "plausible"),
    [
        ("hemoglobin", 6.0, True), ("hemoglobin", 60.0, False), ("creatinine", 1.1, True), ("creatinine", 88.0, False),
        ("platelets", 150.0, True), ("platelets", 150_000.0, False), ("spo2", 92.0, True), ("mmt8", 142.0, True),
        ("age", 71.0, True), ("qtc", 450.0, True), ("temperature", 98.6, False), ("inr", 1.5, True),
    ],
)  # fmt: skip
def test_what_is_plausible(slug: str, value: float, *, plausible: bool) -> None:
    bounds = QUANTITIES[slug].plausible
    assert bounds is not None
    assert (bounds[0] <= value <= bounds[1]) is plausible


@pytest.mark.parametrize(
    ("slug", "molar_mass"), [("creatinine", 113.12), ("glucose", 180.16), ("bilirubin_total", 584.66), ("upcr", 113.12)]
)
def test_molar_masses(slug: str, molar_mass: float) -> None:
    assert QUANTITIES[slug].molar_mass == pytest.approx(molar_mass, abs=0.01)


def test_what_a_clinician_must_score_is_marked() -> None:
    for slug in ("ecog", "nyha", "das28_esr", "mmt8", "swollen_joints", "essdai", "mrss", "life_expectancy", "haq_di"):
        assert QUANTITIES[slug].clinician, slug
    for slug in ("alt", "age", "qtc", "lvef", "platelets"):
        assert not QUANTITIES[slug].clinician, slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("ALT (alanine aminotransferase)", "alt"),
        ("QTcB (QTc interval, Bazett)", "qtc"),
        ("QT interval, uncorrected", "qt"),
        ("Urine protein/creatinine ratio", "upcr"),
        ("Protein in 24 hour urine", "proteinuria_24h"),
        ("Leukocytes [#/volume] in Blood by Automated count", "wbc"),
        ("Creatinine [Moles/volume] in Serum or Plasma", "creatinine"),
        ("Bilirubin.direct [Mass/volume] in Serum or Plasma", "bilirubin_direct"),
        ("Tender joint count (28 joints)", "tender_joints"),
        ("FVC (forced vital capacity), percent of predicted", "fvc"),
        ("Heart rate (ECG)", "heart_rate"),
        ("Haemoglobin", "hemoglobin"),
        ("New York Heart Association (NYHA) functional class", "nyha"),
        ("modified Rodnan skin score", "mrss"),
        ("  hba1c ", "hba1c"),
    ],
)
def test_the_name_of_a_result_leads_to_its_quantity(text: str, slug: str) -> None:
    kind = by_text(text)
    assert kind is not None
    assert kind.slug == slug


@pytest.mark.parametrize(
    "text",
    [
        "Creatinine [Mass/volume] in Urine",
        "Bilirubin (indirect and conjugated)",
        "Glucose [Presence] in Urine by Test strip",
        "Hepatitis B surface antigen (HBsAg)",
        "Chest HRCT",
        "Albumin in cerebrospinal fluid",
        "Hemoglobin.gastrointestinal [Presence] in Stool by Immunologic method",
        "",
    ],
)
def test_the_name_of_something_else_leads_nowhere(text: str) -> None:
    assert by_text(text) is None


def test_unknown_slugs_and_codes_are_none() -> None:
    assert by_slug("phlogiston") is None
    assert by_loinc("0000-0") is None
    assert by_slug("alt") is QUANTITIES["alt"]
