"""Readings as bytes for the library's cache (kept under the text's hash, `GRAMMAR_VERSION` and `FORM`), and back.

    [text, clauses, rows: [[clause, tree, role, …], …], problems, account]

There are two ways back. All of it, without loss; or only what it takes to evaluate the criteria: then the account of
the characters stays closed, and equal trees are read once, whatever trial they stand in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from typing import TypeVar

import msgspec
from msgspec.structs import astuple

from equipoise.criteria import packed
from equipoise.criteria.model import Criteria, Criterion, Decidable, Leaf, LeafKind, Role
from equipoise.criteria.node_json import TreeError
from equipoise.criteria.nodes import Expr
from equipoise.criteria.outline import Clause, Connective, Outline, Section, Skeleton
from equipoise.criteria.packed import PlaceOf, pack, places, unpack
from equipoise.criteria.text import normalise
from equipoise.source import Problem, Span

FORM = f"3-{packed.FORM}"
"""Names the stored form: its number is raised with it."""

T = TypeVar("T")
_Leaves = tuple[tuple[int, int, LeafKind], ...]


class _Clause(msgspec.Struct, array_like=True, gc=False):
    """The fields of a `Clause`, in its order."""

    id: str
    section: Section
    span: Span
    marker: Span | None
    depth: int
    parent: int | None
    children: tuple[int, ...]
    children_rule: str | None
    population: str | None
    block: int | None
    damage: tuple[str, ...]
    lost: bool
    rule_for: tuple[int, ...] | None
    topic: str | None
    then: Connective | None


class _Row(msgspec.Struct, array_like=True, gc=False):
    clause: int  # index into the clauses
    tree: bytes | None
    role: Role
    decidable: Decidable
    problems: tuple[Problem, ...]


class _Account(msgspec.Struct, array_like=True):
    """What became of every character, and the places of the nodes of each row's tree."""

    problems: tuple[Problem, ...]  # those of the outline
    skeleton: tuple[tuple[Span, Skeleton], ...]
    sections: tuple[tuple[Section, Span], ...]
    leaves: _Leaves
    leaves_of_rows: tuple[_Leaves, ...]
    places_of_rows: tuple[tuple[PlaceOf, ...], ...]


class _Stored(msgspec.Struct, array_like=True):
    text: str
    clauses: tuple[_Clause, ...]
    rows: tuple[_Row, ...]
    problems: tuple[Problem, ...]
    account: bytes


def criteria_to_bytes(criteria: Criteria) -> bytes:
    """The reading with its text."""
    outline = criteria.outline
    index = {id(clause): number for number, clause in enumerate(outline.clauses)}
    account = _Account(
        outline.problems,
        outline.skeleton,
        outline.sections,
        _plain(criteria.leaves),
        tuple(_plain(one.leaves) for one in criteria.criteria),
        tuple(() if one.expr is None else places(one.expr) for one in criteria.criteria),
    )
    form = _Stored(
        criteria.text,
        tuple(_Clause(*(getattr(clause, each.name) for each in fields(clause))) for clause in outline.clauses),
        tuple(
            _Row(
                index[id(one.clause)],
                None if one.expr is None else pack(one.expr),
                one.role,
                one.decidable,
                one.problems,
            )
            for one in criteria.criteria
        ),
        criteria.problems,
        msgspec.msgpack.encode(account),
    )
    return msgspec.msgpack.encode(form)


def criteria_from_bytes(data: bytes, text: str) -> Criteria:
    """What `criteria_to_bytes` wrote, of this text. Raises `TreeError`."""
    form = _decoded(data)
    if form.text != text:
        raise TreeError("the reading is of another text", place="$.text")
    try:
        account = _decoder(_Account).decode(form.account)
        clauses = tuple(Clause(*astuple(row)) for row in form.clauses)
        criteria = tuple(
            _criterion(row, clauses, text, leaves, where)
            for row, leaves, where in zip(form.rows, account.leaves_of_rows, account.places_of_rows, strict=True)
        )
        outline = Outline(clauses, account.problems, account.skeleton, account.sections)
        return Criteria(text, outline, criteria, _leaves(account.leaves), form.problems)
    except _BROKEN as error:
        raise TreeError(f"not a reading: {error}") from error


def criteria_to_evaluate(data: bytes, trees: Callable[[bytes], Expr]) -> Criteria:
    """The same without leaves, words and the places of nodes: all that screening asks for. Raises `TreeError`.

    `trees` gives the tree of its bytes (`packed.Trees`).
    """
    form = _decoded(data)
    try:
        clauses = tuple(Clause(*astuple(row)) for row in form.clauses)
        criteria = tuple(
            Criterion(
                clauses[row.clause],
                None if row.tree is None else trees(row.tree),
                row.role,
                row.decidable,
                problems=row.problems,
            )
            for row in form.rows
        )
    except _BROKEN as error:
        raise TreeError(f"not a reading: {error}") from error
    return Criteria(form.text, Outline(clauses), criteria, problems=form.problems)


# RuntimeError: places that end too early.
_BROKEN = (msgspec.DecodeError, ValueError, TypeError, LookupError, RuntimeError)


def _criterion(
    row: _Row, clauses: tuple[Clause, ...], text: str, leaves: _Leaves, where: tuple[PlaceOf, ...]
) -> Criterion:
    clause = clauses[row.clause]
    expr = None if row.tree is None else unpack(row.tree, where)
    words = "" if clause.lost else normalise(text, clause.span).text
    return Criterion(clause, expr, row.role, row.decidable, _leaves(leaves), row.problems, words)


def _plain(leaves: tuple[Leaf, ...]) -> _Leaves:
    return tuple((*leaf.span, leaf.kind) for leaf in leaves)


def _leaves(rows: _Leaves) -> tuple[Leaf, ...]:
    return tuple(Leaf(Span(start, end), kind) for start, end, kind in rows)


def _decoded(data: bytes) -> _Stored:
    try:
        form: _Stored = _decoder(_Stored).decode(data)
    except msgspec.DecodeError as error:
        raise TreeError(f"not a reading: {error}") from error
    return form


@cache
def _decoder(kind: type[T]) -> msgspec.msgpack.Decoder[T]:
    return msgspec.msgpack.Decoder(kind)
