"""JSON cut into one piece a study, without decoding it: JSON lines, a list, a `studies` page, or studies in a row.

Input that fits into one record's limit is cut in C by msgspec. What is larger, or broken somewhere, goes through
`pieces`, which only looks at quotation marks and brackets: it needs the memory of one study, and a broken study costs
no other.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import groupby
from typing import BinaryIO, NamedTuple

import msgspec

MAX_RECORD = 64 * 1024 * 1024
"""The most bytes that one record may have."""

TOO_LARGE = f"the record is larger than {MAX_RECORD // 1024 // 1024} MiB"
TRUNCATED = "the JSON ends in the middle of the record"

_KEPT_OF_A_GIANT = 4096
_CHUNK = 1024 * 1024
_PAGE_START = re.compile(rb'\s*\{\s*"(?:studies|totalCount|nextPageToken)"')
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|["{}\[\]]', re.DOTALL)
_MOST_COMMAS = 8_000_000  # cut one by one, because a list of as many pieces would be larger than its text
_BETWEEN = b" \t\r\n,"


class Piece(NamedTuple):
    """One study's JSON and where it stood (`line 3`, `studies[3]`, `[3]` or ""), or why it was not cut out."""

    place: str
    raw: bytes
    error: str | None = None


class _Envelope(msgspec.Struct):
    studies: list[msgspec.Raw] | msgspec.UnsetType = msgspec.UNSET


_envelopes = msgspec.json.Decoder(_Envelope)
_lists = msgspec.json.Decoder(list[msgspec.Raw])


def studies(stream: io.BufferedReader) -> Iterator[Piece]:
    """The studies of a JSON stream that begins with `{` or `[`."""
    first = stream.readline(MAX_RECORD + 1)
    if _is_line(first):
        yield from _lines(first, stream, 1)
        return
    second = b""
    if first.lstrip().startswith(b"{") and not first.rstrip().endswith((b"{", b"[", b",", b":")):
        second = stream.readline(MAX_RECORD + 1)
        if _is_line(second):
            yield from _one_line(first.strip(), 1)
            yield from _lines(second, stream, 2)
            return
    begun = first + second
    begun += stream.read(max(0, MAX_RECORD + 1 - len(begun)))
    yield from _whole(begun) if len(begun) <= MAX_RECORD else pieces(begun, stream)


def _is_line(line: bytes) -> bool:
    """Whether a line may hold a whole object."""
    stripped = line.strip()
    return stripped.startswith(b"{") and stripped.endswith(b"}") and len(line) <= MAX_RECORD


def _lines(line: bytes, stream: io.BufferedReader, number: int) -> Iterator[Piece]:
    while line:
        if len(line) > MAX_RECORD:
            yield Piece(f"line {number}", line[:_KEPT_OF_A_GIANT], TOO_LARGE)
            while line and not line.endswith(b"\n"):
                line = stream.readline(_CHUNK)
        else:
            stripped = line.strip()
            if stripped:
                yield from _one_line(stripped, number)
        line = stream.readline(MAX_RECORD + 1)
        number += 1


def _one_line(line: bytes, number: int) -> Iterator[Piece]:
    if not _PAGE_START.match(line):
        yield Piece(f"line {number}", line)
        return
    for place, raw, error in _whole(line):
        yield Piece(f"line {number}:{place}" if place else f"line {number}", raw, error)


def _whole(text: bytes) -> Iterator[Piece]:
    """The studies of a text that is held as a whole."""
    if text.count(b",") > _MOST_COMMAS and len(text) > _CHUNK:
        yield from pieces(text, io.BytesIO())
        return
    try:
        if text.lstrip().startswith(b"["):
            yield from _gathered("", _lists.decode(text))
            return
        page = _envelopes.decode(text).studies
        if page is msgspec.UNSET:
            yield Piece("", text.strip())
        else:
            yield from _gathered("studies", page)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        yield from pieces(text, io.BytesIO())


