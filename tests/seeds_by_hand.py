"""The two seed texts read by hand: what a perfect reading hands to the evaluator.

The clauses are lines of the texts (their words are not repeated here), the trees are what the texts ask, with their
damage. With them the screening cases test the evaluator by itself, whatever the grammar makes of the texts.
"""

from __future__ import annotations

from dataclasses import replace

import seed_first
import seed_second
from seed_items import Item

from equipoise.criteria.model import Criteria, Criterion
from equipoise.criteria.nodes import (
    Concept,
    Expr,
    Or,
)
from equipoise.criteria.outline import Clause, Outline
from equipoise.source import Span


def read_by_hand(text: str, which: int) -> Criteria:
    """The criteria of seed 0 or 1, over the text itself."""
    items = (seed_first.items, seed_second.items)[which]()
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    places = {item.id: place for place, item in enumerate(items)}
    criteria = []
    for item in items:
        parent = _parent(item.id)
        kids = tuple(places[other.id] for other in items if _parent(other.id) == item.id)
        clause = Clause(
            id=item.id,
            section="inclusion" if item.id.startswith("I") else "exclusion",
            span=_span(text, starts, item),
            parent=places.get(parent) if parent else None,
            children=kids,
            children_rule=item.rule if kids else None,
            population=item.population,
            block=item.block,
            damage=item.damage,
            lost=item.role == "lost",
        )
        criteria.append(Criterion(clause, _placed(item.expr, clause.span, text), item.role))
    return Criteria(text, Outline(tuple(c.clause for c in criteria)), tuple(criteria))


def _placed(expr: Expr | None, span: Span, text: str) -> Expr | None:
    """The tree, with the place of a window that is counted from a diagnosis: its disease is named in its words."""
    if isinstance(expr, Or):
        return replace(
            expr, items=tuple(placed for item in expr.items if (placed := _placed(item, span, text)) is not None)
        )
    if isinstance(expr, Concept) and any(each.anchor == "diagnosis" for each in expr.windows):
        at = span.start + span.of(text).index("within")
        return replace(expr, windows=tuple(replace(each, span=Span(at, span.end)) for each in expr.windows))
    return expr


def _parent(name: str) -> str:
    return name.rpartition(".")[0] if "." in name.replace("].", "]") else ""


def _span(text: str, starts: list[int], item: Item) -> Span:
    if item.line < 0:
        return Span(0, 0)
    start, end = starts[item.line], starts[item.line + 1] - 1
    line = text[start:end]
    first = line.index(item.begin) if item.begin else 0
    last = line.index(item.end, first) if item.end else len(line)
    return Span(start + first, start + last)
