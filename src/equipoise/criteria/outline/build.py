"""From the tree of items to clauses: ids, spans, rules, populations, findings, and what is left over as structure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from equipoise.criteria.outline import alternatives, findings, rules
from equipoise.criteria.outline.lines import paragraphs
from equipoise.criteria.outline.model import Clause, Connective, Outline, Section, Skeleton
from equipoise.criteria.outline.nest import nest
from equipoise.criteria.outline.split import Entry, entries
from equipoise.criteria.outline.tree import Node
from equipoise.criteria.outline.wording import by_wording, lost_headings, openings, prose
from equipoise.criteria.text import NormalText, normalise_lines
from equipoise.source import Span


def outline(text: str) -> Outline:
    """The clauses of an eligibility text, whatever its layout; never raises, in time linear in the length."""
    plain = normalise_lines(text)
    cut = lost_headings(plain.text, list(entries(plain.text, paragraphs(plain.text))))
    found = list(prose(plain.text, list(openings(plain.text, cut))))
    nodes = nest(plain.text, found)
    if not any(entry.kind in ("section", "opening") and entry.section for entry in found):
        by_wording(plain.text, nodes)
    spans = _spans(plain, nodes)
    children: dict[int, list[int]] = defaultdict(list)
    for index, node in enumerate(nodes):
        if node.parent is not None:
            children[node.parent].append(index)
    words = [plain.text[node.start : node.end] for node in nodes]
    blocks, populations = alternatives.find(nodes, words)
    rule_for, rules_stated = _rules_for_above(nodes, words, children)
    ids = _ids(nodes)
    joints = _joints(nodes, words)
    clauses: list[Clause] = []
    for index, node in enumerate(nodes):
        own = tuple(child for child in children[index] if rule_for.get(child) is None)
        rule = None
        if own:
            rule = rules_stated.get(index) or rules.rule_of(
                words[index], node.section, [joints.get(child) for child in own[:-1]]
            )
        clauses.append(
            Clause(
                ids[index],
                node.section,
                spans[index],
                plain.raw_span(node.marker.start, node.marker.end) if node.marker else None,
                node.depth,
                node.parent,
                tuple(children[index]),
                rule,
                populations[index],
                blocks[index],
                ("missing-item",) if node.lost else (),
                node.lost,
                rule_for.get(index),
                node.topic,
                joints.get(index),
            )
        )
    headings = [
        plain.raw_span(entry.paragraph.start, entry.paragraph.end)
        for entry in found
        if entry.kind not in ("item", "joint")
    ]
    done, problems = findings.examine(text, clauses, nodes)
    return Outline(
        tuple(done), tuple(problems), tuple(_skeleton(text, spans, headings)), tuple(_sections(plain, found, len(text)))
    )


def sections(text: str) -> tuple[tuple[Section, Span], ...]:
    """The stretches of the text that state inclusion and exclusion criteria, headings left out."""
    return outline(text).sections


def _spans(plain: NormalText, nodes: Sequence[Node]) -> list[Span]:
    """Raw spans of the nodes' own words, the separators at their ends left off, none overlapping."""
    spans: list[Span] = []
    done = 0
    for node in nodes:
        end = node.end
        while end > node.start and (plain.text[end - 1].isspace() or plain.text[end - 1] in ";,"):
            end -= 1
        raw = plain.raw_span(node.start, end)
        start = max(raw.start, done)
        spans.append(Span(start, max(start, raw.end)))
        done = spans[-1].end
    return spans


def _ids(nodes: Sequence[Node]) -> list[str]:
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


def _joints(nodes: Sequence[Node], words: Sequence[str]) -> dict[int, Connective]:
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


def _rules_for_above(
    nodes: Sequence[Node], words: Sequence[str], children: dict[int, list[int]]
) -> tuple[dict[int, tuple[int, ...]], dict[int, str]]:
    """Items that state how the items above them combine, and the rule that each such item gives its parent.

    An item numbered on from a list whose parent already states its own rule speaks for the list one level up
    ("3. at least 1 of the following: 1. … 2. …" and then "6. … if three of the above are met").
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


def _skeleton(text: str, spans: Sequence[Span], headings: Sequence[Span]) -> Iterator[tuple[Span, Skeleton]]:
    """Headings, and as structure every stretch between clauses and headings that is not white space."""
    taken = sorted([(span, False) for span in spans if span.end > span.start] + [(span, True) for span in headings])
    done = 0
    for span, is_heading in [*taken, (Span(len(text), len(text)), False)]:
        gap = text[done : span.start]
        if stripped := gap.strip():
            start = done + gap.index(stripped[0])
            yield Span(start, start + len(stripped)), "structure"
        if is_heading and span.end > max(span.start, done):
            yield Span(max(span.start, done), span.end), "heading"
        done = max(done, span.end)


def _sections(plain: NormalText, found: Sequence[Entry], length: int) -> Iterator[tuple[Section, Span]]:
    current: Section = "inclusion"
    start = 0
    for entry in found:
        if entry.kind not in ("section", "opening") or (entry.kind == "opening" and entry.section in (None, current)):
            continue
        raw = plain.raw_span(entry.paragraph.start, entry.paragraph.end)
        if raw.start > start:
            yield current, Span(start, raw.start)
        current, start = entry.section or current, raw.end
    if length > start:
        yield current, Span(start, length)
