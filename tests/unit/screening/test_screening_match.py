"""One patient against many trials: the first pass, the ranking, distances, names of places, and what changed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from library_samples import v2
from screening_facts import EVERYTHING, ON, diagnosis, lab, person
from support import shared

from equipoise import sample
from equipoise.criteria import read_criteria
from equipoise.criteria.packed import Trees
from equipoise.errors import RequestError
from equipoise.library.readings import text_hash
from equipoise.library.store import Library
from equipoise.logic import LISTED_KINDS
from equipoise.patient import fhir
from equipoise.patient.facts import Facts
from equipoise.screening.answer import Answer
from equipoise.screening.brief import brief_of
from equipoise.screening.changes import because
from equipoise.screening.match import Candidate, Match, Matcher, match, near_to, rank, still_open
from equipoise.screening.places import Nearest, Place, Site, city, distance_km, kilometres, point
from equipoise.service import matching, readings
from equipoise.service.matching import Asked
from equipoise.service.screening import Terms
from equipoise.study.model import Study
from equipoise.study.read import read

LUPUS = "Inclusion Criteria:\n\n* Diagnosis of systemic lupus erythematosus\n* ALT at most 100 U/L"
PLATELETS = f"{LUPUS}\n* Platelet count at least 100 x 10^9/L"
DEMO = date.fromisoformat(sample.DEMO_DATE)
ASTHMA = "Inclusion Criteria:\n\n* Diagnosis of asthma"


def trial(number: int = 1, text: str = LUPUS, **facts: Any) -> Study:
    found = next(read(v2(f"NCT9000000{number}", criteria=text, **facts), name="x")).study
    assert found is not None
    return found


def with_sites(number: int, *sites: dict[str, Any], **facts: Any) -> Study:
    record = json.loads(v2(f"NCT9000000{number}", criteria=LUPUS, **facts))
    record["protocolSection"]["contactsLocationsModule"] = {"locations": list(sites)}
    found = next(read(json.dumps(record).encode(), name="x")).study
    assert found is not None
    return found


def at(name: str, lat: float, lon: float, status: str | None = "RECRUITING", **more: str) -> dict[str, Any]:
    stated = {"status": status} if status else {}
    return {"city": name, "country": "Nowhere", "geoPoint": {"lat": lat, "lon": lon}, **stated, **more}


def candidate(study: Study) -> Candidate:
    criteria = read_criteria(study.eligibility_text)
    return Candidate(brief_of(study, criteria), lambda _: criteria)


def unread(study: Study) -> Candidate:
    """A trial whose text must not be opened."""

    def opened(_: Trees) -> Any:
        raise AssertionError("the text was opened")

    return Candidate(brief_of(study, read_criteria(study.eligibility_text)), opened)


PATIENT = person(
    diagnosis("systemic lupus erythematosus"),
    lab("alt", 40, "U/L", "2025-06-01"),
    coverage=EVERYTHING,
    born="1980-03-10",
)


def ids(found: tuple[Match, ...]) -> list[str]:
    return [each.trial[-1] for each in found]


# The first pass


def test_a_trial_is_ruled_out_without_its_text() -> None:
    young, men, other = trial(1, maximum="40 Years"), trial(2, sex="MALE"), trial(3, ASTHMA)
    found = match(PATIENT, [unread(young), unread(men), unread(other)], on=ON)
    assert found.found == ()
    assert [(each.trial[-1], each.blocking.id) for each in found.ruled_out if each.blocking] == [
        ("1", "S.age"), ("2", "S.sex"), ("3", "I1"),
    ]  # fmt: skip
    assert "asthma" in str(found.ruled_out[2].blocking)


def test_ages_that_text_and_record_state_differently_are_left_to_the_whole_screening() -> None:
    study = trial(1, f"{LUPUS}\n* Age 18 to 75 years", maximum="40 Years")
    [found] = match(PATIENT, [candidate(study)], on=ON).found
    assert found.decision == "review"


@cache
def all_trials() -> tuple[Candidate, ...]:
    found = (next(read(body, name=name)).study for name, body in sample.trials())
    return tuple(candidate(study) for study in found if study is not None)


@pytest.mark.parametrize("complete", [frozenset(), frozenset(LISTED_KINDS)], ids=["as it is", "complete"])
def test_first_pass_and_whole_screening_never_disagree(complete: Any) -> None:
    """What the first pass rules out is ineligible in full, and what it counts as open is open in full."""
    ruled_out = 0
    for path in sample.patients().values():
        facts = fhir.read(path.read_bytes(), on=DEMO, complete=complete, name="x")
        matcher = Matcher(facts, on=DEMO)
        for record in all_trials():
            first = matcher.first_pass(record.brief)
            full = matcher.in_full(first, record)
            if first.decision == "ineligible":
                ruled_out += 1
                assert full.decision == "ineligible", full.trial
                assert first.blocking is not None
                effects = {item.id: item.effect for item in matcher.whole(full, record).criteria}
                assert effects[first.blocking.id] == "block", (full.trial, first.blocking)
            elif full.decision != "ineligible":
                assert rank(first) <= rank(full), full.trial
    assert ruled_out > 50


@pytest.mark.shared
def test_first_pass_and_whole_screening_never_disagree_on_the_reference_trials() -> None:
    gold = shared("gold/records_dev.jsonl")
    studies = [found.study for found in read(gold, name="gold") if found.study is not None]
    candidates = [candidate(study) for study in studies]
    for path in sorted(shared("gold/cases_dev/bundles").glob("*.json"))[::24]:
        matcher = Matcher(fhir.read(path, on=date(2025, 1, 15), complete=frozenset(LISTED_KINDS), name="x"), on=ON)
        for record in candidates:
            first = matcher.first_pass(record.brief)
            full = matcher.in_full(first, record)
            assert first.decision != "ineligible" or full.decision == "ineligible", (path.name, full.trial)
            assert full.decision == "ineligible" or rank(first) <= rank(full), (path.name, full.trial)


def test_equal_sentences_of_several_trials_are_evaluated_once() -> None:
    texts = ["* Diagnosis of asthma", "* Aged 18 or older\n* Diagnosis of asthma"]
    trees = {
        entry.tree
        for text in texts
        for entry in candidate(trial(1, f"Inclusion Criteria:\n\n{text}")).brief.entries
        if entry.id in ("I1", "I2") and entry.quote == "Diagnosis of asthma"
    }
    assert len(trees) == 1


# The ranking


def test_the_least_left_open_comes_first_then_what_recruits_then_what_is_near() -> None:
    here = Place("here", 0.0, 0.0)
    studies = [
        trial(1, PLATELETS),
        with_sites(2, at("Far", 0, 2)),
        with_sites(3, at("Near", 0, 1)),
        with_sites(4, at("Near", 0, 0.5, "COMPLETED"), status="COMPLETED"),
        trial(5, ASTHMA),
    ]
    found = match(PATIENT, map(candidate, studies), on=ON, place=here)
    assert ids(found.found) == ["3", "2", "4", "1"]
    assert ids(found.ruled_out) == ["5"]
    assert [each.open for each in found.found] == [0, 0, 0, 1]
    assert (found.looked_at, found.behind) == (5, 0)


def test_a_limit_gives_the_same_best_ones_and_opens_no_other_text() -> None:
    studies = [trial(1), trial(2, PLATELETS), trial(3), trial(4, PLATELETS)]
    everything = match(PATIENT, map(candidate, studies), on=ON)
    assert ids(everything.found) == ["1", "3", "2", "4"]
    candidates = [candidate(studies[0]), unread(studies[1]), candidate(studies[2]), unread(studies[3])]
    two = match(PATIENT, candidates, on=ON, limit=2)
    assert ids(two.found) == ["1", "3"]
    assert (two.looked_at, two.behind) == (4, 2)


def test_sign_offs_and_headings_are_not_counted_as_open() -> None:
    text = f"{LUPUS}\n* Written informed consent\n* Adequate blood counts:\n  * Platelet count >= 100 x 10^9/L"
    [found] = match(PATIENT, [candidate(trial(1, text))], on=ON).found
    assert found.answer is not None
    assert {item.id for item in found.answer.criteria if item.effect == "open"} > {
        item.id for item in still_open(found.answer)
    }
    assert found.open == 1


@pytest.mark.parametrize(
    ("terms", "expected"),
    [(["lupus"], True), (["LUP"], True), (["upus"], False), (["lupus", "car-t"], False), ([], True)],
)
def test_terms_begin_words_of_the_names(terms: list[str], expected: bool) -> None:
    assert bool(match(PATIENT, [candidate(trial())], on=ON, terms=terms).looked_at) is expected


# Places


def test_distance_is_that_of_the_great_circle() -> None:
    london, paris = Place("London", 51.5074, -0.1278), Place("Paris", 48.8566, 2.3522)
    assert distance_km(london, paris.lat, paris.lon) == pytest.approx(343.6, abs=0.5)
    assert distance_km(Place("a", 0, 179.5), 0, -179.5) == pytest.approx(111.2, abs=0.1)
    assert distance_km(Place("a", 90, 0), -90, 77) == pytest.approx(20015.1, abs=0.2)
    assert distance_km(london, london.lat, london.lon) == 0


def test_the_nearest_site_is_one_that_recruits() -> None:
    here = Place("here", 0.0, 0.0)
    both = candidate(with_sites(1, at("Near", 0, 1, "COMPLETED"), at("Far", 0, 3), at("Farther", 0, 9))).brief
    found = near_to(both, here)
    assert found is not None
    assert (found.site.city, round(found.km), found.recruiting) == ("Far", 334, True)
    closed = near_to(candidate(with_sites(1, at("Near", 0, 1, "COMPLETED"))).brief, here)
    assert isinstance(closed, Nearest)
    assert not closed.recruiting
    silent = near_to(candidate(with_sites(1, at("Near", 0, 1, None))).brief, here)
    assert silent is not None
    assert silent.recruiting, "a site without a status of its own has the trial's"
    assert near_to(candidate(trial()).brief, here) is None


def test_within_leaves_out_what_is_far_or_nowhere() -> None:
    studies = [with_sites(1, at("Near", 0, 1)), with_sites(2, at("Far", 0, 2)), trial(3)]
    found = match(PATIENT, map(candidate, studies), on=ON, place=Place("here", 0, 0), within_km=150)
    assert ids(found.found) == ["1"]
    assert found.looked_at == 1


SITES = [
    Site("A", "Portland", "Oregon", "United States", None, 45.5, -122.6),
    Site("B", "Portland", "Oregon", "United States", None, 45.6, -122.8),
    Site("C", "Portland", "OR", "United States", None, 45.52, -122.7),
    Site("D", "Portland", "Maine", "United States", None, 43.7, -70.3),
    Site("E", "Bergen", None, "Norway", None, 60.4, 5.3),
    Site("F", "Nowhere", None, "Norway", None),
]


def test_a_city_is_the_middle_of_its_sites() -> None:
    assert city("bergen", SITES) == Place("Bergen, Norway", 60.4, 5.3)
    assert city("Portland, Maine", SITES).lat == 43.7
    assert city("Portland,oregon", SITES).lat == pytest.approx(45.55)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("Portland", "several", "Portland, Maine, United States; Portland, OR"),
        ("Atlantis", "no site", "LAT,LON"),
        ("Nowhere", "no site", "LAT,LON"),
        ("", "no site", "LAT,LON"),
    ],
)
def test_a_city_that_is_unknown_or_ambiguous_is_told(text: str, message: str, hint: str) -> None:
    with pytest.raises(RequestError, match=message) as error:
        city(text, SITES)
    assert hint in (error.value.hint or "")


def test_points_and_distances_are_read() -> None:
    assert point(" 52.52, -13.4 ") == Place("52.52, -13.4", 52.52, -13.4)
    assert point("Boston, United States") is None
    assert (kilometres("100km"), kilometres(" 100 "), kilometres("10 mi")) == (100.0, 100.0, 16.09344)
    with pytest.raises(RequestError):
        point("91,0")
    for wrong in ("", "far", "100 parsecs", "-5km", "1e5", "km"):
        with pytest.raises(RequestError):
            kilometres(wrong)


# The library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite") as opened:
        yield opened


TERMS = Terms(ON)


def test_readings_are_made_once_and_kept(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 4):
        library.put(trial(number))
    assert readings.prepare(library) == readings.Prepared(trials=3, read=3, stale=0)
    assert readings.prepare(library) == readings.Prepared(trials=3, read=0, stale=0)
    monkeypatch.setattr(readings, "read_criteria", lambda _: pytest.fail("read again"))
    assert len(matching.match_library(library, PATIENT, TERMS, Asked()).matches.found) == 3


def test_another_process_finds_what_was_kept() -> None:
    asked = "from equipoise.service import readings as r; print(r._READINGS, r._BRIEFS, r._ATOMS)"
    said = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout.split()
    assert said == [readings._READINGS, readings._BRIEFS, readings._ATOMS]


def test_readings_of_another_grammar_are_counted_and_not_used(library: Library) -> None:
    library.put(trial())
    library.put_reading(b"0" * 16, "another grammar", b"what it made")
    assert readings.prepare(library) == readings.Prepared(trials=1, read=1, stale=1)


def test_a_damaged_reading_is_made_anew(library: Library) -> None:
    library.put(trial())
    readings.prepare(library)
    key = readings._key("NCT90000001", 1)
    library.put_reading(key, readings._BRIEFS, b"\xc1 damaged")
    library.put_reading(text_hash(LUPUS), readings._READINGS, b"\xc1 damaged")
    assert len(matching.match_library(library, PATIENT, TERMS, Asked()).matches.found) == 1


def test_a_match_reads_what_has_not_been_read(library: Library) -> None:
    library.put(trial())
    assert len(matching.match_library(library, PATIENT, TERMS, Asked()).matches.found) == 1
    assert readings.prepare(library).read == 0


def test_a_text_that_the_program_stumbles_over_stops_no_other(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.put(trial(1))
    library.put(trial(2, ASTHMA))

    def stumbling(text: str) -> Any:
        if text == ASTHMA:
            raise AttributeError
        return read_criteria(text)

    monkeypatch.setattr(readings, "read_criteria", stumbling)
    found = matching.match_library(library, PATIENT, TERMS, Asked())
    assert (ids(found.matches.found), found.failed) == (["1"], ("NCT90000002",))
    assert readings.prepare(library).failed == ("NCT90000002",)


def test_many_trials_are_read_by_workers_alike(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "_WORTH_WORKERS", 1)
    monkeypatch.setattr(readings, "_SLICE", 2)
    for number in range(1, 6):
        library.put(trial(number, PLATELETS if number % 2 else LUPUS))
    told: list[tuple[int, int]] = []
    assert readings.prepare(library, progress=lambda *now: told.append(now)).read == 5
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert ids(matching.match_library(library, PATIENT, TERMS, Asked()).matches.found) == ["2", "4", "1", "3", "5"]


def test_place_is_a_point_or_a_city_of_the_library(library: Library) -> None:
    library.put(with_sites(1, at("Somewhere", 10, 20)))
    assert matching.place_of(library, "somewhere") == Place("Somewhere, Nowhere", 10, 20)
    assert matching.place_of(library, "1,2") == Place("1,2", 1, 2)


# Since


def on_day(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setattr("equipoise.library.records.now", lambda: f"{day}T12:00:00+00:00")


SINCE = date(2025, 6, 10)


def since(library: Library, facts: Facts = PATIENT, before: Facts | None = None) -> dict[str, Any]:
    found = matching.changed_since(library, facts, before or facts, TERMS, SINCE, Asked())
    return {each.trial[-1]: each for each in found.changes}


def test_since_tells_new_and_amended_trials_apart(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    on_day(monkeypatch, "2025-06-01")
    library.put(trial(1))
    library.put(trial(2, ASTHMA, updated="2025-05-01"))
    library.put(trial(3, ASTHMA))
    library.put(trial(4, updated="2025-05-01"))
    on_day(monkeypatch, "2025-06-12")
    library.put(trial(2, LUPUS, updated="2025-06-12"))
    library.put(trial(4, f"{LUPUS}\n* Age above 20 years", updated="2025-06-12"))
    library.put(trial(5))
    library.put(trial(6, ASTHMA))
    found = since(library)
    assert {number: (each.cause, each.before, each.after) for number, each in found.items()} == {
        "2": ("amended", "ineligible", "eligible-on-data"),
        "5": ("added", None, "eligible-on-data"),
    }
    assert found["2"].because == ("I1 (“Diagnosis of asthma”) is no longer asked",)


def test_what_arrived_on_the_day_itself_is_new(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    on_day(monkeypatch, "2025-06-10")
    library.put(trial(1))
    assert since(library)["1"].cause == "added"


def test_an_older_record_that_comes_late_changes_nothing(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    on_day(monkeypatch, "2025-06-01")
    library.put(trial(1, updated="2025-05-01"))
    on_day(monkeypatch, "2025-06-12")
    library.put(trial(1, ASTHMA, updated="2024-05-01"))
    assert since(library) == {}


def test_since_tells_what_the_patients_facts_changed(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    on_day(monkeypatch, "2025-06-01")
    library.put(trial(1))
    before = person(diagnosis("systemic lupus erythematosus"), coverage=EVERYTHING)
    [change] = since(library, PATIENT, before).values()
    assert (change.cause, change.before, change.after) == ("patient", "pending", "eligible-on-data")
    assert change.because[0].startswith("I2 (“ALT at most 100 U/L”) passes now: ")


def whole(matcher: Matcher, record: Candidate) -> Answer:
    return matcher.whole(matcher.match(record), record)


def test_what_newly_blocks_is_told() -> None:
    matcher = Matcher(PATIENT, on=ON)
    before = whole(matcher, candidate(trial(1)))
    after = whole(matcher, candidate(trial(1, f"{LUPUS}\n\nExclusion Criteria:\n\n* Systemic lupus erythematosus")))
    [words] = because(before, after)
    assert words.startswith("E1 (“Systemic lupus erythematosus”) is new and blocks: ")
