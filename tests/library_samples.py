"""Small valid records, written for the tests, in the three formats that the library takes."""

from __future__ import annotations

import json
from typing import Any


def v2(nct_id: str = "NCT90000001", *, updated: str = "2024-05-06", dump: str = "2024-06-01", **other: Any) -> bytes:
    """A record of the API, version 2. `dump` is when the registry wrote it out; `other` are some of its facts."""
    facts: dict[str, Any] = {
        "title": "A fictional trial of nothing in particular",
        "status": "RECRUITING",
        "phases": ["PHASE2"],
        "conditions": ["Systemic Lupus Erythematosus"],
        "sex": "ALL",
        "minimum": "18 Years",
        "maximum": "65 Years",
        "enrollment": 24,
        "criteria": "Inclusion Criteria:\n\n* Adults who can read this line",
    } | other
    record = {
        "protocolSection": {
            "identificationModule": {"nctId": nct_id, "briefTitle": facts["title"]},
            "statusModule": {
                "overallStatus": facts["status"],
                "startDateStruct": {"date": "2024-02", "type": "ACTUAL"},
                "completionDateStruct": {"date": "2026-12-31", "type": "ESTIMATED"},
                "lastUpdatePostDateStruct": {"date": updated, "type": "ACTUAL"},
            },
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Fictional University", "class": "OTHER"}},
            "conditionsModule": {"conditions": facts["conditions"]},
            "designModule": {
                "studyType": "INTERVENTIONAL",
                "phases": facts["phases"],
                "enrollmentInfo": {"count": facts["enrollment"], "type": "ESTIMATED"},
            },
            "eligibilityModule": {
                "eligibilityCriteria": facts["criteria"],
                "healthyVolunteers": False,
                "sex": facts["sex"],
                "minimumAge": facts["minimum"],
                "maximumAge": facts["maximum"],
            },
        },
        "derivedSection": {"miscInfoModule": {"versionHolder": dump}},
        "hasResults": False,
    }
    return json.dumps(record).encode()


def xml(nct_id: str = "NCT90000001", *, updated: str = "May 6, 2024", title: str = "A fictional trial") -> bytes:
    """A record in the retired public XML."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<clinical_study rank="1">
  <id_info><org_study_id>FICT-1</org_study_id><nct_id>{nct_id}</nct_id></id_info>
  <brief_title>{title}</brief_title>
  <overall_status>Completed</overall_status>
  <phase>Phase 2</phase>
  <study_type>Interventional</study_type>
  <condition>Lupus</condition>
  <eligibility>
    <criteria><textblock>Inclusion Criteria: adults</textblock></criteria>
    <gender>All</gender><minimum_age>18 Years</minimum_age><maximum_age>N/A</maximum_age>
  </eligibility>
  <last_update_posted type="Actual">{updated}</last_update_posted>
</clinical_study>
""".encode()


def page(nct_id: str = "NCT90000001", *, updated: str = "2024-05-06", title: str = "A fictional trial") -> bytes:
    """The text of a portal page, most of it lost."""
    return f"""{title}
NCT ID: {nct_id}
Last Updated: {updated}
Basic Information
Get the short story of this fictional trial: status, phase, size and dates.
RECRUITING
PHASE1
24 participants
INTERVENTIONAL
2024-02-01
2026-12-31
""".encode()


def jsonl(*records: bytes) -> bytes:
    """Records as JSON lines."""
    return b"".join(record + b"\n" for record in records)


def many(count: int, first: int = 0, **facts: Any) -> list[bytes]:
    """So many records with ids in a row."""
    return [v2(f"NCT9{number:07d}", **facts) for number in range(first, first + count)]
