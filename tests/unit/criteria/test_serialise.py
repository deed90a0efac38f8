"""Trees and readings go to JSON and bytes and come back the same, places and rules too."""

from __future__ import annotations

import json
from typing import Any

import pytest
from criteria_trees import TREES
from hypothesis import given
from hypothesis import strategies as st

from equipoise.criteria import read_criteria
from equipoise.criteria.nodes import Expr, Not, Quantity, walk
from equipoise.criteria.serialise import (
    TreeError,
    criteria_from_bytes,
    criteria_from_json,
    criteria_to_bytes,
    criteria_to_json,
    from_json,
    to_json,
)  # fmt: skip
from equipoise.errors import InputError
from equipoise.source import Span

TEXT = """Inclusion Criteria:

1. Age 18 to 70 years
2. Any of the following:
   - ALT <= 3 x ULN
   - stable asthma within 6 months before screening, unless the flurbs are blorped
4. Written informed consent

Exclusion Criteria:

* No quiet lamp
"""


def _as_json(value: Any) -> Any:
    """What a file holds: through text and back."""
    return json.loads(json.dumps(value))


def _places(expr: Expr) -> list[tuple[Span, str]]:
    return [(node.span, node.rule) for node in walk(expr)]


@given(TREES)
def test_a_tree_comes_back_the_same(expr: Expr) -> None:
    again = from_json(_as_json(to_json(expr)))
    assert again == expr
    # Spans and rules stand outside of equality, and windows outside of walk: repr shows everything.
    assert repr(again) == repr(expr)
    assert _places(again) == _places(expr)


def test_a_tree_is_written_as_its_fields_without_defaults() -> None:
    tree = Not(Quantity("alt", "<=", 3, "1", "ULN", span=Span(4, 21), rule="quantity"), span=Span(0, 21))
    bound = {**ALT, "span": [4, 21], "rule": "quantity"}
    assert to_json(tree) == {"node": "not", "item": bound, "span": [0, 21]}


ALT = {"node": "quantity", "subject": "alt", "op": "<=", "value": 3, "unit": "1", "reference": "ULN"}


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (None, "$"),
        ([ALT], "$"),
        ({}, "$.node"),
        ({"node": "window", "relation": "ever"}, "$.node"),
        ({"node": "and", "items": [ALT]}, "$"),
        ({"node": "and", "items": ALT}, "$.items"),
        ({"node": "and", "items": [ALT, {**ALT, "op": "=<"}]}, "$.items[1].op"),
        ({"node": "not", "item": {**ALT, "value": "3"}}, "$.item.value"),
        ({**ALT, "value": True}, "$.value"),
        ({**ALT, "value": float("nan")}, "$.value"),
        ({**ALT, "consecutive": 1}, "$"),
        ({**ALT, "consecutive": 2.0}, "$.consecutive"),
        ({**ALT, "colour": "red"}, "$.colour"),
        ({"node": "quantity", "subject": "alt", "op": "<="}, "$.value"),
        ({**ALT, "windows": [{"node": "window", "relation": "within", "length": "6 months"}]}, "$.windows[0].length"),
        ({**ALT, "windows": [ALT]}, "$.windows[0].node"),
        ({**ALT, "span": [3, 1]}, "$.span"),
        ({"node": "unsupported", "text": 3}, "$.text"),
    ],
)
def test_what_is_no_tree_is_refused_with_its_place(data: object, place: str) -> None:
    with pytest.raises(TreeError) as caught:
        from_json(data)
    assert caught.value.place == place
    assert isinstance(caught.value, InputError)


def test_nesting_without_end_is_refused() -> None:
    data: dict[str, Any] = dict(ALT)
    for _ in range(400):
        data = {"node": "not", "item": data}
    with pytest.raises(TreeError, match="deep"):
        from_json(data)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_anything_else_is_refused_and_nothing_else_escapes(data: object) -> None:
    with pytest.raises(TreeError):
        from_json(data)


def test_a_reading_comes_back_the_same_from_json_and_from_bytes() -> None:
    read = read_criteria(TEXT)
    for again in (
        criteria_from_json(_as_json(criteria_to_json(read)), TEXT),
        criteria_from_bytes(criteria_to_bytes(read), TEXT),
    ):
        assert again == read
        assert repr(again) == repr(read)
        assert all(one.clause is clause for one, clause in zip(again.criteria, again.outline.clauses, strict=True))


def test_a_reading_of_another_text_is_refused() -> None:
    data = criteria_to_bytes(read_criteria(TEXT))
    with pytest.raises(TreeError, match="another text"):
        criteria_from_bytes(data, TEXT[:40])


def test_a_broken_reading_is_refused_with_its_place() -> None:
    good = _as_json(criteria_to_json(read_criteria(TEXT)))
    for data, place in (
        ({**good, "criteria": [{**good["criteria"][0], "clause": 99}]}, "$.criteria[0].clause"),
        ({**good, "criteria": [{**good["criteria"][0], "role": "hero"}]}, "$.criteria[0].role"),
        ({**good, "criteria": [{**good["criteria"][0], "expr": {"node": "and"}}]}, "$.criteria[0].expr.items"),
    ):
        with pytest.raises(TreeError) as caught:
            criteria_from_json(data, TEXT)
        assert caught.value.place == place
    with pytest.raises(TreeError):
        criteria_from_bytes(b"\xc1", TEXT)
