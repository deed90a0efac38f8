"""Which lists are complete, so that silence means no."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from equipoise.logic import LISTED_KINDS
from equipoise.patient.facts import Covered, Facts

Node = dict[str, Any]
Read = Callable[..., Facts]
CODES = {
    "conditions": "11450-4", "medications": "10160-0", "procedures": "47519-4", "immunizations": "11369-6",
    "allergies": "48765-2",
}  # fmt: skip
NIL = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/list-empty-reason", "code": "nilknown"}]}


def code_of(kind: str) -> Node:
    return {"coding": [{"system": "http://loinc.org", "code": CODES[kind]}]}


def listed(kind: str = "conditions", **more: Any) -> Node:
    return {"resourceType": "List", "status": "current", "date": "2025-06-10", "code": code_of(kind), **more}


def empty_because(code: str) -> Node:
    return {"emptyReason": {"coding": [{"system": "x", "code": code}]}}


GOUT = {"resourceType": "Condition", "id": "gout", "code": {"text": "Gout"}}
TO_GOUT = [{"item": {"reference": "Condition/gout"}}]


@pytest.mark.parametrize("kind", list(CODES))
def test_each_kind_has_its_list(facts_of: Read, kind: str) -> None:
    facts = facts_of(listed(kind, emptyReason=NIL))
    assert facts.coverage == {kind: (Covered(None, date(2025, 6, 10), "List/r1"),)}


@pytest.mark.parametrize(
    "record",
    [
        listed(entry=TO_GOUT),
        listed(entry=TO_GOUT, mode="snapshot"),
        listed(entry=[{"item": {"display": "Gout"}}]),
        listed(entry=[{"deleted": True, "item": {"reference": "Condition/gone"}}, *TO_GOUT]),
        {
            "resourceType": "Composition", "status": "final", "date": "2025-06-10",
            "section": [{"title": "Problems", "section": [{"code": code_of("conditions"), "emptyReason": NIL}]}],
        },
    ],
)  # fmt: skip
def test_what_vouches(facts_of: Read, record: Node) -> None:
    assert set(facts_of(GOUT, record).coverage) == {"conditions"}


@pytest.mark.parametrize(
    "record",
    [
        listed(entry=TO_GOUT, status="retired"),
        listed(entry=TO_GOUT, status="entered-in-error"),
        listed(entry=TO_GOUT, mode="changes"),
        listed(entry=TO_GOUT, date="2025-06-17"),
        listed(entry=TO_GOUT, code={"coding": [{"system": "urn:local", "code": "11450-4"}]}),
        listed(entry=TO_GOUT, code={"text": "Problem list"}),
        listed(),
        listed(**empty_because("notasked")),
        listed(**empty_because("withheld")),
        listed(**empty_because("unavailable")),
        listed(**empty_because("notstarted")),
        listed(**empty_because("closed")),
        listed(entry=[*TO_GOUT, {"item": {"reference": "Condition/not-here"}}]),
        listed(entry=[{"item": {"reference": "Condition/nameless"}}]),
        listed(entry=TO_GOUT, subject={"reference": "Patient/somebody-else"}),
        {
            "resourceType": "Composition", "status": "preliminary", "date": "2025-06-10",
            "section": [{"code": code_of("conditions"), "emptyReason": NIL}],
        },
    ],
)  # fmt: skip
def test_what_vouches_for_nothing(facts_of: Read, record: Node) -> None:
    nameless = {"resourceType": "Condition", "id": "nameless"}
    assert facts_of(GOUT, nameless, record).coverage == {}


def test_an_entry_in_words_is_a_fact(facts_of: Read) -> None:
    facts = facts_of(
        listed(entry=[{"item": {"display": "Epilepsy"}}]),
        listed("medications", entry=[{"item": {"reference": "MedicationStatement/gone", "display": "warfarin"}}]),
    )
    assert [(fact.name, fact.resource) for fact in facts.conditions] == [("Epilepsy", "List/r1")]
    assert [(fact.name, fact.kind) for fact in facts.treatments] == [("warfarin", "medication")]
    assert set(facts.coverage) == {"conditions", "medications"}


def test_without_a_date_up_to_the_newest_date_of_the_bundle(facts_of: Read) -> None:
    undated = {key: value for key, value in listed(emptyReason=NIL).items() if key != "date"}
    lab = {
        "resourceType": "Observation", "code": {"text": "ALT"}, "valueQuantity": {"value": 2, "unit": "U/L"},
        "effectiveDateTime": "2025-05-05",
    }  # fmt: skip
    later = {**lab, "effectiveDateTime": "2025-08-01"}
    assert facts_of(undated, lab, later).coverage["conditions"][0].end == date(2025, 5, 5)
    assert facts_of(undated).coverage["conditions"][0].end == date(2025, 6, 16)


def test_a_stated_period(facts_of: Read) -> None:
    record = {
        "resourceType": "Composition", "status": "final", "date": "2025-06-10",
        "event": [{"period": {"start": "2020-01-01", "end": "2024-12-31"}}],
        "section": [{"code": code_of("procedures"), "emptyReason": NIL}],
    }  # fmt: skip
    assert facts_of(record).coverage["procedures"] == (Covered(date(2020, 1, 1), date(2024, 12, 31), "Composition/r1"),)
    windowed = listed(emptyReason=NIL, extension=[{"url": "x", "valuePeriod": {"start": "2020-01-01"}}])
    assert facts_of(windowed).coverage["conditions"] == (Covered(date(2020, 1, 1), date(2025, 6, 10), "List/r1"),)


def test_the_caller_may_vouch(facts_of: Read) -> None:
    facts = facts_of(complete=frozenset(LISTED_KINDS))
    assert facts.coverage == {kind: (Covered(None, date(2025, 6, 16), "--complete"),) for kind in LISTED_KINDS}
    # What can never be listed in full is not covered, whoever says so.
    assert facts_of(complete=frozenset({"laboratory"})).coverage == {}


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (
            {
                "resourceType": "AllergyIntolerance",
                "code": {"coding": [{"system": "http://snomed.info/sct", "code": "716186003"}]},
            },
            "allergies",
        ),
        ({"resourceType": "AllergyIntolerance", "code": {"text": "No known allergies"}}, "allergies"),
        (
            {
                "resourceType": "Condition",
                "code": {
                    "coding": [
                        {
                            "system": "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips",
                            "code": "no-known-problems",
                        }
                    ]
                },
            },
            "conditions",
        ),
    ],
)
def test_no_known(facts_of: Read, record: Node, kind: str) -> None:
    facts = facts_of({**record, "recordedDate": "2025-06-01"})
    assert facts.coverage == {kind: (Covered(None, date(2025, 6, 1), f"{record['resourceType']}/r1"),)}
    assert not facts.conditions
    assert not facts.allergies


def test_no_known_drug_allergy_does_not_vouch_for_all(facts_of: Read) -> None:
    facts = facts_of({"resourceType": "AllergyIntolerance", "code": {"text": "No known drug allergy"}})
    assert facts.coverage == {}
    assert facts.allergies == ()
