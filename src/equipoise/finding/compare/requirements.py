"""What the criteria of a trial require, atom by atom, in one form for inclusion and exclusion.

    inclusion  "platelets at least 100 × 10^9/L"    platelets ≥ 100 × 10^9/L
    exclusion  "platelets below 100 × 10^9/L"       platelets ≥ 100 × 10^9/L
    exclusion  "malignancy within 5 years"          no malignancy within 5 years

An atom that holds only together with others (in an alternative, under a condition, among "at least two of") is marked
as such: its bound alone says neither who qualifies nor who does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from equipoise.criteria import Criteria
from equipoise.criteria.english import english
from equipoise.criteria.model import Criterion
from equipoise.criteria.nodes import And, AtLeast, Concept, Expr, If, Not, Op, Or, Quantity, Readings, Relaxed, Window
from equipoise.vocabulary.quantities import by_slug
from equipoise.vocabulary.units import UnitError, convert

Bound: TypeAlias = Literal["low", "high", "exact"]

_OPPOSITE: dict[Op, Op] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_BOUNDS: dict[Op, Bound] = {">": "low", ">=": "low", "<": "high", "<=": "high", "=": "exact", "!=": "exact"}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that is required. `about` tells which other trial's requirement it can be held against.

    `value` is the bound in the quantity's canonical unit (None for conditions and treatments, or where the unit cannot
    be converted), `strict` leaves the bound itself out. `wanted` says whether a condition or treatment must be there or
    must not be. `days` is how far back a window reaches: None for ever. `alone` is whether the patient must meet it
    whatever else holds. `words` are the requirement in plain words, `criterion` is the author's number, `quote` are the
    author's words.
    """

    about: tuple[str, ...]
    words: str
    criterion: str
    quote: str
    alone: bool
    value: float | None = None
    strict: bool = False
    wanted: bool = True
    days: float | None = None


def requirements(criteria: Criteria) -> tuple[Requirement, ...]:
    """What is required, in the order of the text."""
    return tuple(
        each for criterion in criteria.criteria if criterion.expr is not None for each in _of_criterion(criterion)
    )


def _of_criterion(criterion: Criterion) -> Iterator[Requirement]:
    assert criterion.expr is not None  # asked by the caller  # noqa: S101
    included = criterion.clause.section != "exclusion"
    alone = criterion.role == "criterion" and not criterion.clause.population and criterion.clause.block is None
    yield from _of(criterion.expr, criterion, included, alone)


def _of(expr: Expr, criterion: Criterion, required: bool, alone: bool) -> Iterator[Requirement]:
    """The requirements below a node that must be true (`required`) or false."""
    match expr:
        case Not(item):
            yield from _of(item, criterion, not required, alone)
        case And(items):
            for each in items:
                yield from _of(each, criterion, required, alone and required)
        case Or(items):
            for each in items:
                yield from _of(each, criterion, required, alone and not required)
        case AtLeast(_, items) | Readings(items):
            for each in items:
                yield from _of(each, criterion, required, alone=False)
        case If(_, then):
            yield from _of(then, criterion, required, alone=False)
        case Relaxed(item):
            yield from _of(item, criterion, required, alone)
        case Quantity():
            yield _quantity(expr, criterion, required, alone)
        case Concept():
            yield _concept(expr, criterion, required, alone)
        case _:
            pass  # what only a person can say, and what was not understood, is held against nothing


def _quantity(atom: Quantity, criterion: Criterion, required: bool, alone: bool) -> Requirement:
    held = atom if required else replace(atom, op=_OPPOSITE[atom.op])
    value, unit = _canonical(held)
    return Requirement(
        about=("quantity", held.subject, _BOUNDS[held.op], held.reference, unit, held.change or "", held.formula or ""),
        words=english(replace(held, windows=())),
        criterion=criterion.id,
        quote=criterion.words,
        alone=alone,
        value=value,
        strict=held.op in ("<", ">", "!="),
        days=_days(held.windows),
    )


def _canonical(atom: Quantity) -> tuple[float, str]:
    """The value in the quantity's own unit, and "" then; else the value and unit as they stand."""
    kind = by_slug(atom.subject)
    if atom.reference != "absolute":
        return atom.value, ""
    if kind is None:
        return atom.value, atom.unit
    unit = atom.unit or kind.default_unit_when_missing or kind.unit
    try:
        return float(convert(atom.value, unit, kind.unit, kind.molar_mass, analyte=kind.slug)), ""
    except UnitError:
        return atom.value, atom.unit


def _concept(atom: Concept, criterion: Criterion, required: bool, alone: bool) -> Requirement:
    wanted = atom.present == required
    role = atom.response or (
        "allergy" if atom.allergy else "family" if atom.family else "planned" if atom.planned else ""
    )
    named = atom.key if atom.key is not None and not atom.narrowed else atom.name
    shown = replace(atom, present=wanted)
    return Requirement(
        about=("concept", named, role, atom.result or "", atom.specimen or "", *sorted(atom.qualifiers)),
        words=english(shown),
        criterion=criterion.id,
        quote=criterion.words,
        alone=alone,
        wanted=wanted,
        days=_days(atom.windows),
    )


def _days(windows: tuple[Window, ...]) -> float | None:
    """How far back the window reaches; None where it has no end."""
    lengths = [each.length for each in windows if each.length is not None and each.relation == "within"]
    if not lengths:
        return None
    return max(length.calendar_months * 365.25 / 12 + length.calendar_days for length in lengths)
