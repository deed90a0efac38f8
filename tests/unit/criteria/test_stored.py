"""Trees as bytes, with and without their places, and what of a reading is enough to evaluate it."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from criteria_trees import TREES
from hypothesis import given

from equipoise.criteria import read_criteria
from equipoise.criteria.nodes import Concept, Expr, Not, Or, Window
from equipoise.criteria.packed import Trees, pack, places, unpack
from equipoise.criteria.serialise import TreeError
from equipoise.criteria.stored import criteria_from_bytes, criteria_to_bytes, criteria_to_evaluate
from equipoise.dates import Duration
from equipoise.source import Span

TEXT = """Inclusion Criteria:

1. Adults with asthma
2. Any of the following:
   - ALT <= 3 x ULN within 2 weeks
   - wheezing unless the flurbs are blorped

Exclusion Criteria:

* Adults with asthma
"""
COUNTED = Window("within", Duration(years=2), "diagnosis", span=Span(7, 30), rule="window")


@given(TREES)
def test_a_tree_comes_back_with_its_places_and_without(expr: Expr) -> None:
    assert unpack(pack(expr)) == expr
    again = unpack(pack(expr), places(expr))
    assert repr(again) == repr(expr)  # places and rules stand outside of equality


@given(TREES)
def test_without_places_only_what_is_said_counts(expr: Expr) -> None:
    assert pack(unpack(pack(expr))) == pack(expr)


def test_equal_sentences_are_equal_bytes_wherever_they_stand_and_one_object() -> None:
    one, other = (Not(Concept("condition", "asthma", span=Span(at, at + 6), rule="x")) for at in (3, 90))
    trees = Trees()
    assert pack(one) == pack(other)
    assert trees(pack(one)) is trees(pack(other))


def test_a_window_that_is_counted_from_another_disease_keeps_its_place() -> None:
    expr = Concept("condition", "myositis", windows=(COUNTED, replace(COUNTED, anchor="screening")))
    found = unpack(pack(expr))
    assert isinstance(found, Concept)
    assert [window.span for window in found.windows] == [Span(7, 30), Span(0, 0)]
    assert repr(unpack(pack(expr), places(expr))) == repr(expr)


def test_as_many_trees_are_kept_as_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Trees, "MOST", 2)
    trees = Trees()
    names = ["asthma", "myositis", "lupus", "asthma"]
    assert [trees(pack(Concept("condition", name))) for name in names] == [Concept("condition", name) for name in names]


def test_what_is_enough_to_evaluate_a_reading() -> None:
    read, trees = read_criteria(TEXT), Trees()
    quick = criteria_to_evaluate(criteria_to_bytes(read), trees)
    assert quick.text == TEXT
    assert quick.problems == read.problems
    assert quick.outline.clauses == read.outline.clauses
    assert [replace(one, leaves=(), words="") for one in read.criteria] == list(quick.criteria)
    assert (quick.leaves, quick.outline.skeleton) == ((), ())
    same = [one.expr for one in quick.criteria if one.expr == read.criteria[0].expr]
    assert len(same) == 2
    assert same[0] is same[1]


@pytest.mark.parametrize("damage", [
    lambda form: form[:2],
    lambda form: [form[0], form[1], [[99, *row[1:]] for row in form[2]], *form[3:]],
    lambda form: [form[0], form[1], [[row[0], b"\x91\x7f", *row[2:]] for row in form[2]], *form[3:]],
    lambda form: [form[0], form[1], [[row[0], pack(Or((Concept("test", "a"), Concept("test", "b"))))[:9], *row[2:]]
                                     for row in form[2]], *form[3:]],
    lambda form: [form[0], form[1], [[row[0], row[1], "hero", *row[3:]] for row in form[2]], *form[3:]],
])  # fmt: skip
def test_a_damaged_reading_is_refused(damage: object) -> None:
    form = msgspec.msgpack.decode(criteria_to_bytes(read_criteria(TEXT)))
    broken = msgspec.msgpack.encode(damage(form))  # type: ignore[operator]
    with pytest.raises(TreeError):
        criteria_to_evaluate(broken, Trees())
    with pytest.raises(TreeError):
        criteria_from_bytes(broken, TEXT)


def test_places_that_end_too_early_are_refused() -> None:
    form = msgspec.msgpack.decode(criteria_to_bytes(read_criteria(TEXT)))
    account = msgspec.msgpack.decode(form[4])
    account[5] = [[] for _ in account[5]]
    form[4] = msgspec.msgpack.encode(account)
    with pytest.raises(TreeError):
        criteria_from_bytes(msgspec.msgpack.encode(form), TEXT)
