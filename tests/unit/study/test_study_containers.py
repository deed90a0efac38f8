"""Archives: opened in any order, harmless whatever their names say, refused when they explode."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from study_records import PAGE, raw_record

from equipoise.errors import RecordError
from equipoise.study import containers
from equipoise.study.containers import Document, documents
from equipoise.study.splitting import TOO_LARGE

if TYPE_CHECKING:
    from typing_extensions import Buffer

ONE, TWO = raw_record("NCT90000001"), raw_record("NCT90000002")


def _zip(entries: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return target.getvalue()


def _read(data: bytes) -> list[Document]:
    return list(documents(data, "in"))


def _errors(found: list[Document]) -> list[str]:
    return [document.error.message for document in found if document.error]


class _OneWay(io.RawIOBase):
    """A stream that cannot be wound back, as a pipe."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, target: Buffer) -> int:
        view = memoryview(target)[:7]
        return self._data.readinto(view)


def test_the_format_is_found_from_the_content() -> None:
    assert [d.kind for d in _read(ONE)] == ["json"]
    assert [d.kind for d in _read(b"\xef\xbb\xbf " + ONE)] == ["json"]
    assert [d.kind for d in _read(b"\n <a/>")] == ["xml"]
    assert [d.kind for d in _read(PAGE.encode())] == ["text"]


def test_archives_may_lie_within_archives() -> None:
    data = gzip.compress(_zip({"a/b.json": ONE, "c.jsonl.gz": gzip.compress(ONE + b"\n" + TWO)}))
    found = _read(data)
    assert [d.raw for d in found] == [ONE, ONE, TWO]
    assert [d.place for d in found] == ["in!a/b.json:line 1", "in!c.jsonl.gz:line 1", "in!c.jsonl.gz:line 2"]


def test_archives_lie_within_archives_only_so_deep() -> None:
    data = ONE
    for _ in range(5):
        data = gzip.compress(data)
    assert _errors(_read(data)) == ["archives lie within archives too deeply"]


def test_a_stream_that_cannot_be_wound_back_is_read_as_well() -> None:
    for data in (ONE, gzip.compress(ONE), _zip({"x": ONE})):
        found = list(documents(io.BufferedReader(_OneWay(data)), "pipe"))
        assert [d.raw for d in found] == [ONE]


def test_names_that_climb_out_of_the_folder_are_only_names(tmp_path: Path) -> None:
    names = ["../../etc/passwd", "/etc/shadow", "C:\\windows\\x", "a\x1b[31m\n.json"]
    found = _read(_zip(dict.fromkeys(names, ONE)))
    assert [d.raw for d in found] == [ONE] * 4
    assert found[0].place == "in!../../etc/passwd:line 1"
    assert "\x1b" not in found[3].place
    assert "\n" not in found[3].place
    assert list(tmp_path.iterdir()) == []


def test_what_archivers_leave_behind_is_passed_over() -> None:
    found = _read(_zip({"__MACOSX/._a.json": b"\0", "x/.DS_Store": b"\0", "folder/": b"", "a.json": ONE}))
    assert [d.raw for d in found] == [ONE]


def test_a_bomb_is_refused_and_its_neighbours_are_read() -> None:
    bomb = b'{"a":"' + b"x" * 40_000_000
    found = _read(_zip({"a": ONE, "bomb": bomb, "c": TWO}))
    assert [d.raw for d in found if d.error is None] == [ONE, TWO]
    assert "expands to more than" in _errors(found)[0]
    assert "expands to more than" in _errors(_read(gzip.compress(bomb)))[0]
    assert "expands to more than" in _errors(_read(gzip.compress(gzip.compress(bomb))))[0]


def test_many_small_bombs_are_refused_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "FREE_OF_RATIO_IN_ALL", 1_000_000)
    found = _read(_zip({str(n): b'{"a":"' + b"x" * 300_000 for n in range(50)}))
    assert sum("expands to more than" in message for message in _errors(found)) > 30


@pytest.mark.parametrize("cut", [20, 60, -30, -4])
def test_a_broken_archive_is_reported(cut: int) -> None:
    for data in (gzip.compress(ONE * 50), _zip({"a.json": ONE * 50})):
        assert len(_errors(_read(data[:cut]))) >= 1


def test_a_damaged_entry_costs_no_other() -> None:
    data = bytearray(_zip({"a": ONE, "b": TWO}))
    data[60:70] = bytes(10)
    found = _read(bytes(data))
    assert [d.raw for d in found if d.error is None] == [TWO]
    assert len(_errors(found)) == 1


def test_an_encrypted_entry_is_reported() -> None:
    data = bytearray(_zip({"a": ONE}))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    assert _errors(_read(bytes(data))) == ["the entry is encrypted"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "it is empty"),
        ("a: ä".encode("utf-16"), "the text is UTF-16; UTF-8 is expected"),
        (b"PK\x05\x06", "the archive or file is broken: File is not a zip file"),
    ],
)
def test_what_is_no_record_is_said_so(data: bytes, message: str) -> None:
    assert _errors(_read(data)) == [message]


def test_a_text_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MAX_RECORD", 1000)
    assert _errors(_read(b"<a>" + b"x" * 2000)) == [TOO_LARGE]


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "two.json").write_bytes(TWO)
    (tmp_path / "one.txt").write_bytes(ONE)
    found = list(documents(tmp_path, "dir"))
    assert [(d.place, d.raw) for d in found] == [("dir/one.txt:line 1", ONE), ("dir/sub/two.json:line 1", TWO)]


def test_a_path_that_cannot_be_opened_raises(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="cannot be opened"):
        list(documents(tmp_path / "missing.json", "missing.json"))
