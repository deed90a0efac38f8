"""`equipoise criteria`: table, JSON, the exchange form, and coverage."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from commands import Cli
from support import shared

from equipoise import sample
from equipoise.study.read import read_one

ATOM = {
    "type": "object",
    "required": ["label", "kind", "subject", "quote"],
    "properties": {
        "label": {"type": "string", "pattern": "^[a-z]+_?$"},
        "kind": {"enum": ["quantity", "condition", "treatment", "test", "state", "agreement", "judgement"]},
        "subject": {"type": "string", "minLength": 1},
        "op": {"enum": ["<", "<=", ">", ">=", "=", "!="]},
        "value": {"type": "number"},
        "unit": {"type": "string"},
        "reference": {"enum": ["absolute", "ULN", "LLN", "baseline", "predicted"]},
        "present": {"type": "boolean"},
        "temporal": {
            "type": "object",
            "required": ["relation", "length", "anchor"],
            "properties": {
                "relation": {"enum": ["within", "before", "after", "for_at_least", "for_at_most", "ever", "current"]},
                "length": {"type": ["string", "null"]},
                "anchor": {
                    "enum": [
                        "screening", "enrolment", "randomisation", "treatment", "infusion", "diagnosis", "test",
                        "unspecified",
                    ]
                },
            },
        },
        "quote": {"type": "string"},
    },
    "additionalProperties": False,
}  # fmt: skip
READING = {
    "type": "object",
    "required": ["nct_id", "criteria"],
    "additionalProperties": False,
    "properties": {
        "nct_id": {"type": "string", "pattern": r"^NCT\d{8}$"},
        "criteria": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["section", "start", "end", "quote", "population", "atoms", "logic", "decidable"],
                "additionalProperties": False,
                "properties": {
                    "section": {"enum": ["inclusion", "exclusion"]},
                    "start": {"type": "integer", "minimum": 0},
                    "end": {"type": "integer", "minimum": 0},
                    "quote": {"type": "string", "minLength": 1},
                    "population": {"type": ["string", "null"]},
                    "atoms": {"type": "array", "items": ATOM},
                    "logic": {"type": "string"},
                    "decidable": {"enum": ["data", "clinician", "judgement", "attestation", "damaged"]},
                    "parent": {"type": "integer", "minimum": 0},
                    "children_rule": {"type": "string", "pattern": r"^(all|any|none|atleast \d+)$"},
                },
            },
        },
    },
}


def test_the_table_shows_both_wordings_and_the_account(cli: Cli, sample_library: Path) -> None:
    ran = cli("criteria", sample.DEMO_TRIAL, "--library", sample_library)
    assert ran.status == 0
    assert ran.out.index("Inclusion criteria") < ran.out.index("Exclusion criteria")
    assert re.search(r"^ *I6\.2 +platelet count at least 75 .+ +platelets ≥ 75 x 10\^9/L", ran.out, re.MULTILINE)
    folded = " ".join(ran.out.split())
    assert re.search(r"41 criteria: \d+ computed \(\d+ %\), \d+ for a person .* not understood", folded)
    assert re.search(r"[\d,]+ characters: [\d,]+ computed", folded)


def test_json_accounts_for_every_criterion_and_character(cli: Cli, sample_library: Path) -> None:
    page = cli("criteria", sample.DEMO_TRIAL, "--library", sample_library, "--format", "json").json
    assert sum(share["criteria"] for share in page["shares"]) == len(page["lines"])
    text = cli("show", sample.DEMO_TRIAL, "--library", sample_library, "--format", "json").json
    raw = text["eligibility_criteria"]["text"]
    for missed in page["missed"]:
        assert " ".join(raw[missed["start"] : missed["end"]].split()) == missed["words"]
    visible = "".join(raw.split())
    assert sum(share["characters"] for share in page["shares"]) == len(visible)


def test_the_reading_is_the_exchange_form(cli: Cli, trial_files: Path) -> None:
    ran = cli("criteria", trial_files / "three.jsonl", "--format", "reading")
    assert ran.status == 0
    assert len(ran.lines) == 3
    for reading in ran.lines:
        jsonschema.validate(reading, READING)
        text = read_one(trial_files / f"{reading['nct_id']}.json").eligibility_text
        for row in reading["criteria"]:
            assert text[row["start"] : row["end"]] == row["quote"]
            labels = {atom["label"] for atom in row["atoms"]}
            words = set(re.findall(r"[a-z_]+", row["logic"])) - {"and", "or", "not", "atleast", "if"}
            assert words <= labels


def test_several_trials_keep_the_order_asked_for(cli: Cli, sample_library: Path, trial_files: Path) -> None:
    first = min(trial_files.glob("NCT*.json"))
    ran = cli("criteria", "NCT90000205", first, "--library", sample_library, "--format", "reading")
    assert [reading["nct_id"] for reading in ran.lines] == ["NCT90000205", first.stem]


def test_coverage_alone_and_in_total(cli: Cli, trial_files: Path) -> None:
    ran = cli("criteria", trial_files / "three.jsonl", "--coverage")
    folded = " ".join(ran.out.split())
    assert folded.count(" criteria: ") == 4
    assert "3 trials" in folded
    assert "Inclusion criteria" not in ran.out
    pages = cli("criteria", trial_files / "three.jsonl", "--coverage", "--format", "json").lines
    assert [sorted(page) for page in pages] == [["coverage", "missed", "nct_id", "shares"]] * 3


def test_a_trial_without_a_text_has_an_empty_account(cli: Cli, trial_files: Path, tmp_path: Path) -> None:
    record = json.loads(next(trial_files.glob("NCT*.json")).read_bytes())
    del record["protocolSection"]["eligibilityModule"]
    path = tmp_path / "empty.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    ran = cli("criteria", path)
    assert ran.status == 0
    assert "0 criteria: 0 computed (–)" in ran.out
    assert cli("criteria", path, "--format", "reading").json["criteria"] == []


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_the_table_fits_its_terminal(
    cli: Cli, sample_library: Path, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    ran = cli("criteria", sample.DEMO_TRIAL, "--library", sample_library)
    assert max(len(line) for line in ran.out.splitlines()) <= columns


def test_a_format_that_there_is_not_is_an_error(cli: Cli, sample_library: Path) -> None:
    ran = cli("criteria", sample.DEMO_TRIAL, "--library", sample_library, "--format", "xml")
    assert ran.status == 2
    assert "--format" in ran.error


@pytest.mark.shared
def test_the_damage_of_the_reference_pages_is_told(cli: Cli) -> None:
    for page in sorted(shared("seeds").glob("*.txt")):
        ran = cli("criteria", page)
        assert "[missing-item]" in ran.out
        assert "[lost-section]" in ran.out
