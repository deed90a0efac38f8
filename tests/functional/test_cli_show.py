"""`equipoise show`, and which trials a person means."""

from __future__ import annotations

import json
from pathlib import Path

from commands import Cli

from equipoise import sample
from equipoise.pages.trial import SECTIONS


def test_a_trial_of_the_library_is_shown_section_by_section(cli: Cli, sample_library: Path) -> None:
    ran = cli("show", sample.DEMO_TRIAL, "--library", sample_library)
    assert ran.status == 0
    places = [ran.out.index(f"\n{section.heading}\n") for section in SECTIONS]
    assert places == sorted(places)
    assert "(fictional)" in ran.out
    assert "\x1b[" not in ran.out  # no colours where no terminal is


def test_a_brief_account_has_fewer_sections(cli: Cli, sample_library: Path) -> None:
    ran = cli("show", sample.DEMO_TRIAL, "--brief", "--library", sample_library)
    assert "\nBrief summary\n" in ran.out
    assert "\nOther identifiers\n" not in ran.out


def test_json_is_the_view_model_one_line_a_trial(cli: Cli, sample_library: Path) -> None:
    ran = cli("show", "NCT90000101", "nct90000102", "--library", sample_library, "--format", "json")
    assert [page["nct_id"] for page in ran.lines] == ["NCT90000101", "NCT90000102"]
    assert {section.key for section in SECTIONS} <= ran.lines[0].keys()


def test_a_path_needs_no_library(cli: Cli, trial_files: Path, tmp_path: Path) -> None:
    path = next(trial_files.glob("NCT*.json"))
    ran = cli("show", path, "--library", tmp_path / "none.sqlite")
    assert ran.status == 0
    assert path.stem in ran.out


def test_a_file_of_several_trials_gives_all_or_those_asked_for(cli: Cli, trial_files: Path) -> None:
    several = trial_files / "three.jsonl"
    ids = sorted(path.stem for path in trial_files.glob("NCT*.json"))
    every = cli("show", several, "--format", "json")
    assert [page["nct_id"] for page in every.lines] == ids
    chosen = cli("show", several, "--id", ids[2], "--id", ids[0], "--format", "json")
    assert [page["nct_id"] for page in chosen.lines] == [ids[2], ids[0]]


def test_an_id_that_the_file_does_not_hold_is_an_error(cli: Cli, trial_files: Path) -> None:
    ran = cli("show", trial_files / "three.jsonl", "--id", "NCT01234567")
    assert ran.status == 2
    assert "three.jsonl" in ran.error
    assert "NCT01234567" in ran.error
    assert cli("show", trial_files / "three.jsonl", "--id", "x").status == 2


def test_an_id_that_the_library_does_not_hold_is_not_found(cli: Cli, sample_library: Path) -> None:
    ran = cli("show", "NCT90000110", "NCT90000119", "--library", sample_library)
    assert ran.status == 3
    assert "NCT90000119 is not in the library" in ran.error
    assert "NCT90000110" in ran.out  # what came before the error was shown


def test_what_is_neither_a_file_nor_an_id_is_an_error(cli: Cli, tmp_path: Path) -> None:
    for ref, told in (("no-such-file.json", "no such file"), (str(tmp_path), "folder")):
        ran = cli("show", ref)
        assert ran.status == 2
        assert told in ran.error


def test_a_file_without_a_trial_is_an_error(cli: Cli, tmp_path: Path) -> None:
    for name, body in (("a.json", "{}"), ("b.txt", "hello"), ("c.json", '{"protocolSection"'), ("d.json", "")):
        path = tmp_path / name
        path.write_text(body, encoding="utf-8")
        ran = cli("show", path)
        assert ran.status == 2, name
        assert name in ran.error


def test_good_records_are_shown_before_a_bad_one_is_told_of(cli: Cli, trial_files: Path, tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    path.write_bytes((trial_files / "three.jsonl").read_bytes() + b'{"protocolSection": {}}\n')
    ran = cli("show", path, "--format", "json")
    assert ran.status == 2
    assert len(ran.lines) == 3
    assert "mixed.jsonl" in ran.error


def test_texts_cannot_speak_to_the_terminal(cli: Cli, trial_files: Path, tmp_path: Path) -> None:
    record = json.loads(next(trial_files.glob("NCT*.json")).read_bytes())
    hostile = "\x1b]0;owned\x07 \x1b[31mred\x1b[0m [bold]markup[/bold] :smile: \u202eturned"
    record["protocolSection"]["identificationModule"]["briefTitle"] = hostile
    record["protocolSection"]["descriptionModule"]["briefSummary"] = hostile
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    shown = cli("show", path).out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\x07" not in shown
    assert "[bold]markup[/bold] :smile:" in " ".join(shown.split())
