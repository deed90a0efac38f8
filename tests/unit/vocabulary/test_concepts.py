"""Concepts: found by name and code, and what is a kind of what."""

from __future__ import annotations

import csv

import pytest
from support import shared

from equipoise.vocabulary.concepts import Concept, all_concepts, by_code, concept, find, is_a, members


def key_of(found: Concept | None) -> str | None:
    return found.key if found else None


@pytest.mark.parametrize(
    ("phrase", "key"),
    [
        ("Crohn disease", "crohn's disease"),
        ("Crohns Disease", "crohn's disease"),
        ("SLE", "systemic lupus erythematosus"),
        ("Wegener’s granulomatosis", "granulomatosis with polyangiitis"),
        ("anaemias", "anemia"),
        ("Gilbert's disease", "gilbert syndrome"),
        ("interstitial pneumonia", "interstitial lung disease"),
        ("HIV", "human immunodeficiency virus infection"),
        ("intravenous immunoglobulin (IVIG)", "intravenous immunoglobulin"),
        ("Hepatitis B surface antigen (HBsAg)", "hepatitis b surface antigen"),
        ("anti-TNF", "anti-tnf"),
        ("Total hysterectomy", "hysterectomy"),
        ("breast-feeding", "lactating"),
        ("active tuberculosis", "tuberculosis"),
        ("women of child-bearing potential", "woman of childbearing potential"),
        ("dry syndrome", "sjogren syndrome"),
        ("insomnia", "insomnia"),
        ("History of myocardial infarction", "myocardial infarction"),
        ("Participation in another interventional clinical study", "participation in another clinical trial"),
        ("renal cancer", "kidney cancer"),
    ],
)
def test_names_are_found(phrase: str, key: str) -> None:
    assert key_of(find(phrase)) == key


@pytest.mark.parametrize(
    "phrase",
    ["all", "who", "aid", "study", "", "procedure", "cold", "ALT", "hemoglobin", "mertiomate", "no history of stroke"],
)
def test_other_words_are_not(phrase: str) -> None:
    assert find(phrase) is None


def test_an_abbreviation_that_is_a_word_is_found_in_capitals_only() -> None:
    assert key_of(find("ALL")) == "acute lymphoblastic leukemia"
    assert find("All") is None


def test_a_bracket_that_says_another_thing_is_not_passed_over() -> None:
    assert find("arthritis (other than rheumatoid arthritis)") is None


@pytest.mark.parametrize(
    ("narrow", "broad"),
    [
        ("atrial fibrillation", "arrhythmia"),
        ("supraventricular tachycardia", "arrhythmia"),
        ("ventricular tachycardia", "arrhythmia"),
        ("polymyositis", "idiopathic inflammatory myopathy"),
        ("dermatomyositis", "idiopathic inflammatory myopathy"),
        ("antisynthetase syndrome", "idiopathic inflammatory myopathy"),
        ("immune-mediated necrotizing myopathy", "idiopathic inflammatory myopathy"),
        ("inclusion body myositis", "myositis"),
        ("granulomatosis with polyangiitis", "anca-associated vasculitis"),
        ("microscopic polyangiitis", "anca-associated vasculitis"),
        ("eosinophilic granulomatosis with polyangiitis", "anca-associated vasculitis"),
        ("lupus nephritis", "systemic lupus erythematosus"),
        ("lupus nephritis", "glomerulonephritis"),
        ("cirrhosis", "chronic liver disease"),
        ("cirrhosis", "liver disease"),
        ("colon cancer", "malignancy"),
        ("acute myeloid leukemia", "malignancy"),
        ("basal cell carcinoma", "malignancy"),
        ("glioblastoma", "malignancy"),
        ("rituximab", "anti-cd20"),
        ("rituximab", "biologic"),
        ("telitacicept", "biologic"),
        ("tofacitinib", "targeted synthetic dmard"),
        ("methotrexate", "conventional synthetic dmard"),
        ("prednisone", "glucocorticoid"),
        ("doxycycline", "tetracycline antibiotic"),
        ("doxycycline", "antibiotic"),
        ("hydroxychloroquine", "antimalarial"),
        ("filgrastim", "colony-stimulating factor"),
        ("bisoprolol", "beta blocker"),
        ("amiodarone", "antiarrhythmic agent"),
        ("varicella vaccine", "live vaccine"),
        ("yellow fever vaccine", "live vaccine"),
        ("percutaneous coronary intervention", "coronary revascularization"),
        ("allogeneic stem cell transplantation", "stem cell transplantation"),
        ("anti-mda5 antibody", "myositis antibody"),
        ("serum pregnancy test", "pregnancy test"),
        ("postmenopausal", "non-childbearing potential"),
        ("prior car-t recipient", "chimeric antigen receptor t-cell therapy"),
    ],
)
def test_kinds(narrow: str, broad: str) -> None:
    assert is_a(narrow, broad)
    assert not is_a(broad, narrow)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tetracycline", "biologic"),
        ("doxycycline", "telitacicept"),
        ("simvastatin", "atorvastatin"),
        ("covid-19 vaccine", "live vaccine"),
        ("influenza vaccine", "live vaccine"),
        ("aplastic anemia", "malignancy"),
        ("lipoma", "malignancy"),
        ("cyst", "malignancy"),
        ("gilbert syndrome", "liver disease"),
        ("headache", "nervous system disease"),
        ("glucocorticoid", "immunosuppressant"),
        ("methotrexate", "chemotherapy"),
        ("vaccine", "biologic"),
        ("urine pregnancy test", "serum pregnancy test"),
        ("drug-induced myositis", "idiopathic inflammatory myopathy"),
    ],
)
def test_not_kinds(one: str, other: str) -> None:
    assert not is_a(one, other)


