"""Drugs with their doses, procedures, vaccines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from equipoise.patient.facts import Facts, Moment, TreatmentFact

Node = dict[str, Any]
Read = Callable[..., Facts]


def drug(kind: str = "MedicationStatement", name: str = "prednisone", **more: Any) -> Node:
    return {"resourceType": kind, "medicationCodeableConcept": {"text": name}, **more}


def one(facts: Facts) -> TreatmentFact:
    assert len(facts.treatments) == 1
    return facts.treatments[0]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (drug(status="not-taken"), "not taken"),
        (drug(status="entered-in-error"), "entered in error"),
        (drug("MedicationRequest", status="cancelled"), "cancelled"),
        (drug("MedicationRequest", status="active", doNotPerform=True), "an order not to give it"),
        (drug("MedicationAdministration", status="not-done"), "not done"),
        (drug(status="active", effectivePeriod={"start": "2025-06-17"}), "is dated after the screening date"),
        (drug("MedicationRequest", status="active", authoredOn="2025-06-17"), "is dated after the screening date"),
        ({"resourceType": "Procedure", "status": "not-done", "code": {"text": "stent"}}, "not done"),
        ({"resourceType": "Immunization", "status": "not-done", "vaccineCode": {"text": "MMR"}}, "not done"),
        ({"resourceType": "Procedure", "status": "completed"}, "has no name and no code"),
    ],
)
def test_what_counts_for_nothing(facts_of: Read, record: Node, reason: str) -> None:
    facts = facts_of(record)
    assert facts.treatments == ()
    assert [out.reason for out in facts.left_out] == [reason]


@pytest.mark.parametrize(
    ("kind", "status", "doubt"),
    [
        ("Procedure", "completed", None), ("Procedure", "in-progress", None),
        ("Procedure", "unknown", "its status is not known"), ("Procedure", "on-hold", "it was put on hold"),
        ("Procedure", "stopped", "it was stopped before its end"),
        ("MedicationStatement", "unknown", "its status is not known"), ("MedicationStatement", "stopped", None),
        ("MedicationRequest", "on-hold", "it was put on hold"), ("MedicationRequest", "completed", None),
        ("MedicationAdministration", "on-hold", None),
        ("MedicationDispense", "preparation", "it was not handed over yet"),
    ],
)  # fmt: skip
def test_what_may_not_have_happened(facts_of: Read, kind: str, status: str, doubt: str | None) -> None:
    record = {"resourceType": kind, "code": {"text": "stent"}, "medicationCodeableConcept": {"text": "warfarin"}}
    assert one(facts_of({**record, "status": status})).doubt == doubt


@pytest.mark.parametrize(
    ("record", "planned"),
    [
        (drug("MedicationRequest", status="active", intent="plan", authoredOn="2025-06-11"), True),
        (drug("MedicationRequest", status="active", intent="proposal"), True),
        (drug("MedicationRequest", status="draft", intent="order"), True),
        (drug("MedicationRequest", status="active", intent="order", authoredOn="2025-06-11"), False),
        (drug(status="intended", effectivePeriod={"start": "2025-07-01"}), True),
        (drug(status="active"), False),
        ({"resourceType": "Procedure", "status": "preparation", "code": {"text": "stent"}}, True),
    ],
)
def test_what_is_only_intended(facts_of: Read, record: Node, planned: bool) -> None:
    found = one(facts_of(record))
    assert found.planned is planned
    if planned:
        assert not found.when.ongoing


@pytest.mark.parametrize(
    ("record", "when"),
    [
        (
            drug(status="active", effectivePeriod={"start": "2024-01-02"}),
            Moment(date(2024, 1, 2), None, ongoing=True, period=True),
        ),
        (
            drug(status="completed", effectivePeriod={"start": "2024-01-02", "end": "2024-03-01"}),
            Moment(date(2024, 1, 2), date(2024, 3, 1), period=True),
        ),
        (
            drug(status="completed", effectivePeriod={"start": "2024-01-02"}),
            Moment(date(2024, 1, 2), None, period=True),
        ),
        # To be stopped in the future: on the screening date it is being taken.
        (
            drug(status="active", effectivePeriod={"start": "2024-01-02", "end": "2025-12-31"}),
            Moment(date(2024, 1, 2), None, ongoing=True, period=True),
        ),
        # "Taken on", and still taken: it began then at the latest.
        (
            drug(status="active", effectiveDateTime="2024-05"),
            Moment(date(2024, 5, 1), None, ongoing=True, period=True, began_by=date(2024, 5, 31)),
        ),
        (
            drug("MedicationAdministration", status="completed", effectiveDateTime="2025-06-11"),
            Moment(date(2025, 6, 11), date(2025, 6, 11)),
        ),
        (
            drug("MedicationRequest", status="active", intent="order", authoredOn="2025-05-01"),
            Moment(date(2025, 5, 1), None, ongoing=True, period=True),
        ),
        (
            drug("MedicationRequest", status="stopped", intent="order", authoredOn="2025-05-01"),
            Moment(date(2025, 5, 1), None, period=True),
        ),
        (drug(status="active"), Moment(None, None, ongoing=True, period=True)),
        (
            drug(status="completed", dateAsserted="2025-03-01"),
            Moment(None, date(2025, 3, 1), period=True),
        ),
    ],
)
def test_from_when_to_when(facts_of: Read, record: Node, when: Moment) -> None:
    assert one(facts_of(record)).when == when


def test_why_it_was_given_and_why_it_was_stopped(facts_of: Read) -> None:
    nephritis = {"resourceType": "Condition", "id": "ln", "code": {"text": "Lupus nephritis"}}
    record = drug(
        status="stopped", statusReason=[{"text": "Ineffective"}], reasonReference=[{"reference": "Condition/ln"}]
    )
    found = one(facts_of(nephritis, record))
    assert (found.response, found.reason) == ("Ineffective", "Lupus nephritis")


def amount(
    value: float, unit: str, frequency: float = 1, period: float = 1, period_unit: str = "d", **more: Any
) -> Node:
    return {
        "timing": {"repeat": {"frequency": frequency, "period": period, "periodUnit": period_unit}},
        "doseAndRate": [{"doseQuantity": {"value": value, "unit": unit}}],
        **more,
    }


@pytest.mark.parametrize(
    ("name", "dosage", "per_day", "unit"),
    [
        ("prednisone", [amount(10, "mg")], 10, "mg"),
        ("mycophenolate mofetil", [amount(1000, "mg", 1, 12, "h")], 2000, "mg"),
        ("methotrexate", [amount(15, "mg", 1, 1, "wk")], 15 / 7, "mg"),
        ("adalimumab", [amount(40, "mg", 1, 2, "wk")], 40 / 14, "mg"),
        ("prednisone", [amount(2, "mg/kg")], 2, "mg/kg"),
        ("prednisone 20 MG Oral Tablet", [amount(2, "tablet", 2)], 80, "mg"),
        (
            "prednisone 20 MG Oral Tablet",
            [{"doseAndRate": [{"doseQuantity": {"value": 1}}], "timing": {"code": {"text": "BID"}}}],
            40,
            "mg",
        ),
        ("prednisone", [amount(10, "mg"), amount(5, "mg")], 15, "mg"),
        ("prednisone", [{"text": "10 mg daily"}], 10, "mg"),
        ("prednisone", [{"text": "5 mg twice a day"}], 10, "mg"),
        ("prednisone", [{"text": "1000 mg every 12 hours"}], 2000, "mg"),
        ("prednisone", [{"text": "15 mg every 1 wk"}], 15 / 7, "mg"),
        ("prednisone", [{"text": "10 mg every other day"}], 5, "mg"),
        ("prednisone", [{"text": "10 mg as needed"}], None, None),
        ("prednisone", [{"text": "10 mg daily for three days, then stop"}], None, None),
        ("prednisone 2.5 mg tablet", [{"text": "2 tablets twice daily"}], 10.0, "mg"),
        ("prednisone", [amount(10, "mg", asNeededBoolean=True, text="if in pain")], None, None),
        ("prednisone", [amount(1, "tablet", text="one tablet")], None, None),
        ("acetaminophen 325 MG / codeine 30 MG Oral Tablet", [amount(1, "tablet", text="one")], None, None),
        (
            "prednisone",
            [amount(40, "mg", sequence=1, text="first"), amount(20, "mg", sequence=2, text="then")],
            None,
            None,
        ),
    ],
)
def test_dose_per_day(facts_of: Read, name: str, dosage: list[Node], per_day: float | None, unit: str | None) -> None:
    found = one(facts_of(drug(name=name, status="active", dosage=dosage))).dose
    assert found is not None
    assert found.per_day == (None if per_day is None else pytest.approx(per_day))
    assert found.unit == unit


def test_tablets_times_the_strength_of_the_medication(facts_of: Read) -> None:
    medication = {
        "resourceType": "Medication", "id": "m", "code": {"text": "Deltasone"},
        "ingredient": [{
            "itemCodeableConcept": {"text": "prednisone"},
            "strength": {"numerator": {"value": 5, "unit": "mg"}, "denominator": {"value": 1, "unit": "tablet"}},
        }],
    }  # fmt: skip
    record = {
        "resourceType": "MedicationRequest", "status": "active", "intent": "order", "authoredOn": "2025-01-01",
        "medicationReference": {"reference": "#m"}, "contained": [medication],
        "dosageInstruction": [amount(3, "tablet", 2)],
    }  # fmt: skip
    found = one(facts_of(record))
    assert found.name == "Deltasone"
    assert found.dose is not None
    assert (found.dose.per_day, found.dose.unit) == (30.0, "mg")


def test_a_volume_times_a_concentration(facts_of: Read) -> None:
    medication = {
        "resourceType": "Medication", "id": "m", "code": {"text": "cyclosporine solution"},
        "ingredient": [
            {"strength": {"numerator": {"value": 100, "unit": "mg"}, "denominator": {"value": 1, "unit": "mL"}}},
        ],
    }  # fmt: skip
    record = {
        "resourceType": "MedicationStatement", "status": "active", "medicationReference": {"reference": "#m"},
        "contained": [medication], "dosage": [amount(1.5, "mL", 2)],
    }  # fmt: skip
    found = one(facts_of(record)).dose
    assert found is not None
    assert (found.per_day, found.unit) == (300.0, "mg")


def test_procedures_devices_and_vaccines(facts_of: Read) -> None:
    facts = facts_of(
        {
            "resourceType": "Procedure",
            "status": "completed",
            "code": {"text": "Renal biopsy"},
            "performedDateTime": "2025-05-02",
        },
        {"resourceType": "Device", "type": {"text": "Cardiac pacemaker"}},
        {
            "resourceType": "Immunization",
            "status": "completed",
            "vaccineCode": {"text": "MMR"},
            "occurrenceDateTime": "2025-05-05",
        },
    )
    assert [(fact.kind, fact.name, fact.when.start) for fact in facts.treatments] == [
        ("procedure", "Renal biopsy", date(2025, 5, 2)),
        ("procedure", "Cardiac pacemaker", None),
        ("immunization", "MMR", date(2025, 5, 5)),
    ]
