"""The hand form: what it says becomes facts; what is wrong in it has a line."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support import CHECKOUT

from equipoise.errors import PatientError
from equipoise.patient.facts import Covered, Facts
from equipoise.patient.fhir import read
from equipoise.patient.form import TEMPLATE, read_form
from equipoise.patient.form.schema import FIELDS

ON = date(2025, 6, 16)
CANARY = "Zebulon Quartermaine"


def facts(form: str) -> Facts:
    return read(read_form(form), on=ON)


def test_the_template_is_a_form() -> None:
    found = facts(TEMPLATE)
    assert found.left_out == ()
    assert all(measured.unusable is None and measured.kind for measured in found.measurements)
    assert {measured.kind for measured in found.measurements} == {"alt", "creatinine", "weight", "spo2", "mmt8"}
    assert {(result.name, result.polarity) for result in found.results if result.grade is None} == {
        ("Hepatitis B surface antigen (HBsAg)", "negative"),
        ("hCG pregnancy test", "negative"),
    }
    assert [condition.name for condition in found.conditions] == ["Systemic lupus erythematosus", "Lupus nephritis"]
    assert [(drug.name, drug.planned, drug.when.ongoing) for drug in found.treatments if drug.kind == "medication"] == [
        ("prednisone", False, True),
        ("cyclophosphamide", False, False),
        ("rituximab", True, False),
    ]
    assert found.treatments[0].dose is not None
    assert found.treatments[0].dose.per_day == 10
    assert found.coverage["allergies"] == (Covered(None, date(2025, 6, 16), "List/complete-allergies"),)
    assert len(found.coverage) == 5


def test_the_template_shows_every_section() -> None:
    shown = yaml.safe_load(TEMPLATE)
    assert set(FIELDS) - set(shown) <= {"family"}


def test_the_result_is_a_fhir_bundle() -> None:
    bundle = json.loads(read_form(TEMPLATE))
    assert bundle["resourceType"] == "Bundle"
    identities = [(entry["resource"]["resourceType"], entry["resource"]["id"]) for entry in bundle["entry"]]
    assert len(set(identities)) == len(identities)
    alt = next(entry["resource"] for entry in bundle["entry"] if entry["resource"]["id"] == "lab-1")
    assert alt["valueQuantity"] == {"value": 32, "unit": "U/L", "system": "http://unitsofmeasure.org", "code": "U/L"}
    assert alt["referenceRange"][0]["high"]["value"] == 40


def test_scalars_are_taken_as_written() -> None:
    found = facts("patient:\nfindings:\n  - {test: Lactating, answer: no, date: 2025-06-01}\n")
    assert (found.results[0].text, found.results[0].polarity) == ("no", "negative")


def test_the_smallest_form() -> None:
    found = facts("patient:\n")
    assert (found.patient, found.sex, found.birth) == ("patient", None, None)


def test_an_empty_complete_list_means_none() -> None:
    found = facts("patient:\ncomplete:\n  as_of: 2025-06-01\n  lists: allergies\n")
    assert set(found.coverage) == {"allergies"}


@pytest.mark.parametrize(
    ("oxygen", "context"),
    [
        ("room air", "room air"),
        ("40 %", "oxygen 40 %"),
        ("2 L/min", "oxygen 2 L/min"),
        ("mask", "oxygen 100 %"),
    ],
)
def test_oxygen(oxygen: str, context: str) -> None:
    row = f"{{test: oxygen saturation, value: 95, unit: '%', date: 2025-06-01, oxygen: {oxygen}}}"
    form = f"patient:\nvitals:\n  - {row}\n"
    assert facts(form).measurements[0].context == (context,)


def lab(fields: str) -> str:
    return f"patient:\n  id: x\nlabs:\n  - test: ALT\n    value: 3\n    unit: U/L\n{fields}"


@pytest.mark.parametrize(
    ("form", "line", "words"),
    [
        ("", 1, "made of sections"),
        ("- a\n- b\n", 1, "made of sections"),
        ("labs:\n", 1, "'patient' is missing"),
        ("patient:\n  id: x\nlabz:\n", 3, "no such section"),
        ("patient:\npatient:\n", 2, "stands here twice"),
        ("patient:\n  birth_date: 14.03.1975\n", 2, "a date such as"),
        ("patient:\n  sex: F\n", 2, "one of: female"),
        ("patient:\n  id: [1, 2]\n", 2, "one value"),
        ("patient: {id: x\nlabs:\n", 2, "cannot be read as YAML"),
        (lab("    date: yesterday\n"), 7, "a date such as"),
        (lab("    upper_limit: 40\n"), 4, "needs the field 'date'"),
        (lab("    date: 2025-06-01\n    upper_limit: forty\n"), 8, "holds a number"),
        (lab("    date: 2025-06-01\n    upper_limit: <40\n"), 8, "holds a number"),
        (lab("    date: 2025-06-01\n    unit: mg\n"), 8, "stands here twice"),
        (lab("    date: 2025-06-01\n    limit: 40\n"), 8, "no such field"),
        ("patient:\nlabs:\n  test: ALT\n", 3, "is a list"),
        ("patient:\nlabs:\n  - ALT\n", 3, "made of fields"),
        ("patient:\nlabs:\n  - {test: platelets, value: '150,000', unit: /uL, date: 2025-06-01}\n", 3, "two numbers"),
        ("patient:\ndrugs:\n  - name: prednisone\n    taking: perhaps\n", 4, "yes or no"),
        ("patient:\ncomplete:\n  as_of: 2025-06-01\n  lists: [conditions, everything]\n", 4, "names lists out of"),
        ("patient: &a\n  id: x\nlabs: *a\n", 3, "a meaning in YAML"),
        ("patient:\n---\npatient:\n", 2, "cannot be read as YAML"),
    ],
)
def test_what_is_wrong_has_a_line(form: str, line: int, words: str) -> None:
    with pytest.raises(PatientError, match=words) as caught:
        read_form(form, name="my form")
    assert caught.value.place == f"my form: line {line}"


def test_no_message_repeats_what_was_written() -> None:
    forms = [
        f"patient:\n  {CANARY}: x\n",
        f"patient:\n  sex: {CANARY}\n",
        f"patient:\n  birth_date: {CANARY}\n",
        f"{CANARY}: [\n",
        f"patient:\n  id: *{CANARY.split()[0]}\n",
        f"patient:\n  id: !{CANARY.split()[0]} x\n  : [\n",
    ]
    for form in forms:
        with pytest.raises(PatientError) as caught:
            read_form(form)
        assert CANARY.split()[0] not in f"{caught.value} {caught.value.hint}"


TOKENS = [
    *(
        "patient:",
        "labs:",
        "- ",
        "  ",
        "\n",
        "test: ALT",
        "value: ",
        "1e999",
        "date: 2025-06-01",
        "[",
        "{",
        "'",
        "&a",
        "*a",
    ),
    *("!x", "\t", ": ", "# "),
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(TOKENS) | st.text(max_size=3), max_size=20).map("".join))
def test_only_patient_errors_escape(text: str) -> None:
    with suppress(PatientError):
        read(read_form(text), on=ON)


def test_the_guide_shows_a_form_and_all_its_fields() -> None:
    guide = (CHECKOUT / "docs/how-to/screen-from-a-form.md").read_text(encoding="utf-8")
    example = guide.split("```yaml\n", 1)[1].split("```", 1)[0]
    found = facts(example)
    assert [(one.kind, one.comparator, one.unusable) for one in found.measurements] == [
        ("alt", None, None),
        ("lymphocytes", "<", None),
        ("mmt8", None, None),
    ]
    assert set(found.coverage) == {"conditions", "medications"}
    rows = [row.split("|") for row in guide.split("## The sections", 1)[1].splitlines() if row.startswith("| `")]
    listed = {
        section: set(re.findall(r"`(\w+)`", fields))
        for _, sections, fields, *_ in rows
        for section in re.findall(r"`(\w+)`", sections)
    }
    assert listed == {section: set(fields) for section, fields in FIELDS.items()}
