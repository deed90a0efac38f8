"""What cannot be meant as it stands: `age = 18 years` -> not understood.

Where "≥" and "≤" both became "=", nobody can say which it was: an equality would be a confident misreading. The finding
(`comparator-lost`) is made with the atom, so that the passes in between still see on what the bound is.
"""

from __future__ import annotations

from dataclasses import replace

from equipoise.criteria.grammar.atoms import MEASURED
from equipoise.criteria.grammar.context import Context
from equipoise.criteria.nodes import And, AtLeast, Expr, If, Not, Or, Quantity, Readings, Relaxed, Unsupported
from equipoise.vocabulary.quantities import QUANTITIES


def without_lost_signs(expr: Expr | None, context: Context, text: str) -> Expr | None:
    """The tree with each single value of something measured as words that were not understood.

    `text` is the whole eligibility text, into which the spans point.
    """
    if expr is None or all(problem.code != "comparator-lost" for problem in context.problems):
        return expr
    return _doubted(expr, text)


def _doubted(expr: Expr, text: str) -> Expr:
    match expr:
        case Quantity(subject, "=") if expr.rule.startswith("quantity") and _is_measured(subject):
            return Unsupported(" ".join(expr.span.of(text).split()), span=expr.span, rule="doubt.sign-lost")
        case And(items) | Or(items) | AtLeast(_, items) | Readings(items):
            return replace(expr, items=tuple(_doubted(item, text) for item in items))
        case Not(item) | Relaxed(item):
            return replace(expr, item=_doubted(item, text))
        case If(condition, then):
            return replace(expr, condition=_doubted(condition, text), then=_doubted(then, text))
        case _:
            return expr


def _is_measured(subject: str) -> bool:
    return subject in QUANTITIES and QUANTITIES[subject].group in MEASURED
