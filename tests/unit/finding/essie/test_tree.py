"""A tree that no expression could give cannot be built."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from equipoise.finding.essie import parse, tree, walk
from equipoise.study.values import Age, PartialDate

X = tree.Term(("x",))


@pytest.mark.parametrize(
    ("build", "named"),
    [
        (lambda: tree.Term(()), "Term.words"),
        (lambda: tree.Term(("a b",)), "Term.words"),
        (lambda: tree.Term(("",)), "Term.words"),
        (lambda: tree.Phrase(" "), "Phrase.text"),
        (lambda: tree.Name("a]b"), "Name.text"),
        (lambda: tree.Name("Phase:size"), "Name.text"),
        (lambda: tree.Bound(Decimal("NaN")), "Bound.value"),
        (lambda: tree.Bound(PartialDate("2022")), "Bound.value"),
        (lambda: tree.Bound(Age("N/A")), "Bound.value"),
        (lambda: tree.Distance(91, 0, 5, "km"), "Distance.latitude"),
        (lambda: tree.Distance(0, float("nan"), 5, "km"), "Distance.longitude"),
        (lambda: tree.Distance(0, 0, 501, "mi"), "Distance.radius"),
        (lambda: tree.And((X,)), "And.operands"),
        (lambda: tree.Or(()), "Or.operands"),
        (lambda: tree.Search("Arm", X), "Search.document"),  # type: ignore[arg-type]
        (lambda: tree.Coverage("contains", X), "Coverage.mode"),  # type: ignore[arg-type]
        (lambda: tree.Expansion("All", X), "Expansion.degree"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_is_refused_with_the_field(build: Callable[[], Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        build()


def test_where_a_node_stands_does_not_count() -> None:
    assert parse("  lung") == parse("lung")


def test_walking_goes_from_left_to_right() -> None:
    made = parse("(a OR NOT b) AREA[x]c")
    assert [type(node).__name__ for node in walk(made)] == ["And", "Or", "Term", "Not", "Term", "Area", "Term"]
    assert [node.text for node in walk(made) if isinstance(node, tree.Term)] == ["a", "b", "c"]
