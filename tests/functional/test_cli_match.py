"""`equipoise match` and `equipoise read`: the sample patients against the sample library."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from commands import Cli

from equipoise import sample

ON = ("--on", sample.DEMO_DATE)


@pytest.fixture(scope="module")
def library(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample trials in a library that may be written to: readings are kept in it."""
    path = tmp_path_factory.mktemp("match") / "library.sqlite"
    shutil.copy(sample_library, path)
    return path


@pytest.fixture
def patient(patients: dict[str, Path]) -> Path:
    return patients[sample.DEMO_PATIENTS[0]]


def test_read_keeps_readings_and_says_how_many(cli: Cli, library: Path) -> None:
    first = cli("read", "--library", library, "--format", "json").json
    assert (first["trials"], first["failed"]) == (30, [])
    again = cli("read", "--library", library)
    assert (again.status, again.out) == (0, "30 trials, 0 of them read now; 0 readings are out of date\n")


def test_match_lists_what_could_take_the_patient_best_first(cli: Cli, library: Path, patient: Path) -> None:
    page = cli("match", "--patient", patient, *ON, "--library", library, "--format", "json", "--limit", 0).json
    trials = page["trials"]
    assert page["looked_at"] == 30
    assert len(trials) + page["ineligible"] == 30
    assert (page["behind"], page["ruled_out"], page["failed"]) == (0, [], [])
    assert sample.DEMO_TRIAL in [each["nct_id"] for each in trials[:5]]
    assert [each["open"] for each in trials] == sorted(each["open"] for each in trials)
    assert all(each["decision"] != "ineligible" and each["blocking"] is None for each in trials)


def test_match_agrees_with_screen(cli: Cli, library: Path, patient: Path) -> None:
    page = cli("match", "--patient", patient, *ON, "--library", library, "--all", "--limit", 0, "--format", "json").json
    said = {each["nct_id"]: each["decision"] for each in (*page["trials"], *page["ruled_out"])}
    chosen = sorted(said)[::4]
    screened = cli("screen", *chosen, "--patient", patient, *ON, "--library", library, "--format", "json").lines
    assert {each["trial"]: each["decision"] for each in screened} == {name: said[name] for name in chosen}


def test_match_says_what_rules_the_patient_out_on_request(cli: Cli, library: Path, patient: Path) -> None:
    page = cli("match", "--patient", patient, *ON, "--library", library, "--all", "--format", "json").json
    assert page["ruled_out"]
    for each in page["ruled_out"]:
        assert each["decision"] == "ineligible"
        assert each["blocking"]["why"]
    shown = cli("match", "--patient", patient, *ON, "--library", library, "--all")
    assert "ruled out by" in shown.out
    assert shown.err == ""


def test_match_takes_words_a_place_and_a_distance(cli: Cli, library: Path, patient: Path) -> None:
    asked = ("match", "lupus", "--patient", patient, *ON, "--library", library, "--near", "boston", "--all")
    near = cli(*asked, "--within", "50km", "--format", "json").json
    everywhere = cli(*asked, "--format", "json").json
    assert near["near"].startswith("Boston, ")
    assert 0 < near["looked_at"] < everywhere["looked_at"] < 30
    for each in (*near["trials"], *near["ruled_out"]):
        assert each["nearest"]["km"] <= 50
    assert "0 km, Boston" in cli(*asked, "--within", "50km").out


def test_since_names_new_trials_and_nothing_where_nothing_changed(cli: Cli, library: Path, patient: Path) -> None:
    asked = ("match", "--patient", patient, "--library", library, *ON, "lupus")
    early = cli(*asked, "--since", "2020-01-01", "--format", "json").json
    assert {each["cause"] for each in early["changes"]} == {"added"}
    assert sample.DEMO_TRIAL in [each["nct_id"] for each in early["changes"]]
    shown = cli(*asked, "--since", "2020-01-01")
    assert "not there → pending  (the trial is new)" in shown.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--within", "50km"), "a distance needs a place"),
        (("--near", "Atlantis"), "no site of the library lies there"),
        (("--near", "1,2", "--within", "far"), "expected a distance"),
        (("--since", "yesterday"), "expected a day"),
        (("--since", "2026-11-16"), "after the screening date"),
    ],
)
def test_match_tells_what_it_cannot_use(
    cli: Cli, library: Path, patient: Path, arguments: tuple[str, ...], message: str
) -> None:
    ran = cli("match", "--patient", patient, *ON, "--library", library, *arguments)
    assert ran.status == 2
    assert message in ran.error
