"""Bounds that are the limits of normal, said in words -> Z.

bilirubin within normal limits        Q Y      at most the upper limit: no patient is ill from a low bilirubin
potassium within normal limits        Q Y      between the lower and the upper limit
TSH outside of the normal range       Q Y      below the one or above the other
elevated ALT                          Y Q      above the upper limit
calcium is not within normal limits   Q ! Y    what is denied is its opposite
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from equipoise.criteria.grammar.atoms import FILLERS, SCALES, bound_nodes
from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.values import INVERSE, Bound, Bounds
from equipoise.criteria.items import Item, Row, rewrite
from equipoise.criteria.nodes import Expr, all_of, any_of
from equipoise.vocabulary.quantities import QUANTITIES, Side

_LIMITS = re.compile(r"Q(?:\(?[,/&|]\)?Q)*[wvmp:tk]*(?:Y|![pt]*Y(?![pt]*w?Q))")
_LIMITS_BEFORE = re.compile(r"Y[pt]*w?Q(?:[,/&|]+Q)*")
_NO_LIMIT_WORDS = frozenset({"age", "weight", "height", "bmi"})

_AT_LEAST = Bound(">=", 1.0, "1", "LLN")
_AT_MOST = Bound("<=", 1.0, "1", "ULN")
_NORMAL: dict[Side, Bounds] = {"above": (_AT_MOST,), "below": (_AT_LEAST,), "both": (_AT_LEAST, _AT_MOST)}
_LOW: Bounds = (Bound("<", 1.0, "1", "LLN"),)
_HIGH: Bounds = (Bound(">", 1.0, "1", "ULN"),)


def normal_limits(row: Row, context: Context) -> Row:
    """Q … Y -> Z, Y … Q -> Z."""
    for pattern in (_LIMITS, _LIMITS_BEFORE):
        row = rewrite(row, pattern, lambda items, _: _within_limits(items, context))
    return row


def _within_limits(items: Sequence[Item], context: Context) -> Item | None:
    said = next(item for item in items if item.kind == "Y")
    subjects = list({item.value: item for item in reversed(items) if item.kind == "Q"}.values())[::-1]
    if any(subject.value in _NO_LIMIT_WORDS or subject.value in SCALES for subject in subjects):
        return None
    if any(item.kind == "w" and item.value not in FILLERS for item in items):
        return None
    if subjects[0].value in QUANTITIES and QUANTITIES[subjects[0].value].group != "lab":
        return None
    denied = any(item.kind == "!" for item in items)
    nodes = tuple(_bounded(subject, said, denied, items[-1].end, context) for subject in subjects)
    if items[0] is said:
        context.term(said.start, said.end)
    if denied:
        either = said.value in ("both", "normal")  # one that is not normal is enough
    else:
        outside = said.value == "outside" and context.section == "exclusion"
        either = outside or any(item.kind in "|~" for item in items)
    node = any_of(nodes, rule="quantity.any") if either else all_of(nodes, rule="quantity.all")
    return Item("Z", items[0].start, items[-1].end, node, "")


def _bounded(subject: Item, said: Item, denied: bool, end: int, context: Context) -> Expr:
    """One subject's limits: its words run to the end of what is said of it."""
    sides = QUANTITIES[subject.value].abnormal if subject.value in QUANTITIES else "both"
    bounds = {"high": _HIGH, "low": _LOW}.get(said.value, _NORMAL[sides])
    if (said.value == "outside") != denied:
        outside = tuple(
            Bound(INVERSE[bound.op], bound.value, bound.unit, bound.reference) for bound in bounds if bound.op
        )
        each = (bound_nodes(subject.value, (one,), context, subject.start, end, "quantity.limits") for one in outside)
        return any_of(tuple(each), rule="quantity.outside")
    return bound_nodes(subject.value, bounds, context, subject.start, end, "quantity.limits")
