"""The door of the room: an eligibility text in, its criteria out."""

from __future__ import annotations

from equipoise.criteria.lexer import known_concepts
from equipoise.criteria.model import Criteria, Leaf
from equipoise.criteria.outline import outline
from equipoise.criteria.parser import parse
from equipoise.criteria.roles import with_roles

GRAMMAR_VERSION = "4"
"""Raised whenever a text may be read differently than before: readings are cached under it."""


def read_criteria(text: str) -> Criteria:
    """Read a whole eligibility text. Never raises; what is not understood is in the trees, with its place."""
    found = outline(text)
    known = known_concepts(text)
    criteria = with_roles(tuple(parse(text, clause, known) for clause in found.clauses))
    leaves = [Leaf(span, kind) for span, kind in found.skeleton] + [
        leaf for criterion in criteria for leaf in criterion.leaves
    ]
    problems = (*found.problems, *(problem for criterion in criteria for problem in criterion.problems))
    return Criteria(text, found, criteria, tuple(sorted(leaves, key=lambda leaf: leaf.span)), problems)
