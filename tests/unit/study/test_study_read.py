"""The one door: what comes in, in any format, gives readings, and one bad record stops nothing."""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from study_records import PAGE, raw_record, record

from equipoise.errors import RecordError
from equipoise.study.read import Reading, read, read_one, read_trial

ONE, TWO = raw_record("NCT90000001"), raw_record("NCT90000003")
XML = b"<clinical_study><id_info><nct_id>NCT90000005</nct_id></id_info></clinical_study>"


def _ids(readings: list[Reading]) -> list[str | None]:
    return [reading.study.nct_id if reading.study else None for reading in readings]


def test_all_formats_come_through_the_same_door(tmp_path: Path) -> None:
    path = tmp_path / "mixed.bin"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("page.json", PAGE)  # the names say nothing
        archive.writestr("record.txt", ONE)
        archive.writestr("record.csv", XML)
        archive.writestr("more.xml", gzip.compress(ONE + b"\n" + TWO))
    readings = list(read(path, name="mixed.bin"))
    assert _ids(readings) == ["NCT90000002", "NCT90000001", "NCT90000005", "NCT90000001", "NCT90000003"]
    assert [r.study.source for r in readings if r.study] == ["portal", "ctgov", "legacy_xml", "ctgov", "ctgov"]
    assert [r.raw for r in readings] == [PAGE.encode(), ONE, XML, ONE, TWO]


def test_a_bad_record_is_an_error_in_its_place_and_stops_nothing() -> None:
    readings = list(read(ONE + b"\n{bad}\n{}\n" + TWO, name="in.jsonl"))
    assert _ids(readings) == ["NCT90000001", None, None, "NCT90000003"]
    bad, empty = readings[1], readings[2]
    assert bad.error is not None
    assert empty.error is not None
    assert str(bad.error).startswith("in.jsonl:line 2: not JSON")
    assert empty.error.place == "in.jsonl:line 3"
    assert (bad.raw, empty.raw) == (b"{bad}", b"{}")


def test_reading_is_a_stream() -> None:
    readings = read(io.BytesIO(ONE + b"\n" + TWO), name="x")
    assert next(readings).study is not None
    endless = read(cast(BinaryIO, _Endless()), name="endless")
    assert [next(endless).place for _ in range(3)] == ["endless:line 1", "endless:line 2", "endless:line 3"]


