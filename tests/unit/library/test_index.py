"""The index beside a library: never ahead of it, right again after any interruption, and thrown away without harm."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from library_samples import jsonl, many, page, v2, xml

from equipoise.errors import LibraryError
from equipoise.library.index import layout
from equipoise.library.index.entries import entries_of
from equipoise.library.index.layout import TRIALS, kind_of
from equipoise.library.index.places import index_folder, made
from equipoise.library.index.record import decoded, v2_json, v2_record
from equipoise.library.index.schema import SITE, SITES_A_TRIAL
from equipoise.library.index.store import Index
from equipoise.library.index.values import count, day_number, minutes
from equipoise.library.ingest import ingest
from equipoise.library.store import Library
from equipoise.service import library as service
from equipoise.study.pieces import PIECES


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library" / "library.sqlite") as opened:
        yield opened


def held(library: Library) -> list[int]:
    """The trials that the index has, by number, twice where it has one twice."""
    with Index.open(library.path) as index:
        return sorted(index.view().trials.numbers(everything()))


def everything() -> Any:
    import tantivy

    return tantivy.Query.all_query()


def test_an_ingest_keeps_the_index_beside_it(library: Library, tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_bytes(jsonl(*many(30)))
    service.ingest(library, [tmp_path / "many.jsonl"])
    with Index.open(library.path) as index:
        assert index.view().mark == library.watermark() == 30
    assert held(library) == sorted(int(nct_id[3:]) for nct_id in library.ids())


@pytest.mark.parametrize("raw", [v2(), b"\xef\xbb\xbf" + v2() + b"\n", xml(), page()])
def test_a_stored_record_is_given_on_as_json_whatever_it_came_as(library: Library, raw: bytes) -> None:
    library.put(read(raw))
    assert decoded(v2_json(library.require("NCT90000001"))) == v2_record(library.study("NCT90000001"))


def test_a_record_of_the_api_is_given_on_as_it_came(library: Library) -> None:
    library.put(read(v2()))
    assert v2_json(library.require("NCT90000001")) == v2()


def test_records_of_every_format_are_indexed(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(v2("NCT90000001"))
    (tmp_path / "b.xml").write_bytes(xml("NCT90000002"))
    (tmp_path / "c.txt").write_bytes(page("NCT90000003"))
    service.ingest(library, [tmp_path / name for name in ("a.json", "b.xml", "c.txt")])
    assert held(library) == [90000001, 90000002, 90000003]


def test_an_index_that_is_behind_or_gone_catches_up(library: Library, tmp_path: Path) -> None:
    (tmp_path / "first.jsonl").write_bytes(jsonl(*many(10)))
    service.ingest(library, [tmp_path / "first.jsonl"])
    (tmp_path / "second.jsonl").write_bytes(jsonl(*many(25)))
    ingest(library, [tmp_path / "second.jsonl"])  # without an index beside
    assert len(held(library)) == 10
    with Index.open(library.path) as index:
        assert index.follow(library) == 15
        assert index.follow(library) == 0
    shutil.rmtree(index_folder(library.path))
    with Index.open(library.path) as index:
        assert index.follow(library) == 25
    assert len(held(library)) == 25


def test_what_was_not_committed_is_taken_in_again_once(library: Library, tmp_path: Path) -> None:
    for raw in many(5):
        library.put(read(raw))
    index = Index.open(library.path)
    feeder = index.feeder(library)
    feeder.catch_up({})
    with pytest.raises(KeyboardInterrupt), feeder:
        raise KeyboardInterrupt
    assert held(library) == []
    index = Index.open(library.path)
    with index.feeder(library) as feeder:  # killed between the two commits: the sites are further than the trials
        feeder.catch_up({})
        feeder._writers[1].commit()
        feeder._writers[0].rollback()
    assert index.view().mark == 0
    assert index.follow(library) == 5
    assert len(held(library)) == 5
    assert sorted(set(index.view().sites.numbers(everything()))) == held(library)


def read(raw: bytes) -> Any:
    from equipoise.study.read import read as readings

    return next(readings(raw, name="test")).study


def test_one_program_writes_and_an_ingest_beside_it_goes_on(library: Library, tmp_path: Path) -> None:
    with Index.open(library.path) as index, index.feeder(library):
        with pytest.raises(LibraryError, match="another program is writing the search index"):
            Index.open(library.path).feeder(library)
        (tmp_path / "a.json").write_bytes(v2())
        assert service.ingest(library, [tmp_path / "a.json"]).summary.new == 1
    assert Index.open(library.path).follow(library) == 1


def test_a_folder_that_is_no_index_is_an_error_with_a_way_out(library: Library) -> None:
    folder = made(index_folder(library.path)) / "trials"
    folder.mkdir()
    (folder / "meta.json").write_text("nonsense")
    with pytest.raises(LibraryError, match="cannot be opened") as error:
        Index.open(library.path)
    assert error.value.hint == "delete the folder: it is made again"


def test_what_older_layouts_left_is_removed(library: Library) -> None:
    old = index_folder(library.path).parent / str(layout.VERSION - 1)
    old.mkdir(parents=True)
    Index.open(library.path)
    assert not old.exists()


def test_a_state_stays_as_it_is_and_can_be_asked_for_again(library: Library) -> None:
    library.put(read(v2("NCT90000001")))
    index = Index.open(library.path)
    index.follow(library)
    before = index.view()
    library.put(read(v2("NCT90000002")))
    index.follow(library)
    assert (before.count, index.view().count) == (1, 2)
    assert index.view(before.mark) is before
    assert index.view(before.mark + 99) is index.view()


def test_every_piece_has_a_kind_and_values_keep_their_order() -> None:
    kinds = {piece.name: kind_of(piece.name) for piece in PIECES}
    assert kinds["BriefTitle"] == "text"
    assert kinds["DetailedDescription"] == "other"
    assert kinds["Phase"] == kinds["HasResults"] == "word"
    assert (kinds["StartDate"], kinds["MinimumAge"], kinds["EnrollmentCount"]) == ("date", "time", "number")
    assert kinds["OutcomeMeasurementValue"] == kinds["Location"] == "none"
    assert day_number("2024") == 20240101 < day_number("2024-02") < day_number("2024-02-03")  # type: ignore[operator]
    assert minutes("2 Weeks") == 20160 < minutes("1 Month") < minutes("6 Months") == minutes("0.5 years")  # type: ignore[operator]
    assert [minutes(text) for text in ("N/A", "", "-3 Days")] == [None] * 3
    assert [count(value) for value in (0, 7, 10**30, -1, True, "7")] == [0, 7, 2**64 // TRIALS - 1, None, None, None]


def test_entries_say_what_stands_in_the_record() -> None:
    entries = entries_of(msgspec.json.decode(v2("NCT90000005")))
    trial = msgspec.json.decode(entries.trial)
    assert trial["StartDate"] == 20240201 * TRIALS + 90000005
    assert trial["Condition"] == ["q0z Systemic Lupus Erythematosus z0q"]
    assert trial["Phase"] == ["PHASE2"]
    assert trial["HasResults"] == ["false"]
    assert trial["size"] == {"Condition": 1, "Phase": 1}
    assert {"BriefTitle", "StartDate"} <= {*trial["has"]}
    assert [msgspec.json.decode(site)[SITE] for site in entries.sites] == [90000005 * SITES_A_TRIAL]
