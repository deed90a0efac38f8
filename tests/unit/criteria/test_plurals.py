"""Names of concepts are singular, and a word that only ends like a plural stays whole."""

from __future__ import annotations

import pytest

from equipoise.criteria.grammar.plurals import singular


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("seizures", "seizure"),
        ("allergies", "allergy"),
        ("brain abscesses", "brain abscess"),
        ("diagnoses", "diagnosis"),
        ("amyloidoses", "amyloidosis"),
        ("metastases", "metastasis"),
        ("diseases", "disease"),
        ("overdoses", "overdose"),
        ("protein kinases", "protein kinase"),
        ("hepatitides", "hepatitis"),
        ("esophageal varices", "esophageal varix"),
        ("viruses", "virus"),
        ("headaches", "headache"),
    ],
)
def test_a_plural_becomes_singular(plural: str, expected: str) -> None:
    assert singular(plural) == expected


@pytest.mark.parametrize(
    "word", ["ascites", "disease of the pancreas", "herpes", "measles", "abscess", "sepsis", "diabetes", "status"]
)
def test_a_singular_in_s_stays(word: str) -> None:
    assert singular(word) == word
