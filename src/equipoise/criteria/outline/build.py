"""From the tree of items to clauses: ids, spans, rules, populations, findings, and what is left over as structure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from equipoise.criteria.outline import alternatives, findings, relations, rules
from equipoise.criteria.outline.lines import paragraphs
from equipoise.criteria.outline.model import Clause, Outline, Section, Skeleton
from equipoise.criteria.outline.nest import nest
from equipoise.criteria.outline.split import Entry, entries
from equipoise.criteria.outline.tree import Node
from equipoise.criteria.outline.wording import by_wording, lost_headings, openings, prose, titles
from equipoise.criteria.text import NormalText, normalise_lines
from equipoise.source import Span


def outline(text: str) -> Outline:
    """The clauses of an eligibility text, whatever its layout; never raises, in time linear in the length."""
    plain = normalise_lines(text)
    found = _entries(plain.text)
    nodes = nest(plain.text, found)
    if not any(entry.kind in ("section", "opening") and entry.section for entry in found):
        by_wording(plain.text, nodes)
    clauses, problems = findings.examine(text, _clauses(plain, nodes), nodes)
    headings = [_span(plain, entry) for entry in found if entry.kind not in ("item", "joint")]
    skeleton = _skeleton(text, [clause.span for clause in clauses], headings)
    return Outline(tuple(clauses), tuple(problems), tuple(skeleton), tuple(_sections(plain, found, len(text))))


def sections(text: str) -> tuple[tuple[Section, Span], ...]:
    """The stretches of the text that state inclusion and exclusion criteria, headings left out."""
    plain = normalise_lines(text)
    return tuple(_sections(plain, _entries(plain.text), len(text)))


def _entries(text: str) -> list[Entry]:
    """Headings and items: lines to paragraphs to entries, then what only the neighbours can tell."""
    found = list(entries(text, paragraphs(text)))
    for refine in (lost_headings, titles, openings, prose):
        found = list(refine(text, found))
    return found


def _span(plain: NormalText, entry: Entry) -> Span:
    return plain.raw_span(entry.paragraph.start, entry.paragraph.end)


def _clauses(plain: NormalText, nodes: Sequence[Node]) -> list[Clause]:
    words = [plain.text[node.start : node.end] for node in nodes]
    children: dict[int, list[int]] = defaultdict(list)
    for index, node in enumerate(nodes):
        if node.parent is not None:
            children[node.parent].append(index)
    groups = alternatives.find(nodes, words)
    rule_for, stated = relations.rules_for_above(nodes, words, children)
    stated.update(dict.fromkeys(groups.chosen_from, "any"))
    ids, joints, spans = relations.ids_of(nodes), relations.joints_of(nodes, words), _spans(plain, nodes)
    clauses: list[Clause] = []
    for index, node in enumerate(nodes):
        ruled = [child for child in children[index] if child not in rule_for]
        rule = None
        if ruled:
            of_children = [joints.get(child) for child in ruled[:-1]]
            rule = stated.get(index) or rules.rule_of(words[index], node.section, of_children)
        clauses.append(
            Clause(
                id=ids[index],
                section=node.section,
                span=spans[index],
                marker=plain.raw_span(node.marker.start, node.marker.end) if node.marker else None,
                depth=node.depth,
                parent=node.parent,
                children=tuple(children[index]),
                children_rule=rule,
                population=groups.populations[index],
                block=groups.blocks[index],
                damage=("missing-item",) if node.lost else (),
                lost=node.lost,
                rule_for=rule_for.get(index),
                topic=node.topic,
                then=joints.get(index),
            )
        )
    return clauses


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
        raw = _span(plain, entry)
        if raw.start > start:
            yield current, Span(start, raw.start)
        current, start = entry.section or current, raw.end
    if length > start:
        yield current, Span(start, length)
