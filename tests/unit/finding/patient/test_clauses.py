"""From a query to weighted clauses."""

from __future__ import annotations

import math

import pytest

from equipoise.finding.patient import Weights, ranking, read_form, read_note
from equipoise.finding.patient.clauses import Field, rarity


class Counted:
    """Statistics of a made-up index: gout is rare, pain is common, and no trial speaks of whelks."""

    total = 1000

    def trials_with(self, field: Field, word: str) -> int:
        return {"gout": 10, "whelks": 0}.get(word, 500)


def weights_of(text: str, weights: Weights) -> dict[str, float]:
    found = ranking(read_note(text), Counted(), weights)
    return {clause.words: clause.weight for group in found.groups for clause in group.clauses}


def test_a_rare_word_weighs_more_and_an_unknown_one_is_left_out() -> None:
    weights = weights_of("Gout, pain, whelks.", Weights(group=0.0))
    found = ranking(read_note("Gout, toe, whelks."), Counted(), Weights())
    words = {group.clauses[0].words: group.clauses[0].weight for group in found.groups if len(group.clauses) == 1}
    assert words["gout"] == pytest.approx(rarity(10, 1000))
    assert words["toe"] == pytest.approx(rarity(500, 1000))
    assert "whelks" not in weights


def test_a_group_shares_its_weight_among_the_words_of_a_name() -> None:
    found = ranking(read_note("High blood pressure."), Counted(), Weights(group=6.0))
    names = {
        clause.words: clause.weight for group in found.groups if len(group.clauses) > 1 for clause in group.clauses
    }
    assert names["high blood pressure"] == pytest.approx(2.0)
    assert names["hypertension"] == pytest.approx(6.0)


def test_what_is_repeated_counts_more() -> None:
    found = ranking(read_note("Known HTN. HTN again."), Counted(), Weights(group=6.0, repeated=0.5))
    names = {
        clause.words: clause.weight for group in found.groups if len(group.clauses) > 1 for clause in group.clauses
    }
    assert names["hypertension"] == pytest.approx(6.0 * (1 + 0.5 * math.log(2)))


def test_what_a_form_is_about_counts_more() -> None:
    found = ranking(read_form("gout", [("pain", "yes")]), Counted(), Weights(subject=4.0))
    words = {group.clauses[0].words: group.clauses[0].weight for group in found.groups if len(group.clauses) == 1}
    assert words["gout"] == pytest.approx(4 * rarity(10, 1000))
    assert words["pain"] == pytest.approx(rarity(500, 1000))


def test_the_person_is_the_limit() -> None:
    assert ranking(read_note("A 30-year-old woman"), Counted()).person.age == 30.0


def test_rarity_is_never_negative() -> None:
    assert rarity(1000, 1000) >= 0.0
    assert rarity(1, 1000) > rarity(10, 1000)
