"""One clause to one tree: the passes of the grammar in their order, and the account of every character.

    clause      = text of one item of the outline
    row         = items of the lexer
    windows     : I N T b A … -> W        grammar/windows
    values      : C N U …     -> V        grammar/values
    standards   : V p w w     -> V        grammar/standards
    asides      : O w, v R    -> t        grammar/asides
    relaxations : s M ^ V     -> ^        grammar/relaxations
    quantities  : Q … V       -> Z        grammar/quantities
    responses   : q | q R     -> q R      grammar/responses
    frames      : w : Z …     -> Z        grammar/frames
    people      : G …, … j …  -> Z        grammar/people
    concepts    : w M p w …   -> Z        grammar/concepts
    bounded     : Z V, V Z    -> Z        grammar/bounded
    tree        : Z & Z …     -> Expr     grammar/logic (sentences), lists, brackets, counting,
                                           near_links, joining

Nothing raises: words that no rule can use become `Unsupported` nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from equipoise.criteria.decidable import decidable
from equipoise.criteria.grammar.asides import asides
from equipoise.criteria.grammar.bounded import bounded, grades
from equipoise.criteria.grammar.concepts import concepts
from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.doubt import without_lost_signs
from equipoise.criteria.grammar.frames import changes, frames
from equipoise.criteria.grammar.labels import labels
from equipoise.criteria.grammar.logic import tree
from equipoise.criteria.grammar.people import people
from equipoise.criteria.grammar.quantities import quantities
from equipoise.criteria.grammar.relaxations import relaxations
from equipoise.criteria.grammar.responses import responses
from equipoise.criteria.grammar.standards import standards
from equipoise.criteria.grammar.subgroups import subgroups
from equipoise.criteria.grammar.values import values
from equipoise.criteria.grammar.windows import windows
from equipoise.criteria.items import Item, Row, kinds
from equipoise.criteria.lexer import lex
from equipoise.criteria.model import Criterion, Leaf, LeafKind
from equipoise.criteria.narrowing import with_lost_words
from equipoise.criteria.nodes import Expr, Personal, Unsupported, atoms
from equipoise.criteria.outline import Clause
from equipoise.criteria.text import normalise
from equipoise.source import Span

Pass = Callable[[Row, Context], Row]

_READING: tuple[Pass, ...] = (changes, quantities, subgroups, responses, frames, people, concepts, bounded)
PASSES: tuple[Pass, ...] = (
    labels,
    windows,
    lambda row, _: values(row),
    standards,
    asides,
    grades,
    lambda row, context: relaxations(row, context, _READING),
    *_READING,
)


# What stands in more brackets, has more words or hangs on more conditions is no criterion but a damaged text.
_DEEPEST = 8
_LONGEST = 4_000
_MOST_CONDITIONS = 60


def parse(text: str, clause: Clause, known: frozenset[str] = frozenset()) -> Criterion:
    """The clause with its tree, its leaves and its problems."""
    if clause.lost:
        return Criterion(clause, None, "lost", "damaged")
    context = Context(normalise(text, clause.span), clause.section)
    row = _under_topic(brackets(lex(context.text, known)), clause)
    expr: Expr | None
    if len(row) > _LONGEST or sum(item.kind in "uxim" for item in row) > _MOST_CONDITIONS:
        expr = Unsupported(context.text, span=clause.span, rule="clause.too-long")
    else:
        for grammar in PASSES:
            row = grammar(row, context)
        expr = without_lost_signs(tree(row, context), context, text)
    problems = tuple(context.problems)
    read = Criterion(
        clause,
        expr,
        "criterion",
        decidable(expr, clause, context.text, frozenset(p.code for p in problems)),
        _leaves(expr, clause.span, text, context.terms),
        problems,
        context.text,
    )
    whole = with_lost_words(read, text)
    if whole is expr:
        return read
    return replace(read, expr=whole, leaves=_leaves(whole, clause.span, text, context.terms))


def _under_topic(row: Row, clause: Clause) -> Row:
    """An item that begins with its bound takes its subject from the heading it stands under: "Age" above "18 and
    over".
    """
    if clause.topic is None or not row or row[0].kind not in "NC":
        return row
    subject = next((item for item in lex(clause.topic) if item.kind == "Q"), None)
    return row if subject is None else [Item("Q", 0, 0, subject.value, subject.text), *row]


def brackets(row: Row) -> Row:
    """Square brackets are round ones; those nested deeper than any author means are commas."""
    shape = kinds(row)
    if shape[:1] == "(" and shape.count("(") > shape.count(")"):
        return brackets(row[1:])  # the whole item was to stand in brackets
    if "[" not in shape and "]" not in shape and shape.count("(") <= _DEEPEST:
        return row
    out: Row = []
    depth = 0
    for item in row:
        kind = {"[": "(", "]": ")"}.get(item.kind, item.kind)
        depth += kind == "("
        plain = kind in "()" and depth > _DEEPEST
        depth -= kind == ")" and depth > 0
        if plain or kind != item.kind:
            item = Item("," if plain else kind, item.start, item.end, item.value, item.text)
        out.append(item)
    return out


_KINDS: tuple[LeafKind, ...] = ("structure", "term", "person", "not-understood", "computed")
_RUN = re.compile(b"|".join(bytes((place,)) + b"+" for place in range(len(_KINDS))))


def _leaves(expr: Expr | None, span: Span, text: str, terms: Sequence[Span]) -> tuple[Leaf, ...]:
    """The clause's characters by what became of them; between two leaves there is only white space."""
    marks = bytearray(span.end - span.start)  # of each character the place of its kind in _KINDS

    def mark(place: Span, kind: LeafKind) -> None:
        start, end = max(place.start, span.start) - span.start, min(place.end, span.end) - span.start
        if end > start:
            marks[start:end] = bytes((_KINDS.index(kind),)) * (end - start)

    for term in terms:
        mark(term, "term")
    for atom in () if expr is None else atoms(expr):
        mark(
            atom.span,
            "not-understood"
            if isinstance(atom, Unsupported)
            else "person"
            if isinstance(atom, Personal)
            else "computed",
        )
    leaves: list[Leaf] = []
    for run in _RUN.finditer(marks):
        start, end = run.span()
        place = _trimmed(text, span.start + start, span.start + end)
        if place.end > place.start:
            leaves.append(Leaf(place, _KINDS[marks[start]]))
    return tuple(leaves)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
