"""What is done with an exception: taken out of what was stated, or given a limit of its own.

cancer except basal cell carcinoma           cancer and not basal cell carcinoma
no cancer except basal cell carcinoma        no cancer or basal cell carcinoma
X ≤ 2 except in Y                            X ≤ 2 or Y               of an inclusion: Y need not meet it
X ≤ 2 (except Y, ≤ 3)                        X ≤ 2 or (Y and X ≤ 3)
X > 2 (except Y, > 3)                        X > 2 and (not Y or X > 3)
X > 2 (except Y with X ≤ 3)                  X > 2 and not (Y and X ≤ 3)
"""

from __future__ import annotations

from dataclasses import replace

from equipoise.criteria.grammar.context import Section
from equipoise.criteria.grammar.loosen import is_beyond
from equipoise.criteria.grammar.trees import LINK, all_lab, hull, is_absence
from equipoise.criteria.nodes import And, Concept, Expr, If, Not, Or, Quantity, all_of

_RULE = "logic.other-limit"


def excepted(base: Expr, exception: Expr, section: Section) -> Expr:
    """The base without the exception; an exception with a limit of its own is an alternative limit."""
    if (limited := other_limit(base, exception, section)) is not None:
        return limited
    if is_absence(base) or (section == "inclusion" and all_lab(base)):
        return Or((base, exception), span=hull(base, exception), rule="logic.except")
    return And((base, Not(exception, span=exception.span)), span=hull(base, exception), rule="logic.except")


def other_limit(base: Expr, exception: Expr, section: Section) -> Expr | None:
    """The base, where those whom the exception names have its limit instead; None where it states none for them."""
    found = exception.items if isinstance(exception, And | Or) else (exception,)
    if isinstance(exception, If):
        found = (exception.condition, exception.then)
    parts = tuple(part for item in found for part in (item.items if isinstance(item, And) else (item,)))
    bounds = tuple(part for part in parts if isinstance(part, Quantity))
    whom = tuple(part for part in parts if not isinstance(part, Quantity))
    if not bounds or not any(isinstance(part, Concept) for part in whom):
        return None
    group = all_of(whom, rule=LINK)

    def with_limit(expr: Expr) -> Expr:
        match expr:
            case Quantity():
                own = tuple(bound for bound in bounds if bound.subject == expr.subject)
                return _either_limit(expr, group, own, section) if own else expr
            case And(items) | Or(items):
                return replace(expr, items=tuple(with_limit(item) for item in items))
            case _:
                return expr

    changed = with_limit(base)
    return changed if changed != base else None


def _either_limit(base: Quantity, group: Expr, own: tuple[Quantity, ...], section: Section) -> Expr:
    """Those of the group have their own bounds, the others the base."""
    theirs = all_of(own)
    both = And((group, theirs), span=hull(group, theirs), rule=LINK)
    place = hull(base, both)
    same = all(bound.op[0] == base.op[0] for bound in own)
    wider = same and all(is_beyond(bound, base) for bound in own)
    if wider or (section == "inclusion" and not _is_narrower(base, own)):
        return Or((base, both), span=place, rule=_RULE)
    if same:
        others = Not(group, span=group.span, rule=_RULE)
        return And((base, Or((others, theirs), span=both.span, rule=_RULE)), span=place, rule=_RULE)
    return And((base, Not(both, span=both.span)), span=place, rule=_RULE)


def _is_narrower(base: Quantity, own: tuple[Quantity, ...]) -> bool:
    return all(bound.op[0] == base.op[0] and is_beyond(base, bound) for bound in own)
