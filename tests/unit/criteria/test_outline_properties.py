"""What holds for the outline of any text: every character accounted for, ids unique, parents before children."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support import shared

from equipoise.criteria.outline import Outline, outline

_PIECES = [
    *("Inclusion Criteria:", "Exclusion Criteria", "Part A:", "Age:", "Patients must have:", "one of the following:"),
    *("1.", "2.", "3)", "a.", "b)", "(i)", "ii.", "2.1", "* ", "- ", "• ", "o ", "①", "¿", "<!-- -->", "~", ":", ";"),
    *(" or", "and", "OR", "\n", "\n\n", "\r\n", "\n   ", "\n          ", "\t", "\\>", "&lt;", "Ⅲ", "ﬁ", "\u00ad"),
    *(
        "gout",
        "Adults with gout",
        "No prior rash.",
        "ALT ≤ 3 x 109/L",
        "Subjects with gout:",
        "if two of the above apply",
    ),
    *("DISEASE CHARACTERISTICS:", "PATIENT CHARACTERISTICS: Age: Over 20"),
]
_LONG_RUNS = [
    *(
        "1. a\n2. b\n",
        "2. x\n",
        "you have the:\n",
        "- x:\n",
        "• a ",
        "Foo bar. ",
        "Inclusion criteria: ",
        "i. a\nii. b\nx. c\n",
    ),
    *(
        "&gt;",
        "(",
        "a",
        "DISEASE CHARACTERISTICS: Age: No rash Foo bar ",
        "<!-- -->\n",
        "1. a 2. b ",
        " \n",
        "or\n",
        "<!--",
        "~a",
    ),
]
_TEXTS = st.lists(st.sampled_from(_PIECES) | st.text(max_size=8), max_size=40).map(" ".join) | st.text(max_size=200)
_MARK_LETTERS = re.compile(
    r"<!--.*?-->|[ivxIVX]{1,5}|[A-Z]{1,3}[ -]?\d*|\d*[a-zA-Z]|and/or|and|or", re.DOTALL | re.IGNORECASE
)


def check(text: str) -> Outline:
    """Assert what holds for every outline."""
    found = outline(text)
    pieces = sorted(
        [clause.span for clause in found.clauses if clause.span.end > clause.span.start]
        + [span for span, _ in found.skeleton]
    )
    done = 0
    for piece in pieces:
        assert piece.start >= done, "pieces overlap"
        assert not text[done : piece.start].strip(), "characters are lost"
        done = piece.end
    assert not text[done:].strip(), "characters are lost at the end"
    assert done <= len(text)
    assert len({clause.id for clause in found.clauses}) == len(found.clauses)
    starts = [clause.span.start for clause in found.clauses]
    assert starts == sorted(starts), "clauses are not in reading order"
    for index, clause in enumerate(found.clauses):
        assert clause.lost == (clause.span.start == clause.span.end)
        assert clause.id[0] == clause.section[0].upper()
        if clause.parent is not None:
            assert clause.parent < index
            assert index in found.clauses[clause.parent].children
            assert clause.depth == found.clauses[clause.parent].depth + 1
        if clause.children_rule is not None:
            assert re.fullmatch(r"all|any|none|atleast \d+", clause.children_rule)
            assert clause.children
    return found


def structure(text: str, found: Outline) -> Iterator[str]:
    """The structure of an outline without brackets and punctuation."""
    for span, kind in found.skeleton:
        if kind == "structure":
            yield from re.findall(r"[^\W_]+", _MARK_LETTERS.sub(" ", span.of(text)))


@given(_TEXTS)
@example("DISEASE CHARACTERISTICS: ;")
@settings(max_examples=300, deadline=None)
def test_any_text_is_accounted_for(text: str) -> None:
    check(text)


@pytest.mark.parametrize("unit", _LONG_RUNS)
def test_long_runs_of_one_thing_are_accounted_for(unit: str) -> None:
    check(unit * (20_000 // len(unit)))


def test_nesting_has_a_bottom() -> None:
    found = check("".join(" " * depth + "- then those who have:\n" for depth in range(0, 120, 2)))
    assert max(clause.depth for clause in found.clauses) < 20


def _corpus() -> list[str]:
    with gzip.open(shared("data/records/normalized.jsonl.gz"), "rt", encoding="utf-8") as lines:
        return [text for line in lines if (text := json.loads(line).get("criteria"))]


def _read_all(texts: list[str]) -> None:
    for text in texts:
        found = check(text)
        assert not [word for word in structure(text, found) if len(word) > 3], "words were taken for structure"


@pytest.mark.shared
def test_a_sample_of_registry_texts_is_accounted_for() -> None:
    _read_all(_corpus()[::80])


@pytest.mark.shared
@pytest.mark.long
def test_all_registry_texts_are_accounted_for() -> None:
    _read_all(_corpus())
