"""Records that several tests of trial records share. The trials in them do not exist."""

from __future__ import annotations

import json
from typing import Any


def record(nct_id: str = "NCT90000001", **modules: Any) -> dict[str, Any]:
    """A v2 record as dictionaries; keyword arguments replace or add modules of the protocol."""
    protocol: dict[str, Any] = {
        "identificationModule": {"nctId": nct_id, "briefTitle": "Sky-blue tablets for hiccups (fictional)"},
        "statusModule": {
            "overallStatus": "RECRUITING",
            "startDateStruct": {"date": "2024-06", "type": "ACTUAL"},
            "completionDateStruct": {"date": "2026-06-05", "type": "ESTIMATED"},
        },
        "designModule": {"studyType": "INTERVENTIONAL", "phases": ["PHASE1", "PHASE2"]},
        "eligibilityModule": {
            "eligibilityCriteria": "Inclusion Criteria:\n\n* Hiccups for \\> 2 days",
            "sex": "ALL",
            "minimumAge": "6 Months",
            "healthyVolunteers": False,
        },
    }
    protocol.update(modules)
    return {"protocolSection": protocol, "hasResults": False}


def raw_record(nct_id: str = "NCT90000001", **modules: Any) -> bytes:
    """The same as bytes."""
    return json.dumps(record(nct_id, **modules)).encode()


PAGE = """\
Sky-blue tablets for hiccups (fictional)
NCT ID: NCT90000002
Last Updated: 2024-05-01
Study Results
Nothing has been published for this made-up trial so far, not a word.
Basic Information
Here the reader finds the trial in brief.
COMPLETED
PHASE2/PHASE3
1,240 participants
INTERVENTIONAL
2022-01
2023-03-01
2023-12-31
Brief Summary
These are the words of the sponsor.
Tablets against hiccups.

They are blue.
Conditions
These are the illnesses under study.
Hiccups
Sneezing
Study Design
This is how the trial is built.
RANDOMIZED
PARALLEL
TREATMENT
DOUBLE
PARTICIPANT, INVESTIGATOR
Study Groups
These are the arms of the trial.
Blue
Participants take blue tablets every morning.
Blue tablet
One tablet a day.
Spoon of sugar
Given at noon.
Placebo
Placebo
Looks like the tablet.
Interventions
These are the things that are given.
Blue tablet
One tablet a day.
Spoon of sugar
Given at noon.
Placebo
Looks like the tablet.
Eligibility Criteria
These are the rules for taking part.
Inclusion Criteria
1. Hiccups \\> 2 days

Interventions
The patient must be willing to laugh.
Exclusion Criteria
1. No
6 Months
N/A
FEMALE
Yes
Sponsors
These organisations pay or help.
Cloud Nine Ltd.
INDUSTRY
University of Nowhere
Institute of Thin Air
OTHER
Responsible Party
This person answers for the record.
PRINCIPAL_INVESTIGATOR
Ada Nobody
Professor
University of Nowhere
Principal Investigators
These people lead the research here.
Ada Nobody
Role: STUDY_CHAIR
University of Nowhere
Ben Noone
Role: PRINCIPAL_INVESTIGATOR
Locations
These are the places of the trial.
Nowhere Clinic, East Wing
Nowhere, , Utopia
Thin Air Hospital
Erewhon, Upland, Atlantis
RECRUITING
Countries
These are the countries of the trial.
Utopia
Atlantis
Lilliput
Central Contacts
Please ask these people about the trial.
Cleo Anybody
Role: primary
Phone: +1 555 010 0000
cleo@nowhere.example
Other Identifiers
These are further numbers of the trial.
SKY-1
Identifier Type: -
Identifier Source: org_study_id
2024-000001-01
Identifier Type: EUDRACT_NUMBER
Identifier Source: secondary_id
NCT90000099
Identifier Type: -
Identifier Source: nct_alias
More Related Trials
These trials are rather similar to it.
Red tablets for hiccups (fictional)
NCT90000003
This very trial
NCT90000002
"""
"""A whole page in the portal's form."""
