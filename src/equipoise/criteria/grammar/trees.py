"""What is done with finished trees: deny them, give them a time, take an exception out of them."""

from __future__ import annotations

import re
from dataclasses import replace

from equipoise.criteria.grammar.values import INVERSE
from equipoise.criteria.nodes import (
    And,
    AtLeast,
    Concept,
    Expr,
    If,
    Not,
    Or,
    Personal,
    Quantity,
    Window,
    atoms,
)
from equipoise.source import Span

LINK = "logic.link"


def negate(expr: Expr) -> Expr:
    """`no (A or B)` -> no A and no B; a linked pair ("diabetes treated with insulin") is denied as a whole."""
    match expr:
        case Concept() | Personal():
            return replace(expr, present=not expr.present)
        case Quantity(_, op):
            return replace(expr, op=INVERSE[op])
        case Not(item):
            return item
        case Or(items):
            return And(tuple(negate(item) for item in items), span=expr.span, rule="logic.no")
        case And(items) if expr.rule != LINK and not any(isinstance(i, Quantity | Not) for i in items):
            return And(tuple(negate(item) for item in items), span=expr.span, rule="logic.no")
        case _:
            return Not(expr, span=expr.span, rule="logic.no")


def with_window(expr: Expr, window: Window) -> Expr:
    """The window on every atom that has none of its own; it says more than "ever" or "current" do."""
    match expr:
        case Concept() | Quantity() | Personal():
            kept = tuple(
                w for w in expr.windows if w.relation not in ("ever", "current") and w.relation != window.relation
            )
            if any(w.relation == window.relation and w.length for w in expr.windows):
                return expr
            return replace(
                expr, windows=(*kept, window) if window.relation != "for_at_least" or kept else (window, *kept)
            )
        case And(items) | Or(items) | AtLeast(_, items):
            return replace(expr, items=tuple(with_window(item, window) for item in items))
        case Not(item):
            return replace(expr, item=with_window(item, window))
        case If(condition, then):
            return replace(expr, then=with_window(then, window), condition=condition)
        case _:
            return expr


def with_qualifier(expr: Expr, words: str) -> Expr:
    """The words on every bound: they narrow which of its values count."""
    match expr:
        case Quantity():
            return replace(expr, qualifiers=(*expr.qualifiers, words))
        case And(items) | Or(items):
            return replace(expr, items=tuple(with_qualifier(item, words) for item in items))
        case _:
            return expr


def names_people(expr: Expr) -> bool:
    match expr:
        case Concept(kind):
            return kind == "state"
        case And(items) | Or(items):
            return any(names_people(item) for item in items)
        case _:
            return False


ONE_SEX = re.compile(
    r"(?:(?:fertile |all )?(?:wom[ae]n|females?|m[ae]n|males?)(?: (?:subjects?|patients?|participants?))?"
    r"(?: (?:of|with) (?:child-?\s?bearing|reproductive) (?:potential|age|capacity))?|wocbp)$",
    re.IGNORECASE,
)
"""Names of those of one sex."""


def is_of_one_sex(expr: Expr) -> bool:
    """Whether a tree only says which sex somebody is of: what stands beside it is asked of those alone."""
    return isinstance(expr, Concept) and expr.kind == "state" and expr.present and bool(ONE_SEX.match(expr.name))


def is_asked_of_some(expr: Expr) -> bool:
    """Whether it is a test, a value or an agreement: "pregnancy test (women)", and not "breast cancer (women)"."""
    return all(
        isinstance(atom, Quantity | Personal) or (isinstance(atom, Concept) and atom.kind == "test")
        for atom in atoms(expr)
    )


def is_absence(expr: Expr) -> bool:
    match expr:
        case Concept(_, _, present):
            return not present
        case Not():
            return True
        case And(items) | Or(items):
            return all(is_absence(item) for item in items)
        case _:
            return False


def all_lab(expr: Expr) -> bool:
    match expr:
        case Quantity():
            return is_lab(expr)
        case And(items) | Or(items):
            return all(all_lab(item) for item in items)
        case _:
            return False


def shares_concept(one: Expr, other: Expr) -> bool:
    keys = [{atom.key or atom.name for atom in atoms(expr) if isinstance(atom, Concept)} for expr in (one, other)]
    return bool(keys[0] & keys[1])


def hull(*exprs: Expr) -> Span:
    return Span(min(e.span.start for e in exprs), max(e.span.end for e in exprs))


def is_lab(expr: Expr) -> bool:
    """Whether a quantity is a measured value (and so can be what a term is defined by)."""
    return isinstance(expr, Quantity) and expr.subject not in ("age", "disease_duration")
