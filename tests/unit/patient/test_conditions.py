"""Diagnoses, families, allergies, consents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from equipoise.patient.facts import ConditionFact, Facts

Node = dict[str, Any]
Read = Callable[..., Facts]


def condition(name: str = "Epilepsy", clinical: str | None = None, verified: str | None = None, **more: Any) -> Node:
    coded = {
        key: {"coding": [{"system": "x", "code": code}]}
        for key, code in (("clinicalStatus", clinical), ("verificationStatus", verified))
        if code
    }
    return {"resourceType": "Condition", "code": {"text": name}, **coded, **more}


def one(facts: Facts) -> ConditionFact:
    assert len(facts.conditions) == 1
    return facts.conditions[0]


@pytest.mark.parametrize(
    ("clinical", "active"),
    [
        ("active", True), ("recurrence", True), ("relapse", True), ("inactive", False), ("remission", False),
        ("resolved", False), (None, None),
    ],
)  # fmt: skip
def test_clinical_status(facts_of: Read, clinical: str | None, active: bool | None) -> None:
    assert one(facts_of(condition(clinical=clinical))).active is active


@pytest.mark.parametrize(("verified", "reason"), [("refuted", "refuted"), ("entered-in-error", "entered in error")])
def test_what_is_not_so_counts_for_nothing(facts_of: Read, verified: str, reason: str) -> None:
    facts = facts_of(condition(verified=verified))
    assert facts.conditions == ()
    assert facts.left_out[0].reason == reason


@pytest.mark.parametrize(
    ("name", "verified", "suspected"),
    [
        ("Epilepsy", "confirmed", False), ("Epilepsy", None, False), ("Epilepsy", "provisional", True),
        ("Epilepsy", "differential", True), ("Epilepsy", "unconfirmed", True), ("Suspected epilepsy", None, True),
        ("? epilepsy", None, True), ("Rule out epilepsy", "confirmed", True),
    ],
)  # fmt: skip
def test_a_suspicion_is_no_diagnosis(facts_of: Read, name: str, verified: str | None, suspected: bool) -> None:
    assert one(facts_of(condition(name, verified=verified))).suspected is suspected


@pytest.mark.parametrize(
    "name", ["No history of epilepsy", "Epilepsy - ruled out", "Denies epilepsy", "Epilepsy (excluded)"]
)
def test_what_denies_a_disease_does_not_name_it(facts_of: Read, name: str) -> None:
    facts = facts_of(condition(name))
    assert facts.conditions == ()
    assert [(result.name.casefold(), result.polarity) for result in facts.results] == [("epilepsy", "negative")]


def test_what_is_a_relatives_is_not_the_patients(facts_of: Read) -> None:
    coded = {
        "text": "Malignant tumour of breast",
        "coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "Z80.3"}],
    }
    history = {
        "resourceType": "FamilyMemberHistory", "status": "completed", "relationship": {"text": "mother"},
        "condition": [{"code": {"text": "Breast cancer"}}, {"code": {"text": "Gout"}}],
    }  # fmt: skip
    facts = facts_of(condition("Family history of epilepsy"), condition(code=coded), history)
    assert facts.conditions == ()
    assert [(fact.name, fact.relation) for fact in facts.family] == [
        ("Family history of epilepsy", "family"),
        ("Malignant tumour of breast", "family"),
        ("Breast cancer", "mother"),
        ("Gout", "mother"),
    ]


def test_history_of_leaves_open_whether_it_is_still_so(facts_of: Read) -> None:
    assert one(facts_of(condition("History of epilepsy", clinical="active"))).active is None


@pytest.mark.parametrize(
    ("name", "active"),
    [
        ("Inactive lupus nephritis", False),
        ("Multiple myeloma in complete remission", False),
        ("Unresolved pneumonia", True),
    ],
)
def test_a_name_that_says_it_is_over(facts_of: Read, name: str, active: bool) -> None:
    assert one(facts_of(condition(name, clinical="active"))).active is active


def test_onset_abatement_and_stage(facts_of: Read) -> None:
    found = one(
        facts_of(
            condition(
                "Lung cancer", onsetDateTime="2020-02", abatementDateTime="2023-01-05", recordedDate="2020-03-01",
                stage=[{"summary": {"text": "Stage IIIB"}, "type": {"text": "TNM"}}], severity={"text": "severe"},
            )
        )
    )  # fmt: skip
    assert (found.onset.start, found.onset.end) == (date(2020, 2, 1), date(2020, 2, 29))
    assert found.abated is not None
    assert found.abated.start == date(2023, 1, 5)
    assert (found.active, found.stage, found.severity, found.recorded) == (
        False,
        "TNM: Stage IIIB",
        "severe",
        date(2020, 3, 1),
    )


def test_what_ends_after_the_screening_date_has_not_ended(facts_of: Read) -> None:
    found = one(facts_of(condition(clinical="resolved", onsetDateTime="2020", abatementDateTime="2025-09-01")))
    assert (found.abated, found.active) == (None, True)


@pytest.mark.parametrize(
    ("dates", "counts"),
    [
        ({"onsetDateTime": "2025-06-17"}, False),
        ({"onsetDateTime": "2025-06-16"}, True),
        ({"onsetDateTime": "2025-06"}, True),
        ({"recordedDate": "2025-07-01"}, False),
        ({"onsetDateTime": "2020", "recordedDate": "2025-07-01"}, True),
        ({"onsetDateTime": "last Tuesday"}, True),
    ],
)
def test_what_lies_in_the_future(facts_of: Read, dates: Node, counts: bool) -> None:
    assert bool(facts_of(condition(**dates)).conditions) is counts


def test_allergies(facts_of: Read) -> None:
    def allergy(name: str, **more: Any) -> Node:
        return {"resourceType": "AllergyIntolerance", "code": {"text": name}, **more}

    refuted = {"verificationStatus": {"coding": [{"code": "refuted"}]}}
    reaction = {"reaction": [{"substance": {"text": "Amoxicillin"}}]}
    facts = facts_of(allergy("Penicillin", **reaction), allergy("Latex", **refuted), allergy("No latex allergy"))
    assert [fact.name for fact in facts.allergies] == ["Penicillin", "Amoxicillin"]
    assert [out.reason for out in facts.left_out] == ["refuted", "says what there is no allergy to"]


@pytest.mark.parametrize(
    ("more", "active"),
    [
        ({"status": "active"}, True),
        ({"status": "rejected"}, False),
        ({"status": "proposed"}, False),
        ({"status": "active", "provision": {"type": "deny"}}, False),
        ({"status": "active", "provision": {"period": {"end": "2025-01-01"}}}, False),
        ({"status": "active", "provision": {"period": {"end": "2026-01-01"}}}, True),
    ],
)
def test_consents(facts_of: Read, more: Node, active: bool) -> None:
    record = {"resourceType": "Consent", "category": [{"text": "Informed consent"}], "dateTime": "2025-06-11", **more}
    assert [(fact.text, fact.active) for fact in facts_of(record).consents] == [("Informed consent", active)]


@pytest.mark.parametrize(("verified", "suspected"), [("unconfirmed", True), ("confirmed", False), (None, False)])
def test_an_allergy_that_nobody_confirmed(facts_of: Read, verified: str | None, suspected: bool) -> None:
    record = {**condition("penicillin", "active", verified), "resourceType": "AllergyIntolerance"}
    assert [fact.suspected for fact in facts_of(record).allergies] == [suspected]


def test_a_family_history_that_says_that_nothing_is_known(facts_of: Read) -> None:
    history = {"resourceType": "FamilyMemberHistory", "condition": [{"code": {"text": "Epilepsy"}}]}
    assert len(facts_of({**history, "status": "partial"}).family) == 1
    assert facts_of({**history, "status": "health-unknown"}).family == ()
