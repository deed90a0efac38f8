"""Readings and their trees as JSON, and back without loss; `stored` has the bytes of the library's cache.

`node_json` says what a tree looks like. A reading is the outline, each criterion with its tree, the account of every
character and the problems; the text itself is the record's and not repeated.
"""

from __future__ import annotations

from typing import Any, cast

import msgspec

from equipoise.criteria.model import Criteria, Criterion, Decidable, Leaf, Role
from equipoise.criteria.node_json import Json, TreeError, from_json, to_json
from equipoise.criteria.outline import Outline
from equipoise.criteria.stored import criteria_from_bytes, criteria_to_bytes
from equipoise.criteria.text import normalise
from equipoise.source import Problem

__all__ = [
    "TreeError",
    "criteria_from_bytes",
    "criteria_from_json",
    "criteria_to_bytes",
    "criteria_to_json",
    "from_json",
    "to_json",
]


class _Criterion(msgspec.Struct, omit_defaults=True):
    clause: int  # index into the outline's clauses
    expr: Json | None = None
    role: Role = "criterion"
    decidable: Decidable = "data"
    leaves: tuple[Leaf, ...] = ()
    problems: tuple[Problem, ...] = ()


class _Criteria(msgspec.Struct):
    outline: Outline
    criteria: tuple[_Criterion, ...]
    leaves: tuple[Leaf, ...]
    problems: tuple[Problem, ...]


def criteria_to_json(criteria: Criteria) -> Json:
    """The reading as objects, lists, strings and numbers."""
    return cast(dict[str, Any], msgspec.to_builtins(_form(criteria)))


def criteria_from_json(data: object, text: str) -> Criteria:
    """What `criteria_to_json` wrote, of this text. Raises `TreeError`."""
    try:
        return _criteria(msgspec.convert(data, _Criteria), text)
    except msgspec.ValidationError as error:
        raise _told(error) from error


def _told(error: Exception) -> TreeError:
    message, _, place = str(error).partition(" - at `")
    return TreeError(message, place=place.rstrip("`") or "$")


def _form(criteria: Criteria) -> _Criteria:
    index = {id(clause): number for number, clause in enumerate(criteria.outline.clauses)}
    rows = tuple(
        _Criterion(
            index[id(one.clause)],
            None if one.expr is None else to_json(one.expr),
            one.role,
            one.decidable,
            one.leaves,
            one.problems,
        )
        for one in criteria.criteria
    )
    return _Criteria(criteria.outline, rows, criteria.leaves, criteria.problems)


def _criteria(form: _Criteria, text: str) -> Criteria:
    if any(leaf.span.end > len(text) for leaf in form.leaves):
        raise TreeError("the reading is of a longer text", place="$.leaves")
    criteria = tuple(
        _criterion(row, form.outline, text, f"$.criteria[{number}]") for number, row in enumerate(form.criteria)
    )
    return Criteria(text, form.outline, criteria, form.leaves, form.problems)


def _criterion(row: _Criterion, outline: Outline, text: str, place: str) -> Criterion:
    if not 0 <= row.clause < len(outline.clauses):
        raise TreeError("there is no such clause in the outline", place=f"{place}.clause")
    expr = None if row.expr is None else from_json(row.expr, f"{place}.expr")
    clause = outline.clauses[row.clause]
    words = "" if clause.lost else normalise(text, clause.span).text
    return Criterion(clause, expr, row.role, row.decidable, row.leaves, row.problems, words)
