"""The frame of a portal page: its head, and which lines belong to which heading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from equipoise.study.enumerations import Sex, values_of

HEADINGS: dict[str, str] = {
    "Study Results": "the study team",
    "Basic Information": "get a concise",
    "Brief Summary": "review the sponsor",
    "Related Clinical Trials": "explore similar",
    "Detailed Description": "dive into",
    "Conditions": "see the medical",
    "Study Design": "understand how",
    "Study Groups": "review each",
    "Interventions": "learn about the drugs",
    "Eligibility Criteria": "check the participation",
    "Sponsors": "meet the organizations",
    "Responsible Party": "identify the individual",
    "Principal Investigators": "learn about the lead",
    "Locations": "explore where",
    "Countries": "review the countries",
    "Central Contacts": "reach out",
    "Facility Contacts": "find local",
    "Other Identifiers": "review additional",
    "More Related Trials": "additional clinical",
}
"""Each heading with the words that its introduction begins with on pages seen so far.

The words only settle which of two equal lines is the heading; an introduction of another wording is taken as well.
"""

CRITERIA = "Eligibility Criteria"
YES_NO = {"yes": True, "true": True, "accepts healthy volunteers": True, "no": False, "false": False}
"""How a page says whether healthy volunteers may take part."""

_SEX = values_of(Sex)
_BY_NAME = {heading.casefold(): heading for heading in HEADINGS}
_ID_LINE = re.compile(r"NCT ID:\s*(\S+)\s*", re.IGNORECASE)
_UPDATED_LINE = re.compile(r"Last Updated:\s*(.*\S)\s*", re.IGNORECASE)
_FEWEST_WORDS = 5


class Line(NamedTuple):
    """A line of the page: its number from 1, where its text lies, and the text without the line end."""

    number: int
    start: int
    end: int
    text: str

    @property
    def place(self) -> str:
        """How problems name it."""
        return f"line {self.number}"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, the line that introduces it, and the lines that are its content."""

    heading: str
    head: Line
    introduction: Line | None
    lines: tuple[Line, ...]

    @property
    def filled(self) -> tuple[Line, ...]:
        """The lines that are not blank."""
        return tuple(line for line in self.lines if line.text.strip())

    @property
    def is_lost(self) -> bool:
        """Whether nothing of the section but its frame is left."""
        return not self.filled


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its text and lines, the title, the id and date as written, and the sections in the order of the page."""

    text: str
    lines: tuple[Line, ...]
    title: str
    nct_id: str | None
    updated: Line | None
    sections: tuple[Section, ...]
    strays: tuple[Line, ...]


def split_page(text: str) -> Page:
    """The frame of a page. A page without the line that gives the id has `nct_id` None."""
    lines = _lines(text)
    heads = _heads(lines)
    bounds = [*heads, len(lines)]
    sections = tuple(_section(lines, start, end) for start, end in pairwise(bounds))
    return _page(text, lines, lines[: bounds[0]], sections)


def _lines(text: str) -> list[Line]:
    lines: list[Line] = []
    start = 0
    for whole in re.findall(r"[^\n]*\n|[^\n]+", text):
        bare = whole.rstrip("\r\n")
        lines.append(Line(len(lines) + 1, start, start + len(bare), bare))
        start += len(whole)
    return lines


def _heads(lines: list[Line]) -> list[int]:
    """Where sections begin: for each heading the line that is most surely it.

    Criteria may have lines that read like a heading. Up to the lines that close them, only an introduction of the known
    wording makes one.
    """
    candidates = [found for index in range(len(lines)) if (found := _candidate(lines, index))]
    criteria = next((c for c in sorted(candidates) if c.heading == CRITERIA), None)
    if criteria is not None:
        end = _end_of_criteria(lines, criteria.at)
        candidates = [c for c in candidates if c.doubt == 0 or not criteria.at < c.at < end]
    best: dict[str, int] = {}
    for candidate in sorted(candidates):
        best.setdefault(candidate.heading, candidate.at)
    return sorted(best.values())


class _Candidate(NamedTuple):
    """A line that may be a heading; sorts the least doubtful first."""

    doubt: int
    at: int
    heading: str


def _candidate(lines: list[Line], index: int) -> _Candidate | None:
    heading = _BY_NAME.get(lines[index].text.strip().casefold())
    if heading is None:
        return None
    following = lines[index + 1].text.strip() if index + 1 < len(lines) else ""
    doubt = _doubt(heading, following)
    return None if doubt is None else _Candidate(doubt, index, heading)


def _end_of_criteria(lines: list[Line], start: int) -> int:
    """The line that states the sex and closes the criteria, if they are closed in this way; else their start."""
    for index in range(start, len(lines) - 1):
        if lines[index].text.strip() in _SEX and lines[index + 1].text.strip().casefold() in YES_NO:
            return index
    return start


def _doubt(heading: str, following: str) -> int | None:
    """How doubtful it is that a line is a heading, by the line after it: 0, 1, or None where it is none."""
    if following.casefold().startswith(HEADINGS[heading]):
        return 0
    if following.endswith(".") and len(following.split()) >= _FEWEST_WORDS:
        return 1
    return None


def _section(lines: list[Line], start: int, end: int) -> Section:
    head = lines[start]
    heading = _BY_NAME[head.text.strip().casefold()]
    return Section(heading, head, lines[start + 1], tuple(lines[start + 2 : end]))


def _page(text: str, lines: list[Line], head: list[Line], sections: tuple[Section, ...]) -> Page:
    title: list[str] = []
    strays: list[Line] = []
    nct_id: str | None = None
    updated: Line | None = None
    for line in head:
        if found := _ID_LINE.fullmatch(line.text.strip()):
            nct_id = nct_id or found.group(1)
        elif _UPDATED_LINE.fullmatch(line.text.strip()):
            updated = line
        elif nct_id is None and line.text.strip():
            title.append(line.text.strip())
        elif line.text.strip():
            strays.append(line)
    return Page(text, tuple(lines), " ".join(title), nct_id, updated, sections, tuple(strays))


def updated_on(line: Line) -> str:
    """The date in the line that says when the page was last updated, as written."""
    found = _UPDATED_LINE.fullmatch(line.text.strip())
    return found.group(1) if found else ""
