"""Files that are a library, are none yet, are something else, or cannot be written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from library_samples import v2

from equipoise.errors import LibraryError
from equipoise.library import schema
from equipoise.library.failures import library_error
from equipoise.library.place import default_path
from equipoise.library.records import entry_of
from equipoise.library.store import Library
from equipoise.study.read import read


def filled(path: Path, *, records: int = 1, size: int = 0) -> None:
    with Library.open(path) as library:
        put(library, records, size)


def put(library: Library, records: int = 1, size: int = 0, first: int = 0) -> None:
    for number in range(first, first + records):
        noise = "".join(chr(0x4E00 + (number * 7919 + at * 104729) % 20000) for at in range(size))
        (reading,) = read(v2(f"NCT9{number:07d}", criteria=noise or "Adults"), name="test")
        assert reading.study is not None
        library.put_many((entry_of(reading.study),))


def test_a_missing_library_is_made_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a folder ?#%20" / "b" / "library.sqlite"
    filled(path)
    assert path.is_file()
    with Library.open(path, create=False) as library:
        assert list(library.ids()) == ["NCT90000000"]


def test_a_missing_library_is_not_made_when_only_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with pytest.raises(LibraryError, match="there is no library at") as error:
        Library.open(path, create=False)
    assert error.value.hint is not None
    with pytest.raises(LibraryError, match="there is no library at"):
        Library.open(path, readonly=True)
    assert not path.exists()


def test_an_empty_file_becomes_a_library_only_when_that_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    path.touch()
    with pytest.raises(LibraryError, match="there is no library at"):
        Library.open(path, create=False)
    filled(path)
    with Library.open(path, create=False) as library:
        assert library.count() == 1


def test_the_beginning_of_a_creation_is_completed(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    connection = sqlite3.connect(path)  # what a kill between the two steps of the creation leaves
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    with pytest.raises(LibraryError, match="is not a library"):
        Library.open(path, create=False)
    filled(path)


@pytest.mark.parametrize("content", [b"not a database at all, but a text", b"PK\x03\x04", b"SQLite format 4\x00" * 9])
def test_another_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(content)
    with pytest.raises(LibraryError, match="is not an Equipoise library") as error:
        Library.open(path)
    assert error.value.hint is not None
    assert path.read_bytes() == content


def test_another_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "bookmarks.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmark (url TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(LibraryError, match="is an SQLite database, but not an Equipoise library"):
        Library.open(path)
    assert path.read_bytes() == before


def test_a_database_with_a_damaged_header_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    with pytest.raises(LibraryError, match="is not an Equipoise library"):
        Library.open(path)


def test_a_damaged_library_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    filled(path, records=200)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\x55" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(LibraryError, match="is damaged"), Library.open(path) as library:
        list(library.rows())


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="cannot be opened"):
        Library.open(tmp_path)


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LibraryError):
        Library.open(tmp_path / "file" / "below" / "library.sqlite")


def test_a_library_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    filled(path)
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO migration VALUES (99, 'from the future', 'then')")
    connection.commit()
    connection.close()
    with pytest.raises(LibraryError, match=r"written by a newer Equipoise \(schema 99; this one knows") as error:
        Library.open(path)
    assert error.value.hint == "upgrade Equipoise"


def test_an_older_library_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "library.sqlite"
    filled(path)
    more = schema.Migration(schema.latest() + 1, "a column", ("ALTER TABLE trial ADD COLUMN note TEXT",))
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, more))
    with pytest.raises(LibraryError, match=r"schema 1"):
        Library.open(path, readonly=True)
    with Library.open(path) as library, library._connections.reading() as connection:
        assert connection.execute("SELECT note FROM trial").fetchall()[0]["note"] is None
        applied = connection.execute("SELECT number, name FROM migration ORDER BY number").fetchall()
        assert [tuple(row) for row in applied][-1] == (2, "a column")
    with Library.open(path, readonly=True) as library:
        assert library.count() == 1


def test_a_migration_that_fails_leaves_the_library_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "library.sqlite"
    filled(path)
    broken = schema.Migration(2, "broken", ("ALTER TABLE trial ADD COLUMN note TEXT", "ALTER TABLE nowhere ADD x"))
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, broken))
        with pytest.raises(LibraryError):
            Library.open(path)
    with Library.open(path) as library, library._connections.reading() as connection:
        assert library.count() == 1
        assert "note" not in connection.execute("SELECT * FROM trial").fetchone().keys()  # noqa: SIM118 (a Row)


def test_a_second_writer_waits_and_then_says_so(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    filled(path)
    with Library.open(path) as first, Library.open(path, timeout=0.05) as second:
        with first._connections.writing(), pytest.raises(LibraryError, match="is being written by another program"):
            put(second, 1, first=7)
        put(second, 1, first=7)  # and goes on once the first is done
        assert first.count() == 2


def test_a_full_disk_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with Library.open(path) as library:
        put(library, 20, size=3000)
        pages = library._connections._writer.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[union-attr]
        library._connections._writer.execute(f"PRAGMA max_page_count = {pages + 10}")  # type: ignore[union-attr]
        with pytest.raises(LibraryError, match="the disk is full") as error:
            put(library, 20, size=3000, first=20)
        assert error.value.hint is not None
        held = list(library.ids())
        assert len(held) >= 20
        assert all(library.study(nct_id).nct_id == nct_id for nct_id in held)
        library._connections._writer.execute("PRAGMA max_page_count = 1000000")  # type: ignore[union-attr]
        put(library, 20, size=3000, first=20)
        assert library.count() == 40


def test_a_library_opened_for_reading_takes_nothing_in(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    filled(path)
    with Library.open(path, readonly=True) as library:
        assert library.count() == 1
        with pytest.raises(LibraryError, match="opened for reading only"):
            put(library)


def test_a_read_only_medium_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "library.sqlite"
    filled(path)
    monkeypatch.setattr("equipoise.library.connections._writable", lambda folder: False)
    with Library.open(path, readonly=True) as library:
        assert library.count() == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == ["library.sqlite"]


def test_a_closed_library_says_so(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    library = Library.open(path)
    library.close()
    with pytest.raises(LibraryError):
        library.count()
    with pytest.raises(LibraryError):
        put(library)
    library.close()


def test_closing_folds_the_log_into_the_file(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with Library.open(path) as library:
        put(library, 5)
        assert library.count() == 5
    assert sorted(each.name for each in tmp_path.iterdir()) == ["library.sqlite"]


def sqlite_error(code: int | None) -> sqlite3.Error:
    error = sqlite3.OperationalError("words of SQLite")
    if code is not None:
        error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (sqlite3.SQLITE_READONLY, "cannot be written: the file or its folder is read-only"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "cannot be written: the file or its folder is read-only"),
        (sqlite3.SQLITE_IOERR_WRITE, "the disk reports an error"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "is being written by another program"),
        (sqlite3.SQLITE_TOOBIG, "cannot hold a record of this size"),
        (sqlite3.SQLITE_ERROR, "cannot be used: words of SQLite"),
        (None, "cannot be used: words of SQLite"),
    ],
)
def test_what_sqlite_reports_is_said_in_words(code: int | None, expected: str) -> None:
    assert expected in library_error(Path("x.sqlite"), sqlite_error(code)).message


def test_the_default_place_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EQUIPOISE_LIBRARY", "~/trials.sqlite")
    assert default_path() == Path.home() / "trials.sqlite"
    monkeypatch.setenv("EQUIPOISE_LIBRARY", "  ")
    assert default_path().name == "library.sqlite"
    monkeypatch.delenv("EQUIPOISE_LIBRARY")
    assert "equipoise" in default_path().parts
