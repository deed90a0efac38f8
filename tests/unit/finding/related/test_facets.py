"""How near two trials are in each facet."""

from __future__ import annotations

import pytest

from equipoise.criteria import read_criteria
from equipoise.finding.related import atoms, atoms_of, designs, people
from equipoise.library.index.profile import Design, Population


def test_people_are_compared_by_what_is_said_of_them() -> None:
    ours = Population(18, 65, "FEMALE", False, ("refractory",), ("HER2-positive",))
    same = people.compared(ours, ours)
    assert same is not None
    assert same.score == 1.0
    assert same.words == ("refractory", "HER2-positive", "women only", "adults")
    children = people.compared(ours, Population(2, 12, "ALL", False, ("newly diagnosed",)))
    assert children is not None
    assert children.score < 0.2
    assert children.words == ()


def test_nothing_is_said_where_nothing_is_known_of_ours() -> None:
    assert people.compared(Population(), Population()) is None


def test_a_limit_that_the_other_does_not_state_is_no_agreement() -> None:
    found = people.compared(Population(youngest=18), Population())
    assert found is not None
    assert found.score == 0.0


def test_designs_agree_in_type_phase_and_size() -> None:
    ours = Design("INTERVENTIONAL", 1.5, "NA", "SINGLE_GROUP", "NONE", "TREATMENT", 24)
    assert designs.compared(ours, ours).score == 1.0
    assert "phase 1/2" in designs.compared(ours, ours).words
    later = Design("INTERVENTIONAL", 3.0, "RANDOMIZED", "PARALLEL", "DOUBLE", "TREATMENT", 2400)
    found = designs.compared(ours, later)
    assert 0.2 < found.score < 0.5
    assert found.words == ("treatment",)
    assert designs.compared(Design(), ours).score == 0.0


@pytest.mark.parametrize(
    ("ours", "theirs", "score"),
    [(("a", "b"), ("a",), 1.0), (("a", "b"), ("b",), 0.7), (("a", "c"), ("b", "c"), 0.4), (("a",), ("b",), 0.0)],
)
def test_sponsors_count_as_leads_and_as_partners(ours: tuple[str, ...], theirs: tuple[str, ...], score: float) -> None:
    assert designs.sponsors(ours, theirs).score == score


def test_criteria_agree_in_their_subjects() -> None:
    ours = atoms_of(read_criteria("Inclusion Criteria:\n- SLEDAI >= 6\n- Platelets >= 50 x 10^9/L"))
    near = atoms_of(read_criteria("Inclusion Criteria:\n- SLEDAI > 8\n- Age >= 18 years"))
    far = atoms_of(read_criteria("Inclusion Criteria:\n- Age >= 18 years"))
    assert ours
    found, nothing = atoms.compared(ours, near), atoms.compared(ours, far)
    assert found is not None
    assert found.score > 0.5
    assert "sledai" in " ".join(found.words)
    assert nothing is not None
    assert nothing.score == 0.0
    assert atoms.compared(ours, {}) is None
