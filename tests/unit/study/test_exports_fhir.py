"""A study as FHIR R4 ResearchStudy, held against the model of fhir.resources (R4B, which has the same resource)."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from fhir.resources.R4B.researchstudy import ResearchStudy
from study_records import PAGE, record
from support import shared

from equipoise.study import portal
from equipoise.study.exports.fhir import research_study
from equipoise.study.exports.fhir_words import PHASES, PURPOSES, STATUS
from equipoise.study.exports.v2 import to_v2
from equipoise.study.pieces import ENUMS

STATUS_CODES = {
    "active",
    "administratively-completed",
    "approved",
    "closed-to-accrual",
    "closed-to-accrual-and-intervention",
    "completed",
    "disapproved",
    "in-review",
    "temporarily-closed-to-accrual",
    "temporarily-closed-to-accrual-and-intervention",
    "withdrawn",
}
TRIAL = record(
    nct_id="NCT90000012",
    conditionsModule={"conditions": ["Hiccups"], "keywords": ["sneeze"]},
    designModule={
        "studyType": "INTERVENTIONAL",
        "phases": ["PHASE1", "PHASE2"],
        "designInfo": {
            "primaryPurpose": "TREATMENT",
            "allocation": "RANDOMIZED",
            "maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT"]},
        },
        "enrollmentInfo": {"count": 40, "type": "ESTIMATED"},
    },
    eligibilityModule={
        "eligibilityCriteria": "Who:\n\n* laughs <script>alert(1)</script> \\& \x07 hiccups",
        "sex": "FEMALE",
        "minimumAge": "6 Months",
        "maximumAge": "1 Year",
        "healthyVolunteers": False,
    },
    armsInterventionsModule={
        "armGroups": [{"label": "Blue", "type": "EXPERIMENTAL"}, {"description": "no label \\> none"}],
        "interventions": [{"type": "DRUG", "name": "Blue tablet"}],
    },
    outcomesModule={"primaryOutcomes": [{"measure": "Hiccups", "timeFrame": "one week"}]},
    sponsorCollaboratorsModule={"leadSponsor": {"name": "Cloud Nine Ltd."}},
    contactsLocationsModule={
        "centralContacts": [{"name": "Cleo Anybody", "phone": "1", "email": "cleo@nowhere.example"}, {}],
        "overallOfficials": [
            {"name": "Ada Nobody", "role": "STUDY_CHAIR"},
            {"name": "Ben Noone", "role": "PRINCIPAL_INVESTIGATOR"},
        ],
        "locations": [
            {
                "facility": "Nowhere Clinic",
                "status": "RECRUITING",
                "country": "Utopia",
                "geoPoint": {"lat": 1.5, "lon": -2.0},
            },
            {"country": "Utopia"},
        ],
    },
    referencesModule={
        "references": [{"pmid": "123", "citation": "Nobody A. Of hiccups."}],
        "seeAlsoLinks": [
            {"label": "Blue", "url": "https://nowhere.example/blue"},
            {"label": "x", "url": "no url at all"},
        ],
    },
) | {"derivedSection": {"conditionBrowseModule": {"meshes": [{"id": "D000000", "term": "Hiccup"}]}}}


def valid(trial: Any) -> dict[str, Any]:
    """The resource, after the model of fhir.resources has taken it and every reference within it leads somewhere."""
    found = research_study(trial)
    ResearchStudy.model_validate(found)
    assert not list(_empty(found))
    contained = [part["id"] for part in found.get("contained", [])]
    named = re.findall(r'"#([^"]+)"', json.dumps(found))
    assert sorted(contained) == sorted(named)
    assert found.get("status") in STATUS_CODES or "_status" in found
    return found


def _empty(value: Any, path: str = "") -> Iterator[str]:
    """Where a value is empty, which FHIR nowhere allows."""
    if value is None or value in ("", [], {}):
        yield path
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _empty(item, f"{path}.{key}")


def test_the_resource_says_what_the_record_says() -> None:
    found = valid(TRIAL)
    assert (found["resourceType"], found["id"], found["status"]) == ("ResearchStudy", "NCT90000012", "active")
    assert found["identifier"][0] == {"use": "official", "system": "https://clinicaltrials.gov", "value": "NCT90000012"}
    assert found["phase"]["coding"][0]["code"] == "phase-1-phase-2"
    assert found["phase"]["text"] == "Phase 1/Phase 2"
    assert found["primaryPurposeType"]["coding"][0]["code"] == "treatment"
    assert [entry["text"] for entry in found["category"]] == [
        "Interventional",
        "Allocation: Randomized",
        "Masking: Double (Participant)",
    ]
    assert [entry["text"] for entry in found["condition"]] == ["Hiccups", "Hiccup"]
    assert found["condition"][1]["coding"] == [{"system": "https://www.nlm.nih.gov/mesh", "code": "D000000"}]
    assert found["focus"] == [{"text": "Drug: Blue tablet"}]
    assert found["period"] == {"start": "2024-06", "end": "2026-06-05"}
    assert found["sponsor"]["display"] == "Cloud Nine Ltd."
    assert found["principalInvestigator"]["display"] == "Ben Noone"
    assert found["location"] == [{"text": "Utopia"}]
    assert found["contact"][0]["telecom"][1] == {"system": "email", "value": "cleo@nowhere.example"}
    assert [arm["name"] for arm in found["arm"]] == ["Blue", "Arm 2"]
    assert found["arm"][1]["description"] == "no label > none"
    assert found["objective"][0]["name"] == "Hiccups [one week]"
    assert [artifact.get("url") for artifact in found["relatedArtifact"]] == [
        "https://pubmed.ncbi.nlm.nih.gov/123/",
        "https://nowhere.example/blue",
        None,
    ]


def test_sites_and_population_are_contained() -> None:
    population, clinic, bare = valid(TRIAL)["contained"]
    assert (population["resourceType"], population["quantity"], population["actual"]) == ("Group", 40, False)
    age, sex, healthy = population["characteristic"]
    assert (age["valueRange"]["low"]["code"], age["valueRange"]["low"]["value"]) == ("mo", 6)
    assert (age["valueRange"]["high"]["code"], age["valueRange"]["high"]["unit"]) == ("a", "year")
    assert sex["valueCodeableConcept"]["text"] == "Female"
    assert (healthy["valueBoolean"], healthy["exclude"]) == (True, True)
    assert clinic["position"] == {"longitude": -2.0, "latitude": 1.5}
    assert clinic["description"] == "Recruitment: Recruiting"
    assert bare == {"resourceType": "Location", "id": "site-2", "address": {"country": "Utopia"}}


def test_criteria_are_text_in_the_narrative_and_no_markup() -> None:
    div = valid(TRIAL)["contained"][0]["text"]["div"]
    assert "<script" not in div
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in div
    assert "\x07" not in div


@pytest.mark.parametrize("value", ENUMS["Status"].values)
def test_every_status_has_a_code_or_a_reason_for_none(value: str) -> None:
    found = valid(record(statusModule={"overallStatus": value, "lastKnownStatus": "RECRUITING"}))
    assert found.get("status") == STATUS.get(value)
    if value not in STATUS:
        assert ENUMS["Status"].legacy[value] in found["note"][0]["text"]
    assert "Recruiting" in found["note"][-1]["text"]


def test_codes_are_those_of_r4_and_of_known_values() -> None:
    assert set(STATUS.values()) <= STATUS_CODES
    assert set(STATUS) <= set(ENUMS["Status"].values)
    assert {value for phases in PHASES for value in phases} == set(ENUMS["Phase"].values)
    assert set(PURPOSES) == set(ENUMS["PrimaryPurpose"].values) - {"ECT", "OTHER"}


@pytest.mark.parametrize("purpose", ["ECT", "SOMETHING_NEW"])
def test_what_has_no_code_keeps_its_words(purpose: str) -> None:
    found = valid(record(designModule={"designInfo": {"primaryPurpose": purpose}, "phases": ["PHASE9"]}))
    assert "coding" not in found["primaryPurposeType"]
    assert found["phase"] == {"text": "PHASE9"}


@pytest.mark.parametrize(
    "odd", [{}, {"protocolSection": {"statusModule": 7, "contactsLocationsModule": {"locations": [3]}}}]
)
def test_a_record_that_says_nothing_is_a_study_of_unknown_status(odd: dict[str, Any]) -> None:
    found = valid(odd)
    assert found["_status"]["extension"][0]["valueCode"] == "unknown"


def test_a_portal_page_gives_a_valid_resource() -> None:
    study, _ = portal.read_study(PAGE.encode())
    assert valid(to_v2(study))["title"] == "Sky-blue tablets for hiccups (fictional)"


@pytest.mark.shared
def test_real_records_give_valid_resources() -> None:
    with gzip.open(shared("data/records/ctgov_v2.jsonl.gz")) as lines:
        for number, line in enumerate(lines):
            if number % 10 == 0:
                valid(msgspec.json.decode(line))
