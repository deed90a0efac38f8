"""Which facts would settle an outcome, against every set of facts tried one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.logic import Truth
from equipoise.screening.needs import MOST, NEVER, NOTHING, Needs, all_of, any_of, needs, person_needs
from equipoise.screening.outcome import (
    F,
    Outcome,
    T,
    U,
    conjunction,
    disjunction,
    false,
    negated,
    not_applicable,
    threshold,
    true,
    unknown,
)

Known = Mapping[str, Outcome]
Formula = Callable[[Known], Outcome]


def missing(*names: str) -> Outcome:
    return unknown("missing-data", (f"no {names[0]} on file",), obtain=names)


def asked(*sets: str) -> Needs:
    """`asked("ab", "c")` -> a and b together, or c."""
    found = (frozenset(names) for names in sets)
    return tuple(sorted(found, key=lambda names: (len(names), sorted(names))))


A, B, C = missing("a"), missing("b"), missing("c")
JUDGED = unknown("judgement", ("for a person to say",), obtain=("whether it counts",))


@pytest.mark.parametrize(("outcome", "to_be_true", "to_be_false"), [
    (A, asked("a"), asked("a")),
    (missing("a", "b"), asked("ab"), asked("ab")),  # a value that is computed of two
    (true(), NOTHING, NEVER),
    (not_applicable(), NOTHING, NOTHING),
    (unknown("missing-data", ("nobody can get it",)), NEVER, NEVER),
    (conjunction((A, B)), asked("ab"), asked("a", "b")),
    (disjunction((A, B)), asked("a", "b"), asked("ab")),
    (disjunction((A, conjunction((B, C)))), asked("a", "bc"), asked("ab", "ac")),
    (conjunction((A, disjunction((A, B)))), asked("a"), asked("a")),
    (negated(conjunction((A, B))), asked("a", "b"), asked("ab")),
    (threshold(2, (A, B, C)), asked("ab", "ac", "bc"), asked("ab", "ac", "bc")),
    (threshold(2, (A, true(), C)), asked("a", "c"), asked("ac")),
    (conjunction((A, true())), asked("a"), asked("a")),
    (conjunction((A, JUDGED)), asked("a"), asked("a")),  # what is left then is for a person
    (disjunction((A, JUDGED)), asked("a"), asked("a")),
    (JUDGED, NOTHING, NOTHING),
])  # fmt: skip
def test_known_answers(outcome: Outcome, to_be_true: Needs, to_be_false: Needs) -> None:
    assert (needs(outcome, T), needs(outcome, F)) == (to_be_true, to_be_false)


def test_what_is_for_a_person_names_what_would_help_them() -> None:
    assert person_needs(JUDGED) == (frozenset({"whether it counts"}),)
    assert person_needs(unknown("damaged", ("the text is torn",))) == NEVER


def test_families_are_joined_and_chosen_from() -> None:
    assert all_of([asked("a", "bc"), asked("b")]) == asked("ab", "bc")
    assert all_of([asked("a"), asked("ab", "c")]) == asked("ab", "ac")
    assert all_of([asked("a"), NEVER]) == NEVER
    assert any_of([asked("ab"), asked("a", "c"), NEVER]) == asked("a", "c")


def test_many_alternatives_are_cut_and_each_that_is_left_is_right() -> None:
    pairs = [tuple(frozenset((f"{number}{side}",)) for side in "xy") for number in range(30)]
    found = all_of(pairs)
    assert len(found) == MOST
    assert all(len(one) == len(pairs) for one in found)
    assert all(any(each <= one for each in pair) for one in found for pair in pairs)


# Every formula in which each fact stands once, with the facts that are wanting tried in all their values


def formulas(names: tuple[str, ...]) -> st.SearchStrategy[Formula]:
    if len(names) == 1:
        return st.sampled_from((lambda known, n=names[0]: known[n], lambda known, n=names[0]: negated(known[n])))

    def joined(parts: tuple[Formula, ...], rule: int) -> Formula:
        def whole(known: Known) -> Outcome:
            outcomes = [part(known) for part in parts]
            if rule == 0:
                return conjunction(outcomes)
            return disjunction(outcomes) if rule == 1 else threshold(min(rule, len(outcomes)), outcomes)

        return whole

    def split(cuts: list[int]) -> st.SearchStrategy[Formula]:
        ends = [*sorted(set(cuts)), len(names)]
        pieces = [names[start:end] for start, end in zip([0, *ends], ends, strict=False)]
        return st.builds(joined, st.tuples(*(formulas(piece) for piece in pieces)), st.integers(0, 3))

    return st.lists(st.integers(1, len(names) - 1), min_size=1, max_size=3).flatmap(split)


NAMES = ("a", "b", "c", "d", "e")


@settings(max_examples=300, deadline=None)
@given(formulas(NAMES), st.lists(st.sampled_from((T, F, U, U, U)), min_size=5, max_size=5), st.sampled_from((T, F)))
def test_the_sets_are_those_that_trying_them_all_finds(formula: Formula, truths: list[Truth], wanted: Truth) -> None:
    on_file = {T: true(), F: false()}
    known = {n: missing(n) if truth is U else on_file[truth] for n, truth in zip(NAMES, truths, strict=True)}
    open_names = [name for name in NAMES if known[name].truth is U]

    def can(names: tuple[str, ...]) -> bool:
        values = product((true(), false()), repeat=len(names))
        return any(formula({**known, **dict(zip(names, each, strict=True))}).truth is wanted for each in values)

    every = [
        set(names) for size in range(len(open_names) + 1) for names in combinations(open_names, size) if can(names)
    ]
    smallest = {frozenset(names) for names in every if not any(other < names for other in every)}
    assert set(needs(formula(known), wanted)) == smallest
