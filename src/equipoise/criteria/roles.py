"""What part each clause plays: a criterion, the definition of a term, a note, the rule for the items around it."""

from __future__ import annotations

import re
from dataclasses import replace

from equipoise.criteria.grammar.definitions import defines_exemption
from equipoise.criteria.model import Criterion, Role
from equipoise.criteria.nodes import Atom, Concept, Quantity, Unsupported, atoms

_TERM = re.compile(r"^\W*\w?definition of\b", re.IGNORECASE)

def with_roles(criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    """The criteria with their roles set; what only defines a term asks nothing of the patient by itself."""
    criteria = tuple(_introduction(criterion) for criterion in criteria)
    roles: list[Role] = [criterion.role for criterion in criteria]
    for index, criterion in enumerate(criteria):
        text = _words(criterion)
        if criterion.clause.rule_for is not None:
            roles[index] = "rule"
        elif _TERM.search(text) and not _asks(criterion):
            _define(index, criteria, roles)
        elif criterion.clause.children and _defines_exemption(text):
            for child in criterion.clause.children:
                _define(child, criteria, roles)
        elif criterion.expr is None and roles[index] == "criterion" and not criterion.clause.children:
            roles[index] = "note"
    return tuple(replace(criterion, role=role) if role != criterion.role else criterion for criterion, role in zip(criteria, roles, strict=True))


_INTRODUCES = re.compile(r"\b(?:following|criteria|requirements|as follows|defined as|of these|below|must have|including)\b|:\s*$", re.IGNORECASE)


def _introduction(criterion: Criterion) -> Criterion:
    """A parent that only leads to its items ("The heart meets any of the following:", "Adequate organ function:") asks nothing itself."""
    if not criterion.clause.children or criterion.expr is None or not _INTRODUCES.search(criterion.words):
        return criterion
    if any(not _leads(atom) for atom in atoms(criterion.expr)):
        return criterion
    leaves = tuple(replace(leaf, kind="structure") for leaf in criterion.leaves)
    return replace(criterion, expr=None, leaves=leaves, decidable="data" if criterion.decidable == "clinician" else criterion.decidable)


def _leads(atom: Atom) -> bool:
    return isinstance(atom, Unsupported) or (isinstance(atom, Concept) and atom.kind == "state" and "function" in atom.name and not atom.windows)


def _words(criterion: Criterion) -> str:
    return criterion.words


def _asks(criterion: Criterion) -> bool:
    """Whether the clause states something beyond the name of the term that its items define."""
    return not criterion.clause.children or (
        criterion.expr is not None and any(isinstance(atom, Quantity | Concept) for atom in atoms(criterion.expr))
    )


def _defines_exemption(text: str) -> bool:
    """Whether the last sentence says who is *not* of childbearing potential: its items exempt and do not require."""
    return defines_exemption(re.split(r"(?<=[.;])\s+(?=[A-Z(])", text.strip())[-1])


def _define(index: int, criteria: tuple[Criterion, ...], roles: list[Role]) -> None:
    roles[index] = "definition"
    for child in criteria[index].clause.children:
        _define(child, criteria, roles)