def _gathered(name: str, entries: list[msgspec.Raw]) -> Iterator[Piece]:
    """One piece an object; what stands between objects is one piece as well, however many numbers or nulls it is."""
    for is_object, group in groupby(enumerate(map(bytes, entries)), key=lambda entry: entry[1].startswith(b"{")):
        if is_object:
            for position, raw in group:
                yield Piece(f"{name}[{position}]", raw)
        else:
            (position, first), *others = group
            yield Piece(f"{name}[{position}]", b", ".join((first, *(raw for _, raw in others))))


def pieces(begun: bytes, rest: BinaryIO) -> Iterator[Piece]:
    """The studies of `begun` and what follows it in `rest`, cut at brackets alone."""
    return _Cutter(begun, rest).run()


class _Cutter:
    """Goes from bracket to bracket. `level` is the depth at which studies lie: 0 bare, 1 in a list, 2 in a page."""

    def __init__(self, begun: bytes, rest: BinaryIO) -> None:
        self._buffer = begun
        self._rest = rest
        self._position = 0  # behind the last token
        self._start = 0  # of the piece that is being looked at
        self._depth = 0
        self._level = 0
        self._count = 0
        self._last_text = b""
        self._giant = False

    def run(self) -> Iterator[Piece]:
        for token, at in self._tokens():
            if token in b"{[":
                yield from self._open(token, at)
            elif token in b"}]":
                yield from self._close(at)
            else:
                self._last_text = token
        left = self._buffer[self._start :].strip(_BETWEEN)
        if left and self._depth >= self._level:
            yield self._piece(left, TRUNCATED if self._depth > self._level else None)

    def _tokens(self) -> Iterator[tuple[bytes, int]]:
        while True:
            match = _TOKEN.search(self._buffer, self._position)
            if match is not None and match.group() != b'"':
                self._position = match.end()
                yield match.group(), match.start()
                continue
            if match is None:
                self._position = len(self._buffer)
            if not self._fill():
                return

    def _fill(self) -> bool:
        """Takes more input in; False at its end. The studies already handed out are let go."""
        if self._position - self._start > MAX_RECORD and self._level:
            self._giant = True
            self._start = self._position
        elif len(self._buffer) - self._start > 2 * MAX_RECORD:
            return False  # one text without end: what follows it cannot be told from what is in it
        chunk = self._rest.read(max(_CHUNK, len(self._buffer) - self._start))
        self._buffer = self._buffer[self._start :] + chunk
        self._position -= self._start
        self._start = 0
        return bool(chunk)

    def _open(self, token: bytes, at: int) -> Iterator[Piece]:
        if self._depth == self._level:
            yield from self._stray(at)
        self._depth += 1
        is_list = token == b"[" and self._depth == 1
        is_page = token == b"[" and self._depth == 2 and self._level == 0 and self._last_text == b'"studies"'
        if is_list or is_page:
            self._level = self._depth
            self._start = self._position

    def _close(self, at: int) -> Iterator[Piece]:
        if self._depth == self._level:
            yield from self._stray(at)
        self._depth = max(0, self._depth - 1)
        if self._depth == self._level:
            if self._giant:
                yield self._piece(b"", TOO_LARGE)
            else:
                yield self._piece(self._buffer[self._start : self._position].strip(_BETWEEN))
            self._giant = False
            self._start = self._position
        elif self._depth < self._level:
            if self._depth == 0:
                self._level = 0
            self._start = self._position

    def _stray(self, at: int) -> Iterator[Piece]:
        """What stands between studies and is none: a number, a text, null."""
        stray = self._buffer[self._start : at].strip(_BETWEEN)
        if stray:
            yield self._piece(stray)
        self._start = at

    def _piece(self, raw: bytes, error: str | None = None) -> Piece:
        name = "studies" if self._level == 2 else ""
        place = f"{name}[{self._count}]"
        self._count += 1
        if len(raw) > MAX_RECORD:
            error = TOO_LARGE
        return Piece(place, raw[:_KEPT_OF_A_GIANT] if error == TOO_LARGE else raw, error)
