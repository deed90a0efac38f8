"""How long a disease has lasted: "RA for at least 6 months", and "disease duration of 6 months" without saying of what.

Where the sentence names no disease, the trial's own is meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from equipoise.criteria.nodes import (
    And,
    AtLeast,
    Concept,
    Expr,
    If,
    Not,
    Or,
    Quantity,
    Readings,
    Relation,
    Relaxed,
    Window,
    any_of,
)
from equipoise.dates import Duration
from equipoise.screening.matching import specific
from equipoise.screening.outcome import Outcome
from equipoise.screening.samples import label
from equipoise.vocabulary.concepts import find

SUBJECT = "disease_duration"
_FIELDS = {"a": "years", "mo": "months", "wk": "weeks", "d": "days"}


def lasting(bound: Quantity, disease: Concept) -> Concept | None:
    """The disease, for at least or at most so long; None for a bound that is none on a length in whole units."""
    value, unit = bound.value, bound.unit
    if unit == "a" and value != int(value):
        value, unit = value * 12, "mo"
    if bound.op not in (">=", ">", "<=", "<") or unit not in _FIELDS or value != int(value):
        return None
    length = Duration(**{_FIELDS[unit]: int(value)})
    relation: Relation = "for_at_least" if bound.op in (">=", ">") else "for_at_most"
    strict = bound.op in (">", "<=")  # at most N is not longer than N
    window = Window(relation, length, strict=strict)
    return replace(disease, windows=(window,), narrowed=False, qualifiers=())


def is_lacking(outcome: Outcome) -> bool:
    """Whether what is missing is how long a disease has lasted that the sentence does not name."""
    return any(label(SUBJECT) in item.obtain for item in outcome.open)


def of_diseases(expr: Expr, names: Iterable[str]) -> Expr:
    """Bounds on the duration of no disease in particular -> bounds on that of any of these."""
    diseases = _concepts(tuple(names))
    return _of(expr, diseases) if diseases else expr


@lru_cache(maxsize=4096)
def _concepts(names: tuple[str, ...]) -> tuple[Concept, ...]:
    """The diseases that the vocabulary knows, the narrower ones where a wider one is among them."""
    found = tuple(dict.fromkeys(each.key for name in names if (each := find(name)) and each.kind == "condition"))
    return tuple(Concept("condition", key, key=key) for key in specific(found))


def _of(expr: Expr, diseases: tuple[Concept, ...]) -> Expr:
    match expr:
        case Quantity(subject="disease_duration"):
            each = tuple(found for disease in diseases if (found := lasting(expr, disease)) is not None)
            return any_of(each) if each else expr
        case And(items) | Or(items) | AtLeast(_, items) | Readings(items):
            return replace(expr, items=tuple(_of(item, diseases) for item in items))
        case Not(item):
            return replace(expr, item=_of(item, diseases))
        case If(condition, then):
            return replace(expr, condition=_of(condition, diseases), then=_of(then, diseases))
        case Relaxed(item, when):
            return replace(expr, item=_of(item, diseases), when=when and _of(when, diseases))
        case _:
            return expr
