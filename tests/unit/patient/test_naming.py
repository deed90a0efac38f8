"""What names stand for, and what they do not."""

from __future__ import annotations

import pytest

from equipoise.patient.fhir.naming import named, named_words
from equipoise.vocabulary.concepts import ConceptKind


@pytest.mark.parametrize(
    ("words", "about", "keys"),
    [
        ("Lupus nephritis, active", "condition", {"lupus nephritis"}),
        ("Epilepsy (disorder)", "condition", {"epilepsy"}),
        ("Anti-MDA5-positive dermatomyositis", "condition", {"dermatomyositis"}),
        # The head counts, not what it comes from or goes with.
        ("Immune thrombocytopenia secondary to systemic lupus erythematosus", "condition", {"immune thrombocytopenia"}),
        ("Fever following influenza vaccination", "condition", {"fever"}),
        ("Carcinoma in situ of prostate (disorder)", "condition", {"carcinoma in situ"}),
        ("Gout and hypertension", "condition", {"gout", "hypertension"}),
        # What was done may be a condition; what happened with a drug is not the drug.
        ("Personal history of CAR-T cell therapy", "condition", {"chimeric antigen receptor t-cell therapy"}),
        ("Allergy to penicillin", "condition", set()),
        ("At risk of stroke", "condition", set()),
        ("Recurrent rectal polyp", "condition", {"polyp"}),
        # Every ingredient of a product was taken.
        ("Fluticasone 0.25 MG / salmeterol 0.05 MG Inhaler", "treatment", {"fluticasone", "salmeterol"}),
        ("predniSONE 5 MG Oral Tablet", "treatment", {"prednisone"}),
        ("Chest X-ray (procedure)", "treatment", {"chest x-ray"}),
        ("Documentation of current medications (procedure)", "treatment", set()),
        ("Admission to trauma surgery department", "treatment", set()),
        # A vaccine is not the disease, nor a test.
        ("Varicella vaccine, live attenuated", "treatment", {"varicella vaccine"}),
        ("Hepatitis B core antibody (anti-HBc), total", "test", {"hepatitis b core antibody"}),
        ("Muscle involvement of myositis", "test", set()),
    ],
)
def test_words(words: str, about: ConceptKind, keys: set[str]) -> None:
    assert set(named_words(words, about).keys) == keys


@pytest.mark.parametrize(
    ("words", "denied"),
    [
        ("No history of epilepsy", "epilepsy"),
        ("No interstitial lung disease", "interstitial lung disease"),
        ("Pneumonia, ruled out", "Pneumonia"),
        ("Notalgia paraesthetica", None),
        ("Noonan syndrome", None),
    ],
)
def test_denials(words: str, denied: str | None) -> None:
    found = named_words(words, "condition")
    assert found.denied == denied
    if denied is not None:
        assert found.keys == ()


def test_a_code_counts_with_its_system() -> None:
    icd = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M32.14"}]}
    found = named(icd, "condition")
    assert found.keys[0] == "lupus nephritis"
    assert found.name == "lupus nephritis"
    assert named({"coding": [{"system": "urn:local", "code": "M32.14"}]}, "condition").keys == ()
    assert named({"coding": [{"code": "M32.14"}]}).name == "M32.14"


def test_prose_is_no_name() -> None:
    found = named_words("The patient has had epilepsy since childhood. " * 20, "condition")
    assert found.keys == ()
    assert len(found.name) < 310


def test_nothing() -> None:
    assert named(None).name == named({}).name == named({"coding": "x", "text": " "}).name == ""
