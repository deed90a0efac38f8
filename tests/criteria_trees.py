"""Hypothesis strategies for syntax trees of every shape."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from hypothesis import strategies as st

from equipoise.criteria.nodes import (
    Anchor,
    And,
    AtLeast,
    Concept,
    ConceptKind,
    Expr,
    If,
    Not,
    Op,
    Or,
    Personal,
    PersonalKind,
    Quantity,
    Readings,
    Reference,
    Relation,
    Relaxed,
    Response,
    Unsupported,
    Window,
)  # fmt: skip
from equipoise.dates import Duration
from equipoise.source import Span

NAMES = st.text(min_size=1, max_size=12)
SPANS = st.tuples(st.integers(0, 5000), st.integers(0, 500)).map(lambda pair: Span(pair[0], sum(pair)))
RULES = st.sampled_from(["", "quantity", "logic.unless"])
LENGTHS = st.builds(Duration, *[st.integers(0, 99)] * 5)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)

WINDOWS = st.builds(
    Window,
    relation=st.sampled_from(get_args(Relation)),
    length=st.none() | LENGTHS,
    anchor=st.sampled_from(get_args(Anchor)),
    half_lives=st.none() | NUMBERS,
    strict=st.booleans(),
    shorter=st.booleans(),
    span=SPANS,
    rule=RULES,
)
MANY_WINDOWS = st.lists(WINDOWS, max_size=2).map(tuple)
WORDS = st.lists(NAMES, max_size=2).map(tuple)
COUNTS = st.none() | st.integers(2, 5)

QUANTITIES = st.builds(
    Quantity,
    subject=NAMES,
    op=st.sampled_from(get_args(Op)),
    value=NUMBERS,
    unit=st.text(max_size=8),
    reference=st.sampled_from(get_args(Reference)),
    windows=MANY_WINDOWS,
    consecutive=COUNTS,
    formula=st.none() | NAMES,
    change=st.sampled_from([None, "increase", "decrease"]),
    qualifiers=WORDS,
    span=SPANS,
    rule=RULES,
)
CONCEPTS = st.builds(
    Concept,
    kind=st.sampled_from(get_args(ConceptKind)),
    name=NAMES,
    present=st.booleans(),
    key=st.none() | NAMES,
    narrowed=st.booleans(),
    windows=MANY_WINDOWS,
    response=st.none() | st.sampled_from(get_args(Response)),
    planned=st.booleans(),
    family=st.booleans(),
    allergy=st.booleans(),
    suspected=st.booleans(),
    count=COUNTS,
    result=st.none() | NAMES,
    specimen=st.none() | NAMES,
    qualifiers=WORDS,
    span=SPANS,
    rule=RULES,
)
PERSONAL = st.builds(
    Personal, st.sampled_from(get_args(PersonalKind)), NAMES, st.booleans(), MANY_WINDOWS, span=SPANS, rule=RULES
)
UNSUPPORTED = st.builds(Unsupported, st.text(max_size=30), span=SPANS, rule=RULES)
ATOMS: st.SearchStrategy[Expr] = QUANTITIES | CONCEPTS | PERSONAL | UNSUPPORTED


def _joined(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    some = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        st.builds(And, some, span=SPANS, rule=RULES),
        st.builds(Or, some, span=SPANS, rule=RULES),
        st.builds(Not, inner, span=SPANS, rule=RULES),
        some.flatmap(
            lambda items: st.builds(AtLeast, st.integers(1, len(items)), st.just(items), span=SPANS, rule=RULES)
        ),
        st.builds(If, inner, inner, span=SPANS, rule=RULES),
        st.builds(Relaxed, inner, st.none() | inner, span=SPANS, rule=RULES),
        st.builds(Readings, some, NAMES, span=SPANS, rule=RULES),
        st.builds(lambda atom, needs: replace(atom, sample_needs=needs), QUANTITIES, inner),
    )


TREES: st.SearchStrategy[Expr] = st.recursive(ATOMS, _joined, max_leaves=12)
