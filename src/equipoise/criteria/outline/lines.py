"""From characters to paragraphs: what stands on its own, before anything is known about lists.

Three habits of layout are met. The registry's old export wraps at column 100, indents by eight and leaves a blank
line between paragraphs; its newer one gives every item a line; some collections put everything on one line with `~`
between the items.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from equipoise.criteria.outline.markers import Marker, read_marker
from equipoise.criteria.text import COMMENT

_WRAP_COLUMN = 110
_OLD_INDENT = 8
_LONG = 60
_LINE = re.compile(r"[^\n]+")
# A tilde between two figures is a range, one before a figure after a space is "about"; what is left joined two lines.
_TILDE = re.compile(r"(?<![\d\s<>=])~+(?!\s?~)|(?<=\d)~+(?=[^\d\s])|~+(?=\s)")
_CONTINUES = re.compile(
    r"(?:and|or|but|and/or|with|without|who|which|that|of|in|for|to|within|by|at|from|as|including|than|the|on)\b"
)


@dataclass(slots=True)
class Paragraph:
    """A stretch of text that stands on its own: `start:end` without marker and outer white space.

    `gap` says that a blank line precedes it, `separated` that a list separator does. `run_on` marks a part that was
    cut off the paragraph before it, in the middle of a line.
    """

    start: int
    end: int
    indent: int = 0
    marker: Marker | None = None
    gap: bool = False
    separated: bool = False
    run_on: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    indent: int
    gap: bool
    separated: bool


_Joins = Callable[[str, Paragraph, _Line, _Line, Marker | None], bool]


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of a plain text whose lines were kept, in order."""
    lines = list(_lines(text))
    joins: _Joins = _continues_line
    if _is_old_export(lines):
        joins = _continues_old_export
        lines[0] = replace(
            lines[0], indent=max(lines[0].indent, _OLD_INDENT)
        )  # the export does not indent its first line
    found: list[Paragraph] = []
    previous: _Line | None = None
    for line in lines:
        marker = read_marker(text, line.start, line.end)
        if previous is not None and found and joins(text, found[-1], previous, line, marker):
            found[-1].end = line.end
        else:
            found.append(_paragraph(text, line, marker))
        previous = line
    return found


def _lines(text: str) -> Iterator[_Line]:
    """The lines that hold more than white space."""
    gap = separated = False
    cursor = 0
    pieces = _tilde_pieces(text) if "~" in text and "\n" not in text.strip() else _line_pieces(text)
    for start, end in pieces:
        gap = gap or text.count("\n", cursor, start) > 1
        cursor = end
        body = text[start:end]
        if not body.strip():
            gap = gap or COMMENT not in body
            separated = separated or COMMENT in body
            continue
        stripped = body.lstrip()
        lead = body[: len(body) - len(stripped)]
        yield _Line(
            start + len(lead), end - (len(body) - len(body.rstrip())), len(lead.expandtabs(4)), gap,
            separated or COMMENT in lead,
        )  # fmt: skip
        gap, separated = False, False


def _line_pieces(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _LINE.finditer(text))


def _tilde_pieces(text: str) -> Iterator[tuple[int, int]]:
    done = 0
    for match in _TILDE.finditer(text):
        yield done, match.start()
        done = match.end()
    yield done, len(text)


def _is_old_export(lines: list[_Line]) -> bool:
    if len(lines) < 2:
        return False
    indented = sum(line.indent >= _OLD_INDENT for line in lines[1:])
    return indented >= 0.8 * (len(lines) - 1) and all(
        line.indent + line.end - line.start <= _WRAP_COLUMN for line in lines
    )


def _continues_old_export(
    _text: str, _last: Paragraph, _previous: _Line, line: _Line, _marker: Marker | None, /
) -> bool:
    return not line.gap


def _continues_line(text: str, last: Paragraph, previous: _Line, line: _Line, marker: Marker | None, /) -> bool:
    """Whether a line without marker goes on with the sentence of the line above it."""
    if marker is not None or line.separated:
        return False
    if (
        line.indent >= _OLD_INDENT
        and line.indent > last.indent
        and not line.gap
        and previous.end - previous.start > _LONG
    ):
        return True
    before, first = text[previous.end - 1], text[line.start]
    if line.gap:
        return (
            first.islower()
            and (before == "," or before.isalnum())
            and bool(_CONTINUES.match(text, line.start, line.end))
        )
    if before in ".;:!?":
        return False
    if last.marker is not None and (first.islower() or line.indent > last.indent):
        return True
    if before == "," or _CONTINUES.match(text, line.start, line.end):
        return before == "," or first.islower()
    return False


def _paragraph(text: str, line: _Line, marker: Marker | None) -> Paragraph:
    start = line.start
    if marker is not None:
        start = marker.end
    while (
        start < line.end
        and (text[start].isspace() or text[start] in ":;," or text.startswith(". ", start))
        and line.end - start > 1
    ):
        start += 1
    return Paragraph(start, line.end, line.indent, marker, line.gap, line.separated)
