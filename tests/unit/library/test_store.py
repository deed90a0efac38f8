"""What goes into the library comes out of it, and the right version speaks for a trial."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from library_samples import page, v2, xml

from equipoise.errors import LibraryError, NotFoundError
from equipoise.library.journal import Bookmark, Rejected
from equipoise.library.listing import Filter, Order
from equipoise.library.readings import text_hash
from equipoise.library.records import entry_of
from equipoise.library.store import Library
from equipoise.library.versions import Outcome, content_hash, form_hash, pack, supersedes
from equipoise.study.model import Study
from equipoise.study.read import read


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite") as opened:
        yield opened


def study(raw: bytes) -> Study:
    (reading,) = read(raw, name="test")
    assert reading.study is not None, reading.error
    return reading.study


def put(library: Library, raw: bytes) -> Outcome:
    return library.put(study(raw))


# Records and versions


def test_a_record_comes_out_byte_for_byte(library: Library) -> None:
    raw = v2("NCT90000001", title="Grüße — ≥ 18 years")
    assert put(library, raw) is Outcome.NEW
    stored = library.require("NCT90000001")
    assert stored.raw == raw
    assert stored.version.number == 1
    assert stored.version.source == "ctgov"
    assert stored.version.raw_size == len(raw)
    assert stored.version.is_current
    assert library.study("NCT90000001") == study(raw)
    assert library.reading("NCT90000001").problems == ()


@pytest.mark.parametrize("raw", [v2(), xml(), page()], ids=["v2", "xml", "page"])
def test_every_format_is_kept_whole(library: Library, raw: bytes) -> None:
    assert put(library, raw) is Outcome.NEW
    assert library.require("NCT90000001").raw == raw
    assert library.study("NCT90000001") == study(raw)


def test_a_record_that_did_not_change_adds_no_version(library: Library) -> None:
    put(library, v2())
    assert put(library, v2()) is Outcome.UNCHANGED
    assert put(library, v2(dump="2024-07-01")) is Outcome.UNCHANGED  # only the registry's dump is another
    assert len(library.versions("NCT90000001")) == 1
    assert library.watermark() == 1


def test_bytes_seen_last_are_known_without_decoding(library: Library) -> None:
    first, second = v2(dump="2024-06-01"), v2(dump="2024-07-01")
    assert library.holding(form_hash(first)) is None
    put(library, first)
    assert library.holding(form_hash(first)) == "NCT90000001"
    put(library, second)
    assert library.holding(form_hash(second)) == "NCT90000001"


def test_a_changed_record_adds_a_version_and_becomes_current(library: Library) -> None:
    old, new = v2(updated="2024-05-06"), v2(updated="2024-08-01", status="COMPLETED")
    put(library, old)
    assert put(library, new) is Outcome.CHANGED
    assert library.require("NCT90000001").raw == new
    assert library.require("NCT90000001", 1).raw == old
    assert [(each.number, each.is_current) for each in library.versions("NCT90000001")] == [(1, False), (2, True)]
    (row,) = library.rows()
    assert (row.version, row.columns.status) == (2, "COMPLETED")


def test_an_older_dump_does_not_turn_back_the_clock(library: Library) -> None:
    new, old = v2(updated="2024-08-01"), v2(updated="2024-05-06")
    put(library, new)
    assert put(library, old) is Outcome.SUPERSEDED
    assert library.require("NCT90000001").raw == new
    assert library.require("NCT90000001", 2).raw == old
    assert put(library, old) is Outcome.UNCHANGED
    assert library.require("NCT90000001").raw == new


def test_two_contents_of_one_day_settle_and_do_not_take_turns(library: Library) -> None:
    first, second = v2(title="one"), v2(title="two")
    assert [put(library, raw) for raw in (first, second, first, second)] == [
        Outcome.NEW,
        Outcome.CHANGED,
        Outcome.UNCHANGED,
        Outcome.UNCHANGED,
    ]
    assert library.require("NCT90000001").raw == second


def test_a_page_never_takes_the_place_of_a_registry_record(library: Library) -> None:
    put(library, v2(updated="2024-05-06"))
    assert put(library, page(updated="2025-01-01")) is Outcome.SUPERSEDED
    assert library.require("NCT90000001").version.source == "ctgov"


def test_a_registry_record_takes_the_place_of_a_page_however_old(library: Library) -> None:
    put(library, page(updated="2025-01-01"))
    assert put(library, xml(updated="May 6, 2020")) is Outcome.CHANGED
    assert put(library, v2(updated="2019-05-06")) is Outcome.CHANGED
    assert [each.source for each in library.versions("NCT90000001")] == ["portal", "legacy_xml", "ctgov"]
    assert library.require("NCT90000001").version.source == "ctgov"


@pytest.mark.parametrize(
    ("new", "current", "expected"),
    [
        (("ctgov", "2020"), ("legacy_xml", "2024"), True),
        (("legacy_xml", "2024"), ("ctgov", "2020"), False),
        (("portal", "2024"), ("legacy_xml", None), False),
        (("portal", "2024-02-01"), ("portal", "2024-01-31"), True),
        (("ctgov", "2024-01-31"), ("ctgov", "2024-02-01"), False),
        (("ctgov", "2024-01-31"), ("ctgov", "2024-01-31"), True),
        (("ctgov", None), ("ctgov", "2024-01-31"), True),
        (("ctgov", "2024-01-31"), ("ctgov", None), True),
    ],
)
def test_which_content_speaks_for_a_trial(
    new: tuple[str, str | None], current: tuple[str, str | None], expected: bool
) -> None:
    assert supersedes(*new, *current) is expected


def test_ids_are_found_as_people_write_them(library: Library) -> None:
    put(library, v2("NCT90000001"))
    for written in ("NCT90000001", "nct90000001", " NCT 90000001 ", "90000001", "NCT-90000001"):
        assert library.require(written).nct_id == "NCT90000001"
    assert library.get("lupus") is None


def test_what_is_not_there_names_what_comes_close(library: Library) -> None:
    put(library, v2("NCT90000012"))
    with pytest.raises(NotFoundError, match="NCT90000021 is not in the library") as swapped:
        library.require("NCT90000021")
    assert swapped.value.hint == "did you mean NCT90000012?"
    with pytest.raises(NotFoundError) as wrong:
        library.study("NCT90000013")
    assert wrong.value.hint == "did you mean NCT90000012?"
    with pytest.raises(NotFoundError) as far:
        library.require("NCT12345678")
    assert far.value.hint is not None
    assert "ingest" in far.value.hint
    with pytest.raises(NotFoundError, match="no trial id"):
        library.require("lupus")
    with pytest.raises(NotFoundError, match="no version 7") as version:
        library.require("NCT90000012", 7)
    assert version.value.hint == "its versions are 1 to 1"


def test_one_bad_entry_undoes_the_whole_transaction(library: Library) -> None:
    put(library, v2("NCT90000001"))
    good = entry_of(study(v2("NCT90000002")))

    def entries() -> Iterator[object]:
        yield good
        raise RuntimeError("the source broke off")

    with pytest.raises(RuntimeError):
        library.put_many(entries())  # type: ignore[arg-type] # what is yielded is right; the generator never ends
    assert list(library.ids()) == ["NCT90000001"]
    assert library.put(study(v2("NCT90000002"))) is Outcome.NEW


def test_a_damaged_stored_record_is_reported(library: Library) -> None:
    put(library, v2())
    with library._connections.writing() as connection:
        connection.execute("UPDATE raw SET body = x'00'")
    with pytest.raises(LibraryError, match="a stored record is damaged"):
        library.require("NCT90000001")


def test_a_stored_record_that_no_reader_takes_any_more_is_reported(library: Library) -> None:
    put(library, v2())
    with library._connections.writing() as connection:
        connection.execute("UPDATE raw SET body = ?", (pack(b"{}"),))
    assert library.reading("NCT90000001").error is not None
    with pytest.raises(LibraryError, match="the stored record of NCT90000001 cannot be read"):
        library.study("NCT90000001")


def test_one_content_in_another_form_is_the_same(library: Library) -> None:
    raw = v2()
    spread = json.dumps(json.loads(raw), indent=2, sort_keys=True).encode()
    assert form_hash(raw) != form_hash(spread)
    assert [put(library, each) for each in (raw, spread, raw)] == [Outcome.NEW, Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert library.require("NCT90000001").raw == raw
    assert put(library, v2(title="another")) is Outcome.CHANGED
    assert put(library, spread) is Outcome.UNCHANGED


def test_the_form_leaves_out_the_day_of_the_dump_and_nothing_else() -> None:
    assert form_hash(v2(dump="2024-06-01")) == form_hash(v2(dump="2025-06-01"))
    assert form_hash(v2(title="2024-06-01")) != form_hash(v2(title="2025-06-01"))
    stamp = b'{"other": {"versionHolder": "%s"}}'
    assert form_hash(stamp % b"2024-06-01") != form_hash(stamp % b"2025-06-01")


def test_bytes_that_the_content_hash_does_not_take_are_a_content_of_their_own() -> None:
    assert content_hash(b"\xff\xfe") != content_hash(b"\xff\xff")


# Lists


@pytest.fixture
def shelf(library: Library) -> Library:
    for raw in (
        v2("NCT90000001", updated="2024-05-06", title="Lupus nephritis in adults"),
        v2(
            "NCT90000002",
            updated="2024-07-01",
            status="COMPLETED",
            sex="FEMALE",
            minimum="6 Months",
            maximum="17 Years",
        ),
        v2(
            "NCT90000003",
            updated="2024-06",
            phases=["PHASE1", "PHASE2"],
            conditions=["Asthma", "Änderung"],
            maximum="N/A",
        ),
        page("NCT90000004", updated="2020-01-01"),
    ):
        put(library, raw)
    return library


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(), "1234"),
        (Filter(ids=("NCT90000004", "NCT90000001", "NCT99999999")), "14"),
        (Filter(ids=()), ""),
        (Filter(status=("COMPLETED",)), "2"),
        (Filter(status=("COMPLETED", "RECRUITING")), "1234"),
        (Filter(study_type=("OBSERVATIONAL",)), ""),
        (Filter(phases=("PHASE1",)), "34"),
        (Filter(phases=("PHASE2",)), "123"),
        (Filter(source=("portal",)), "4"),
        (Filter(sex="MALE"), "134"),
        (Filter(sex="FEMALE"), "1234"),
        (Filter(age_years=0.5), "24"),
        (Filter(age_years=18), "134"),
        (Filter(age_years=65), "134"),
        (Filter(age_years=66), "34"),
        (Filter(condition="asthma"), "3"),
        (Filter(condition="Änder"), "3"),
        (Filter(title="NEPHRITIS"), "1"),
        (Filter(title="100%' OR 1=1 --"), ""),
        (Filter(updated_since="2024-06"), "23"),
        (Filter(has_results=False), "1234"),
        (Filter(has_results=True), ""),
        (Filter(status=("RECRUITING",), condition="lupus", age_years=30), "1"),
    ],
)
def test_filters(shelf: Library, where: Filter, expected: str) -> None:
    assert "".join(row.nct_id[-1] for row in shelf.rows(where)) == expected
    assert shelf.count(where) == len(expected)


@pytest.mark.parametrize(("order", "expected"), [("nct_id", "1234"), ("last_update", "2314"), ("seq", "1234")])
def test_orders_and_pages(shelf: Library, order: Order, expected: str) -> None:
    assert "".join(row.nct_id[-1] for row in shelf.rows(order=order)) == expected
    assert "".join(row.nct_id[-1] for row in shelf.rows(order=order, limit=2, offset=1)) == expected[1:3]


def test_a_row_holds_what_a_list_shows(shelf: Library) -> None:
    row = next(shelf.rows(Filter(ids=("NCT90000003",))))
    assert row.columns.phases == ("PHASE1", "PHASE2")
    assert row.columns.conditions == ("Asthma", "Änderung")
    assert row.columns.min_age_months == 216
    assert row.columns.max_age_months is None
    assert row.columns.sponsor == "Fictional University"
    assert (row.columns.start_date, row.columns.completion_date) == ("2024-02", "2026-12-31")
    assert row.columns.enrollment == 24
    assert row.columns.has_results is False
    assert row.source == "ctgov"


def test_a_number_beyond_a_column_stays_in_the_record(library: Library) -> None:
    raw = v2(enrollment=10**30)
    (reading,) = read(raw, name="test")
    if reading.study is None:
        pytest.skip("the reader takes no such number")
    library.put(reading.study)
    assert next(library.rows()).columns.enrollment is None
    assert library.require("NCT90000001").raw == raw


def test_changes_come_in_order_and_once_a_trial(library: Library) -> None:
    for raw in (v2("NCT90000001"), v2("NCT90000002"), v2("NCT90000001", updated="2024-09-01")):
        put(library, raw)
    assert library.watermark() == 3
    assert library.changes(0, 10) == ((2, "NCT90000002"), (3, "NCT90000001"))
    assert library.changes(2, 10) == ((3, "NCT90000001"),)
    assert library.changes(0, 1) == ((2, "NCT90000002"),)
    put(library, v2("NCT90000002", updated="2020-01-01"))  # a version beside the current one changes nothing to index
    assert library.watermark() == 3


# Quarantine, runs, downloads, readings


def test_quarantine_remembers_once_and_lets_go_of_what_is_read_later(library: Library) -> None:
    raw = v2("NCT90000009")
    rejected = Rejected("dump.jsonl", "dump.jsonl:line 3", "record", "no trial here", raw)
    run = library.begin_run("ingest", "dump.jsonl")
    library.quarantine(rejected, run=run)
    library.quarantine(rejected, run=run)
    (entry,) = library.quarantined()
    assert (entry.name, entry.place, entry.reason) == ("dump.jsonl", "dump.jsonl:line 3", "no trial here")
    assert (entry.form_hash, entry.raw_size, entry.head) == (form_hash(raw), len(raw), raw[:200])
    assert entry.run == run
    put(library, raw)
    assert library.quarantined() == ()


def test_a_run_counts_what_it_committed(library: Library) -> None:
    run = library.begin_run("ingest", "here")
    entries = [entry_of(study(v2("NCT90000001"))), entry_of(study(v2("NCT90000002")))]
    library.put_many(entries, passed=3, run=run, rejected=(Rejected("n", "p", "record", "why", b""),))
    (begun,) = library.runs()
    assert begun.ended is None
    assert (begun.summary.read, begun.summary.new, begun.summary.unchanged) == (6, 2, 3)
    assert begun.summary.quarantined == 1
    library.end_run(run)
    assert library.runs()[0].ended is not None


def test_bookmarks(library: Library) -> None:
    assert library.bookmark("request") is None
    library.set_bookmark("request", Bookmark("token", 3))
    library.set_bookmark("request", Bookmark("token 2", 4))
    assert library.bookmark("request") == Bookmark("token 2", 4)
    library.set_bookmark("request", None)
    assert library.bookmark("request") is None


def test_a_reading_of_another_text_or_grammar_is_never_served(library: Library) -> None:
    digest = text_hash("Age ≥ 18 years")
    assert library.cached_reading(digest, "g1") is None
    library.put_reading(digest, "g1", b"understood")
    assert library.cached_reading(digest, "g1") == b"understood"
    assert library.cached_reading(digest, "g2") is None
    assert library.cached_reading(text_hash("Age ≥ 18 years."), "g1") is None
    assert library.reading_counts("g2") == (0, 1)
    library.put_readings({digest: b"better", text_hash("other"): b"more"}, "g2")
    assert library.reading_counts("g2") == (2, 1)
    assert library.drop_stale_readings("g2") == 1
    assert library.cached_reading(digest, "g1") is None
    assert library.cached_reading(digest, "g2") == b"better"


# Readers beside the writer


def test_a_snapshot_stays_as_it_was_while_another_writes(library: Library) -> None:
    put(library, v2("NCT90000001"))
    with Library.open(library.path, create=False) as other, library.snapshot():
        assert library.count() == 1
        put(other, v2("NCT90000002"))
        assert library.count() == 1
        assert library.get("NCT90000002") is None
        with library.snapshot():  # one within another is the same one
            assert library.count() == 1
    assert library.count() == 2


def test_a_list_that_is_being_read_is_complete_whatever_is_written(library: Library) -> None:
    for number in range(50):
        put(library, v2(f"NCT900000{number:02d}"))
    ids = library.ids()
    first = next(ids)
    put(library, v2("NCT90000099"))
    assert [first, *ids] == [f"NCT900000{number:02d}" for number in range(50)]


def test_readers_are_not_blocked_by_an_open_transaction(library: Library) -> None:
    put(library, v2("NCT90000001"))
    with Library.open(library.path, create=False, timeout=0.0) as reader, library._connections.writing() as connection:
        connection.execute("DELETE FROM trial")
        assert reader.count() == 1
        assert reader.require("NCT90000001").raw == v2("NCT90000001")
        connection.execute("ROLLBACK")
        connection.execute("BEGIN")


def test_threads_read_and_write_together(library: Library) -> None:
    failures: list[Exception] = []

    def work(first: int) -> None:
        try:
            for number in range(first, first + 10):
                put(library, v2(f"NCT900{number:05d}"))
                assert library.require(f"NCT900{number:05d}").version.number == 1
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(100 * each,)) for each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert library.count() == 40
    assert library.watermark() == 40
