"""A bound and what loosens it -> one tree.

X ≥ 100, relaxed to 50 for Y      X ≥ 100 or (Y and X ≥ 50)            of an inclusion
X > 2, up to 3 allowed with Y     X > 2 and not (Y and X ≤ 3)          of an exclusion
X ≥ 100, may be relaxed for Y     Relaxed(X ≥ 100, Y)                  the investigator's to judge
X ≥ 100, those with Y are exempt  X ≥ 100 or Y; X > 2 and not Y
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from equipoise.criteria.grammar.atoms import bound_nodes
from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.relaxations import Limit, Relaxation
from equipoise.criteria.grammar.trees import LINK, hull
from equipoise.criteria.grammar.values import INVERSE, Bound, Bounds
from equipoise.criteria.items import Item, Row
from equipoise.criteria.nodes import And, Concept, Expr, If, Not, Op, Or, Quantity, Relaxed, Unsupported, all_of, atoms
from equipoise.vocabulary.quantities import QUANTITIES
from equipoise.vocabulary.units import UnitError, comparable, convert

Read = Callable[[Row], Expr | None]

_RULE = "loosen"
_INCLUSIVE: dict[Op, Op] = {"<": "<=", ">": ">="}


def loosen(base: Expr, item: Item, context: Context, read: Read) -> Expr | None:
    """The base, loosened as the item says; None where its words loosen nothing in the base.

    What was clearly meant to loosen something and cannot be computed is an `Unsupported` node beside the base, so that
    the answer is open and not a failed bound.
    """
    how: Relaxation = item.value
    if how.otherwise and isinstance(base, Or) and base.rule == "logic.unless":
        return None  # a permission says under which conditions the exception holds
    whom = read(how.whom) if how.whom else None
    if how.whom and whom is None:
        return None if how.otherwise else _lost(base, item, context)
    loosened = _to_limits(base, how, whom, context) if how.limits else _for_whom(base, how, whom, context)
    if loosened is None:
        return None if how.otherwise else _lost(base, item, context)
    context.term(item.start, item.end)
    return loosened


def _lost(base: Expr, item: Item, context: Context) -> Expr:
    words = Unsupported(context.text[item.start : item.end], span=context.span(item.start, item.end), rule=_RULE)
    return And((base, words), span=hull(base, words), rule=LINK)


def _for_whom(base: Expr, how: Relaxation, whom: Expr | None, context: Context) -> Expr | None:
    """Loosened altogether, for those who are named."""
    if how.subjects and not how.subjects & {atom.subject for atom in atoms(base) if isinstance(atom, Quantity)}:
        return base  # of something else, which nothing is asked of
    if how.how == "may" or how.judged:
        known = whom is not None and any(isinstance(atom, Concept) and atom.key for atom in atoms(whom))
        return Relaxed(base, whom if known or not how.judged else None, span=base.span, rule=_RULE)
    if whom is None:
        return None
    return _alternative(base, whom, context)


def _alternative(base: Expr, whom: Expr, context: Context) -> Expr:
    if context.section == "inclusion":
        return Or((base, whom), span=hull(base, whom), rule=_RULE)
    return And((base, Not(whom, span=whom.span, rule=_RULE)), span=hull(base, whom), rule=_RULE)


def _to_limits(base: Expr, how: Relaxation, whom: Expr | None, context: Context) -> Expr | None:
    """Every bound of the base that one of the limits loosens, with it; None where none is loosened."""
    done = False
    bounded = {atom.subject for atom in atoms(base) if isinstance(atom, Quantity)}
    beside = [one for one in how.limits if one.subject is not None and one.subject not in bounded]
    whom = _also(whom, beside, context)

    def changed(expr: Expr) -> Expr:
        nonlocal done
        match expr:
            case Quantity():
                limit = next((one for one in how.limits if _loosens(one, expr, how, context)), None)
                if limit is None:
                    return expr
                done = True
                return _with_limit(expr, limit, how, whom, context)
            case And(items):
                return all_of(tuple(changed(item) for item in items), rule=expr.rule)
            case Or(items):
                return Or(tuple(changed(item) for item in items), span=expr.span, rule=expr.rule)
            case If(condition, then):
                return If(condition, changed(then), span=expr.span, rule=expr.rule)
            case _:
                return expr

    found = changed(base)
    return found if done else None


def _also(whom: Expr | None, beside: Sequence[Limit], context: Context) -> Expr | None:
    """Those who are named, and the bounds on other things that hold for them."""
    more = tuple(
        bound_nodes(one.subject, one.bounds, context, one.start, one.end, _RULE) for one in beside if one.subject
    )
    return whom if not more else all_of((*(() if whom is None else (whom,)), *more), rule=LINK)


def _with_limit(bound: Quantity, limit: Limit, how: Relaxation, whom: Expr | None, context: Context) -> Expr:
    inclusive = context.section == "inclusion"
    bounds = _permitted(bound, limit.bounds, inclusive)
    other = bound_nodes(bound.subject, bounds, context, limit.start, limit.end, _RULE)
    theirs = other if whom is None else And((whom, other), span=hull(whom, other), rule=LINK)
    if how.judged or (how.how == "may" and whom is None):
        return Relaxed(bound, theirs, span=hull(bound, theirs), rule=_RULE)
    return _alternative(bound, theirs, context)


def _permitted(bound: Quantity, bounds: Bounds, inclusive: bool) -> Bounds:
    """The values that are allowed, where the text gives no comparator or no unit: like those of the bound itself."""
    allowed = bound.op if inclusive else INVERSE[bound.op]
    op = _INCLUSIVE.get(allowed, allowed)
    return tuple(
        Bound(one.op or op, one.value, bound.unit, bound.reference)
        if not one.unit and one.reference == "absolute"
        else Bound(one.op or op, one.value, one.unit, one.reference)
        for one in bounds
    )


def _loosens(limit: Limit, bound: Quantity, how: Relaxation, context: Context) -> bool:
    """Whether the limit is one on the same thing, and allows more."""
    if limit.subject is not None and limit.subject != bound.subject:
        return False
    inclusive = context.section == "inclusion"
    bounds = _permitted(bound, limit.bounds, inclusive)
    allowed = bound.op if inclusive else INVERSE[bound.op]
    same = [one for one in bounds if (one.op or "=")[0] == allowed[0]]
    if not same:
        return limit.subject is not None and len(bounds) == 1
    return all(_beyond(one, bound, allowed, named=limit.subject is not None) for one in same)


def _beyond(limit: Bound, bound: Quantity, allowed: Op, *, named: bool) -> bool:
    """Whether the limit's value lies further out; a multiple of a limit of normal beside an absolute value may."""
    if limit.reference != bound.reference:
        return named and {limit.reference, bound.reference} <= {"absolute", "ULN", "LLN"}
    value = limit.value
    if limit.unit != bound.unit:
        kind = QUANTITIES.get(bound.subject)
        if kind is None or not comparable(limit.unit, bound.unit, kind.molar_mass, analyte=bound.subject):
            return False
        try:
            value = convert(value, limit.unit, bound.unit, kind.molar_mass, analyte=bound.subject)
        except UnitError:
            return False
    return value < bound.value if allowed[0] == ">" else value > bound.value


