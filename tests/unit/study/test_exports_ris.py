"""The RIS citation."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from study_records import record

from equipoise.errors import RequestError
from equipoise.study.exports.ris import TAGS, ris

DAY = date(2026, 11, 22)
TRIAL = record(
    identificationModule={
        "nctId": "NCT90000012",
        "briefTitle": "Sky-blue tablets",
        "officialTitle": "Sky-blue tablets against hiccups",
        "acronym": "BLUE",
        "secondaryIdInfos": [{"id": "2024-1", "type": "EUDRACT_NUMBER"}, {"id": "X"}],
    },
    statusModule={
        "overallStatus": "RECRUITING",
        "startDateStruct": {"date": "2024-06"},
        "studyFirstSubmitDate": "2024-05-03",
        "lastUpdatePostDateStruct": {"date": "2025-01-02"},
    },
    sponsorCollaboratorsModule={
        "leadSponsor": {"name": "Cloud Nine Ltd."},
        "collaborators": [{"name": "Institute of Thin Air"}, {"name": "University of Nowhere"}],
    },
    descriptionModule={"briefSummary": "One \\> two.\n\nER  - \nTY  - JOUR"},
    designModule={"studyType": "OBSERVATIONAL", "patientRegistry": True},
    contactsLocationsModule={
        "centralContacts": [{"name": "Cleo Anybody", "role": "CONTACT", "phone": "1", "phoneExt": "2"}]
    },
) | {
    "documentSection": {"largeDocumentModule": {"largeDocs": [{"hasProtocol": True, "hasSap": False, "hasIcf": True}]}}
}


def tags(trial: Any, **options: Any) -> dict[str, list[str]]:
    """The citation's values by tag; every line must be one tag with its value."""
    found: dict[str, list[str]] = {}
    for line in ris(trial, retrieved=DAY, **options).removesuffix("\r\n").split("\r\n"):
        match = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
        assert match, line
        found.setdefault(match.group(1), []).append(match.group(2))
    return found


def test_each_tag_shows_its_fields() -> None:
    assert tags(TRIAL) == {
        "TY": ["DBASE"],
        "DP": ["National Library of Medicine (US)"],
        "PP": ["Bethesda (MD)"],
        "ID": ["NCT90000012"],
        "U1": ["2024-1 (EUDRACT_NUMBER)", "X"],
        "AB": ["One > two. ER - TY - JOUR"],
        "AN": ["NCT90000012"],
        "SF": ["ClinicalTrials.gov"],
        "ST": ["Sky-blue tablets (BLUE)"],
        "TI": ["Sky-blue tablets against hiccups"],
        "Y1": ["2024/05/03/"],
        "Y2": ["2024/06//"],
        "A2": ["Institute of Thin Air", "University of Nowhere"],
        "C1": ["Cloud Nine Ltd."],
        "C2": ["RECRUITING"],
        "C3": ["2025/01/02/"],
        "C5": ["OBSERVATIONAL (patient registry)"],
        "C6": ["No results"],
        "C7": ["Study Protocol, ICF"],
        "C8": ["Cleo Anybody (CONTACT), 1 ext. 2"],
        "RD": ["2026/11/22/"],
        "UR": ["https://clinicaltrials.gov/study/NCT90000012"],
        "ER": [""],
    }


def test_no_text_of_a_record_ends_the_citation() -> None:
    assert ris(TRIAL, retrieved=DAY).count("ER  - ") == 1
    assert ris(TRIAL, retrieved=DAY).endswith("ER  - \r\n")
    assert next(iter(tags(TRIAL))) == "TY"


def test_only_the_tags_asked_for_are_written_between_the_first_and_the_last() -> None:
    assert list(tags(TRIAL, tags=["TI", "C2"])) == ["TY", "TI", "C2", "ER"]


def test_an_unknown_tag_is_refused() -> None:
    with pytest.raises(RequestError, match="'NCTId'"):
        ris(TRIAL, retrieved=DAY, tags=["TI", "NCTId"])


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"hasResults": True}, "Has results"),
        (
            {
                "derivedSection": {
                    "miscInfoModule": {"submissionTracking": {"submissionInfos": [{"releaseDate": "2024-01-02"}]}}
                }
            },
            "Results submitted",
        ),
    ],
)
def test_results_are_posted_submitted_or_neither(change: dict[str, Any], shown: str) -> None:
    assert tags(TRIAL | change)["C6"] == [shown]


@pytest.mark.parametrize("odd", [{}, {"protocolSection": {"statusModule": 7, "designModule": None}}])
def test_a_record_that_says_nothing_is_still_a_citation(odd: dict[str, Any]) -> None:
    found = tags(odd)
    assert (found["TY"], found["ER"]) == (["DBASE"], [""])
    assert set(found) <= set(TAGS)
