"""From paragraphs to entries: headings are told from items, and items that run on inside a paragraph are cut apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from equipoise.criteria.outline import headings, nci
from equipoise.criteria.outline.cohorts import cohort_heading
from equipoise.criteria.outline.lines import Paragraph
from equipoise.criteria.outline.model import Section
from equipoise.criteria.outline.runon import Numbers, cut_items, trim, with_marker

EntryKind = Literal["section", "opening", "cohort", "topic", "joint", "item"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading or an item. `section` and `population` are what a heading opens; `topic` names an item's label."""

    kind: EntryKind
    paragraph: Paragraph
    section: Section | None = None
    population: str | None = None
    topic: str | None = None


# A heading in the middle of a line begins with a capital and ends with a colon.
_HEADING_INSIDE = re.compile(
    r"(?<=\s)(?:(?:Key|Main|Major|KEY|MAIN)\s+)?(?:(?:Inclusion|Exclusion|INCLUSION|EXCLUSION|"
    r"Non-inclusion)\s+(?:[Cc]riteria|CRITERIA)|EXCLUSIONS?|INCLUSIONS?|"
    r"Exclusions?(?=\s*:))\s*(?:\([^()]{0,60}\)\s*)?[:\-]"
)
_HEADING_INSIDE_HINT = re.compile(r"clus|CLUS")
_WORDS = re.compile(r"[^\W_]")
_JOINT = re.compile(r"\W*(?:and/or|and|or)\W*", re.IGNORECASE)


def entries(text: str, found: list[Paragraph]) -> Iterator[Entry]:
    """The headings and items of a text, in order, none overlapping."""
    found = [paragraph for paragraph in found if _counts(text, paragraph)]
    old_form = nci.is_old_form(text)
    numbers = Numbers()
    section: Section | None = None
    for paragraph, following in zip(found, [*found[1:], None], strict=False):
        for part in _cut_headings(text, paragraph):
            if isinstance(part, Entry):
                numbers.forget()
                section = part.section or section
                yield part
            elif old_form and part.marker is None and _heading(text, part, section) is None:
                yield from _old_form(text, part)
            else:
                for piece in cut_items(text, part, numbers, following):
                    if _counts(text, piece):
                        yield _heading(text, piece, section) or Entry("item", piece)


def _counts(text: str, paragraph: Paragraph) -> bool:
    """Whether a paragraph is more than punctuation; a colon alone is what is left of a heading."""
    found = _WORDS.search(text, paragraph.start, paragraph.end) is not None
    return found or text[paragraph.start : paragraph.end] == ":"


def _cut_headings(text: str, paragraph: Paragraph) -> Iterator[Entry | Paragraph]:
    """Section headings on a line of their own, before the first item of a line, or in the middle of one."""
    rest = paragraph
    inside_any = _HEADING_INSIDE_HINT.search(text, rest.start, rest.end) is not None
    while True:
        whole = _section(text, rest)
        if whole is not None:
            yield whole
            return
        begun = headings.section_start(text, rest.start, rest.end)
        if begun is not None:
            stop, heading = begun
            first = replace(rest, end=trim(text, rest.start, stop))
            yield Entry("section", first, heading.section, heading.population)
            rest = _after(text, rest, stop)
            continue
        inside = _HEADING_INSIDE.search(text, rest.start + 1, rest.end) if inside_any else None
        if inside is None:
            if rest.start < rest.end:
                yield rest
            return
        yield replace(rest, end=trim(text, rest.start, inside.start()))
        rest = Paragraph(inside.start(), rest.end, rest.indent, run_on=True)
        if headings.section_start(text, rest.start, rest.end) is None and _section(text, rest) is None:
            yield rest
            return


def _section(text: str, paragraph: Paragraph) -> Entry | None:
    heading = headings.section_heading(text[paragraph.start : paragraph.end])
    return Entry("section", paragraph, heading.section, heading.population) if heading else None


def _after(text: str, paragraph: Paragraph, offset: int) -> Paragraph:
    """What is left of a paragraph behind a heading, with the marker that it begins with."""
    while offset < paragraph.end and (text[offset].isspace() or text[offset] in ":;,"):
        offset += 1
    return with_marker(text, replace(paragraph, start=offset, marker=None, run_on=True, separated=False))


def _heading(text: str, paragraph: Paragraph, section: Section | None) -> Entry | None:
    """The cohort or topic that an unmarked paragraph names."""
    words = text[paragraph.start : paragraph.end]
    if _JOINT.fullmatch(words):
        return Entry("joint", paragraph)
    if paragraph.marker is not None:
        return _heading_of_list(text, paragraph, words)
    if paragraph.run_on:
        return None
    if words.strip(" :") == "":
        return Entry("section", paragraph)
    population = cohort_heading(words, including=section != "exclusion")
    if population is not None:
        return Entry("cohort", paragraph, population=population)
    if nci.SECTION_NAME.fullmatch(words) or headings.topic_heading(words):
        return Entry("topic", paragraph)
    return None


def _heading_of_list(text: str, paragraph: Paragraph, words: str) -> Entry | None:
    """A numbered line that names people, and on the same line the first item for them: "a. Adults: i. …"."""
    rest = text[paragraph.end : paragraph.end + 8].lstrip(" ")
    if not words.endswith(":") or not rest or rest[0] == "\n":
        return None
    population = cohort_heading(words, including=False)
    return Entry("cohort", paragraph, population=population) if population else None


def _old_form(text: str, paragraph: Paragraph) -> Iterator[Entry]:
    topic: str | None = None
    for kind, start, end in nci.statements(text, paragraph.start, paragraph.end):
        part = Paragraph(start, trim(text, start, end), paragraph.indent)
        if kind == "named":
            topic = " ".join(text[start:end].split())
        elif _counts(text, part):
            yield Entry("item", part, topic=topic) if kind == "item" else Entry("topic", part)
            topic = None
