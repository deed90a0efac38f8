"""`equipoise patient` and `equipoise formula`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import Cli

from equipoise import sample


def test_the_empty_form_becomes_a_bundle_that_screens(cli: Cli, tmp_path: Path, sample_library: Path) -> None:
    form = tmp_path / "form.yaml"
    form.write_text(cli("patient", "new").out, encoding="utf-8")
    made = cli("patient", "new", form)
    assert made.status == 0
    assert made.json["resourceType"] == "Bundle"
    bundle = tmp_path / "patient.json"
    bundle.write_text(made.out, encoding="utf-8")
    options = ("--patient", bundle, "--on", "2025-06-16", "--library", sample_library, "--format", "json")
    answer = cli("screen", sample.DEMO_TRIAL, *options)
    assert answer.status == 0
    assert answer.json["patient"] == made.json["entry"][0]["resource"]["id"]


def test_a_fault_in_a_form_names_the_line_and_not_the_value(cli: Cli, tmp_path: Path) -> None:
    form = tmp_path / "form.yaml"
    form.write_text("patient:\n  id: P-1\n  birth_date: Erika Mustermann\n", encoding="utf-8")
    ran = cli("patient", "new", form)
    assert ran.status == 2
    assert "line 3" in ran.error
    assert "Mustermann" not in ran.error


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"", b"- a\n- b\n", b"x" * 5_000_000])
def test_what_is_no_form_is_an_error(cli: Cli, tmp_path: Path, body: bytes) -> None:
    form = tmp_path / "form.yaml"
    form.write_bytes(body)
    ran = cli("patient", "new", form)
    assert ran.status == 2
    assert "form.yaml" in ran.error


def test_a_form_that_is_not_there_is_an_error(cli: Cli, tmp_path: Path) -> None:
    assert "No such file" in cli("patient", "new", tmp_path / "none.yaml").error


def test_the_sample_patients_are_named_and_printed(cli: Cli) -> None:
    names = cli("patient", "sample").out.split()
    assert set(sample.DEMO_PATIENTS) <= set(names)
    bundle = cli("patient", "sample", names[0]).json
    assert bundle["resourceType"] == "Bundle"
    ran = cli("patient", "sample", "nobody")
    assert ran.status == 3
    assert names[0] in ran.error


def test_a_bundle_without_identifiers_screens_and_names_nobody(
    cli: Cli, tmp_path: Path, patients: dict[str, Path], sample_library: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"sixteen bytes or more of it")
    whole = patients[sample.DEMO_PATIENTS[0]]
    ran = cli("patient", "deidentify", whole, "--secret-file", secret)
    assert ran.status == 0
    family = json.loads(whole.read_bytes())["entry"][0]["resource"]["name"][0]["family"]
    assert family in whole.read_text(encoding="utf-8")
    assert family not in ran.out
    veiled = tmp_path / "veiled.json"
    veiled.write_text(ran.out, encoding="utf-8")
    assert cli("screen", sample.DEMO_TRIAL, "--patient", veiled, "--library", sample_library).status == 0


def test_taking_identifiers_out_needs_a_bundle_and_a_secret(
    cli: Cli, tmp_path: Path, patients: dict[str, Path]
) -> None:
    bundle, secret = patients[sample.DEMO_PATIENTS[0]], tmp_path / "secret"
    assert "secret" in cli("patient", "deidentify", bundle, "--secret-file", secret).error
    secret.write_bytes(b"short\n")
    ran = cli("patient", "deidentify", bundle, "--secret-file", secret)
    assert (ran.status, "16 bytes" in ran.error) == (2, True)
    secret.write_bytes(b"long enough to be one")
    other = tmp_path / "other.json"
    other.write_text("{}", encoding="utf-8")
    ran = cli("patient", "deidentify", other, "--secret-file", secret)
    assert (ran.status, "other.json" in ran.error) == (2, True)


def test_formulas_are_listed_described_and_computed(cli: Cli) -> None:
    listed = cli("formula", "--format", "json").json
    assert "cockcroft-gault" in {page["name"] for page in listed}
    assert "cockcroft-gault" in cli("formula").out
    described = cli("formula", "bmi", "--format", "json").json
    assert {each["name"] for each in described["inputs"]} == {"weight", "height"}
    assert "body height" in cli("formula", "bmi").out
    by_words = cli("formula", "bmi", "--inputs", "weight=70 kg", "--inputs", "height=175", "--format", "json").json
    by_object = cli("formula", "BMI", "--inputs", '{"weight": 70, "height": "1.75 m"}', "--format", "json").json
    assert by_words == by_object
    assert by_words["value"] == pytest.approx(70 / 1.75**2)
    assert "bmi: 22.8571 kg/m2" in cli("formula", "bmi", "--inputs", "weight=70", "--inputs", "height=175").out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nothing"], "known are"),
        (["bmi", "--inputs", "weight"], "NAME=VALUE"),
        (["bmi", "--inputs", "{"], "JSON"),
        (["bmi", "--inputs", "weight=70"], "height"),
        (["bmi", "--inputs", "weight=70", "--inputs", "height=7000"], "100 to 230 cm"),
    ],
)
def test_a_formula_that_cannot_be_computed_says_why(cli: Cli, arguments: list[str], told: str) -> None:
    ran = cli("formula", *arguments)
    assert ran.status == 2
    assert told in ran.error
