"""What holds between clauses: their ids, the connectives between siblings, and items that state the rule for others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from equipoise.criteria.outline import rules
from equipoise.criteria.outline.model import Connective, Section
from equipoise.criteria.outline.tree import Node


def ids_of(nodes: Sequence[Node]) -> list[str]:
    """`I7.3`, `I[2].1`: the author's numbers, the list's place where it is not the first of its parent. Unique."""
    ids: list[str] = []
    copies: Counter[str] = Counter()
    for node in nodes:
        stem = ids[node.parent] if node.parent is not None else node.section[0].upper()
        series = f"[{node.series}]" if node.series > 1 else ""
        dot = "." if series or node.parent is not None else ""
        name = f"{stem}{series}{dot}{node.label or node.number}"
        copies[name] += 1
        while copies[name] > 1:
            # The author gave the number twice.
            name = f"{name}({copies[name]})"
            copies[name] += 1
        ids.append(name)
    return ids


def joints_of(nodes: Sequence[Node], words: Sequence[str]) -> dict[int, Connective]:
    """The connectives between siblings, by the first of the two."""
    last: dict[tuple[Section, int | None, int], int] = {}
    joints: dict[int, Connective] = {}
    for index, node in enumerate(nodes):
        place = (node.section, node.parent, node.series)
        before = last.get(place)
        if before is not None:
            joint = nodes[before].then or rules.connective(words[before]) or rules.leading_connective(words[index])
            if joint is not None:
                joints[before] = joint
        last[place] = index
    return joints


def rules_for_above(
    nodes: Sequence[Node], words: Sequence[str], children: dict[int, list[int]]
) -> tuple[dict[int, tuple[int, ...]], dict[int, str]]:
    """Items that state how the items above them combine, and the rule that each such item gives its parent.

    An item numbered on from a list whose parent already states its own rule speaks for the list one level up
    ("3. one or more of: 1. … 2. …" and then "6. … if three of the above hold").
    """
    for_items: dict[int, tuple[int, ...]] = {}
    stated: dict[int, str] = {}
    for index, node in enumerate(nodes):
        if node.lost or (rule := rules.rule_for_above(words[index])) is None:
            continue
        parent = node.parent
        if parent is None:
            continue
        above = nodes[parent].parent
        if above is not None and rules.stated_rule(words[parent]) is not None:
            children[parent].remove(index)
            node.parent, node.series, node.depth = above, nodes[parent].series, nodes[parent].depth
            children[above].append(index)
            parent = above
        governed = tuple(child for child in children[parent] if child < index and nodes[child].series == node.series)
        if governed:
            for_items[index] = governed
            stated[parent] = rule
    return for_items, stated
