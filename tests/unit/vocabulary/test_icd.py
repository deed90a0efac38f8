"""ICD-10-CM: codes are tidied and named, and what lies above them is what they begin with."""

from __future__ import annotations

import pytest

from equipoise.vocabulary import icd


@pytest.mark.parametrize(
    ("given", "tidied"),
    [("M32.14", "M32.14"), (" m3214 ", "M32.14"), ("S6290XA", "S62.90XA"), ("I21", "I21"), ("C7A.1", "C7A.1")],
)
def test_codes_are_tidied(given: str, tidied: str) -> None:
    assert icd.tidy(given) == tidied


@pytest.mark.parametrize("given", ["", "M", "32.14", "M32.14.1", "lupus", "M32 14", "M32.12345"])
def test_what_is_no_code_is_none(given: str) -> None:
    assert icd.tidy(given) is None


def test_above_a_code_is_what_it_begins_with() -> None:
    assert icd.ancestors("S62.90XA") == ("S62.90XA", "S62.90X", "S62.90", "S62.9", "S62")
    assert icd.ancestors("B20") == ("B20",)


def test_names() -> None:
    assert icd.name_of("M32.14") == "Glomerular disease in systemic lupus erythematosus"
    assert icd.name_of("E80.4") == "Gilbert syndrome"


def test_a_code_beyond_the_table_has_the_name_of_the_one_above() -> None:
    assert icd.name_of("S62.90XA") == icd.name_of("S62.90")
    assert icd.name_of("U99.9") is None


@pytest.mark.parametrize(
    ("category", "code_range", "inside"),
    [
        ("C18", "C00-C96", True), ("C7A", "C00-C96", True), ("D46", "C00-C96", False), ("D46", "C00-D49", True),
        ("I50", "I50", True), ("I50", "I51", False),
    ],
)  # fmt: skip
def test_ranges_of_categories(category: str, code_range: str, *, inside: bool) -> None:
    assert icd.within(category, code_range) is inside
