"""An upper limit on the dose of a glucocorticoid that is required of everybody: those who take none keep it too.

prednisone ≤ 10 mg/day                    Z       the dose alone, of an inclusion
stable dose of prednisone ≤ 10 mg/day     k Z     the drug is taken, and the dose
active disease on prednisone ≤ 10 mg/day  p Z     the same
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.items import Item, Row, rewrite
from equipoise.criteria.nodes import And, Concept, Expr, Quantity
from equipoise.vocabulary.concepts import is_a

_ALONE = re.compile(r"(?:^|(?<=[tv,.;&(]))(?:Z[ptv]{0,4})?Z(?=$|[.;)&]|,(?!W))")


def doses(row: Row, context: Context) -> Row:
    """Z -> Z, without the drug whose dose is bounded from above."""
    if context.section != "inclusion" or not any(_limit(item.value) for item in row if item.kind == "Z"):
        return row
    return rewrite(row, _ALONE, lambda items, _: _alone(items, context))


def _limit(expr: object) -> Quantity | None:
    """The upper limit on a daily dose, alone or beside the drug."""
    match expr:
        case Quantity("glucocorticoid_dose", "<" | "<="):
            return expr
        case And((Concept() as drug, Quantity("glucocorticoid_dose", "<" | "<=") as limit)) if _is_plain(drug):
            return limit
        case _:
            return None


def _is_plain(expr: Expr) -> bool:
    """Whether nothing is said of a glucocorticoid but its name."""
    if not isinstance(expr, Concept) or expr.kind != "treatment" or not expr.present or expr.key is None:
        return False
    return not (expr.windows or expr.response or "stable" in expr.name) and (
        expr.key == "corticosteroid" or is_a(expr.key, "glucocorticoid")
    )


def _alone(items: Sequence[Item], context: Context) -> Item | None:
    first, last = items[0], items[-1]
    limit = _limit(last.value)
    if limit is None or (limit is last.value and len(items) == 1) or (len(items) > 1 and not _is_plain(first.value)):
        return None
    context.term(first.start, last.end)
    return Item("Z", first.start, last.end, limit, last.text)
