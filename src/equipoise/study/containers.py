"""From any file or stream to documents that hold one trial each: gzip and zip opened, formats told apart by content.

Nothing is unpacked to disk, so the names inside an archive are only names. What expands out of all proportion is
refused before it fills the memory.
"""

from __future__ import annotations

import gzip
import io
import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Literal, TypeAlias, cast

from equipoise.errors import RecordError
from equipoise.study.splitting import MAX_RECORD, TOO_LARGE, studies

if TYPE_CHECKING:
    from typing_extensions import Buffer

Kind: TypeAlias = Literal["json", "xml", "text"]

MAX_RATIO = 200
"""How many times larger than its compressed form an archive may be; registry records reach about 15."""

FREE_OF_RATIO = 16 * 1024 * 1024
"""Bytes that may come out of one file before the ratio is looked at: small texts may repeat themselves."""

FREE_OF_RATIO_IN_ALL = 1024 * 1024 * 1024
"""Bytes that may come out of all entries of an archive together before the ratio is looked at."""

MAX_DEPTH = 3
"""How many archives may lie within one another."""

MAX_PAGE = 1024 * 1024
"""The most bytes that the text of a page may have; real ones reach some hundred thousand."""

MAX_NESTED = 1024 * 1024 * 1024
"""The most bytes that a zip file within another archive may have: it is held aside while it is read."""

_BUFFER = 1024 * 1024
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BROKEN = (
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the archive modules of the standard library raise for damaged input (`gzip.BadGzipFile` is an OSError)."""

_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db")


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of one record and their format, or why there are none."""

    place: str
    raw: bytes = field(repr=False)
    kind: Kind = "text"
    error: RecordError | None = None


def documents(data: bytes | BinaryIO | Path, name: str) -> Iterator[Document]:
    """All documents in a file, folder, stream or byte string. Raises RecordError where a path cannot be opened."""
    if isinstance(data, Path):
        if data.is_dir():
            for path in sorted(p for p in data.rglob("*") if p.is_file()):
                yield from documents(path, f"{name}/{path.relative_to(data).as_posix()}")
            return
        try:
            stream: BinaryIO = data.open("rb")
        except OSError as error:
            raise RecordError(f"cannot be opened: {error.strerror or error}", place=name) from None
        with stream:
            yield from _opened(stream, name, 0)
    else:
        yield from _opened(io.BytesIO(data) if isinstance(data, bytes) else data, name, 0)


def _opened(stream: IO[bytes], place: str, depth: int, budget: _Budget | None = None) -> Iterator[Document]:
    buffered: io.BufferedReader = io.BufferedReader(_Raw(stream, budget), _BUFFER)
    try:
        yield from _sniffed(buffered, stream, place, depth)
    except RecordError as error:
        yield _failed(place, error.message)
    except _BROKEN as error:
        yield _failed(place, f"the archive or file is broken: {error}")


def _sniffed(buffered: io.BufferedReader, stream: IO[bytes], place: str, depth: int) -> Iterator[Document]:
    head = buffered.peek(_BUFFER)[:4096]
    if head.startswith((_GZIP, *_ZIP)):
        if depth >= MAX_DEPTH:
            raise RecordError("archives lie within archives too deeply")
        if head.startswith(_GZIP):
            packed = _Raw(buffered)
            unpacked = cast(IO[bytes], gzip.GzipFile(fileobj=io.BufferedReader(packed)))
            yield from _opened(unpacked, place, depth + 1, _Budget(lambda: packed.count, FREE_OF_RATIO))
        else:
            yield from _zip(buffered, stream, place, depth)
        return
    if head.startswith(_UTF16_MARKS):
        raise RecordError("the text is UTF-16; UTF-8 is expected")
    if head.startswith(_UTF8_MARK):
        buffered.read(len(_UTF8_MARK))
        head = head[len(_UTF8_MARK) :]
    start = head.lstrip()[:1]
    if start in (b"{", b"["):
        for inner, raw, error in studies(buffered):
            where = f"{place}:{inner}" if inner else place
            yield Document(where, raw, "json", RecordError(error, place=where) if error else None)
    elif not head:
        raise RecordError("it is empty")
    else:
        yield _single(buffered, place, "xml" if start == b"<" else "text")


def _single(buffered: io.BufferedReader, place: str, kind: Kind) -> Document:
    limit = MAX_RECORD if kind == "xml" else MAX_PAGE
    raw = buffered.read(limit + 1)
    if len(raw) > limit:
        raise RecordError(TOO_LARGE if kind == "xml" else "it is no known format, and too large for a page")
    return Document(place, raw, kind)


def _zip(buffered: io.BufferedReader, stream: IO[bytes], place: str, depth: int) -> Iterator[Document]:
    if depth == 0 and stream.seekable():
        stream.seek(0)
        yield from _entries(stream, place, depth)
        return
    with tempfile.SpooledTemporaryFile(max_size=MAX_RECORD) as spool:
        while chunk := buffered.read(_BUFFER):
            spool.write(chunk)
            if depth and spool.tell() > MAX_NESTED:
                raise RecordError("the archive within the archive is too large")
        spool.seek(0)
        yield from _entries(spool, place, depth)


def _entries(stream: IO[bytes], place: str, depth: int) -> Iterator[Document]:
    with zipfile.ZipFile(stream) as archive:
        packed = sum(entry.compress_size for entry in archive.infolist())
        whole = _Budget(lambda: packed, FREE_OF_RATIO_IN_ALL)
        for entry in archive.infolist():
            if entry.is_dir() or entry.filename.startswith(_LITTER[0]) or entry.filename.endswith(_LITTER[1:]):
                continue
            where = f"{place}!{_printable(entry.filename)}"
            if entry.flag_bits & 0x1:
                yield _failed(where, "the entry is encrypted")
                continue
            try:
                with archive.open(entry) as unpacked:
                    yield from _opened(unpacked, where, depth + 1, _entry_budget(entry, whole))
            except _BROKEN as error:
                yield _failed(where, f"the entry is broken: {error}")


def _entry_budget(entry: zipfile.ZipInfo, whole: _Budget) -> _Budget:
    return _Budget(lambda: entry.compress_size, FREE_OF_RATIO, whole)


def _printable(name: str) -> str:
    """A name from an archive as it may be shown: without control characters, not endless."""
    return "".join(c if c.isprintable() else "�" for c in name[:200])


def _failed(place: str, message: str) -> Document:
    return Document(place, b"", error=RecordError(message, place=place))


class _Budget:
    """How much may come out of an archive, given how much of it has been read."""

    def __init__(self, packed: Callable[[], int], free: int, within: _Budget | None = None) -> None:
        self._packed = packed
        self._free = free
        self._within = within
        self._spent = 0

    def spend(self, count: int) -> None:
        """Raises RecordError once more has come out than any honest archive holds."""
        self._spent += count
        if self._within is not None:
            self._within.spend(count)
        if self._spent > self._free and self._spent > self._packed() * MAX_RATIO:
            raise RecordError(f"it expands to more than {MAX_RATIO} times its size and is not read on")


class _Raw(io.RawIOBase):
    """Any stream of bytes as one that `io.BufferedReader` takes; it counts what it gives, and keeps to a budget."""

    def __init__(self, inner: IO[bytes], budget: _Budget | None = None) -> None:
        self._inner = inner
        self._budget = budget
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, target: Buffer) -> int:
        view = memoryview(target)
        data = self._inner.read(len(view))
        view[: len(data)] = data
        self.count += len(data)
        if self._budget is not None:
            self._budget.spend(len(data))
        return len(data)
