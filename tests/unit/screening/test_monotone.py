"""Knowing more never turns an answer round: adding a fact that was missing settles it, and flips nothing that was
settled.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from screening_facts import EVERYTHING, ON, answered, clause, criteria, diagnosis, lab, person

from equipoise.criteria.nodes import And, AtLeast, Concept, Expr, If, Not, Or, Quantity, Readings, Relaxed
from equipoise.logic import Truth
from equipoise.patient.facts import Facts, Measurement, Result
from equipoise.screening import Limits, screen
from equipoise.screening.context import Context
from equipoise.screening.evaluate import evaluate

# What can be missing, and a fact that supplies it: silence about these is never a no.
SUPPLIES: dict[str, st.SearchStrategy[Measurement | Result]] = {
    "white blood cell count": st.floats(1, 20).map(lambda value: lab("wbc", value, "10*9/L")),
    "hemoglobin": st.floats(60, 180).map(lambda value: lab("hemoglobin", value, "g/L")),
    "alanine aminotransferase": st.floats(5, 400).map(lambda value: lab("alt", value, "U/L", uln=40)),
    "hepatitis b surface antigen": st.booleans().map(
        lambda yes: answered(
            "hepatitis b surface antigen", "Positive" if yes else "Negative", "positive" if yes else "negative"
        )
    ),
}
ATOMS: st.SearchStrategy[Expr] = st.sampled_from(
    [
        Quantity("wbc", ">=", 3, "10*9/L"),
        Quantity("hemoglobin", "<", 100, "g/L"),
        Quantity("alt", "<=", 3, "1", "ULN"),
        Concept("test", "hepatitis b surface antigen", key="hepatitis b surface antigen", result="positive"),
        Concept("condition", "epilepsy", key="epilepsy"),
        Concept("condition", "rheumatoid arthritis", key="rheumatoid arthritis"),
    ]
)


def grown(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.map(And),
        several.map(Or),
        inner.map(Not),
        several.flatmap(lambda items: st.integers(1, len(items)).map(lambda k: AtLeast(k, items))),
        st.tuples(inner, inner).map(lambda pair: If(*pair)),
        st.tuples(inner, inner).map(lambda pair: Relaxed(*pair)),
        several.map(lambda items: Readings(items, "ambiguous-connective")),
    )


EXPRS: st.SearchStrategy[Expr] = st.recursive(ATOMS, grown, max_leaves=6)
PATIENTS = st.lists(st.one_of(*SUPPLIES.values()), max_size=2).map(
    lambda facts: person(diagnosis("epilepsy"), *facts, coverage=EVERYTHING)
)


def with_fact(facts: Facts, fact: Measurement | Result) -> Facts:
    if isinstance(fact, Measurement):
        return replace(facts, measurements=(*facts.measurements, fact))
    return replace(facts, results=(*facts.results, fact))


@settings(max_examples=400, deadline=None)
@given(expr=EXPRS, facts=PATIENTS, data=st.data(), favourable=st.booleans())
def test_a_missing_fact_never_flips_what_was_settled(
    expr: Expr, facts: Facts, data: st.DataObject, favourable: bool
) -> None:
    before = evaluate(expr, Context(facts, ON), favourable)
    measured = {item.kind for item in facts.measurements} | {key for item in facts.results for key in item.keys}
    absent = [name for name, slug in _SLUGS.items() if slug not in measured]
    for name in absent:
        after = evaluate(expr, Context(with_fact(facts, data.draw(SUPPLIES[name])), ON), favourable)
        assert (before.truth, after.truth) not in {(Truth.TRUE, Truth.FALSE), (Truth.FALSE, Truth.TRUE)}


_SLUGS = {
    "white blood cell count": "wbc",
    "hemoglobin": "hemoglobin",
    "alanine aminotransferase": "alt",
    "hepatitis b surface antigen": "hepatitis b surface antigen",
}


@settings(max_examples=100, deadline=None)
@given(exprs=st.lists(EXPRS, min_size=1, max_size=3), facts=PATIENTS)
def test_every_unknown_names_a_reason_and_why_rests_on_evidence(exprs: list[Expr], facts: Facts) -> None:
    read = criteria(*(clause(f"{'IE'[place % 2]}{place + 1}", expr) for place, expr in enumerate(exprs)))
    answer = screen(Limits("NCT90000001"), read, facts, on=ON)
    for item in answer.criteria:
        assert (item.effect == "open") == bool(item.open_because)
        assert item.effect != "block" or item.truth in ("true", "false")
        assert all(shown.shown() in item.why for shown in item.evidence)
        if {"missing-data", "stale"} & set(item.open_because):
            assert item.missing


@settings(max_examples=50, deadline=None)
@given(expr=EXPRS, facts=PATIENTS)
def test_the_order_of_the_facts_and_facts_of_other_kinds_change_nothing(expr: Expr, facts: Facts) -> None:
    read = criteria(clause("I1", expr))
    shuffled = replace(facts, measurements=facts.measurements[::-1], results=facts.results[::-1])
    noisy = replace(
        facts,
        measurements=(*facts.measurements, lab("esr", 12, "mm/h")),
        conditions=(*facts.conditions, diagnosis("closed fracture of wrist")),
    )
    first = screen(Limits("NCT90000001"), read, facts, on=ON)
    for other in (shuffled, noisy):
        again = screen(Limits("NCT90000001"), read, other, on=ON)
        assert [(item.truth, item.effect) for item in again.criteria] == [
            (item.truth, item.effect) for item in first.criteria
        ]
