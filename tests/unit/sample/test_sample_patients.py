"""The sample patients are well-formed FHIR collections that the screening contract can read."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from equipoise import sample

Json = dict[str, Any]
NAMES = sorted(sample.patients())
COVERAGE_LISTS = {"11450-4", "10160-0", "47519-4", "11369-6", "48765-2"}


@functools.cache
def resources(name: str) -> tuple[Json, ...]:
    bundle = json.loads(sample.patients()[name].read_bytes())
    assert bundle["resourceType"] == "Bundle"
    assert bundle["type"] == "collection"
    return tuple(entry["resource"] for entry in bundle["entry"])


def of_type(name: str, kind: str) -> list[Json]:
    return [resource for resource in resources(name) if resource["resourceType"] == kind]


def _values(node: object, wanted: str) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == wanted:
                yield value
            else:
                yield from _values(value, wanted)
    elif isinstance(node, list):
        for item in node:
            yield from _values(item, wanted)


def test_there_are_six_and_the_demonstration_uses_two_of_them() -> None:
    assert len(NAMES) == 6
    assert set(sample.DEMO_PATIENTS) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_patient_is_plainly_fictional(name: str) -> None:
    (patient,) = of_type(name, "Patient")
    assert patient["id"] == name
    assert patient["name"][0]["family"].endswith("-Fictional")
    assert "fictional" in patient["text"]["div"]


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_leads_to_an_entry_and_every_id_is_unique(name: str) -> None:
    known = [f"{resource['resourceType']}/{resource['id']}" for resource in resources(name)]
    assert len(known) == len(set(known))
    assert set(_values(resources(name), "reference")) <= set(known)
    full_urls = [entry["fullUrl"] for entry in json.loads(sample.patients()[name].read_bytes())["entry"]]
    assert [url.split("/fhir/")[1] for url in full_urls] == known


@pytest.mark.parametrize("name", NAMES)
def test_quantities_are_in_ucum_and_ranges_use_the_unit_of_the_value(name: str) -> None:
    for observation in of_type(name, "Observation"):
        quantity = observation.get("valueQuantity")
        if quantity is None:
            assert observation["valueCodeableConcept"]["text"]
            continue
        assert quantity["system"] == "http://unitsofmeasure.org"
        for limits in observation.get("referenceRange", ()):
            assert {bound["code"] for bound in limits.values()} == {quantity["code"]}


@pytest.mark.parametrize("name", NAMES)
def test_numeric_results_are_fresh_on_the_demonstration_date(name: str) -> None:
    day = date.fromisoformat(sample.DEMO_DATE)
    numeric = [o for o in of_type(name, "Observation") if "valueQuantity" in o]
    dates = [date.fromisoformat(o["effectiveDateTime"]) for o in numeric]
    assert numeric
    assert min(dates) >= day - timedelta(days=65)
    assert max(dates) <= day


@pytest.mark.parametrize("name", NAMES)
def test_lists_of_coverage_name_every_record_of_their_kind_or_say_why_they_are_empty(name: str) -> None:
    kinds = {
        "11450-4": "Condition",
        "10160-0": "MedicationStatement",
        "47519-4": "Procedure",
        "11369-6": "Immunization",
        "48765-2": "AllergyIntolerance",
    }
    lists = {resource["code"]["coding"][0]["code"]: resource for resource in of_type(name, "List")}
    assert lists.keys() <= COVERAGE_LISTS
    for code, record in lists.items():
        entries = [entry["item"]["reference"] for entry in record.get("entry", ())]
        assert sorted(entries) == sorted(f"{kinds[code]}/{r['id']}" for r in of_type(name, kinds[code]))
        assert bool(entries) is not ("emptyReason" in record)


def test_the_six_show_complete_and_incomplete_histories() -> None:
    coverage = {name: len(of_type(name, "List")) for name in NAMES}
    assert max(coverage.values()) == 5
    assert min(coverage.values()) < 5


def test_the_first_demonstration_patient_lacks_results_and_the_second_has_the_ones_that_block() -> None:
    lacking, blocked = ({o["code"]["text"]: o for o in of_type(name, "Observation")} for name in sample.DEMO_PATIENTS)
    for text in (
        "Serum hCG pregnancy test",
        "Left ventricular ejection fraction (LVEF)",
        "HIV-1/2 antigen and antibody",
    ):
        assert text not in lacking
    assert blocked["Hepatitis B surface antigen (HBsAg)"]["valueCodeableConcept"]["text"] == "Positive"
    alt = blocked["ALT (alanine aminotransferase)"]
    assert alt["valueQuantity"]["value"] > 2.5 * alt["referenceRange"][0]["high"]["value"]
