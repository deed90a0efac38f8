"""A file of JSON lines that can only grow: each line holds the hash of the one before it.

So no line can be changed, taken out or moved unseen:

    {"sequence":1,"prev":"…hash of line 0…", …,"hash":"…sha256 of this line without its hash…"}

What no chain can show by itself is that its last lines were cut off; who keeps the last hash elsewhere sees that too.
Lines are in canonical JSON (names sorted, no spaces, UTF-8), so that a line has one spelling.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from equipoise.errors import RequestError

Entry = Mapping[str, Any]

NOTHING = "0" * 64
"""What the first line has for the hash of the one before it."""

_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a chain breaks: the line (from 1) and how."""

    line: int
    how: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What looking at every line gave: how many hold together, the last hash of them, and the first that does not."""

    entries: int
    head: str
    broken: Broken | None = None


def canonical(entry: Entry) -> bytes:
    """The one spelling of an entry."""
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def hash_of(entry: Entry) -> str:
    """The SHA-256 of an entry without its own hash, in hex."""
    return hashlib.sha256(canonical({name: value for name, value in entry.items() if name != "hash"})).hexdigest()


def verify(path: Path) -> Verified:
    """Look at every line. Raises RequestError where there is no such file."""
    count, head = 0, NOTHING
    for line in _lines(path):
        found = _checked(line, count, head)
        if isinstance(found, str):
            return Verified(count, head, Broken(count + 1, found))
        count, head = count + 1, found["hash"]
    return Verified(count, head)


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """All entries in order. Raises RequestError at the line where the chain breaks."""
    count, head = 0, NOTHING
    for line in _lines(path):
        found = _checked(line, count, head)
        if isinstance(found, str):
            raise _damaged(path, Broken(count + 1, found))
        yield found
        count, head = count + 1, found["hash"]


def append(path: Path, make: Callable[[int], Sequence[Entry]]) -> list[dict[str, Any]]:
    """Add entries; `make` is given the number of the first. All are on the disk on return, or the file is as it was.

    Several processes may append at once. Raises RequestError where the file cannot be written, or where its last line
    is torn or was changed: nothing is ever put behind a line that does not hold.
    """
    added: list[dict[str, Any]] = []
    with _locked(path) as file:
        last = _last(path, file)
        number, head = (last["sequence"] + 1, last["hash"]) if last is not None else (0, NOTHING)
        for place, each in enumerate(make(number)):
            entry = {**each, "sequence": number + place, "prev": head}
            entry["hash"] = head = hash_of(entry)
            added.append(entry)
        _write(path, file, b"".join(canonical(entry) + b"\n" for entry in added))
    return added


def first(path: Path) -> dict[str, Any]:
    """The entry that opens the file. Raises RequestError where it does not hold."""
    return next(entries(path), {})


def cut_torn(path: Path, aside: Path) -> bytes:
    """Move a torn last line to the end of the file `aside` and return it; b"" where the last line is whole."""
    with _locked(path) as file:
        size = os.lseek(file, 0, os.SEEK_END)
        torn = _tail(file, size)[0]
        if torn:
            _keep(torn, aside)
            os.ftruncate(file, size - len(torn))
            os.fsync(file)
        return torn


def _keep(torn: bytes, aside: Path) -> None:
    """On the disk before it is cut off: bytes that nobody can read any more may still be somebody's decision."""
    try:
        with aside.open("ab") as stream:
            stream.write(torn + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise RequestError(f"cannot be written: {error.strerror}", place=str(aside)) from None


def _checked(line: bytes, count: int, head: str) -> dict[str, Any] | str:
    """The entry of a line; else what is wrong with it."""
    if not line.endswith(b"\n"):
        return "the line is torn: its end was never written"
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return "the line is no JSON"
    if not isinstance(entry, dict) or not isinstance(entry.get("sequence"), int):
        return "the line is no entry"
    if entry["sequence"] != count:
        return f"the entry has number {entry['sequence']} where {count} is due: one was added, moved or taken out"
    if entry.get("prev") != head:
        return "the entry does not follow from the one before it"
    if canonical(entry) + b"\n" != line or entry.get("hash") != hash_of(entry):
        return "the entry was changed"
    return entry


def _damaged(path: Path, broken: Broken) -> RequestError:
    torn = "torn" in broken.how
    hint = "`equipoise log mend` sets a torn line aside" if torn else "`equipoise log verify` tells more"
    return RequestError(broken.how, place=f"{path}:{broken.line}", hint=hint)


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from file
    except OSError as error:
        raise RequestError(f"cannot be read: {error.strerror}", place=str(path)) from None


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The file, open, with nobody else writing to it; made where it is missing."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise RequestError(f"cannot be written: {error.strerror}", place=str(path)) from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX)  # released when the file is closed, and by the system when the process dies
        yield file
    finally:
        os.close(file)


def _last(path: Path, file: int) -> dict[str, Any] | None:
    """The last entry; None in an empty file. Raises RequestError for a line that does not hold by itself."""
    size = os.lseek(file, 0, os.SEEK_END)
    torn, line = _tail(file, size)
    if not torn and not line:
        return None
    found: dict[str, Any] | str
    try:
        entry = json.loads(line) if line and not torn else {}
        found = _checked(torn or line, entry.get("sequence", 0), entry.get("prev", NOTHING))
    except (ValueError, AttributeError, RecursionError):
        found = "the last line is no entry"
    if isinstance(found, str):
        raise RequestError(
            found,
            place=f"{path}: last line",
            hint="`equipoise log mend` sets a torn line aside" if torn else "`equipoise log verify` tells where",
        )
    return found


def _tail(file: int, size: int) -> tuple[bytes, bytes]:
    """What follows the last newline, and the last whole line."""
    tail, start = b"", size
    while start > 0 and tail.count(b"\n") < 2:
        begin = max(0, start - _BLOCK)
        tail = os.pread(file, start - begin, begin) + tail
        start = begin
    whole, newline, torn = tail.rpartition(b"\n")
    return torn, whole.rpartition(b"\n")[2] + newline


def _write(path: Path, file: int, line: bytes) -> None:
    """All of the line, on the disk; nothing of it where that fails."""
    size = os.lseek(file, 0, os.SEEK_END)
    try:
        rest = memoryview(line)
        while rest:
            rest = rest[os.write(file, rest) :]
        os.fsync(file)
        if size == 0:
            _sync_folder(path)
    except OSError as error:
        with suppress(OSError):
            os.ftruncate(file, size)
        raise RequestError(f"cannot be written: {error.strerror}", place=str(path)) from None


def _sync_folder(path: Path) -> None:
    """A new file's name is on the disk only when its folder is."""
    folder = os.open(path.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
