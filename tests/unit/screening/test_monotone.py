"""Knowing more never turns an answer round: adding a fact that was missing settles it, and flips nothing that was
settled.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from screening_facts import EVERYTHING, ON, answered, clause, covered, criteria, diagnosis, lab, person

from equipoise.criteria.nodes import (
    And,
    AtLeast,
    Concept,
    Expr,
    If,
    Not,
    Or,
    Personal,
    Quantity,
    Readings,
    Relaxed,
    Unsupported,
    Window,
)
from equipoise.dates import Duration
from equipoise.patient.facts import Facts, Measurement, Result
from equipoise.screening import Limits, screen

# What an answer can name as missing, and a fact that supplies it: silence about these is never a no.
SUPPLIES: dict[str, st.SearchStrategy[Measurement | Result]] = {
    "white blood cell count": st.floats(1, 20).map(lambda value: lab("wbc", value, "10*9/L")),
    "hemoglobin": st.floats(60, 180).map(lambda value: lab("hemoglobin", value, "g/L")),
    "alanine aminotransferase": st.floats(5, 400).map(lambda value: lab("alt", value, "U/L", uln=40)),
    "aspartate aminotransferase": st.floats(5, 400).map(lambda value: lab("ast", value, "U/L", uln=40)),
    "serum creatinine": st.floats(0.4, 9).map(lambda value: lab("creatinine", value, "mg/dL", uln=1.2)),
    "body weight": st.floats(35, 140).map(lambda value: lab("weight", value, "kg")),
    "QT interval": st.floats(320, 520).map(lambda value: lab("qt", value, "ms")),
    "heart rate": st.floats(45, 120).map(lambda value: lab("heart_rate", value, "/min")),
    "hepatitis b surface antigen": st.booleans().map(lambda yes: _test("hepatitis b surface antigen", yes)),
    "pregnancy test": st.booleans().map(lambda yes: _test("pregnancy test", yes)),
    "lactation status": st.booleans().map(lambda yes: _test("lactation", yes)),
}
_SLUGS = {
    "white blood cell count": "wbc",
    "hemoglobin": "hemoglobin",
    "alanine aminotransferase": "alt",
    "aspartate aminotransferase": "ast",
    "serum creatinine": "creatinine",
    "body weight": "weight",
    "QT interval": "qt",
    "heart rate": "heart_rate",
}


def _test(name: str, yes: bool) -> Result:
    return answered(name, "Positive" if yes else "Negative", "positive" if yes else "negative")


WITHIN_2_WEEKS = (Window("within", Duration(weeks=2), "screening"),)
G_CSF = Concept(
    "treatment",
    "granulocyte colony-stimulating factor",
    present=False,
    key="colony-stimulating factor",
    windows=(Window("within", Duration(weeks=2), "test"),),
)
ATOMS: st.SearchStrategy[Expr] = st.sampled_from(
    [
        Quantity("wbc", ">=", 3, "10*9/L"),
        Quantity("wbc", "<", 11, "10*9/L", windows=WITHIN_2_WEEKS),
        Quantity("wbc", ">=", 3, "10*9/L", sample_needs=G_CSF),
        Quantity("wbc", ">=", 2, "10*9/L", windows=(Window("ever"),)),
        Quantity("hemoglobin", "<", 100, "g/L"),
        Quantity("alt", "<=", 3, "1", "ULN"),
        Quantity("transaminase", ">", 2, "1", "ULN"),
        Quantity("creatinine", "<=", 1.5, "1", "ULN", consecutive=2),
        Quantity("creatinine_clearance", ">=", 60, "mL/min", formula="cockcroft-gault"),
        Quantity("egfr", "<", 30, "mL/min/{1.73_m2}"),
        Quantity("qtc", ">", 470, "ms", formula="bazett"),
        Concept("test", "hepatitis b surface antigen", key="hepatitis b surface antigen", result="positive"),
        Concept("test", "pregnancy test", key="pregnancy test", result="negative"),
        Concept("state", "pregnant", key="pregnant"),
        Concept("state", "lactating", key="lactating"),
        Concept("state", "childbearing potential", key="woman of childbearing potential"),
        Concept("condition", "epilepsy", key="epilepsy"),
        Concept("condition", "epilepsy", key="epilepsy", windows=(Window("for_at_least", Duration(years=3)),)),
        Concept("condition", "rheumatoid arthritis", key="rheumatoid arthritis"),
        Concept("treatment", "rituximab", key="rituximab", windows=(Window("within", Duration(months=6)),)),
        Personal("judgement", "fit for the study"),
        Unsupported("whatever it was"),
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
LISTS = st.sampled_from([EVERYTHING, {}, covered("conditions", "procedures"), covered("medications")])
PATIENTS = st.builds(
    lambda facts, coverage, sex: person(diagnosis("epilepsy"), *facts, coverage=coverage, sex=sex),
    st.lists(st.one_of(*SUPPLIES.values()), max_size=3),
    LISTS,
    st.sampled_from(["female", "male", None]),
)
RULES = st.sampled_from([None, "all", "any", "none", "atleast 2"])


def with_fact(facts: Facts, fact: Measurement | Result) -> Facts:
    if isinstance(fact, Measurement):
        return replace(facts, measurements=(*facts.measurements, fact))
    return replace(facts, results=(*facts.results, fact))


def _has(facts: Facts, name: str) -> bool:
    """Whether the patient has a fact of this kind already: a newer value is another matter, for the newest decides."""
    slug = _SLUGS.get(name)
    if slug is not None:
        return any(item.kind == slug for item in facts.measurements)
    return any(name.removesuffix(" status") in item.name for item in facts.results)


def _turned(before: str, after: str) -> bool:
    return {before, after} == {"true", "false"}


def knowing_more_turns_nothing_round(exprs: list[Expr], rule: str | None, facts: Facts, data: st.DataObject) -> None:
    """A list of both kinds, one with items under a rule: what any of them lacks is supplied, one fact after another."""
    kids = [clause(f"{parent}.{place + 1}", expr) for parent in ("I1", "E1") for place, expr in enumerate(exprs)]
    read = criteria(clause("I1", rule=rule), *kids[: len(exprs)], clause("E1", rule=rule), *kids[len(exprs) :])
    limits = Limits("NCT90000001", (18, "a"), sex="FEMALE", healthy_volunteers=False)
    before = screen(limits, read, facts, on=ON)
    lacking = dict.fromkeys(name for item in before.criteria for name in item.missing)
    for name in lacking:
        if name not in SUPPLIES or _has(facts, name):
            continue
        facts = with_fact(facts, data.draw(SUPPLIES[name]))
        after = screen(limits, read, facts, on=ON)
        for old, new in zip(before.criteria, after.criteria, strict=True):
            assert not _turned(old.truth, new.truth), f"{name}: {old.why} -> {new.why}"
            if "." not in old.id.removeprefix("S."):  # an alternative blocks only once its whole list does
                assert {old.effect, new.effect} != {"pass", "block"}, f"{name}: {old.why} -> {new.why}"
        before = after


GIVEN = given(exprs=st.lists(EXPRS, min_size=1, max_size=3), rule=RULES, facts=PATIENTS, data=st.data())


@settings(max_examples=400, deadline=None)
@GIVEN
def test_a_missing_fact_never_flips_what_was_settled(
    exprs: list[Expr], rule: str | None, facts: Facts, data: st.DataObject
) -> None:
    knowing_more_turns_nothing_round(exprs, rule, facts, data)


@pytest.mark.long
@settings(max_examples=10_000, deadline=None)
@GIVEN
def test_ten_thousand_times(exprs: list[Expr], rule: str | None, facts: Facts, data: st.DataObject) -> None:
    knowing_more_turns_nothing_round(exprs, rule, facts, data)


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
