"""A criterion that lost a word which narrows it is not understood."""

from __future__ import annotations

import pytest

from equipoise.criteria import read_criteria
from equipoise.criteria.nodes import Unsupported, atoms


def _lost(sentence: str) -> list[str]:
    criterion = read_criteria(f"Exclusion Criteria:\n\n* {sentence}").criteria[0]
    assert criterion.expr is not None
    return [atom.text for atom in atoms(criterion.expr) if isinstance(atom, Unsupported)]


@pytest.mark.parametrize(
    ("sentence", "lost"),
    [
        ("Platelet count < 50 x 10^9/L which stays persistently", "persistently"),
        ("Asthma, where unresponsive", "unresponsive"),
    ],
)
def test_a_narrowing_word_that_no_atom_holds_is_not_understood(sentence: str, lost: str) -> None:
    assert any(lost in words for words in _lost(sentence))


@pytest.mark.parametrize("sentence", ["Severe asthma", "Failed at least two antidepressants", "Asthma at the visit"])
def test_words_that_are_held_or_harmless_lose_nothing(sentence: str) -> None:
    assert _lost(sentence) == []
