"""The use cases by themselves: which trials are meant, how far they are understood, what a library lists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NoReturn

import pytest

from equipoise import sample
from equipoise.errors import NotFoundError, PatientError, RecordError, RequestError
from equipoise.library.store import Library
from equipoise.service import formulas, patients
from equipoise.service.criteria import criteria_of
from equipoise.service.library import fetch, ingest_sample, library_path, list_trials
from equipoise.service.related import index_as_it_is, named_trials, surroundings
from equipoise.service.screening import Terms, read_patient
from equipoise.service.trials import find_trial, find_trials, in_library


def no_library() -> NoReturn:
    raise AssertionError("the library was asked")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("library") / "library.sqlite") as opened:
        ingest_sample(opened)
        yield opened


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, body in list(sample.trials())[:2]:
        (tmp_path / name).write_bytes(body)
    (tmp_path / "both.jsonl").write_bytes(
        b"\n".join(json.dumps(json.loads(path.read_bytes())).encode() for path in sorted(tmp_path.glob("*.json")))
    )
    return tmp_path


def test_a_path_is_read_without_asking_the_library(files: Path) -> None:
    path = files / "NCT90000101.json"
    trial = find_trial(str(path), no_library)
    assert (trial.nct_id, trial.origin) == ("NCT90000101", "NCT90000101.json")
    assert [each.nct_id for each in find_trials([str(files / "both.jsonl")], no_library, several=True)] == [
        "NCT90000101",
        "NCT90000102",
    ]
    assert find_trial(str(files / "both.jsonl"), no_library, "nct90000102").nct_id == "NCT90000102"


def test_what_looks_like_an_id_is_one_unless_it_is_written_as_a_path(
    files: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(files)
    (files / "NCT90000205").write_bytes((files / "NCT90000101.json").read_bytes())
    assert find_trial("NCT90000205", lambda: library).nct_id == "NCT90000205"
    assert find_trial("./NCT90000205", no_library).nct_id == "NCT90000101"
    assert find_trial("90000205", lambda: library).nct_id == "NCT90000205"


def test_trials_that_cannot_be_had(files: Path, library: Library) -> None:
    with pytest.raises(NotFoundError):
        find_trial("NCT90000119", lambda: library)
    with pytest.raises(RequestError):
        find_trial(str(files), no_library)
    with pytest.raises(RequestError):
        find_trial("nowhere.json", no_library)
    with pytest.raises(RequestError):
        list(find_trials(["NCT90000101"], lambda: library, ids=["what"]))
    with pytest.raises(RecordError, match="several"):
        find_trial(str(files / "both.jsonl"), no_library)
    with pytest.raises(RecordError, match="does not hold"):
        find_trial(str(files / "both.jsonl"), no_library, "NCT90000103")


def test_every_criterion_and_character_is_counted_once(files: Path) -> None:
    for trial in find_trials([str(files / "both.jsonl")], no_library, several=True):
        read = criteria_of(trial)
        found = read.coverage()
        assert found.criteria.total == len(read.criteria.criteria)
        assert found.characters.total == len("".join(trial.study.eligibility_text.split()))
        assert read.reading()["nct_id"] == trial.nct_id


def test_lists_and_searches(library: Library) -> None:
    every = list_trials(library, limit=5)
    assert (len(every.rows), every.total) == (5, len(list(sample.trials())))
    assert [row.nct_id for row in list_trials(library, "nct90000101").rows] == ["NCT90000101"]
    assert list_trials(library, "NEPHRITIS").total >= 1
    assert list_trials(library, "NCT90000119").total == 0


def test_what_surrounds_a_trial(library: Library) -> None:
    trial = in_library(library, "NCT90000101")
    around = surroundings(library, index_as_it_is(library), trial)
    assert around.held == {"NCT90000117"} == named_trials(trial.study).keys()
    found = [each.row.nct_id for each in (*around.like.focus, *around.like.overall)]
    assert "NCT90000101" not in found
    assert found
    assert len(found) == len(set(found))
    nearest = around.like.focus[0].facets
    assert "lupus nephritis" in nearest["conditions"].words
    assert all(0 <= each.score <= 1 for each in nearest.values())


def test_where_the_library_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EQUIPOISE_LIBRARY", str(tmp_path / "e.sqlite"))
    assert library_path(None) == tmp_path / "e.sqlite"
    assert library_path(tmp_path / "c.sqlite") == tmp_path / "c.sqlite"


def test_a_download_needs_ids_or_a_query(library: Library) -> None:
    for ids, query in ((("NCT90000101",), "lupus"), ((), None)):
        with pytest.raises(RequestError):
            fetch(library, ids, query)


def test_terms_of_screening(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="--max-age"):
        Terms(date(2025, 1, 1), max_age_days=-1)
    with pytest.raises(PatientError, match="no such file"):
        read_patient(tmp_path / "none.json", Terms(date(2025, 1, 1)))


def test_sample_patients() -> None:
    assert set(sample.DEMO_PATIENTS) <= set(patients.sample_names())
    with pytest.raises(NotFoundError):
        patients.sample_bundle("../trials/NCT90000101")


def test_inputs_of_formulas() -> None:
    assert formulas.inputs_of(["a=1.5", "b=85 umol/L", 'c={"x": 1}', '{"d": true}', "e="]) == {
        "a": 1.5,
        "b": "85 umol/L",
        "c": {"x": 1},
        "d": True,
        "e": "",
    }
    for words in (["a"], ["{"], ["[1]"]):
        with pytest.raises(RequestError):
            formulas.inputs_of(words)
