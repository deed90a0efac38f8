"""What part each clause plays: a criterion, the definition of a term, a note, the rule for the items around it."""

from __future__ import annotations

import re
from dataclasses import replace

from equipoise.criteria.grammar.definitions import defines_exemption, defines_fertility
from equipoise.criteria.model import Criterion, Role
from equipoise.criteria.nodes import Atom, Concept, Or, Quantity, Unsupported, atoms

_TERM = re.compile(r"^\W*\w?definition of\b", re.IGNORECASE)


def with_roles(criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    """The criteria with their roles set; what only defines a term asks nothing of the patient by itself."""
    criteria = _alternatives(tuple(_introduction(criterion) for criterion in criteria))
    roles: list[Role] = [criterion.role for criterion in criteria]
    for index, criterion in enumerate(criteria):
        text = _words(criterion)
        if criterion.clause.rule_for is not None:
            roles[index] = "rule"
        elif _TERM.search(text) and not _asks(criterion):
            _define(index, criteria, roles)
        elif not criterion.clause.children and defines_fertility(text):
            roles[index] = "definition"
        elif criterion.clause.children and _defines_exemption(text):
            for child in criterion.clause.children:
                _define(child, criteria, roles)
        elif criterion.expr is None and roles[index] == "criterion" and not criterion.clause.children:
            roles[index] = "note"
    return tuple(
        replace(criterion, role=role) if role != criterion.role else criterion
        for criterion, role in zip(criteria, roles, strict=True)
    )


_INTRODUCES = re.compile(
    r"\b(?:following|criteria|requirements|as follows|defined as|of these|below|must have|including)\b|:\s*$",
    re.IGNORECASE,
)
# "Active disease, if at least one of the following is met:": what the items say is all that is asked.
_CONDITIONAL = re.compile(
    r"\bif (?:at least |any |all |one |two |three |\d )[^.;]{0,30}\b(?:following|below|items?|criteria)\b",
    re.IGNORECASE,
)


def _introduction(criterion: Criterion) -> Criterion:
    """A parent that only leads to its items ("The heart meets any of the following:", "Adequate organ function:")
    asks nothing itself.
    """
    if not criterion.clause.children or criterion.expr is None or not _INTRODUCES.search(criterion.words):
        return criterion
    if not _CONDITIONAL.search(criterion.words) and any(not _leads(atom) for atom in atoms(criterion.expr)):
        return criterion
    leaves = tuple(replace(leaf, kind="structure") for leaf in criterion.leaves)
    return replace(
        criterion,
        expr=None,
        leaves=leaves,
        decidable="data" if criterion.decidable == "clinician" else criterion.decidable,
    )


# Courses of a disease that exclude each other: nobody is newly diagnosed and relapsed at once.
_NEW = re.compile(
    r"\b(?:newly[- ]diagnosed|new[- ]onset|treatment[- ]na[iï]ve|previously untreated|untreated|de novo)\b",
    re.IGNORECASE,
)
_OLD = re.compile(r"\b(?:relaps\w+|refractory|previously treated|resistant|pretreated)\b", re.IGNORECASE)


def _alternatives(criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    """Neighbours of one list that ask for courses which exclude each other are alternatives, whatever the list's
    rule: any of them will do, and each has the tree of all.
    """
    out = list(criteria)
    begun = 0
    for index in range(1, len(criteria) + 1):
        if index < len(criteria) and _are_alternatives(criteria[index - 1], criteria[index]):
            continue
        if index - begun > 1:
            trees = tuple(one.expr for one in criteria[begun:index] if one.expr is not None)
            for at, tree in enumerate(trees, begun):
                out[at] = replace(criteria[at], expr=Or(trees, span=tree.span, rule="roles.alternatives"))
        begun = index
    return tuple(out)


def _are_alternatives(one: Criterion, other: Criterion) -> bool:
    if one.expr is None or other.expr is None or one.clause.section != "inclusion":
        return False
    if one.clause.parent is None or one.clause.parent != other.clause.parent:
        return False
    return _exclude_each_other(one.words, other.words)


def _exclude_each_other(one: str, other: str) -> bool:
    """Whether one begins with a new disease and the other with one that came back or did not yield."""
    heads = (one[:60], other[:60])
    return any(
        _NEW.search(heads[a]) and _OLD.search(heads[b]) and not _NEW.search(heads[b]) for a, b in ((0, 1), (1, 0))
    )


def _leads(atom: Atom) -> bool:
    return isinstance(atom, Unsupported) or (
        isinstance(atom, Concept) and atom.kind == "state" and "function" in atom.name and not atom.windows
    )


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
