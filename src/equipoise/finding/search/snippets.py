"""Which pieces of a record matched, and the words around the match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from equipoise.finding.essie.tree import Area, Expression, Not, Phrase, Term, walk
from equipoise.finding.planning.plan import targets_of
from equipoise.finding.planning.wording import exact_words, inflections, parts_of
from equipoise.study.pieces import leaves

_AROUND = 70
_MOST = 3
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Matched:
    """A piece that matched: some of its words, and where in them the words that were asked for stand."""

    piece: str
    text: str
    marks: tuple[tuple[int, int], ...]


def matched(record: Mapping[str, Any], terms: Iterable[tuple[str, Expression]]) -> tuple[Matched, ...]:
    """The places where a record in the form of the API has the words, in the pieces that weigh most; few of them."""
    words, weights = _sought(terms)
    if not words:
        return ()
    found: dict[str, tuple[int, Matched]] = {}
    for piece, value in leaves(record):
        if piece not in weights or not isinstance(value, str):
            continue
        marks = tuple(
            (each.start(), each.end()) for each in _WORD.finditer(value) if not words.isdisjoint(exact_words(each[0]))
        )
        different = len({value[start:end].casefold() for start, end in marks})
        if different and (piece not in found or different > found[piece][0]):
            found[piece] = different, _cut(piece, value, marks)
    best = sorted(found.values(), key=lambda each: (-each[0], -weights[each[1].piece]))
    return tuple(each for _, each in best[:_MOST])


def _sought(terms: Iterable[tuple[str, Expression]]) -> tuple[frozenset[str], dict[str, float]]:
    """The words that were asked for in all their forms, and the pieces that were asked with their weights."""
    words: set[str] = set()
    weights: dict[str, float] = {}
    for area, expression in terms:
        unwanted = {id(below) for node in walk(expression) if isinstance(node, Not) for below in walk(node)}
        asked = {area}
        for node in walk(expression):
            if id(node) in unwanted:
                continue
            if isinstance(node, Area):
                asked.add(node.name.text)
            elif isinstance(node, Term | Phrase):
                words.update(_forms(node.text))
        for name in asked:
            for target in targets_of(name):
                weights[target.piece] = max(target.weight, weights.get(target.piece, 0.0))
    return frozenset(words), weights


def _forms(text: str) -> Iterable[str]:
    for part in parts_of(text):
        for run in (part.words, *part.names):
            for word in run:
                yield from inflections(word)


def _cut(piece: str, value: str, marks: tuple[tuple[int, int], ...]) -> Matched:
    """The words around the first match."""
    start = max(0, marks[0][0] - _AROUND)
    end = min(len(value), marks[0][1] + 2 * _AROUND)
    start = value.rfind(" ", 0, start + 1) + 1 if start else 0
    end = value.find(" ", end) if end < len(value) and value.find(" ", end) > 0 else len(value)
    end = min(end, start + 6 * _AROUND)
    inside = tuple((at - start, to - start) for at, to in marks if start <= at and to <= end)
    return Matched(piece, value[start:end], inside)
