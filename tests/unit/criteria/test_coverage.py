"""The account of a text is complete, adds up, and counts what was passed over as not understood."""

from __future__ import annotations

import json

import pytest

from equipoise.criteria import read_criteria
from equipoise.criteria.coverage import Coverage, Shares, coverage
from equipoise.criteria.function_words import FUNCTION_WORDS
from equipoise.criteria.model import Criteria, Criterion, Leaf
from equipoise.criteria.nodes import Concept, Quantity, Unsupported, Window
from equipoise.criteria.outline import Clause, Outline
from equipoise.criteria.serialise import criteria_to_json
from equipoise.source import Span


def _one(text: str, *atoms: Concept | Quantity | Unsupported) -> Coverage:
    """The coverage of a text that is one criterion with these atoms, the first of them its tree."""
    clause = Clause("I1", "inclusion", Span(0, len(text)))
    expr = atoms[0] if atoms else None
    read = Leaf(Span(0, 0), "structure")
    if expr is not None:
        read = Leaf(expr.span, "not-understood" if isinstance(expr, Unsupported) else "computed")
    around = (Span(0, read.span.start), Span(read.span.end, len(text)))
    leaves = [Leaf(around[0], "structure"), read, Leaf(around[1], "structure")]
    leaves = [leaf for leaf in leaves if leaf.span.of(text).strip()]
    criterion = Criterion(clause, expr, leaves=tuple(leaves))
    return coverage(Criteria(text, Outline((clause,)), (criterion,), tuple(leaves)))


def _asthma(text: str, *windows: Window) -> Concept:
    start = text.index("asthma")
    return Concept("condition", "asthma", windows=windows, span=Span(start, start + 6))


def test_function_words_beside_an_atom_are_structure() -> None:
    text = "Patients who have been diagnosed with asthma"
    found = _one(text, _asthma(text))
    assert found.criteria == Shares(computed=1)
    assert found.characters == Shares(computed=6, structure=32)
    assert found.missed == ()


def test_a_word_that_was_passed_over_makes_its_criterion_not_understood() -> None:
    text = "Patients with very brittle asthma on Tuesdays"
    found = _one(text, _asthma(text))
    assert found.criteria == Shares(not_understood=1)
    assert found.unsupported == ("very brittle", "Tuesdays")
    assert all(one.passed_over and one.span.of(text) == one.text for one in found.missed)
    assert found.characters == Shares(computed=6, not_understood=19, structure=14)


@pytest.mark.parametrize("sign", ["≥", "<", "="])
def test_a_comparator_or_a_number_that_was_passed_over_counts(sign: str) -> None:
    text = f"asthma of {sign} 3"
    assert _one(text, _asthma(text)).unsupported == (f"{sign} 3",)


def test_the_words_of_a_window_are_read() -> None:
    text = "asthma within 6 months"
    assert _one(text, _asthma(text, Window("within", span=Span(7, 22)))).criteria == Shares(computed=1)
    assert _one(text, _asthma(text)).unsupported == ("6 months",)


@pytest.mark.parametrize(
    "text",
    [
        "asthma (e.g. brittle asthma, 3 purple lamps)",
        "asthma, such as the brittle kind (of lamps)",
        "asthma including but not limited to purple lamps",
    ],
)
def test_examples_ask_nothing(text: str) -> None:
    assert _one(text, _asthma(text)).criteria == Shares(computed=1)


def test_an_example_ends_with_its_bracket_and_its_sentence() -> None:
    text = "asthma (e.g. brittle) and lamps. Such as this. Purple"
    assert _one(text, _asthma(text)).unsupported == ("lamps", "Purple")


def test_an_unsupported_phrase_is_reported_with_its_place() -> None:
    text = "Has a purple\n  lamp"
    found = _one(text, Unsupported("purple lamp", span=Span(6, 19)))
    assert found.criteria == Shares(not_understood=1)
    assert found.to_json()["missed"] == [
        {"criterion": "I1", "start": 6, "end": 19, "text": "purple lamp", "passed_over": False}
    ]


def test_a_whole_text_is_accounted_for_once_and_adds_up() -> None:
    text = (
        "Inclusion Criteria:\n\n1. Age 18 years or older\n2. Written informed consent\n\n"
        "Exclusion Criteria:\n\n1. ALT > 3 x ULN\n2. A glorp of the flurb\n"
    )
    found = coverage(read_criteria(text))
    assert found.criteria == Shares(computed=2, person=1, not_understood=1)
    assert found.characters.total == len("".join(text.split()))
    assert found.characters.heading == len("InclusionCriteria:ExclusionCriteria:")
    assert found.criteria.asking == found.criteria.total == 4
    twice = found + found
    assert twice.criteria.total == 8
    assert twice.characters.total == 2 * found.characters.total
    assert json.loads(json.dumps(found.to_json()))["criteria"]["person"] == 1


def test_every_class_of_a_leaf_has_a_share() -> None:
    read = read_criteria("Inclusion Criteria:\n- Age 18 years or older\n")
    kinds = {leaf["kind"].replace("-", "_") for leaf in criteria_to_json(read)["leaves"]}
    assert kinds <= {"heading", "structure", "computed", "person", "not_understood"}
    assert all(hasattr(Shares(), kind) for kind in kinds)


@pytest.mark.parametrize("word", ["severe", "stable", "recent", "significant", "active", "chronic", "current", "known"])
def test_words_that_narrow_are_not_function_words(word: str) -> None:
    assert (word in FUNCTION_WORDS) == (word == "known")
