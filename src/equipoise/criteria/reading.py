"""The reading: criteria in the exchange form that tools outside the program rely on.

The form is flat: each criterion lists its atoms and states its logic over their labels. What the tree holds beyond it
(units of
change, samples, relaxations) is left out; where an atom stands twice in a tree it is written once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from equipoise.criteria.grammar.atoms import subject_name
from equipoise.criteria.model import Criteria, Criterion
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
    Readings,
    Relaxed,
    Unsupported,
    Window,
)

Json = dict[str, Any]


def reading(nct_id: str, criteria: Criteria) -> Json:
    """`{"nct_id", "criteria": […]}` of one trial; lost items have no words and are left out."""
    kept = [criterion for criterion in criteria.criteria if not criterion.clause.lost]
    clauses = criteria.outline.clauses
    index = {id(criterion.clause): number for number, criterion in enumerate(kept)}
    return {"nct_id": nct_id, "criteria": [_criterion(criterion, criteria, clauses, index) for criterion in kept]}


def _criterion(criterion: Criterion, criteria: Criteria, clauses: tuple[Any, ...], index: dict[int, int]) -> Json:
    clause = criterion.clause
    labels: dict[int, str] = {}
    atoms = [_atom(label, atom, criteria.text) for label, atom in _labelled(criterion.expr, labels)]
    row: Json = {
        "section": clause.section,
        "start": clause.span.start,
        "end": clause.span.end,
        "quote": clause.span.of(criteria.text),
        "population": clause.population,
        "atoms": atoms,
        "logic": _logic(criterion.expr, labels) if criterion.expr is not None else "",
        "decidable": criterion.decidable,
    }
    if clause.parent is not None:
        row["parent"] = index[id(clauses[clause.parent])]
    if clause.children_rule:
        row["children_rule"] = clause.children_rule
    return row


def _label(number: int) -> str:
    """a, b, … z, aa, ab, …"""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters if letters not in _RESERVED else f"{letters}_"


_RESERVED = frozenset({"or", "if", "and", "not", "atleast"})


def _labelled(expr: Expr | None, labels: dict[int, str]) -> Iterator[tuple[str, Quantity | Concept | Personal]]:
    """Each atom that says something, with the label it is given."""
    if expr is None:
        return
    match expr:
        case Quantity() | Concept() | Personal() if id(expr) in labels:
            return
        case Quantity() | Concept() | Personal():
            labels[id(expr)] = _label(len(labels))
            yield labels[id(expr)], expr
        case Unsupported():
            return
        case Not(item) | Relaxed(item):
            yield from _labelled(item, labels)
        case If(condition, then):
            yield from _labelled(condition, labels)
            yield from _labelled(then, labels)
        case Readings(items):
            yield from _labelled(items[0], labels)
        case And(items) | Or(items) | AtLeast(_, items):
            for item in items:
                yield from _labelled(item, labels)


def _logic(expr: Expr, labels: dict[int, str]) -> str:
    """The expression over labels; "" where nothing in it has one."""
    match expr:
        case Quantity() | Concept() | Personal():
            return labels[id(expr)]
        case Unsupported():
            return ""
        case Not(item):
            inner = _logic(item, labels)
            return f"not {_wrapped(inner)}" if inner else ""
        case Relaxed(item):
            return _logic(item, labels)
        case Readings(items):
            return _logic(items[0], labels)
        case If(condition, then):
            asked, then_asked = _logic(condition, labels), _logic(then, labels)
            return f"if({asked}, {then_asked})" if asked and then_asked else asked or then_asked
        case And(items):
            return _join(" and ", [_logic(item, labels) for item in items])
        case Or(items):
            return _join(" or ", [_logic(item, labels) for item in items])
        case AtLeast(k, items):
            known = [part for part in (_logic(item, labels) for item in items) if part]
            return f"atleast({min(k, len(known))}, {', '.join(known)})" if known else ""


def _join(word: str, parts: list[str]) -> str:
    known = [part for part in parts if part]
    return known[0] if len(known) == 1 else word.join(_wrapped(part) for part in known)


def _wrapped(part: str) -> str:
    return f"({part})" if " " in part and not (part.startswith(("if(", "atleast(")) and part.endswith(")")) else part


def _atom(label: str, atom: Quantity | Concept | Personal, text: str) -> Json:
    quote = atom.span.of(text)
    row: Json
    if isinstance(atom, Concept) and atom.count is not None:
        row = {
            "label": label,
            "kind": "quantity",
            "subject": f"number of {atom.name}s",
            "op": ">=",
            "value": atom.count,
            "unit": "{count}",
            "reference": "absolute",
        }
    elif isinstance(atom, Quantity):
        row = {
            "label": label,
            "kind": "quantity",
            "subject": subject_name(atom.subject),
            "op": atom.op,
            "value": atom.value,
            "unit": atom.unit,
            "reference": atom.reference,
        }
    else:
        row = {"label": label, "kind": atom.kind, "subject": atom.name, "present": atom.present}
    if atom.windows:
        row["temporal"] = _window(atom.windows[0])
    row["quote"] = quote
    return row


def _window(window: Window) -> Json:
    anchor = {"consent": "screening", "conditioning": "treatment"}.get(window.anchor, window.anchor)
    return {
        "relation": window.relation,
        "length": str(window.length) if window.length is not None else None,
        "anchor": anchor,
    }
