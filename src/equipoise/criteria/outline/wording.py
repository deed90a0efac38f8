"""Texts that say in sentences what others say in headings and lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from equipoise.criteria.outline import headings
from equipoise.criteria.outline.lines import Paragraph
from equipoise.criteria.outline.model import Section
from equipoise.criteria.outline.sentences import sentences
from equipoise.criteria.outline.split import Entry
from equipoise.criteria.outline.tree import Node

_EXCLUDED = re.compile(
    r"\b(?:(?:are|is|be|was|were)\s+(?:therefore\s+|also\s+|not\s+)?(?:excluded|ineligible|not\s+eligible|"
    r"not\s+be\s+eligible)|will\s+(?:also\s+)?be\s+(?:excluded|ineligible)|"
    r"(?:not|in)[- ]?eligible|will\s+not\s+be\s+(?:included|enrolled|eligible|accepted)|exclu(?:des|"
    r"sions?\s+(?:is|are|include))|must\s+be\s+excluded)\b",
    re.IGNORECASE,
)
_TITLE = 4
_NOT_EXCLUDED = re.compile(
    r"\b(?:not|no|unless)\s+(?:\w+\s+){0,2}(?:be\s+)?exclu\w+|\bnot\s+ineligible\b", re.IGNORECASE
)


def lost_headings(text: str, found: Sequence[Entry]) -> list[Entry]:
    """A colon alone on its line is what is left of a heading: behind inclusion criteria, that of the exclusions."""
    if any(entry.section == "exclusion" for entry in found):
        return list(found)
    opened = any(entry.section == "inclusion" for entry in found)
    return [
        replace(entry, section="exclusion") if entry.kind == "section" and not entry.section and opened else entry
        for entry in found
    ]


def by_wording(text: str, nodes: Sequence[Node]) -> None:
    """Without any section heading the words of each sentence decide: "patients with … are excluded"."""
    places: Counter[tuple[Section, int]] = Counter()
    for node in nodes:
        if node.parent is not None:
            node.section = nodes[node.parent].section
            continue
        if _EXCLUDED.search(text, node.start, node.end) and not _NOT_EXCLUDED.search(text, node.start, node.end):
            node.section = "exclusion"
        if node.marker is None or node.marker.is_bullet:
            places[node.section, node.series] += 1
            node.number = places[node.section, node.series]


def titles(text: str, found: Sequence[Entry]) -> Iterator[Entry]:
    """A few words in front of the first section heading are a title and ask for nothing."""
    first = next((index for index, entry in enumerate(found) if entry.kind == "section"), 0)
    for index, entry in enumerate(found):
        line = entry.paragraph
        words = text[line.start : line.end]
        if (
            index < first
            and entry.kind == "item"
            and line.marker is None
            and len(words.split()) <= _TITLE
            and words[-1] not in ".;,"
        ):
            yield Entry("topic", line)
        else:
            yield entry


def openings(text: str, found: Sequence[Entry]) -> Iterator[Entry]:
    """Lines that only open a list become headings: first in a section, or bare before a list with marks."""
    for before, entry, after in zip([None, *found], found, [*found[1:], None], strict=False):
        heading = None
        if entry.kind == "item" and after is not None and not entry.paragraph.run_on:
            first = before is None or before.kind != "item"
            heading = _opening(text, entry.paragraph, after.paragraph, before.paragraph if before else None, first)
        yield entry if heading is None else Entry("opening", entry.paragraph, heading.section)


def _opening(
    text: str, line: Paragraph, after: Paragraph, before: Paragraph | None, first: bool
) -> headings.Heading | None:
    words = text[line.start : line.end]
    if line.marker is None:
        between_marks = before is not None and before.marker is not None and after.marker is not None
        return headings.opening(words) if first or between_marks else None
    # With a bullet of its own it opens the section only where everything behind it stands on its level.
    level = line.marker.is_bullet and after.marker is not None and after.marker.style == line.marker.style
    return headings.opening(words, others_at_most=0) if first and level and after.indent == line.indent else None


def prose(text: str, found: Sequence[Entry]) -> Iterator[Entry]:
    """Bare paragraphs are cut into sentences where most of a section's paragraphs have several."""
    for start, stop in _stretches(found):
        yield from found[max(start - 1, 0) : start]
        stretch = found[start:stop]
        if _is_prose(text, stretch):
            for entry in stretch:
                yield from _sentences(text, entry) if entry.kind == "item" else [entry]
        else:
            yield from stretch


def _stretches(found: Sequence[Entry]) -> Iterator[tuple[int, int]]:
    """The ranges between section headings; `start - 1` is the heading."""
    start = 0
    for index, entry in enumerate(found):
        if entry.kind == "section":
            if index > start or start:
                yield start, index
            start = index + 1
    yield start, len(found)


def _is_prose(text: str, stretch: Sequence[Entry]) -> bool:
    items = [entry.paragraph for entry in stretch if entry.kind == "item"]
    if not items or any(item.marker is not None for item in items):
        return False
    several = sum(len(list(sentences(text, item.start, item.end))) > 1 for item in items)
    return several > len(items) / 2


def _sentences(text: str, entry: Entry) -> Iterator[Entry]:
    for start, end in sentences(text, entry.paragraph.start, entry.paragraph.end):
        while end > start and text[end - 1].isspace():
            end -= 1
        yield Entry("item", replace_span(entry.paragraph, start, end))


def replace_span(paragraph: Paragraph, start: int, end: int) -> Paragraph:
    """The same paragraph, shorter."""
    return replace(paragraph, start=start, end=end)
