"""Brackets in a list: a member of its own, or a remark on the member before it.

A or (B and C)                 a member
A (or B)                       one more member, which belongs to the one before it
A (except B), A (unless B)     an exception
A (B is allowed)               a permission
A (within 3 months)            a time
A (systolic above 160)         what the term means
A (e.g. B)                     an example, which asks nothing
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from equipoise.criteria.grammar.counting import among_them, is_counted
from equipoise.criteria.grammar.excepting import excepted, other_limit
from equipoise.criteria.grammar.loosen import loosen
from equipoise.criteria.grammar.reader import Reader, place_window
from equipoise.criteria.grammar.trees import LINK, all_lab, hull, is_asked_of_some, is_of_one_sex, negate
from equipoise.criteria.items import Item, Row
from equipoise.criteria.nodes import (
    And,
    Concept,
    Expr,
    If,
    Not,
    Or,
    Personal,
    Quantity,
    Readings,
    Unsupported,
    Window,
    all_of,
    any_of,
    atoms,
)

_ASIDE = "enxouidy^W0"  # what begins a bracket that says something of the words before it


def bracket(reader: Reader, row: Sequence[Item], index: int) -> int:
    """One bracket: what it holds becomes a member of the list, or changes the last one."""
    close, depth = index + 1, 1
    while close < len(row):
        depth += (row[close].kind == "(") - (row[close].kind == ")")
        if depth == 0:
            break
        close += 1
    inner = row[index + 1 : close]
    if reader.context.text[row[index].end : row[min(close, len(row) - 1)].start].strip().lower() in ("or", "and/or"):
        reader.joint = "|"  # "and (or)"
        return close + 1
    if inner and _stands_alone(reader, row, index, close) and _group(reader, list(inner), row[index - 1]):
        return close + 1
    if inner:
        _in_brackets(reader, list(inner))
    return close + 1


def _stands_alone(reader: Reader, row: Sequence[Item], index: int, close: int) -> bool:
    """Whether a bracket is a member of the list by itself, and no remark on the one before it: "A or (B and C)"."""
    first = next((item.kind for item in row[index + 1 : close] if item.kind not in "tv"), "")
    if first in _ASIDE or first in "&|~" or any(item.kind == "y" for item in row[index:close]):
        return False
    before = row[index - 1] if index else None
    if before is not None and before.kind in "&|~!" and row[index].start <= before.end + 1:
        return reader.joint in ("&", "|") or before.kind == "!"
    return not reader.units and close + 1 < len(row) and row[close + 1].kind in "&|~,"


def _group(reader: Reader, inner: Row, before: Item) -> bool:
    """`( B and C )` -> one unit whose connectives hold as they are written; False where nothing in it is read."""
    expr = reader.nested(inner, grouped=True)
    if expr is None:
        return False
    several = isinstance(expr, And | Or)
    if before.kind == "!" and isinstance(expr, And) and not any(item.kind == "," for item in inner):
        whole = replace(expr, rule=LINK)
        if before.text.lower() != "not":
            # "no (A and B)": neither of them, or not the two together
            each = Readings((Not(whole, span=expr.span, rule="logic.no"), negate(expr)), "ambiguous-connective",
                            span=expr.span, rule="logic.unsure")  # fmt: skip
            reader.denial, reader.denied_from = 0, -1
            reader.add(each, grouped=True)
            return True
        expr = whole
    reader.add(expr, grouped=several)
    return True


def _in_brackets(reader: Reader, inner: Row) -> None:
    first = next((item.kind for item in inner if item.kind not in "tv"), "")
    if first == "e":
        return
    if first == "^":
        _loosen_last(reader, next(item for item in inner if item.kind == "^"))
        return
    if first == "W" and len(inner) == 1 and _is_bare_treatment(reader):
        reader.units.pop()  # "treatment (within 4 weeks) with A or B": a time of what follows
        reader.leading = replace(inner[0].value, span=reader.context.span(inner[0].start, inner[0].end))
        reader.joint = ""
        return
    if first == "W" and not any(item.kind == "Z" for item in inner):
        for index, item in enumerate(inner):
            if item.kind == "W":
                joint, reader.joint = reader.joint, ""
                place_window(reader, inner, index)
                reader.joint = joint
        return
    if any(item.kind == "y" for item in inner):
        _allow(reader, inner)
        return
    if first == "!" and inner[-1].kind == "r":
        reader.context.term(inner[0].start, inner[-1].end)  # "(no imaging required)"
        return
    if first == inner[0].kind and first in "|~&" and inner[0].text.lower() != "also" and reader.units:
        _another(reader, inner, first)
        return
    exception = first in "xou!" and first != ""
    body = (
        inner[next(i for i, item in enumerate(inner) if item.kind == first) + 1 :]
        if exception and first in "xou"
        else inner
    )
    expr = reader.nested(
        body,
        either=True
        if exception or (first == "n" and not (reader.units and is_counted(reader.units[-1].expr)))
        else None,
    )
    if expr is None:
        return
    if not reader.units and first == "n":
        reader.context.terms.append(expr.span)  # "all patients (including those with X) must": X is asked of nobody
        return
    if not reader.units:
        reader.add(expr)
        return
    if reader.context.section == "inclusion" and any(item.kind == "z" for item in inner):
        expr = negate(expr)  # "(growth factors are not allowed)"
    last = reader.units[-1]
    bounded = next((unit for unit in reversed(reader.units) if all_lab(unit.expr)), last)
    if (
        first not in "xo!"
        and not bounded.denied
        and (limited := other_limit(bounded.expr, expr, reader.context.section)) is not None
    ):
        bounded.expr = limited
        return
    if first == "W":
        last.expr = _own_time(last.expr, expr, reader, denied=bool(last.denied))
    elif first == "i" or (is_of_one_sex(expr) and is_asked_of_some(last.expr)):
        last.expr = _only_if(last.expr, expr, reader)
    elif isinstance(last.expr, Concept) and last.expr.family and all(_is_age(atom) for atom in _values(expr)):
        reader.context.terms.append(expr.span)  # "family history of X (< 55 years)": the age of the relative
        last.expr = replace(last.expr, narrowed=True)
    elif first in "xo" and first:
        last.expr = excepted(negate(last.expr) if last.denied else last.expr, expr, reader.context.section)
        if last.denied:
            last.denied = 0
    elif first == "u":
        last.expr = (
            Or((last.expr, expr), span=hull(last.expr, expr), rule="logic.unless")
            if reader.context.section == "inclusion"
            else excepted(last.expr, expr, reader.context.section)
        )
    elif isinstance(last.expr, Concept) and all_lab(expr):
        reader.context.terms.append(last.expr.span)
        if reader.context.section == "exclusion" and any(item.kind == "m" for item in inner):
            expr = Not(expr, span=expr.span, rule="logic.must")  # "renal insufficiency (must have a normal creatinine)"
        last.expr = expr  # a term that is defined by bounds in brackets stands for them
    elif _same_concept(last.expr, expr):
        return
    elif isinstance(expr, Concept) and isinstance(last.expr, Concept) and _restates(last.expr, expr):
        last.expr = replace(expr, span=hull(last.expr, expr))
    elif first == "n" and is_counted(last.expr):
        last.expr = among_them(last.expr, expr, reader.context)
    elif first == "n" or (
        reader.context.section == "exclusion" and not last.denied and first != "d" and not isinstance(expr, Personal)
    ):
        last.expr = (
            Or((last.expr, expr), span=hull(last.expr, expr), rule="logic.including")
            if not isinstance(expr, Unsupported)
            else And((last.expr, expr), span=hull(last.expr, expr), rule=LINK)
        )
    else:
        last.expr = And((last.expr, expr), span=hull(last.expr, expr), rule=LINK)


def _is_bare_treatment(reader: Reader) -> bool:
    """Whether `treatment`, `use` is all that was read."""
    only = reader.units[0].expr if len(reader.units) == 1 else None
    return isinstance(only, Concept) and only.kind == "treatment" and only.name in ("treatment", "therapy", "use")


def _own_time(base: Expr, other: Expr, reader: Reader, *, denied: bool) -> Expr:
    """`chemotherapy within 4 weeks (6 weeks for B)`: what has a time of its own; of a pause only for who had it."""
    if denied or reader.context.section == "exclusion":
        return Or((base, other), span=hull(base, other), rule="logic.own-time")
    had = all_of(tuple(If(_ever(one), one, span=one.span, rule="logic.own-time") for one in _members(other)))
    return And((base, had), span=hull(base, had), rule=LINK)


def _members(expr: Expr) -> tuple[Expr, ...]:
    return expr.items if isinstance(expr, And | Or) else (expr,)


def _ever(expr: Expr) -> Expr:
    return replace(expr, windows=(Window("ever"),)) if isinstance(expr, Concept) else expr


def _only_if(base: Expr, condition: Expr, reader: Reader) -> Expr:
    """`X (if Y)`: of an inclusion asked of those alone, of an exclusion a ground only for them."""
    if reader.context.section == "inclusion":
        return If(condition, base, span=hull(base, condition), rule="logic.if")
    return And((base, condition), span=hull(base, condition), rule=LINK)


def _values(expr: Expr) -> list[Expr]:
    """The bounds in a bracket, or the bracket itself where it holds none."""
    return [atom for atom in atoms(expr) if isinstance(atom, Quantity)] or [expr]


def _is_age(expr: Expr) -> bool:
    return isinstance(expr, Quantity) and expr.subject == "age"


def _loosen_last(reader: Reader, item: Item) -> None:
    """`X ≥ 100 (may be relaxed to 50 with Y)`: it is said of the member before the bracket."""
    if not reader.units:
        return
    last = reader.units[-1]
    loosened = loosen(last.expr, item, reader.context, reader.nested)
    if loosened is not None:
        last.expr = loosened
    elif item.value.otherwise is not None:
        _allow(reader, item.value.otherwise())


def _another(reader: Reader, inner: Row, joint: str) -> None:
    """`A (or B)`, `A (and B)`: one more member, which belongs to the one before it."""
    last = reader.units[-1]
    at = next(index for index, item in enumerate(inner) if item.kind == joint)
    expr = reader.nested(inner[at + 1 :], either=True if joint != "&" else None)
    if expr is None or (_same_concept(last.expr, expr) and not _with_own_time(last.expr, expr)):
        return
    both = joint == "&" and (reader.context.section == "inclusion" or isinstance(expr, Personal | Unsupported | Not))
    last.expr = all_of((last.expr, expr), rule="logic.and") if both else any_of((last.expr, expr), rule="logic.or")


def _allow(reader: Reader, inner: Row) -> None:
    """`immunosuppressants (methotrexate is allowed)` takes methotrexate out of an exclusion; else it asks nothing."""
    allowed = reader.nested([item for item in inner if item.kind != "y"], either=True)
    if allowed is None or not reader.units or (reader.context.section == "inclusion" and not reader.units[-1].denied):
        return
    last = reader.units[-1]
    if all_lab(last.expr) and not any(isinstance(atom, Quantity) for atom in atoms(allowed)) and _treats(allowed):
        reader.context.terms.append(
            allowed.span
        )  # "hemoglobin < 9 (transfusions are permitted)": it counts all the same
        return
    base = negate(last.expr) if last.denied else last.expr
    last.expr, last.denied = excepted(base, allowed, reader.context.section), 0


def _treats(expr: Expr) -> bool:
    return all(isinstance(atom, Concept) and atom.kind == "treatment" for atom in atoms(expr))


def _same_concept(one: Expr, other: Expr) -> bool:
    return isinstance(one, Concept) and isinstance(other, Concept) and one.key is not None and one.key == other.key


def _with_own_time(one: Expr, other: Expr) -> bool:
    """`a smear (or a culture within 6 months)` are two, though the vocabulary has one name for them."""
    times = [tuple(w for w in expr.windows if w.length) for expr in (one, other) if isinstance(expr, Concept)]
    return len(times) == 2 and bool(times[1]) and times[0] != times[1]


def _restates(term: Concept, words: Concept) -> bool:
    """`tumor-associated myositis (myositis within 2 years of …)`: the bracket says what the term means."""
    head = term.name.split()[-1]
    return bool(words.windows) and words.name.split()[0] == head and term.kind == words.kind
