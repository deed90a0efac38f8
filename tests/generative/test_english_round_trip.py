"""Trees of the supported core, said in plain words, are read back as equivalent trees.

Equivalent is: equal after `not` is pushed down to the atoms, since "not A" and "no A" are the same.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipoise.criteria import read_criteria
from equipoise.criteria.english import english
from equipoise.criteria.nodes import (
    Anchor,
    And,
    AtLeast,
    Concept,
    Expr,
    If,
    Not,
    Op,
    Or,
    Quantity,
    Reference,
    Window,
    all_of,
    any_of,
)
from equipoise.dates import Duration
from equipoise.vocabulary.quantities import QUANTITIES

CONDITIONS = (
    "asthma",
    "stroke",
    "gout",
    "obesity",
    "anemia",
    "pneumonia",
    "tuberculosis",
    "epilepsy",
    "psoriasis",
    "migraine",
)
TREATMENTS = (
    "warfarin",
    "methotrexate",
    "rituximab",
    "insulin",
    "metformin",
    "hemodialysis",
    "chemotherapy",
    "surgery",
)
CONCEPTS = [Concept("condition", name, key=name) for name in CONDITIONS]
CONCEPTS += [Concept("treatment", name, key=name) for name in TREATMENTS]
OPS: tuple[Op, ...] = ("<", "<=", ">", ">=")
# Their tables give another unit than the one that the reader takes where a text names none.
UNIT_DIFFERS = {"hoehn_yahr", "ann_arbor", "ph_arterial"}


def read_back(tree: Expr) -> Expr | None:
    """The tree that is read from the words for this one."""
    criteria = read_criteria("Inclusion Criteria:\n* " + english(tree)).criteria
    assert len(criteria) == 1
    return criteria[0].expr


def normal(tree: Expr | None, deny: bool = False) -> Expr | None:
    """The tree with every `not` at an atom, and nothing nested that could be flat."""
    match tree:
        case Not(item):
            return normal(item, not deny)
        case And(items) | Or(items):
            inner = tuple(found for item in items if (found := normal(item, deny)) is not None)
            return any_of(inner) if isinstance(tree, Or) != deny else all_of(inner)
        case Concept() if deny:
            return replace(tree, present=not tree.present)
        case None:
            return None
        case _:
            return Not(tree) if deny else tree


def returns(tree: Expr) -> bool:
    """Whether the words for a tree are read as an equivalent one."""
    return normal(read_back(tree)) == normal(tree)


@pytest.mark.parametrize("slug", sorted(QUANTITIES))
def test_a_bound_on_every_quantity_comes_back_with_its_unit(slug: str, request: pytest.FixtureRequest) -> None:
    if slug in UNIT_DIFFERS:
        request.applymarker(pytest.mark.xfail(reason="the unit of its table is not the one that is read", strict=True))
    assert returns(Quantity(slug, ">=", 2, QUANTITIES[slug].unit))


@pytest.mark.parametrize("reference", ["ULN", "LLN", "baseline"])
@pytest.mark.parametrize("op", OPS)
def test_multiples_come_back(op: Op, reference: Reference) -> None:
    assert returns(Quantity("alt", op, 2.5, "1", reference))
    assert returns(Quantity("fev1", op, 70, "%", "predicted"))


def lengths() -> st.SearchStrategy[Duration]:
    """Up to two years, in one unit."""
    units = st.sampled_from(["years", "months", "weeks", "days"])
    return st.builds(lambda unit, count: Duration(**{unit: count}), units, st.integers(1, 60))


ANCHORS: tuple[Anchor, ...] = ("screening", "enrolment", "randomisation", "consent")
WINDOWS = st.one_of(
    st.builds(Window, st.just("within"), lengths(), st.sampled_from([*ANCHORS, "unspecified"])),
    st.builds(Window, st.just("before"), lengths(), st.sampled_from([*ANCHORS, "unspecified"]), strict=st.booleans()),
    st.builds(Window, st.just("for_at_least"), lengths()),
    st.builds(Window, st.just("within"), lengths(), st.sampled_from(ANCHORS), st.integers(2, 7).map(float)),
    st.builds(Window, st.just("for_at_most"), lengths()),
    st.sampled_from([Window("ever"), Window("current"), Window("current", anchor="screening")]),
)
DATED = st.builds(
    lambda concept, windows, present: replace(concept, windows=windows, present=present),
    st.sampled_from(CONCEPTS),
    st.just(()) | WINDOWS.map(lambda window: (window,)),
    st.booleans(),
)
BOUNDS = st.sampled_from(
    [
        Quantity("age", ">=", 18, "a"),
        Quantity("hemoglobin", "<", 9.5, "g/dL"),
        Quantity("platelets", ">=", 100, "10*9/L"),
        Quantity("ecog", "<=", 2, "{score}"),
        Quantity("ast", ">", 3, "1", "ULN"),
    ]
)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(DATED)
@QUICK
def test_a_concept_comes_back_with_its_window(concept: Concept) -> None:
    assert returns(concept)


PLAIN = st.sampled_from(CONCEPTS) | BOUNDS


@given(PLAIN, PLAIN)
@QUICK
def test_and_and_or_of_two_come_back(one: Expr, other: Expr) -> None:
    assert returns(And((one, other)))
    assert returns(Or((one, other)))


@given(st.lists(st.sampled_from(CONCEPTS), min_size=3, max_size=4, unique=True))
@QUICK
def test_brackets_come_back(items: list[Concept]) -> None:
    assert returns(And((items[0], Or(tuple(items[1:])))))
    assert returns(If(items[0], items[1]))
    assert returns(Not(items[0]))
    assert returns(Not(Or(tuple(items))))
    assert returns(Not(And(tuple(items[:2]))))
    assert returns(Or((items[0], And(tuple(items[1:])))))
    assert returns(And((Or(tuple(items[:2])), Or(tuple(items[1:])))))
    assert returns(AtLeast(2, tuple(items)))


def test_what_a_value_must_not_be_comes_back() -> None:
    assert returns(Quantity("alt", "!=", 3, "U/L"))
