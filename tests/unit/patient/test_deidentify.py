"""Bundles without what identifies their patient."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from equipoise.errors import PatientError, RequestError
from equipoise.patient.deidentify import deidentify
from equipoise.patient.fhir import read

Node = dict[str, Any]
Build = Callable[..., bytes]
SECRET = b"a secret of this clinic"
PATIENT = {
    "resourceType": "Patient", "id": "mrn-774411", "gender": "female", "birthDate": "1975-03-14",
    "name": [{"family": "Quartermaine", "given": ["Zebuline"]}], "identifier": [{"value": "774411"}],
    "telecom": [{"value": "+49 170 5551234"}], "photo": [{"url": "https://x/y.png"}],
    "address": [
        {"line": ["7 Elm Street"], "city": "Springfield", "state": "Oregon", "country": "US", "postalCode": "97477"},
    ],
    "contact": [{"name": {"text": "Balthasar Quartermaine"}}], "text": {"div": "<div>Zebuline</div>"},
}  # fmt: skip
RESOURCES: list[Node] = [
    {
        "resourceType": "Observation", "id": "lab-774411", "status": "final", "code": {"text": "ALT"},
        "subject": {"reference": "Patient/mrn-774411", "display": "Zebuline Quartermaine"},
        "effectiveDateTime": "2025-06-13T08:15:00+02:00", "valueQuantity": {"value": 32, "unit": "U/L"},
        "note": [{"text": "phoned Zebuline"}], "performer": [{"display": "Dr. Wolfgang"}],
        "referenceRange": [{"high": {"value": 40}}], "identifier": [{"value": "ACC-1"}],
        "extension": [{"url": "x", "valueString": "Zebuline"}],
    },
    {
        "resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/mrn-774411"},
        "onsetDateTime": "2019-05",
        "code": {"text": "Gout of Mrs. Quartermaine, seen 12.05.2019, tel. 0170 5551234"},
    },
    {"resourceType": "Observation", "id": "n", "code": {"text": "Clinical note"}, "valueString": "Lives at 7 Elm"},
    {
        "resourceType": "MedicationStatement", "id": "d", "status": "active",
        "medicationCodeableConcept": {"text": "prednisone"},
        "effectivePeriod": {"start": "2024-01-02"}, "dosage": [{"text": "10 mg daily"}],
    },
    {
        "resourceType": "List", "id": "l", "status": "current", "date": "2025-06-14", "title": "Problems of Zebuline",
        "code": {"coding": [{"system": "http://loinc.org", "code": "11450-4"}]},
        "entry": [{"item": {"reference": "Condition/c"}}],
    },
    {"resourceType": "Practitioner", "id": "w", "name": [{"family": "Wolfgang"}]},
]  # fmt: skip
ON = date(2025, 6, 16)


@pytest.fixture
def original(bundle_of: Build) -> bytes:
    return bundle_of(*RESOURCES, patient=PATIENT)


def shift(before: bytes, after: bytes) -> timedelta:
    born = [json.loads(data)["entry"][0]["resource"]["birthDate"] for data in (before, after)]
    return date.fromisoformat(born[1]) - date.fromisoformat(born[0])


def test_nothing_that_identifies_is_left(original: bytes) -> None:
    left = deidentify(original, SECRET).decode()
    for word in (
        *(
            "Quartermaine",
            "Zebuline",
            "Balthasar",
            "774411",
            "5551234",
            "Elm",
            "Springfield",
            "97477",
            "Wolfgang",
            "ACC-1",
        ),
        *("phoned", "12.05.2019", "2019-05", "2025-06-13", "2025-06-14", "1975-03-14", "y.png"),
    ):
        assert word not in left
    assert '"Oregon"' in left


def test_facts_and_intervals_stay(original: bytes) -> None:
    left = deidentify(original, SECRET)
    moved = shift(original, left)
    before, after = read(original, on=ON), read(left, on=ON + moved)
    assert moved.days < 0
    assert after.measurements[0].value == 32
    assert before.measurements[0].when.start is not None
    assert after.measurements[0].when.start == before.measurements[0].when.start + moved
    assert after.measurements[0].when.time == before.measurements[0].when.time
    assert after.treatments[0].dose == before.treatments[0].dose
    assert after.treatments[0].when.start == date(2024, 1, 2) + moved
    assert after.conditions[0].name.startswith("Gout")
    assert after.coverage["conditions"][0].end == date(2025, 6, 14) + moved
    assert (after.sex, after.birth) == ("female", after.birth)


def test_references_lead_to_the_same_resources(original: bytes) -> None:
    resources = [entry["resource"] for entry in json.loads(deidentify(original, SECRET))["entry"]]
    known = {f"{resource['resourceType']}/{resource['id']}" for resource in resources}
    listed = next(resource for resource in resources if resource["resourceType"] == "List")
    assert listed["entry"][0]["item"]["reference"] in known
    assert all(one["subject"]["reference"] in known for one in resources if "subject" in one)


def test_a_list_that_hides_something_does_not_become_whole(bundle_of: Build) -> None:
    hiding = {**RESOURCES[4], "entry": [{"item": {"reference": "Condition/elsewhere"}}]}
    data = bundle_of(hiding, patient=PATIENT)
    left = deidentify(data, SECRET)
    assert read(data, on=ON).coverage == {}
    assert read(left, on=ON + shift(data, left)).coverage == {}


def test_the_secret_decides(original: bytes) -> None:
    assert deidentify(original, SECRET) == deidentify(original, SECRET)
    assert deidentify(original, SECRET) != deidentify(original, b"another secret of theirs")


def test_ages_above_89_are_90(bundle_of: Build) -> None:
    data = bundle_of(RESOURCES[0], patient={**PATIENT, "birthDate": "1925-01-01"})
    left = read(deidentify(data, SECRET), on=date(2025, 6, 16))
    assert left.birth is not None
    assert left.birth.start is not None
    assert left.measurements[0].when.start is not None
    years = (left.measurements[0].when.start - left.birth.start).days / 365.25
    assert 89.9 < years < 90.1


@pytest.mark.parametrize("secret", [b"", b"short"])
def test_a_secret_must_be_one(original: bytes, secret: bytes) -> None:
    with pytest.raises(RequestError, match="16 bytes"):
        deidentify(original, secret)


def test_what_is_no_bundle() -> None:
    with pytest.raises(PatientError):
        deidentify(b"{}", SECRET)
