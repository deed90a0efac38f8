"""All reference patients are read, and every fact leads back to its resource."""

from __future__ import annotations

import json
import zipfile
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from support import shared

from equipoise.errors import PatientError
from equipoise.patient.facts import Facts
from equipoise.patient.fhir import read

pytestmark = pytest.mark.shared

FACTS = ("measurements", "results", "conditions", "treatments", "allergies", "consents", "family")


def cases() -> list[dict[str, Any]]:
    folder = shared("gold/cases_dev")
    return [json.loads(line) for line in (folder / "cases.jsonl").read_text().splitlines()]


def screened(case: dict[str, Any]) -> Facts:
    path = shared("gold/cases_dev") / case["bundle"]
    return read(path, on=date.fromisoformat(case["on"]), complete=frozenset(case["complete"]))


def case(identity: str) -> Facts:
    return screened(next(one for one in cases() if one["id"] == identity))


def resources_of(facts: Facts) -> set[str]:
    return {fact.resource for name in FACTS for fact in getattr(facts, name)}


def test_every_fact_of_the_screening_cases_leads_to_its_resource() -> None:
    for one in cases():
        bundle = json.loads((shared("gold/cases_dev") / one["bundle"]).read_bytes())
        known = {f"{entry['resource']['resourceType']}/{entry['resource']['id']}" for entry in bundle["entry"]}
        facts = screened(one)
        used = resources_of(facts)
        assert used <= known
        left = {out.resource for out in facts.left_out}
        lists = {reference for reference in known if reference.startswith("List/")}
        # Nothing is dropped without a word.
        assert known - used - left - lists == {f"Patient/{facts.patient}"}


def test_every_number_of_the_screening_cases_is_of_a_known_quantity() -> None:
    unusable = []
    for one in cases():
        facts = screened(one)
        assert all(measured.kind is not None for measured in facts.measurements), one["id"]
        unusable += [
            (one["id"], measured.kind, measured.unusable) for measured in facts.measurements if measured.unusable
        ]
    assert sorted(unusable) == [
        ("s1-alt-no-unit", "alt", "no unit"),
        ("s1-lvef-wrong-unit", "lvef", "its unit measures something else"),
    ]


@pytest.mark.parametrize(
    ("identity", "reason", "resource"),
    [
        ("s1-alt-error-high", "entered in error", "Observation/alt-bad"),
        ("s1-alt-future-high", "is dated after the screening date", "Observation/alt-next"),
        ("s1-mmr-not-done", "not done", "Immunization/shot"),
        ("s2-cirrhosis-error", "entered in error", "Condition/cirr"),
        ("s1-retired-list", "is retired: it vouches for nothing", "List/list-immunizations"),
    ],
)
def test_what_counts_for_nothing_is_listed(identity: str, reason: str, resource: str) -> None:
    assert [(out.resource, out.reason) for out in case(identity).left_out] == [(resource, reason)]


def test_coverage_of_the_screening_cases() -> None:
    assert case("s1-no-lists").coverage == {}
    assert set(case("s1-retired-list").coverage) == {"conditions", "medications", "procedures", "allergies"}
    assert {kind: one[0].resource for kind, one in case("s2-no-lists-complete").coverage.items()} == {
        "conditions": "--complete",
        "medications": "--complete",
    }


def test_the_order_of_a_bundle_does_not_matter() -> None:
    path = shared("gold/cases_dev/bundles/s1-perfect-ln.json")
    bundle = json.loads(path.read_bytes())
    turned = json.dumps({**bundle, "entry": bundle["entry"][::-1]}).encode()
    one, other = read(path, on=date(2025, 6, 16)), read(turned, on=date(2025, 6, 16))
    for name in FACTS:
        assert set(getattr(one, name)) == set(getattr(other, name))
    assert one.coverage == other.coverage


def test_synthetic_records_are_read() -> None:
    with zipfile.ZipFile(shared("data/patients/synthea_fhir_r4.zip")) as archive:
        names = [name for name in archive.namelist() if name.endswith(".json")]
        for name in sorted(names)[::6]:
            data = archive.read(name)
            bundle = json.loads(data)
            if not any(entry["resource"]["resourceType"] == "Patient" for entry in bundle["entry"]):
                with pytest.raises(PatientError):
                    read(data, on=date(2026, 1, 1))
                continue
            facts = read(data, on=date(2026, 1, 1))
            known = {f"{entry['resource']['resourceType']}/{entry['resource']['id']}" for entry in bundle["entry"]}
            assert resources_of(facts) <= known
            assert facts.measurements
            assert facts.coverage == {}
            assert all(getattr(facts, field.name) is not None for field in fields(facts))