class _Endless(io.RawIOBase):
    """The same record for ever."""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return (ONE + b"\n") * (size // (len(ONE) + 1))


def test_one_trial_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    path.write_bytes(ONE + b"\n" + TWO)
    assert read_one(path, "nct90000003").nct_id == "NCT90000003"
    study, problems = read_trial(path, "NCT90000001")
    assert (study.nct_id, problems) == ("NCT90000001", ())
    with pytest.raises(RecordError, match="several trials") as several:
        read_one(path)
    assert several.value.hint is not None
    with pytest.raises(RecordError, match="does not hold NCT90000009"):
        read_one(path, "NCT90000009")


def test_the_only_trial_of_a_file_needs_no_id(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_bytes(b'{"studies":[{},' + ONE + b"]}")
    assert read_one(path).nct_id == "NCT90000001"


def test_where_a_file_holds_no_trial_the_first_reason_is_given(tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    path.write_bytes(b"{}\n{bad}\n")
    with pytest.raises(RecordError, match="nothing gives an NCT id"):
        read_one(path)
    path.write_bytes(b"[]")
    with pytest.raises(RecordError, match="there is no trial in it"):
        read_one(path)
    with pytest.raises(RecordError, match="cannot be opened"):
        read_one(tmp_path / "missing")


def _malformed(seed: int) -> bytes:
    """One of the ways in which files go wrong."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    base = chance.choice([ONE, PAGE.encode(), XML, b"[" + ONE + b"," + TWO + b"]", b'{"studies":[' + ONE + b"]}"])
    way = seed % 10
    spot = chance.randrange(1, len(base))
    if way == 0:
        return base[:spot]
    if way == 1:
        return base[:spot] + bytes(chance.randrange(256) for _ in range(5)) + base[spot:]
    if way == 2:
        return base.replace(b'"RECRUITING"', chance.choice([b"NaN", b"Infinity", b"1e999", b"[[[]]]", b"{}"]))
    if way == 3:
        wrong = record(statusModule=chance.choice([1, "x", [], [[]], True, {"startDateStruct": 3}]))
        return json.dumps(wrong).encode()
    if way == 4:
        return b'{"protocolSection":' + b"[" * chance.randrange(1000, 20_000)
    if way == 5:
        return base.replace(b"{", b'{"hasResults":true,"hasResults":false,', 1)
    if way == 6:
        return bytes(chance.randrange(256) for _ in range(300))
    if way == 7:
        return gzip.compress(base)[:spot]
    if way == 8:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("../" * chance.randrange(9) + "x\0y", base[:spot])
        damaged = bytearray(target.getvalue())
        damaged[chance.randrange(len(damaged))] ^= 0xFF
        return bytes(damaged)
    return b"<!DOCTYPE a [<!ENTITY b '" + b"x" * spot + b"'>]>" + base


def test_two_thousand_malformed_inputs_each_give_readings_and_no_failure() -> None:
    for seed in range(2000):
        readings = list(read(_malformed(seed), name="in"))
        assert readings, seed
        for reading in readings:
            assert (reading.study is None) == (reading.error is not None)
            if reading.error is not None:
                assert reading.error.message
                assert "Traceback" not in str(reading.error)


def test_huge_texts_are_read_or_refused_in_good_time() -> None:
    title = "x" * 20_000_000
    (huge,) = read(raw_record(identificationModule={"nctId": "NCT90000001", "briefTitle": title}), name="in")
    assert huge.study is not None
    assert len(huge.study.title) == 20_000_000
    (page,) = read(b"NCT ID: NCT90000002\n" + b"x" * 900_000, name="in")
    assert page.study is not None
    (text,) = read(b"NCT ID: NCT90000002\n" + b"x" * 20_000_000, name="in")
    assert text.error is not None
    assert "too large for a page" in text.error.message


def _protocol(module: bytes) -> bytes:
    return b'{"protocolSection":{"identificationModule":{"nctId":"NCT90000001"},' + module + b"}}"


@pytest.mark.parametrize(
    "data",
    [
        _protocol(b'"zzz":1,"zzz":2,' + b",".join(b'"k%d":null' % n for n in range(200_000))),
        _protocol(b'"designModule":{"phases":[' + b",".join([b'"ODD"'] * 200_000) + b"]}"),
        _protocol(
            b'"contactsLocationsModule":{"locations":[' + b",".join([b'{"geoPoint":{"lat":null}}'] * 50_000) + b"]}"
        ),
        b"[" + b"1," * 500_000 + b"1]",
        b"[" + b"{}," * 5_000 + b"{}]",
        b'{"studies":' + b"[" * 500 + b"]" * 500 + b"}",
        b"<clinical_study><id_info><nct_id>NCT90000001</nct_id></id_info>" + b"<a/>" * 200_000 + b"</clinical_study>",
        b"<clinical_study><id_info><nct_id>NCT90000001</nct_id></id_info><study_design_info><masking>a"
        + b" " * 500_000
        + b"b</masking></study_design_info></clinical_study>",
        b"<a>" + b"<b/>" * 2_500_000 + b"</a>",
        b"NCT ID: NCT90000002\n" + b"a\n" * 300_000,
        PAGE.encode() + b"a@" + b".b" * 200_000 + b" c\n",
        PAGE.replace("Placebo\n", "Placebo\n" + "a\n" * 100_000).encode(),
        PAGE.replace("Blue tablet\n", "Blue tablet\n" + "a.\nb\n" * 50_000).encode(),
    ],
    ids=range(13),
)
def test_hostile_repetition_costs_neither_time_nor_memory(data: bytes) -> None:
    for reading in read(data, name="in"):
        assert (reading.study is None) == (reading.error is not None)
        assert len(reading.problems) <= 2002