def test_everything_is_a_kind_of_itself_even_the_unknown() -> None:
    assert is_a("lupus nephritis", "lupus nephritis")
    assert is_a("phlogiston", "phlogiston")
    assert not is_a("phlogiston", "malignancy")


def test_members_are_what_is_a_kind_of_it() -> None:
    found = members("jak inhibitor")
    assert {"jak inhibitor", "tofacitinib", "baricitinib", "upadacitinib"} <= found
    assert all(is_a(key, "jak inhibitor") for key in found)
    assert members("phlogiston") == {"phlogiston"}


def test_a_code_stands_for_what_lists_it_and_for_what_is_above_most_specific_first() -> None:
    keys = [each.key for each in by_code("ICD-10-CM", "M32.14")]
    assert keys[:2] == ["lupus nephritis", "systemic lupus erythematosus"]


def test_a_code_that_nothing_lists_has_a_concept_of_its_own() -> None:
    own, nearest, *_ = by_code("http://hl7.org/fhir/sid/icd-10-cm", "m05.79")
    assert own.name.startswith("rheumatoid arthritis with rheumatoid factor")
    assert nearest.key == "rheumatoid arthritis"
    assert concept(own.key) == own
    assert is_a(own.key, "rheumatoid arthritis")
    assert not is_a(own.key, "malignancy")


def test_codes_of_other_systems() -> None:
    assert [each.key for each in by_code("http://www.nlm.nih.gov/research/umls/rxnorm", "121191")] == ["rituximab"]
    assert [each.key for each in by_code("http://snomed.info/sct", "195967001")] == ["asthma"]
    assert [each.key for each in by_code("CVX", "03")] == ["measles, mumps and rubella vaccine"]
    assert "anti-myeloperoxidase antibody" in [each.key for each in by_code("http://loinc.org", "29643-4")]


def test_a_code_of_atc_stands_for_its_groups_too() -> None:
    keys = [each.key for each in by_code("ATC", "L04AB04")]
    assert keys[0] == "adalimumab"
    assert "anti-tnf" in keys


@pytest.mark.parametrize(
    ("system", "code"), [("ICD-10-CM", "nonsense"), ("ICD-10-CM", "U99.9"), ("urn:other", "121191"), ("ATC", "Q")]
)
def test_unknown_codes_stand_for_nothing(system: str, code: str) -> None:
    assert by_code(system, code) == ()


@pytest.mark.shared
def test_the_codes_that_were_checked_lead_to_what_they_are() -> None:
    expected = {
        "SLE": "systemic lupus erythematosus", "ITP": "thrombocytopenia", "Sjogren": "sjogren syndrome",
        "ANCA vasculitis": "anca-associated vasculitis", "systemic sclerosis": "systemic sclerosis",
        "dermatomyositis/polymyositis": "idiopathic inflammatory myopathy", "ILD": "interstitial lung disease",
        "RA": "rheumatoid arthritis", "Gilbert": "gilbert syndrome", "cirrhosis": "cirrhosis",
        "aplastic anaemia": "aplastic anemia", "MDS": "myelodysplastic syndrome", "MPN": "myeloproliferative neoplasm",
        "HBV": "hepatitis b", "HCV": "hepatitis c", "HIV": "human immunodeficiency virus infection",
        "syphilis": "syphilis", "pregnancy": "pregnant", "lactation": "lactating", "epilepsy": "epilepsy",
        "MI": "myocardial infarction", "CHF": "congestive heart failure", "CABG/stent": "coronary revascularization",
        "arrhythmia (except AF, PSVT)": "arrhythmia", "prior CAR-T": "chimeric antigen receptor t-cell therapy",
    }  # fmt: skip
    with shared("clinical/codes.tsv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t") if row["vocabulary"] == "ICD-10-CM"]
    for row in rows:
        found = by_code("ICD-10-CM", row["code"])
        assert found, row["code"]
        wanted = expected.get(row["need"])
        if wanted:
            assert any(is_a(each.key, wanted) for each in found), row


def test_keys_are_names_and_rows_agree() -> None:
    for each in all_concepts():
        assert each.key == each.name == each.name.strip().lower()
        assert each.name not in each.synonyms


def test_whatever_is_above_is_there_and_nothing_is_above_itself() -> None:
    for each in all_concepts():
        for broad in each.broader:
            assert concept(broad) is not None, (each.key, broad)
            assert not is_a(broad, each.key), (each.key, broad)
