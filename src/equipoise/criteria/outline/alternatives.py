"""Populations: cohorts that headings name, and alternatives of which a patient needs one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from equipoise.criteria.outline.tree import Node

_DIAGNOSIS = re.compile(
    r"\b(?:diagnos\w+|classification criteria|criteria (?:for|of)|confirmed|fulfil\w*|meets?\b.{0,60}\bcriteria)\b",
    re.IGNORECASE,
)
_DISEASE = re.compile(
    r"\b(?:criteria\s+(?:for|of)(?!\s+the\s+(?:ACR|EULAR|\d))|diagnosis\s+of|diagnosed\s+(?:with|"
    r"as))\s+(?:the\s+)?(?:(?:moderately|moderate|severe|severely|active|or|to)\s+)*"
    r"(?P<name>[A-Za-z][\w'-]*(?:\s+(?!with\b|in\b|according\b|by\b|as\b|and\b|or\b|for\b|at\b|based\b|within\b|"
    r"who\b|must\b|criteria\b|accordance\b)[\w'-]+){0,5}(?:\s+\([A-Za-z]{2,8}\))?)",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"(?P<stem>[^()]+)\((?P<aside>[^()]+)\)")
_LEAD = re.compile(r"(?P<who>patients?|subjects?|participants?)\s+with\s+(?P<what>[^:.;]{3,120}?)\s*:", re.IGNORECASE)


# Those of whom a trial also asks something, but who are not its patients.
_OTHERS = re.compile(
    r"\b(?:donors?|caregivers?|carers?|parents?|partners?|siblings?|relatives?|family|clinicians?|physicians?|"
    r"providers?|staff|"
    r"teachers?|probands?)\b",
    re.IGNORECASE,
)
_Group = tuple[list[int], str | None]


@dataclass(frozen=True, slots=True)
class Groups:
    """For each node the alternative that it belongs to and the population that it is limited to.

    `chosen_from` are the nodes whose children are alternatives.
    """

    blocks: list[int | None]
    populations: list[str | None]
    chosen_from: frozenset[int] = frozenset()


def find(nodes: Sequence[Node], words: Sequence[str]) -> Groups:
    """The alternatives of a trial: lists that lost their headings, items for one disease each, or cohorts."""
    leads = _leads(nodes, words)
    outermost = next((found for parent, found in leads if parent is None), [])
    blocks: list[int | None] = [None] * len(nodes)
    names: list[str | None] = [None] * len(nodes)
    for block, (members, name) in enumerate(_restarts(nodes, words) or outermost or _cohorts(nodes)):
        for member in members:
            blocks[member], names[member] = block, name
    for parent, found in leads:
        if parent is not None:
            for (member,), name in found:
                names[member] = name
    populations: list[str | None] = []
    for index, node in enumerate(nodes):
        inherited = None
        if node.parent is not None:
            blocks[index] = node_block if (node_block := blocks[index]) is not None else blocks[node.parent]
            inherited = populations[node.parent]
        populations.append(node.population or names[index] or inherited)
    return Groups(blocks, populations, frozenset(parent for parent, _ in leads if parent is not None))


def _restarts(nodes: Sequence[Node], words: Sequence[str]) -> list[_Group]:
    """Lists that begin anew without heading and each open with a diagnosis: a page that lost its disease headings."""
    lists: dict[int, list[int]] = defaultdict(list)
    for index, node in enumerate(nodes):
        if node.parent is None and node.section == "inclusion" and node.population is None:
            lists[node.series].append(index)
    named = [members for members in lists.values() if _DIAGNOSIS.search(words[members[0]])]
    restarted = [members for members in named if nodes[members[0]].restart]
    if not restarted or len(named) < 2:
        return []
    return [(members, _disease(words, members)) for members in named]


def _disease(words: Sequence[str], members: Sequence[int]) -> str | None:
    for member in members:
        names = [match["name"] for match in _DISEASE.finditer(words[member])]
        for name in names:
            if not re.search(r"classification|criteria|disease activity|\d", name):
                return name.strip()
    return None


def _leads(nodes: Sequence[Node], words: Sequence[str]) -> list[tuple[int | None, list[_Group]]]:
    """Siblings that each begin with "Patients with DISEASE:" are alternatives; with their parent."""
    siblings: dict[tuple[int | None, int], list[tuple[int, str]]] = defaultdict(list)
    for index, node in enumerate(nodes):
        match = _LEAD.match(words[index]) if node.section == "inclusion" else None
        if match is not None:
            siblings[node.parent, node.series].append((index, " ".join(match["what"].split())))
    return [
        (parent, [([index], name) for index, name in zip(*_shortest(found), strict=True)])
        for (parent, _), found in siblings.items()
        if len(found) > 1
    ]


def _shortest(found: Sequence[tuple[int, str]]) -> tuple[list[int], list[str]]:
    """The names that tell siblings apart: of "lupus (nephritis)" and "lupus (low platelets)" what is in brackets."""
    indices = [index for index, _ in found]
    asides = [_ASIDE.fullmatch(name) for _, name in found]
    if all(asides) and len({match["stem"].lower() for match in asides if match}) == 1:
        return indices, [match["aside"] for match in asides if match]
    return indices, [name for _, name in found]


def _cohorts(nodes: Sequence[Node]) -> list[_Group]:
    """Two or more populations that inclusion headings name; an exclusion of the same name goes with it."""
    members: dict[str, list[int]] = defaultdict(list)
    included: set[str] = set()
    for index, node in enumerate(nodes):
        if node.population is not None and not _OTHERS.search(node.population):
            members[node.population].append(index)
            if node.section == "inclusion":
                included.add(node.population)
    if len(included) < 2:
        return []
    return [(found, name) for name, found in members.items() if name in included]
