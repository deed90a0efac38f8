"""Exceptions: where one ends, and what is done with it: taken out of what was stated, or given a limit of its own.

cancer within 5 years, other than X          Z W , o Z         cancer within 5 years except X
cancer, except X, within 5 years             Z , x Z , W       cancer (except X) within 5 years

cancer except basal cell carcinoma           cancer and not basal cell carcinoma
no cancer except basal cell carcinoma        no cancer or basal cell carcinoma
X ≤ 2 except in Y                            X ≤ 2 or Y               of an inclusion: Y need not meet it
X ≤ 2 (except Y, ≤ 3)                        X ≤ 2 or (Y and X ≤ 3)
X > 2 (except Y, > 3)                        X > 2 and (not Y or X > 3)
X > 2 (except Y with X ≤ 3)                  X > 2 and not (Y and X ≤ 3)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from equipoise.criteria.grammar.context import Section
from equipoise.criteria.grammar.loosen import is_beyond
from equipoise.criteria.grammar.trees import LINK, all_lab, hull, is_absence, with_qualifier
from equipoise.criteria.items import Item, Row, kinds
from equipoise.criteria.nodes import And, Concept, Expr, If, Not, Or, Quantity, all_of, atoms

_RULE = "logic.other-limit"


def set_apart(row: Row) -> Row:
    """`, o Z ,` -> ( o Z ): an exception between commas is one of what stands before it; one behind a comma is an x."""
    shape = kinds(row)
    if "o" not in shape and ",x" not in shape:
        return row
    out = list(row)
    depth = 0
    for index, item in enumerate(out):
        depth += (item.kind == "(") - (item.kind == ")")
        if depth or not index or item.kind not in "ox" or out[index - 1].kind == "(":
            continue
        if out[index - 1].kind == "," and (end := _closing(out, index, item.kind)) is not None:
            out[index - 1] = Item("(", out[index - 1].start, out[index - 1].end)
            out[end] = Item(")", out[end].start, out[end].end)
            depth += 1
        elif item.kind == "o" and out[index - 1].kind in ",W)":
            timed = _before_time(out, index) if out[index - 1].kind == ")" else None
            if timed is None:
                out[index] = Item("x", item.start, item.end, item.value, item.text)
                continue
            # "A (such and such) other than B within T": the time is of A
            return set_apart([*out[:index], _mark("(", item), *out[index:timed], _mark(")", out[timed]), *out[timed:]])
    return out


def _mark(kind: str, beside: Item) -> Item:
    return Item(kind, beside.start, beside.start)


def _before_time(row: Sequence[Item], index: int) -> int | None:
    """The place of the time behind an exception, where only what is excepted stands between."""
    for at in range(index + 1, len(row)):
        if row[at].kind == "W":
            return at if at > index + 1 else None
        if row[at].kind not in "Ztpv":
            return None
    return None


def _closing(row: Sequence[Item], index: int, kind: str) -> int | None:
    """The comma that closes an exception: a time of the whole follows, or another member of the list that it is in."""
    members, depth = 0, 0
    for at in range(index + 1, len(row)):
        item = row[at]
        depth += (item.kind == "(") - (item.kind == ")")
        if depth < 0 or (not depth and item.kind in ".;!uxio"):
            return None
        members += not depth and item.kind == "Z"
        if item.kind == "," and not depth and at + 1 < len(row):
            alone = kind == "o" and members == 1 and row[at + 1].kind in "&|"
            if row[at + 1].kind == "W" or alone:
                return at
    return None


def excepted(base: Expr, exception: Expr, section: Section) -> Expr:
    """The base without the exception; an exception with a limit of its own is an alternative limit."""
    if (limited := other_limit(base, exception, section)) is not None:
        return limited
    if _outlook(base):
        return with_qualifier(base, "apart from what is excepted")
    if is_absence(base) or (section == "inclusion" and all_lab(base)):
        return Or((base, exception), span=hull(base, exception), rule="logic.except")
    return And((base, Not(exception, span=exception.span)), span=hull(base, exception), rule="logic.except")


def _outlook(base: Expr) -> bool:
    """`life expectancy ≥ 10 years, excluding the cancer`: what is not to be counted, and no one who is let off."""
    return isinstance(base, Quantity) and base.subject == "life_expectancy"


def other_limit(base: Expr, exception: Expr, section: Section) -> Expr | None:
    """The base, where those whom the exception names have its limit instead; None where it states none for them."""
    found = exception.items if isinstance(exception, And | Or) else (exception,)
    if isinstance(exception, If):
        found = (exception.condition, exception.then)
    parts = tuple(part for item in found for part in (item.items if isinstance(item, And) else (item,)))
    bounds = tuple(part for part in parts if isinstance(part, Quantity))
    known = set(_subjects(base))
    beside = tuple(bound for bound in bounds if bound.subject not in known)  # asked of them, too
    whom = tuple(part for part in parts if not isinstance(part, Quantity))
    if not bounds or not any(isinstance(part, Concept) for part in whom):
        return None
    group = all_of(whom, rule=LINK)

    def with_limit(expr: Expr) -> Expr:
        match expr:
            case Quantity():
                own = tuple(bound for bound in bounds if bound.subject == expr.subject)
                return _either_limit(expr, group, own, beside, section) if own else expr
            case And(items) | Or(items):
                return replace(expr, items=tuple(with_limit(item) for item in items))
            case _:
                return expr

    changed = with_limit(base)
    return changed if changed != base else None


def _subjects(expr: Expr) -> list[str]:
    return [atom.subject for atom in atoms(expr) if isinstance(atom, Quantity)]


def _either_limit(
    base: Quantity, group: Expr, own: tuple[Quantity, ...], beside: tuple[Quantity, ...], section: Section
) -> Expr:
    """Those of the group have their own bounds, the others the base."""
    theirs = all_of((*own, *beside))
    both = And((group, theirs), span=hull(group, theirs), rule=LINK)
    place = hull(base, both)
    same = all(bound.op[0] == base.op[0] for bound in own)
    wider = same and all(is_beyond(bound, base) for bound in own)
    if wider or (section == "inclusion" and same and not _is_narrower(base, own)):
        return Or((base, both), span=place, rule=_RULE)
    if same or section == "inclusion":
        others = Not(group, span=group.span, rule=_RULE)
        return And((base, Or((others, theirs), span=both.span, rule=_RULE)), span=place, rule=_RULE)
    return And((base, Not(both, span=both.span)), span=place, rule=_RULE)


def _is_narrower(base: Quantity, own: tuple[Quantity, ...]) -> bool:
    return all(bound.op[0] == base.op[0] and is_beyond(base, bound) for bound in own)
