"""What part each clause plays: a criterion, the definition of a term, a note, the rule for the items around it."""

from __future__ import annotations

import re
from dataclasses import replace

from equipoise.criteria.model import Criterion, Role
from equipoise.criteria.nodes import Concept, Quantity, atoms

_TERM = re.compile(r"^\W*\w?definition of\b", re.IGNORECASE)
_EXEMPT = re.compile(
    r"(?:not? (?:being )?(?:considered )?(?:to be )?of|non|not having)[- ]?(?:a )?(?:child[- ]?bearing|reproductive)"
    r"|(?:post-?menopausal|sterile|sterili[sz]ed|infertile|child[- ]?bearing potential|WOCBP)\b[^.]{0,60}\b(?:defined|means?|i\.?e)",
    re.IGNORECASE,
)
_DEFINING = re.compile(r"\b(?:defined (?:as|by)|means?|i\.?e\b|who meet|who have|met at least|one of the following|following criteria|any of the following)", re.IGNORECASE)


def with_roles(criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    """The criteria with their roles set; what only defines a term asks nothing of the patient by itself."""
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


def _words(criterion: Criterion) -> str:
    return criterion.words


def _asks(criterion: Criterion) -> bool:
    """Whether the clause states something beyond the name of the term that its items define."""
    return not criterion.clause.children or (
        criterion.expr is not None and any(isinstance(atom, Quantity | Concept) for atom in atoms(criterion.expr))
    )


def _defines_exemption(text: str) -> bool:
    """Whether the last sentence says who is *not* of childbearing potential: its items exempt and do not require."""
    last = re.split(r"(?<=[.;])\s+(?=[A-Z(])", text.strip())[-1]
    return bool(_EXEMPT.search(last) and _DEFINING.search(last))


def _define(index: int, criteria: tuple[Criterion, ...], roles: list[Role]) -> None:
    roles[index] = "definition"
    for child in criteria[index].clause.children:
        _define(child, criteria, roles)
