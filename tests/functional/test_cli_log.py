"""`equipoise log` and what `equipoise screen` puts into a log or lets a person settle."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from commands import Cli

from equipoise import sample

BY = ("--by", "A. Meyer")


@pytest.fixture
def screen(sample_library: Path, patients: dict[str, Path]) -> tuple[object, ...]:
    """The demonstration, as a command line."""
    patient = patients[sample.DEMO_PATIENTS[0]]
    where = ("--library", sample_library, "--on", sample.DEMO_DATE)
    return ("screen", sample.DEMO_TRIAL, "--patient", patient, *where, "--format", "json")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "screening.jsonl"


def test_screen_writes_into_the_log_what_it_shows(cli: Cli, screen: tuple[object, ...], log: Path) -> None:
    answer = cli(*screen, "--log", log, *BY).json
    entries = cli("log", "show", log, "--format", "json").lines
    assert [entry["kind"] for entry in entries] == ["opened", "screening"]
    assert (entries[1]["decision"], entries[1]["by"]) == (answer["decision"], "A. Meyer")
    assert len(entries[1]["record"]["sha256"]) == 64
    assert entries[1]["record"]["version"] == 1
    assert answer["patient"] not in log.read_text(encoding="utf-8")


def test_answers_are_added_from_stdin(
    cli: Cli, screen: tuple[object, ...], log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = cli(*screen).out.encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(answer + b"\n" + answer)))
    assert cli("log", "add", log, *BY).status == 0
    assert [entry["kind"] for entry in cli("log", "show", log, "--format", "json").lines] == [
        "opened", "screening", "screening",
    ]  # fmt: skip
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"")))
    assert "no answer" in cli("log", "add", log, *BY).error


def test_a_log_is_verified_with_its_exit_status(cli: Cli, screen: tuple[object, ...], log: Path) -> None:
    for _ in range(2):
        cli(*screen, "--log", log, *BY)
    good = cli("log", "verify", log, "--format", "json")
    assert (good.status, good.json["holds"], good.json["entries"]) == (0, True, 3)
    assert cli("log", "verify", log, "--head", good.json["head"]).status == 0
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
    log.write_text("".join(lines[:2]), encoding="utf-8")
    assert cli("log", "verify", log).status == 0
    assert cli("log", "verify", log, "--head", good.json["head"]).status == 1
    log.write_text("".join([lines[0], lines[1].replace("A. Meyer", "B. Meyer"), lines[2]]), encoding="utf-8")
    bad = cli("log", "verify", log)
    assert bad.status == 1
    assert "screening.jsonl:2: the entry was changed" in "".join(bad.out.split("\n"))
    assert cli("log", "show", log).status == 2


def test_overrides_and_counts(cli: Cli, screen: tuple[object, ...], log: Path) -> None:
    decision = cli(*screen, "--log", log, *BY).json["decision"]
    assert cli("log", "override", log, 1, "--decision", "ineligible", "--because", "=moved", *BY).status == 0
    page = cli("log", "consort", log, "--format", "json").json
    assert (page["assessed"], page["computed"][decision], page["final"]["ineligible"]) == (1, 1, 1)
    assert page["overridden"] == {f"{decision} → ineligible": 1}
    assert f"overridden, {decision} → ineligible: 1" in cli("log", "consort", log).out
    assert "overrides" in cli("log", "show", log).out
    rows = list(csv.DictReader(io.StringIO(cli("log", "show", log, "--format", "csv").out)))
    assert [row["kind"] for row in rows] == ["opened", "screening", "override"]
    assert rows[2]["because"] == "'=moved"


def test_a_torn_line_is_mended(cli: Cli, screen: tuple[object, ...], log: Path) -> None:
    cli(*screen, "--log", log, *BY)
    log.write_bytes(log.read_bytes()[:-7])
    assert "torn" in cli(*screen, "--log", log, *BY).error
    assert "set aside" in cli("log", "mend", log, *BY).out
    assert "no line is torn" in cli("log", "mend", log, *BY).out
    assert cli("log", "verify", log).status == 0


def open_criterion(answer: dict[str, list[dict[str, object]]], effect: str = "open") -> str:
    leaves = [item for item in answer["criteria"] if item["effect"] == effect and item["section"] == "exclusion"]
    return str(leaves[0]["id"])


def test_what_a_person_settles_is_shown_as_theirs(cli: Cli, screen: tuple[object, ...], log: Path) -> None:
    name = open_criterion(cli(*screen).json)
    ran = cli(*screen, "--settle", f"{name}=absent", "--because", "asked", *BY, "--log", log)
    [item] = [each for each in ran.json["criteria"] if each["id"] == name]
    assert (item["effect"], item["settled"]) == ("pass", {"as": "absent", "by": "A. Meyer", "because": "asked"})
    assert "settled by A. Meyer" in item["why"]
    [entry] = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()][1:]
    assert entry["settled"] == [{"criterion": name, "as": "absent", "by": "A. Meyer", "because": "asked"}]


def test_what_cannot_be_settled_is_told(cli: Cli, screen: tuple[object, ...], log: Path) -> None:
    computed = open_criterion(cli(*screen).json, "pass")
    for settled, because, message in (
        (f"{computed}=absent", "asked", "is not open"),
        ("E99=absent", "asked", "there is no criterion E99"),
        ("E99", "asked", "not a criterion"),
        ("E99=absent", None, "needs a reason"),
    ):
        reason = ("--because", because) if because else ()
        ran = cli(*screen, "--settle", settled, *reason, *BY, "--log", log)
        assert ran.status == 2
        assert message in ran.error
    assert not log.exists()
    assert "one trial and one patient" in cli(
        *screen, sample.DEMO_TRIAL, "--settle", "E1=absent", "--because", "asked", *BY
    ).error  # fmt: skip