def for_group(base: Expr, whom: Expr, then: Expr) -> Expr | None:
    """`X ≤ 2; for patients with Y, X ≤ 3`: those who are named have a wider limit; None where it is no wider one."""
    theirs = _stated(then)
    if not theirs or any(not _is_wider(one, _stated(base)) for one in theirs):
        return None

    def changed(expr: Expr) -> Expr:
        match expr:
            case Quantity():
                own = tuple(one for one in theirs if _is_wider(one, [expr]))
                if not own:
                    return expr
                other = And((whom, all_of(own)), span=hull(whom, *own), rule=LINK)
                return Or((expr, other), span=hull(expr, other), rule=_RULE)
            case And(items):
                return all_of(tuple(changed(item) for item in items), rule=expr.rule)
            case Or(items):
                return Or(tuple(changed(item) for item in items), span=expr.span, rule=expr.rule)
            case _:
                return expr

    return changed(base)


def _stated(expr: Expr) -> list[Quantity]:
    """The bounds that a tree states of everybody, under no condition; empty if anything but bounds is in it."""
    match expr:
        case Quantity():
            return [expr]
        case And(items) | Or(items):
            return [bound for item in items for bound in _stated(item)]
        case _:
            return []


def is_beyond(one: Quantity, other: Quantity) -> bool:
    """Whether the first bound lies further out than the second, which it allows (both in the same direction)."""
    return _beyond(Bound(one.op, one.value, one.unit, one.reference), other, other.op, named=False)


def _is_wider(one: Quantity, bounds: Sequence[Quantity]) -> bool:
    limit = Bound(one.op, one.value, one.unit, one.reference)
    return any(
        one.subject == bound.subject and one.op[0] == bound.op[0] and _beyond(limit, bound, bound.op, named=True)
        for bound in bounds
    )
