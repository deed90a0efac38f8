"""From a query to weighted clauses."""

from __future__ import annotations

import pytest

from equipoise.finding.patient import Ranking, Weights, ranking, read_form, read_note
from equipoise.finding.patient.clauses import Field, rarity


class Counted:
    """Statistics of a made-up index: gout is rare, everything else is common, and no trial speaks of whelks."""

    total = 1000

    def trials_with(self, field: Field, word: str) -> int:
        return {"gout": 10, "whelks": 0}.get(word, 500)


def body(found: Ranking) -> list[dict[str, float]]:
    """What is looked for in the body: the weights of the names of each thing."""
    groups = (
        {clause.words: clause.weight for clause in group.clauses if clause.field == "body"} for group in found.groups
    )
    return [group for group in groups if group]


def words(found: Ranking) -> dict[str, float]:
    return {word: weight for group in body(found) if len(group) == 1 for word, weight in group.items()}


def names(found: Ranking) -> dict[str, float]:
    return {name: weight for group in body(found) if len(group) > 1 for name, weight in group.items()}


def test_a_rare_word_weighs_more_and_an_unknown_one_is_left_out() -> None:
    found = words(ranking(read_note("Gout, toe, whelks."), Counted()))
    assert found == {"gout": pytest.approx(rarity(10, 1000)), "toe": pytest.approx(rarity(500, 1000))}


def test_a_word_that_is_repeated_counts_more_but_not_as_often() -> None:
    found = words(ranking(read_note("The toe. The toe."), Counted()))
    assert rarity(500, 1000) < found["toe"] < 2 * rarity(500, 1000)


def test_a_group_shares_its_weight_among_the_words_of_a_name() -> None:
    found = names(ranking(read_note("High blood pressure."), Counted(), Weights(group=6.0)))
    assert found["high blood pressure"] == pytest.approx(2.0)
    assert found["hypertension"] == pytest.approx(6.0)


def test_a_note_is_looked_for_in_the_headline_too_and_a_form_is_not() -> None:
    weights = Weights(headline=0.5)
    note = ranking(read_note("Toe."), Counted(), weights)
    assert [{(clause.field, clause.weight) for clause in group.clauses} for group in note.groups] == [
        {("body", rarity(500, 1000))},
        {("title", 0.5 * rarity(500, 1000)), ("condition", 0.5 * rarity(500, 1000))},
    ]
    form = ranking(read_form("gout", [("toe", "yes")]), Counted(), weights)
    assert {clause.field for group in form.groups for clause in group.clauses} == {"body"}


def test_what_a_form_is_about_counts_more_and_is_required() -> None:
    found = ranking(read_form("gout", [("toe", "yes"), ("other diseases", "asthma")]), Counted(), Weights(subject=4.0))
    assert words(found)["gout"] == pytest.approx(4 * rarity(10, 1000))
    assert words(found)["toe"] == pytest.approx(rarity(500, 1000))
    required = {clause.words for clause in found.required}
    assert "gout" in required
    assert "asthma" not in required


def test_nothing_is_required_of_the_trials_for_a_note() -> None:
    assert ranking(read_note("Gout."), Counted()).required == ()


def test_what_the_patient_has_stands_against_a_trial_that_excludes_it_but_not_the_subject() -> None:
    found = ranking(read_form("gout", [("other diseases", "asthma")]), Counted(), Weights(against=10.0))
    (against,) = found.against
    assert {clause.field for clause in against.clauses} == {"exclusion"}
    assert "asthma" in {clause.words for clause in against.clauses}
    assert against.cost == pytest.approx(10.0 * Weights().roles["other"])


def test_the_person_is_the_limit() -> None:
    assert ranking(read_note("A 30-year-old woman"), Counted()).person.age == 30.0


def test_rarity_is_never_negative() -> None:
    assert rarity(1000, 1000) >= 0.0
    assert rarity(1, 1000) > rarity(10, 1000)
