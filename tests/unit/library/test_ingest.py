"""Files and folders into the library: everything that is a trial, and a reason for everything that is not."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from library_samples import jsonl, many, page, v2, xml
from support import shared

from equipoise.errors import RequestError
from equipoise.library import preparing
from equipoise.library.ingest import Progress, ingest
from equipoise.library.journal import Summary
from equipoise.library.store import Library
from equipoise.study.containers import Document, documents


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library" / "library.sqlite") as opened:
        yield opened


def zipped(**entries: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def envelope(*records: bytes) -> bytes:
    return b'{"studies": [' + b", ".join(records) + b'], "nextPageToken": "x"}'


def test_files_folders_and_archives(tmp_path: Path, library: Library) -> None:
    folder = tmp_path / "records"
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "one.json").write_bytes(v2("NCT90000001"))
    (folder / "lines.jsonl").write_bytes(jsonl(*many(3, 10)))
    (folder / "lines.jsonl.gz").write_bytes(gzip.compress(jsonl(*many(3, 20))))
    (folder / "deep" / "page.json").write_bytes(envelope(*many(2, 30)))
    (folder / "deep" / "er" / "old.zip").write_bytes(zipped(a__b=xml("NCT90000040"), c=xml("NCT90000041")))
    (folder / "deep" / "er" / "seed.txt").write_bytes(page("NCT90000050"))
    (folder / ".hidden").write_bytes(v2("NCT90000099"))
    alone = tmp_path / "alone.xml"
    alone.write_bytes(xml("NCT90000060"))
    assert ingest(library, [folder, alone]) == Summary(read=13, new=13)
    assert [int(nct_id[3:]) - 90000000 for nct_id in library.ids()] == [
        1,
        10,
        11,
        12,
        20,
        21,
        22,
        30,
        31,
        40,
        41,
        50,
        60,
    ]
    assert library.require("NCT90000031").raw == many(2, 30)[1]
    assert ingest(library, [folder, alone]) == Summary(read=13, unchanged=13)
    assert all(len(library.versions(nct_id)) == 1 for nct_id in library.ids())


def test_the_library_does_not_read_itself(tmp_path: Path, library: Library) -> None:
    (library.path.parent / "one.json").write_bytes(v2("NCT90000001"))
    assert ingest(library, [library.path.parent]) == Summary(read=1, new=1)


def test_what_is_missing_stops_before_anything_is_read(tmp_path: Path, library: Library) -> None:
    there = tmp_path / "there.json"
    there.write_bytes(v2())
    with pytest.raises(RequestError, match=r"there is no file or folder .*not there\.json"):
        ingest(library, [there, tmp_path / "not there.json"])
    assert library.count() == 0
    assert library.runs() == ()


def test_what_is_neither_file_nor_folder_is_refused(library: Library) -> None:
    with pytest.raises(RequestError, match="neither a file nor a folder"):
        ingest(library, [Path(os.devnull)])


def test_a_file_that_goes_away_meanwhile_stops_nothing(tmp_path: Path, library: Library) -> None:
    first, second, third = files = [tmp_path / f"{number}.json" for number in range(3)]
    for number, file in enumerate(files):
        file.write_bytes(v2(f"NCT9000000{number}"))
    summary = ingest(library, files, progress=lambda _: second.unlink(missing_ok=True), batch=1)
    assert summary == Summary(read=3, new=2, quarantined=1)
    (entry,) = library.quarantined()
    assert entry.reason == "cannot be opened: No such file or directory"
    assert first.exists()
    assert third.exists()


def test_an_archive_broken_in_an_unforeseen_way_stops_nothing(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(stream: object, name: str) -> Iterator[Document]:
        yield from usual(v2("NCT90000001"), name)
        if name.endswith("bad.zip"):
            raise IndexError("a defect")

    usual = documents
    monkeypatch.setattr("equipoise.library.ingest.documents", failing)
    bad, good = tmp_path / "bad.zip", tmp_path / "good.json"
    bad.write_bytes(b"x")
    good.write_bytes(b"x")
    assert ingest(library, [bad, good]) == Summary(read=3, new=1, unchanged=1, quarantined=1)
    assert library.quarantined()[0].reason == "the archive or file is broken: IndexError"


def test_a_malformed_record_stops_nothing(tmp_path: Path, library: Library) -> None:
    file = tmp_path / "mixed.jsonl"
    file.write_bytes(jsonl(v2("NCT90000001"), b'{"protocolSection": 5}', b"{broken}", v2("NCT90000002")))
    other = tmp_path / "letter.txt"
    other.write_text("Dear colleague, here is no trial.")
    summary = ingest(library, [file, other])
    assert summary == Summary(read=5, new=2, quarantined=3)
    places = [entry.place for entry in library.quarantined()]
    assert [place.removeprefix(f"{tmp_path}/").split(":")[0] for place in places] == ["mixed.jsonl"] * 2 + [
        "letter.txt"
    ]
    assert "line 2" in places[0]
    assert "line 3" in places[1]
    assert all(entry.reason for entry in library.quarantined())
    assert library.quarantined()[1].head == b"{broken}"
    assert ingest(library, [file, other]) == Summary(read=5, unchanged=2, quarantined=3)
    assert len(library.quarantined()) == 3


def test_a_file_that_cannot_be_opened_stops_nothing(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(v2())
    bad.write_bytes(v2())
    usual = Path.open

    def refusing(path: Path, *how: str) -> object:
        if path == bad:
            raise PermissionError(13, "Permission denied")
        return usual(path, *how)  # type: ignore[call-overload] # whatever the caller asked for

    monkeypatch.setattr(Path, "open", refusing)
    assert ingest(library, [bad, good]) == Summary(read=1, new=1) + Summary(read=1, quarantined=1)
    (entry,) = library.quarantined()
    assert entry.reason == "cannot be opened: Permission denied"


def test_a_reader_that_fails_stops_nothing(tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(raw: bytes) -> object:
        raise ZeroDivisionError("a defect")

    monkeypatch.setitem(preparing._READERS, "json", failing)
    file = tmp_path / "one.json"
    file.write_bytes(v2())
    assert ingest(library, [file]) == Summary(read=1, quarantined=1)
    (entry,) = library.quarantined()
    assert (entry.code, entry.reason) == ("unforeseen", "the reader failed: ZeroDivisionError")


def test_new_changed_superseded_in_one_file(tmp_path: Path, library: Library) -> None:
    file = tmp_path / "history.jsonl"
    file.write_bytes(
        jsonl(
            v2(updated="2024-01-01"),
            v2(updated="2024-02-01"),
            v2(updated="2023-01-01"),
            v2(updated="2024-02-01", dump="2025-01-01"),
        )
    )
    expected = Summary(read=4, new=1, changed=1, unchanged=1, superseded=1)
    assert ingest(library, [file]) == expected
    assert library.require("NCT90000001").raw == v2(updated="2024-02-01")
    again = ingest(library, [file])
    assert again == Summary(read=4, unchanged=4)
    assert library.runs()[1].summary == expected


def test_commits_are_reported_after_they_were_made(tmp_path: Path, library: Library) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_bytes(jsonl(*many(25)))
    batches: list[Sequence[str]] = []

    def committed(ids: Sequence[str]) -> None:
        with Library.open(library.path, create=False) as another:
            assert all(another.get(nct_id) for nct_id in ids)
            assert another.count() == sum(map(len, batches)) + len(ids)
        batches.append(ids)

    ingest(library, [file], on_commit=committed, batch=10)
    assert [len(batch) for batch in batches] == [10, 10, 5]
    assert sorted(nct_id for batch in batches for nct_id in batch) == list(library.ids())
    batches.clear()
    ingest(library, [file], on_commit=lambda ids: batches.append(ids), batch=10)
    assert sum(map(len, batches)) == 25


def test_progress_ends_at_the_whole(tmp_path: Path, library: Library) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz"
    first.write_bytes(jsonl(*many(20)))
    second.write_bytes(gzip.compress(jsonl(*many(20, 100))))
    seen: list[Progress] = []
    summary = ingest(library, [first, second], progress=seen.append, batch=5)
    total = first.stat().st_size + second.stat().st_size
    assert {each.bytes_total for each in seen} == {total}
    assert [each.bytes_done for each in seen] == sorted(each.bytes_done for each in seen)
    assert seen[-1] == Progress("", total, total, summary)
    assert {each.name for each in seen} == {str(first), str(second), ""}


def test_an_exception_from_the_caller_keeps_what_was_reported(tmp_path: Path, library: Library) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_bytes(jsonl(*many(30)))
    reported: list[str] = []

    def committed(ids: Sequence[str]) -> None:
        reported.extend(ids)
        if len(reported) >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(library, [file], on_commit=committed, batch=10)
    assert list(library.ids()) == sorted(reported)
    (run,) = library.runs()
    assert run.ended is None
    assert run.summary.new == 20
    assert ingest(library, [file]).new == 10


@pytest.mark.shared
def test_every_v2_record_of_the_reference_data(library: Library) -> None:
    source = shared("data/records/ctgov_v2.jsonl.gz")
    raws = {raw.strip() for raw in gzip.decompress(source.read_bytes()).splitlines()}
    assert ingest(library, [source]) == Summary(read=863, new=863)
    assert library.quarantined() == ()
    assert {library.require(nct_id).raw for nct_id in library.ids()} == raws


def xml_names(source: Path) -> list[str]:
    with zipfile.ZipFile(source) as archive:
        return [name for name in archive.namelist() if name.endswith(".xml")]


@pytest.mark.shared
def test_a_sample_of_the_xml_records_of_the_reference_data(tmp_path: Path, library: Library) -> None:
    source = shared("data/records/legacy_xml.zip")
    folder = tmp_path / "xml"
    folder.mkdir()
    with zipfile.ZipFile(source) as archive:
        chosen = xml_names(source)[::12]
        for name in chosen:
            (folder / Path(name).name).write_bytes(archive.read(name))
    assert ingest(library, [folder]) == Summary(read=len(chosen), new=len(chosen))
    for name in chosen:
        assert library.require(Path(name).stem).raw == (folder / Path(name).name).read_bytes()


@pytest.mark.long
@pytest.mark.shared
def test_every_xml_record_of_the_reference_data(library: Library) -> None:
    source = shared("data/records/legacy_xml.zip")
    assert len(xml_names(source)) == 7092  # one of them is a saved list of search results
    assert ingest(library, [source]) == Summary(read=7092, new=7091, quarantined=1)
    (entry,) = library.quarantined()
    assert b"<search_results" in entry.head
    odd = Path(entry.place).stem
    assert list(library.ids()) == sorted(Path(name).stem for name in xml_names(source) if Path(name).stem != odd)
