"""Populations: cohorts that headings name, and alternatives of which a patient needs one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

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
_LEAD = re.compile(r"(?P<who>patients?|subjects?|participants?)\s+with\s+(?P<what>[^:.;]{3,120}?)\s*:", re.IGNORECASE)


def find(nodes: Sequence[Node], words: Sequence[str]) -> tuple[list[int | None], list[str | None]]:
    """For each node the alternative that it belongs to and the population that it is limited to."""
    blocks: list[int | None] = [None] * len(nodes)
    populations = [node.population for node in nodes]
    groups = _restarts(nodes, words) or _leads(nodes, words) or _cohorts(nodes)
    for block, (members, name) in enumerate(groups):
        for member in members:
            blocks[member] = block
            populations[member] = populations[member] or name
    for index, node in enumerate(nodes):
        if node.parent is not None:
            if blocks[index] is None:
                blocks[index] = blocks[node.parent]
            populations[index] = populations[index] or populations[node.parent]
    return blocks, populations


def _restarts(nodes: Sequence[Node], words: Sequence[str]) -> list[tuple[list[int], str | None]]:
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


def _leads(nodes: Sequence[Node], words: Sequence[str]) -> list[tuple[list[int], str | None]]:
    """Siblings that each begin with "Patients with DISEASE:" are alternatives."""
    siblings: dict[tuple[int | None, int], list[tuple[int, str]]] = defaultdict(list)
    for index, node in enumerate(nodes):
        match = _LEAD.match(words[index]) if node.section == "inclusion" else None
        if match is not None and node.parent is None:
            siblings[node.parent, node.series].append((index, match["what"].strip()))
    for found in siblings.values():
        if len(found) > 1:
            return [([index], name) for index, name in found]
    return []


def _cohorts(nodes: Sequence[Node]) -> list[tuple[list[int], str | None]]:
    """Two or more populations that inclusion headings name; an exclusion of the same name goes with it."""
    members: dict[str, list[int]] = defaultdict(list)
    included: set[str] = set()
    for index, node in enumerate(nodes):
        if node.population is not None:
            members[node.population].append(index)
            if node.section == "inclusion":
                included.add(node.population)
    if len(included) < 2:
        return []
    return [(found, name) for name, found in members.items() if name in included]
