"""Which members of a list a link ties: `hypertension, arrhythmia requiring medication, bradycardia`.

A, B requiring C, D        A or (B and C) or D      where D is like A and B, or the list goes on behind the link
A or B requiring C, D      (A or B) and (C or D)    where C and D are alike: left to `joining`
A with C > 9, D > 250      A and (C or D)           likewise
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from equipoise.criteria.grammar.trees import names_people
from equipoise.criteria.nodes import Concept, Expr, Quantity, atoms


@dataclass(slots=True)
class Unit:
    """A member of a list: its tree, what joins it to the one before, and whether its words were denied."""

    expr: Expr
    joint: str
    denied: int = 0  # number of the "no" that reaches it, 0 for none
    timed: bool = False
    grouped: bool = False  # a list of its own in brackets: its author means the connectives as they are written
    apart: bool = False  # an "and" behind a comma stands before it: "A or B, and C"


def with_near_links(units: list[Unit], join: Callable[[list[Unit]], list[Unit]], *, tied_to: int = 0) -> list[Unit]:
    """The list with each link that ties only what stands around it made one member; `join` makes one of them.

    Of the members before `tied_to` the last one has been made so: a link behind it does not reach back over it.
    """
    if len(units) < 3:
        return units
    at = next((index for index, unit in enumerate(units) if index and unit.joint == "r"), None)
    if at is None or (at == 1 and names_people(units[0].expr)):
        return units
    if _is_class(units[at].expr):
        begin, end = at - 1, at + 1  # "angina or heart failure of class III": the class is of the failure alone
    else:
        end = _end(units, at)
        if end == len(units) and not tied_to:
            return units
        begin = max(_begin(units, at), min(tied_to, at - 1))
    made = join([Unit(units[begin].expr, ""), *units[begin + 1 : end]])
    if len(made) != 1:
        return units
    first = units[begin]
    whole = Unit(made[0].expr, first.joint, grouped=first.grouped, apart=first.apart)
    return with_near_links([*units[:begin], whole, *units[end:]], join, tied_to=begin + 1)


def _end(units: Sequence[Unit], at: int) -> int:
    """Where the list goes on behind the link; its length where what follows belongs to the link."""
    left, right = _sort(units[at - 1].expr), _sort(units[at].expr)
    unlike = None not in (left, right) and left != right
    goes_on = any(unit.joint == "," for unit in units[1:at]) and all(unit.joint == "," for unit in units[1:at])
    for index in range(at + 1, len(units)):
        unit = units[index]
        if unit.joint == "r":
            continue
        sort = _sort(unit.expr)
        if unit.joint != "," and not goes_on:
            if unlike and sort == left and [each.joint for each in units[index + 1 : index + 2]] == ["r"]:
                # "A requiring B or C with D": one more that something is tied to
                return len(units) if any(each.joint == "r" for each in units[at + 1 : index]) else index
            continue
        if unlike and sort is not None:
            if sort != right:
                return index
        elif unit.joint == "," and goes_on:
            return index
    return len(units)


def _begin(units: Sequence[Unit], at: int) -> int:
    """The first of the members before the link that it ties: one, and those that "or" and "and" join to it."""
    begin = at - 1
    while begin and units[begin].joint in ("|", "&"):
        begin -= 1
    return begin


def _is_class(expr: Expr) -> bool:
    """A bound on the class or grade of a disease."""
    values = list(atoms(expr))
    return all(isinstance(value, Quantity) and value.unit in ("{class}", "{grade}") for value in values)


def _sort(expr: Expr) -> str | None:
    """What kind of thing a member is, as far as it is known."""
    first = next(iter(atoms(expr)), expr)
    if isinstance(first, Quantity):
        return "quantity"
    if not isinstance(first, Concept):
        return None
    return "condition" if first.kind == "state" else first.kind
