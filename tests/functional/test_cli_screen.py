"""`equipoise screen`: the contract's JSON, the table, options, and input that cannot be used."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from commands import Cli
from support import shared

from equipoise import sample
from equipoise.service.screening import FINDING_CODES

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
REASONS = ["missing-data", "stale", "judgement", "attestation", "damaged", "not-understood"]
CRITERION = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "id", "section", "quote", "start", "end", "population", "truth", "effect", "open_because", "sign_off", "why",
        "evidence", "missing",
    ],
    "properties": {
        "id": {"type": "string", "pattern": r"^([IE](\[\d+\])?[\w.\[\]]+|S\.(age|sex|healthy))$"},
        "section": {"enum": ["inclusion", "exclusion", "structured"]},
        "quote": TEXT,
        "start": {"type": ["integer", "null"]},
        "end": {"type": ["integer", "null"]},
        "population": {"type": ["string", "null"]},
        "truth": {"enum": ["true", "false", "unknown", "not-applicable"]},
        "effect": {"enum": ["pass", "block", "open"]},
        "open_because": {"type": "array", "items": {"enum": REASONS}},
        "sign_off": {"type": "boolean"},
        "why": TEXT,
        "evidence": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["resource", "value", "date"],
                "additionalProperties": False,
                "properties": {"resource": TEXT, "value": TEXT, "date": {"type": ["string", "null"]}},
            },
        },
        "missing": TEXTS,
    },
}  # fmt: skip
ANSWER = {
    "type": "object",
    "additionalProperties": False,
    "required": ["trial", "patient", "on", "decision", "through", "criteria", "findings", "next"],
    "properties": {
        "trial": {"type": "string", "pattern": r"^NCT\d{8}$"},
        "patient": TEXT,
        "on": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
        "decision": {"enum": ["ineligible", "pending", "review", "eligible-on-data"]},
        "through": TEXTS,
        "criteria": {"type": "array", "items": CRITERION, "minItems": 3},
        "findings": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "message"],
                "additionalProperties": False,
                "properties": {"code": {"enum": sorted(FINDING_CODES)}, "message": TEXT},
            },
        },
        "next": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["obtain", "settles"],
                "additionalProperties": False,
                "properties": {"obtain": TEXT, "settles": TEXTS},
            },
        },
    },
}


def check(answer: dict[str, Any]) -> None:
    """The form of the contract, and what it says of single fields."""
    jsonschema.validate(answer, ANSWER)
    ids = [row["id"] for row in answer["criteria"]]
    assert len(ids) == len(set(ids))
    for row in answer["criteria"]:
        assert bool(row["open_because"]) == (row["effect"] == "open"), row["id"]
        assert (row["section"] == "structured") == (row["start"] is None), row["id"]
        assert (row["effect"] != "block") or row["truth"] != "unknown", row["id"]
    if answer["decision"] == "ineligible":
        assert answer["through"] == []
        assert any(row["effect"] == "block" for row in answer["criteria"])
    known = set(ids)
    for step in answer["next"]:
        assert set(step["settles"]) <= known


def demo(library: Path, patients: dict[str, Path], number: int = 0) -> list[object]:
    name = sample.DEMO_PATIENTS[number]
    return [sample.DEMO_TRIAL, "--patient", patients[name], "--on", sample.DEMO_DATE, "--library", library]


def test_the_answer_is_the_contract_s(cli: Cli, sample_library: Path, patients: dict[str, Path]) -> None:
    ran = cli("screen", *demo(sample_library, patients), "--format", "json")
    assert (ran.status, ran.err) == (0, "")
    check(ran.json)
    assert ran.json["trial"] == sample.DEMO_TRIAL
    assert ran.json["on"] == sample.DEMO_DATE


def test_trials_times_patients_give_json_lines_trial_by_trial(
    cli: Cli, sample_library: Path, patients: dict[str, Path]
) -> None:
    first, second = (patients[name] for name in sample.DEMO_PATIENTS)
    ran = cli(
        "screen", "NCT90000101", "NCT90000102", "--patient", first, "--patient", second, "--on", sample.DEMO_DATE,
        "--library", sample_library, "--format", "json",
    )  # fmt: skip
    pairs = [(answer["trial"], answer["patient"]) for answer in ran.lines]
    assert [trial for trial, _ in pairs] == ["NCT90000101"] * 2 + ["NCT90000102"] * 2
    assert pairs[0][1] == pairs[2][1] != pairs[1][1] == pairs[3][1]
    for answer in ran.lines:
        check(answer)


def test_the_table_has_a_row_a_criterion_the_decision_and_what_to_obtain(
    cli: Cli, sample_library: Path, patients: dict[str, Path]
) -> None:
    given = demo(sample_library, patients)
    answer = cli("screen", *given, "--format", "json").json
    ran = cli("screen", *given)
    assert ran.status == 0
    signs = {"pass": "✓–", "block": "✗", "open": "?"}
    shown = [line.split()[:2] for line in ran.out.splitlines() if line[:3].strip() in {"✓", "✗", "?", "–"}]
    assert [name for _, name in shown] == [row["id"] for row in answer["criteria"]]
    for (sign, _), row in zip(shown, answer["criteria"], strict=True):
        assert sign in signs[row["effect"]]
    folded = " ".join(ran.out.split())
    assert answer["decision"].split("-")[0].capitalize() in folded
    for heading in ("Limits of the record", "Inclusion criteria", "Exclusion criteria"):
        assert heading in folded
    assert ("What to obtain next" in folded) == bool(answer["next"])


def test_a_path_needs_no_library_and_a_file_of_several_an_id(
    cli: Cli, trial_files: Path, patients: dict[str, Path], tmp_path: Path
) -> None:
    patient = ("--patient", patients[sample.DEMO_PATIENTS[0]], "--on", sample.DEMO_DATE, "--format", "json")
    nowhere = ("--library", tmp_path / "none.sqlite")
    one = min(trial_files.glob("NCT*.json"))
    assert cli("screen", one, *patient, *nowhere).json["trial"] == one.stem
    ran = cli("screen", trial_files / "three.jsonl", *patient)
    assert ran.status == 2
    assert "--id" in ran.error
    chosen = cli("screen", trial_files / "three.jsonl", *patient, "--id", one.stem)
    assert chosen.json == cli("screen", one, *patient).json
    assert cli("screen", one.stem, *patient, *nowhere).status == 4


def test_the_screening_date_is_today_unless_it_is_given(
    cli: Cli, sample_library: Path, patients: dict[str, Path]
) -> None:
    patient = patients[sample.DEMO_PATIENTS[0]]
    before = date.today()
    ran = cli("screen", "NCT90000101", "--patient", patient, "--library", sample_library, "--format", "json")
    assert ran.json["on"] in {before.isoformat(), date.today().isoformat()}


def test_complete_lists_make_silence_mean_no(cli: Cli, sample_library: Path, patients: dict[str, Path]) -> None:
    given = [*demo(sample_library, patients), "--format", "json"]

    def still_open(*options: str) -> int:
        answer = cli("screen", *given, *options).json
        return sum("missing-data" in row["open_because"] for row in answer["criteria"])

    assert still_open("--complete", "all") <= still_open("--complete", "procedures,medications") <= still_open()
    by_name = ("conditions", "medications", "procedures", "immunizations", "allergies")
    repeated = [word for name in by_name for word in ("--complete", name)]
    assert still_open("--complete", "all") == still_open("--complete", ",".join(by_name)) == still_open(*repeated)


def test_values_grow_stale_with_the_days_allowed(cli: Cli, sample_library: Path, patients: dict[str, Path]) -> None:
    given = [*demo(sample_library, patients), "--format", "json"]

    def stale(days: int) -> int:
        answer = cli("screen", *given, "--max-age", days).json
        return sum("stale" in row["open_because"] for row in answer["criteria"])

    assert stale(0) > 0
    assert stale(0) >= stale(90) >= stale(3650)


BAD_OPTIONS = [
    (["--on", "2025"], "--on 2025"),
    (["--on", "2025-02-30"], "--on 2025-02-30"),
    (["--on", "yesterday"], "--on yesterday"),
    (["--anchor", "infusion"], "NAME=DATE"),
    (["--anchor", "birthday=2025-01-01"], "conditioning"),
    (["--anchor", "infusion=soon"], "--anchor infusion=soon"),
    (["--anchor", "infusion=2025-01-01", "--anchor", "infusion=2025-01-02"], "already"),
    (["--complete", "everything"], "immunizations"),
    (["--max-age", "-1"], "--max-age"),
    (["--max-age", "many"], "--max-age"),
    (["--id", "x"], "--id x"),
    (["--format", "yaml"], "--format"),
]


@pytest.mark.parametrize(("options", "told"), BAD_OPTIONS)
def test_an_option_that_cannot_be_used_is_one_line_on_stderr(
    cli: Cli, sample_library: Path, patients: dict[str, Path], options: list[str], told: str
) -> None:
    patient = patients[sample.DEMO_PATIENTS[0]]
    ran = cli("screen", "NCT90000101", "--patient", patient, "--library", sample_library, *options)
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.error


BAD_BUNDLES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"resourceType": "Patient"}',
    b'{"resourceType": "Bundle", "entry": 3}',
    b'{"resourceType": "Bundle", "entry": []}',
    b"\xff\xfe",
    b'{"resourceType": "Bundle", "entry": ' + b"[" * 100_000,
]


@pytest.mark.parametrize("body", BAD_BUNDLES)
def test_what_is_no_bundle_is_one_line_on_stderr(cli: Cli, sample_library: Path, tmp_path: Path, body: bytes) -> None:
    bundle = tmp_path / "bundle.json"
    bundle.write_bytes(body)
    ran = cli("screen", "NCT90000101", "--patient", bundle, "--library", sample_library, "--format", "json")
    assert (ran.status, ran.out) == (2, "")
    assert "bundle.json" in ran.error


def test_a_bundle_that_is_not_there_is_one_line_on_stderr(cli: Cli, sample_library: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        ran = cli("screen", "NCT90000101", "--patient", path, "--library", sample_library)
        assert (ran.status, ran.out) == (2, "")
        assert str(path) in ran.error


def test_a_patient_is_needed(cli: Cli, sample_library: Path) -> None:
    ran = cli("screen", "NCT90000101", "--library", sample_library)
    assert ran.status == 2
    assert "--patient" in ran.error


@pytest.mark.shared
def test_the_reference_cases_give_answers_of_the_contract_s_form(cli: Cli) -> None:
    """Every twelfth case; whether the answers are right is the gate's affair."""
    folder = shared("gold/cases_dev")
    pages = {path.read_text(encoding="utf-8").split("NCT ID: ")[1][:11]: path for path in shared("seeds").glob("*.txt")}
    cases = [json.loads(line) for line in (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    for case in cases[::12]:
        anchors = [word for name, day in case["anchors"].items() for word in ("--anchor", f"{name}={day}")]
        complete = ["--complete", ",".join(case["complete"])] if case["complete"] else []
        ran = cli(
            "screen", pages[case["trial"]], "--patient", folder / case["bundle"], "--on", case["on"], *anchors,
            *complete, "--format", "json",
        )  # fmt: skip
        assert (ran.status, ran.err) == (0, ""), case["id"]
        check(ran.json)
        assert {"missing-item", "lost-section"} <= {finding["code"] for finding in ran.json["findings"]}
