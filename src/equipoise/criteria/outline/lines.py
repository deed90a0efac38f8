"""From characters to paragraphs: what stands on its own, before anything is known about lists.

Three habits of layout are met. The registry's old export wraps at column 100, indents by eight and leaves a blank
line between paragraphs; its newer one gives every item a line; some collections put everything on one line with `~`
between the items.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from equipoise.criteria.outline.markers import Marker, read_marker
from equipoise.criteria.text import COMMENT

_WRAP_COLUMN = 110
_OLD_INDENT = 8
_LONG = 60
_FEW = 3
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
    tildes = "~" in text and "\n" not in text.strip()
    lines = list(_lines(text, _tilde_pieces(text) if tildes else _line_pieces(text)))
    if not tildes and _is_old_export(lines):
        # The export does not indent its first line.
        lines[0] = replace(lines[0], indent=max(lines[0].indent, _OLD_INDENT))
        joins: _Joins = _continues_old_export
    elif tildes:
        joins = _stands_alone
    else:
        joins = _stands_alone_if_bare if _is_comma_list(text, lines) else _continues_line
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


def _lines(text: str, pieces: Iterable[tuple[int, int]]) -> Iterator[_Line]:
    """The lines that hold more than white space."""
    gap = separated = False
    cursor = 0
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


def _is_comma_list(text: str, lines: list[_Line]) -> bool:
    """Whether the author ended bare items with commas, so that a comma does not promise more of the same."""
    commas = sum(text[line.end - 1] == "," for line in lines)
    return commas >= _FEW and commas > 0.3 * len(lines)


def _stands_alone(_text: str, _last: Paragraph, _previous: _Line, _line: _Line, _marker: Marker | None, /) -> bool:
    return False


def _stands_alone_if_bare(text: str, last: Paragraph, previous: _Line, line: _Line, marker: Marker | None, /) -> bool:
    return last.marker is not None and _continues_line(text, last, previous, line, marker)


def _continues_line(text: str, last: Paragraph, previous: _Line, line: _Line, marker: Marker | None, /) -> bool:
    """Whether a line without marker goes on with the sentence of the line above it."""
    if marker is not None or line.separated:
        return False
    before, first = text[previous.end - 1], text[line.start]
    long, deeper = previous.end - previous.start > _LONG, line.indent > last.indent
    goes_on = first.islower() and _CONTINUES.match(text, line.start, line.end) is not None
    if line.gap:
        return goes_on and (before == "," or before.isalnum())
    if line.indent >= _OLD_INDENT and deeper and long:
        return True
    if before in ".;:!?":
        return False
    if last.marker is not None:
        return first.islower() or deeper or before == ","
    return before == "," or (goes_on and long)


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
