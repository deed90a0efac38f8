"""Whatever the text: it is read without an error, every character once, in the same way each time, and in time."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from criteria_invariants import INVARIANTS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import shared

from equipoise.criteria import read_criteria
from equipoise.criteria.reading import reading


def one_of(phrases: str) -> list[str]:
    """The phrases between the bars."""
    return phrases.split("|")


HEADINGS = (
    "Inclusion Criteria:\n",
    "\nExclusion Criteria:\n\n",
    "Key inclusion criteria",
    "Women:",
    "Laboratory values:\n",
)
MARKERS = ("1. ", "2. ", "\n3) ", "\n* ", "\n   - ", "\n(a) ", "\n• ", "ii. ", "\n\n", "\r\n", "\t")
SUBJECTS = one_of(
    "age|haemoglobin|ALT|ALT and AST|platelets|creatinine clearance|ECOG|NYHA class|blood pressure|asthma|"
    "type 2 diabetes|warfarin|live vaccines|skin biopsy|pregnant women|hepatitis B or C|"
    "liver, kidney or heart disease|glorp of the flurb|informed consent|HLA-B27|men|QTcF"
)
BOUNDS = one_of(
    "≥ 18 years|< 3 x ULN|18-65|above 1.5|of 9 g/dL or more|50x109/L|0.4 × 109/L|III or IV|140/90 mmHg|"
    "= 18|≤|between 2 and|1,500/mm3|70% predicted|to 10|2.5 times the upper limit of normal|10^|> or ="
)
TURNS = one_of(
    "and|or|and/or|,|;|:|.|(|)|[|]|/|no|not|without|unless|except|if|must|either|"
    "at least two of the following:|one of|other than|e.g.|such as|including|defined as|history of|"
    "currently|planned|positive|negative|allergy to|failed|may be relaxed|"
    "in the opinion of the investigator|within 4 weeks|or 5 half-lives|before screening|"
    "for at least 6 months|who|is|are excluded|in men"
)
NOISE = (
    "\\>",
    "&lt;",
    "&amp;",
    "**",
    "\u00ad",
    "\u200b",
    "ﬁ",
    "Ⅲ",
    "🙂",
    "e\u0301",
    "\x00",
    "\ufeff",
    "½",
    "²",
    "‑",
    "’",
)
FRAGMENTS = st.sampled_from([*HEADINGS, *MARKERS, *NOISE, *(SUBJECTS + BOUNDS + TURNS) * 2])
LIKE_REAL = st.lists(FRAGMENTS, min_size=1, max_size=25).map(" ".join)
ANYTHING = st.text(max_size=120)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Text like a registry's, with pieces cut out, doubled, or put somewhere else."""
    text = "Inclusion Criteria:\n* " + draw(LIKE_REAL)
    for _ in range(draw(st.integers(0, 3))):
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        change = draw(st.sampled_from(["cut", "double", "move", "insert"]))
        piece = {"cut": "", "double": text[start:end] * 2, "move": "", "insert": draw(ANYTHING)}[change]
        text = text[:start] + piece + text[end:] + (text[start:end] if change == "move" else "")
    return text


TEXTS = LIKE_REAL | mutated() | ANYTHING
GENERATED = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("holds", INVARIANTS, ids=lambda each: each.__name__.removeprefix("assert_"))
@given(text=TEXTS)
@GENERATED
def test_of_any_text(holds: Callable[[str], None], text: str) -> None:
    holds(text)


@cache
def parse_logic() -> Callable[[str], Any]:
    """The parser by which readings are scored."""
    spec = importlib.util.spec_from_file_location("measuring_logic", shared("tools/measuring/logic.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    parse: Callable[[str], Any] = module.parse
    return parse


def labels_in(node: Any) -> set[str]:
    """The labels that an expression names."""
    if node[0] == "label":
        return {node[1]}
    inner = (part for part in node[1:] if isinstance(part, tuple))
    return {
        label for part in inner for label in (labels_in(part) if part and isinstance(part[0], str) else _each(part))
    }


def _each(parts: tuple[Any, ...]) -> set[str]:
    return {label for part in parts for label in labels_in(part)}


@pytest.mark.shared
@given(TEXTS)
@GENERATED
def test_a_reading_follows_its_contract(text: str) -> None:
    parse = parse_logic()
    for row in reading("NCT00000000", read_criteria(text))["criteria"]:
        assert text[row["start"] : row["end"]] == row["quote"]
        labels = [atom["label"] for atom in row["atoms"]]
        assert len(set(labels)) == len(labels)
        assert all(atom["quote"] in row["quote"] for atom in row["atoms"])
        assert (row["logic"] == "") == (not labels)
        assert not labels or labels_in(parse(row["logic"])) == set(labels)


LONG = {
    "one word again and again": "asthma ",
    "alternatives": "asthma or ",
    "brackets that never close": "asthma (",
    "brackets that never open": "asthma) ",
    "bounds": "ALT > 3 x ULN, ",
    "numbers": "1 ",
    "comparators": "≥ ",
    "negations": "no ",
    "unless": "asthma unless gout ",
    "examples": "e.g., gout, ",
    "items": "* ALT > 3 x ULN\n",
    "numbered": "1. no asthma within 4 weeks of screening\n",
    "sentences": "No asthma. Age over 18 years. ",
    "words nobody knows": "glorp flurb ",
    "one word without a space": "glorp",
    "slashes": "ALT/AST/",
    "windows": "within 4 weeks before ",
    "conditions": "if asthma, must have gout, ",
}
SECONDS = 60  # a guard against hanging, not a measure of speed


@pytest.mark.long
@pytest.mark.parametrize("piece", LONG.values(), ids=LONG)
def test_a_text_of_200_kilobytes_does_not_hang(piece: str) -> None:
    text = "Inclusion Criteria:\n* " + piece * (200_000 // len(piece))
    start = time.monotonic()
    read_criteria(text)
    assert time.monotonic() - start < SECONDS


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG)
def test_the_time_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    def seconds(length: int) -> float:
        text = "Inclusion Criteria:\n* " + piece * (length // len(piece))
        start = time.process_time()
        read_criteria(text)
        return time.process_time() - start

    # The square would be 16 times as much; the second forgives small numbers and a busy machine.
    assert seconds(16_000) < 10 * seconds(4_000) + 1.0
