"""The CSV download."""

from __future__ import annotations

import csv
import gzip
import io
from typing import Any

import msgspec
import pytest
from study_records import record
from support import shared

from equipoise.errors import RequestError
from equipoise.study.exports.csv_table import chosen_columns, csv_header, csv_rows
from equipoise.study.pieces import COLUMNS

TRIAL = record(
    nct_id="NCT90000012",
    identificationModule={
        "nctId": "NCT90000012",
        "briefTitle": 'Tablets, "sky-blue", for hiccups',
        "orgStudyIdInfo": {"id": "SKY-1"},
        "secondaryIdInfos": [{"id": "2024-1"}, {"type": "OTHER"}, {"id": "SKY-1"}],
    },
    conditionsModule={"conditions": ["Hiccups", "Sneezing"]},
    sponsorCollaboratorsModule={
        "leadSponsor": {"name": "Cloud Nine Ltd.", "class": "INDUSTRY"},
        "collaborators": [{"name": "Institute of Thin Air"}, {"name": "University of Nowhere"}],
    },
    descriptionModule={"briefSummary": "First line.\n\nSecond line \\> first."},
    armsInterventionsModule={
        "interventions": [{"type": "DRUG", "name": "Blue tablet"}, {"type": "OTHER", "name": "Sugar"}, {"name": "Air"}]
    },
    outcomesModule={
        "primaryOutcomes": [
            {"measure": "Hiccups", "description": "by day", "timeFrame": "one week"},
            {"measure": "Sneezes", "timeFrame": "two weeks"},
        ]
    },
    designModule={
        "studyType": "INTERVENTIONAL",
        "phases": ["PHASE1", "PHASE2"],
        "designInfo": {
            "allocation": "RANDOMIZED",
            "maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "INVESTIGATOR"]},
            "primaryPurpose": "TREATMENT",
        },
        "enrollmentInfo": {"count": 0, "type": "ACTUAL"},
    },
    eligibilityModule={"sex": "ALL", "stdAges": ["ADULT", "OLDER_ADULT"]},
    contactsLocationsModule={
        "locations": [
            {"facility": "Clinic, East Wing", "city": "Nowhere", "zip": "0815", "country": "Utopia"},
            {"city": "Erewhon", "state": "Upland", "country": "Atlantis"},
        ]
    },
) | {
    "hasResults": True,
    "documentSection": {
        "largeDocumentModule": {
            "largeDocs": [{"label": "Study Protocol", "filename": "Prot_000.pdf"}, {"label": "Lost document"}]
        }
    },
}


def cells(trial: Any, **options: Any) -> dict[str, str]:
    text = csv_header() + "".join(csv_rows([trial], **options))
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    return {str(key): value for key, value in row.items()}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("NCT Number", "NCT90000012"),
        ("Study Title", 'Tablets, "sky-blue", for hiccups'),
        ("Study URL", "https://clinicaltrials.gov/study/NCT90000012"),
        ("Acronym", ""),
        ("Study Status", "RECRUITING"),
        ("Brief Summary", "First line.\n\nSecond line \\> first."),
        ("Study Results", "YES"),
        ("Conditions", "Hiccups|Sneezing"),
        ("Interventions", "DRUG: Blue tablet|OTHER: Sugar|Air"),
        ("Primary Outcome Measures", "Hiccups, by day, one week|Sneezes, two weeks"),
        ("Secondary Outcome Measures", ""),
        ("Sponsor", "Cloud Nine Ltd."),
        ("Collaborators", "Institute of Thin Air|University of Nowhere"),
        ("Sex", "ALL"),
        ("Age", "ADULT, OLDER_ADULT"),
        ("Phases", "PHASE1|PHASE2"),
        ("Enrollment", "0"),
        ("Funder Type", "INDUSTRY"),
        (
            "Study Design",
            "Allocation: RANDOMIZED|Intervention Model: |Masking: DOUBLE (PARTICIPANT, INVESTIGATOR)"
            "|Primary Purpose: TREATMENT",
        ),
        ("Other IDs", "SKY-1|2024-1|SKY-1"),
        ("Start Date", "2024-06"),
        ("Completion Date", "2026-06-05"),
        ("Locations", "Clinic, East Wing, Nowhere, 0815, Utopia|Erewhon, Upland, Atlantis"),
        (
            "Study Documents",
            "Study Protocol, https://cdn.clinicaltrials.gov/large-docs/12/NCT90000012/Prot_000.pdf|Lost document",
        ),
    ],
)
def test_a_cell_is_written_as_the_registry_writes_it(column: str, value: str) -> None:
    assert cells(TRIAL)[column] == value


def test_results_are_dated_by_their_posting() -> None:
    status = {
        "resultsFirstSubmitDate": "2024-01-02",
        "resultsFirstPostDateStruct": {"date": "2024-03-04", "type": "ACTUAL"},
    }
    assert cells(record(statusModule=status))["Results First Posted"] == "2024-03-04"


@pytest.mark.parametrize(
    ("design", "shown"),
    [
        (
            {"studyType": "OBSERVATIONAL", "designInfo": {"observationalModel": "COHORT"}},
            "Observational Model: COHORT|Time Perspective: ",
        ),
        (
            {"studyType": "INTERVENTIONAL"},
            "Allocation: |Intervention Model: |Masking: |Primary Purpose: ",
        ),
        ({"studyType": "INTERVENTIONAL", "designInfo": {"maskingInfo": {"masking": "NONE"}}}, "Masking: NONE|"),
        ({"studyType": "EXPANDED_ACCESS"}, ""),
        ({}, ""),
    ],
)
def test_the_design_has_the_parts_of_its_type(design: dict[str, Any], shown: str) -> None:
    found = cells(record(designModule=design))["Study Design"]
    assert shown in found
    assert bool(shown) == bool(found)


def test_rows_are_quoted_where_they_must_be_and_end_with_crlf() -> None:
    (row,) = csv_rows([TRIAL], ["Study Title", "NCT Number", "Brief Summary"])
    assert row == ('NCT90000012,"Tablets, ""sky-blue"", for hiccups","First line.\n\nSecond line \\> first."\r\n')


def test_columns_come_in_the_order_of_the_table() -> None:
    assert chosen_columns(["Phases", "Sponsor", "NCT Number"]) == ("NCT Number", "Sponsor", "Phases")
    assert csv_header(["Phases", "NCT Number"]) == "NCT Number,Phases\r\n"
    assert chosen_columns() == tuple(column.name for column in COLUMNS)
    assert len(chosen_columns()) == 30


@pytest.mark.parametrize("name", ["NCTId", "nct number", "", "=1+1"])
def test_an_unknown_column_is_refused_before_the_first_row(name: str) -> None:
    with pytest.raises(RequestError, match="Parameter 'fields' contains invalid CSV column name: '"):
        csv_rows([TRIAL], ["NCT Number", name])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_only_a_file_for_a_spreadsheet_has_something_put_before_a_formula(start: str) -> None:
    title = f'{start}HYPERLINK("https://nowhere.example")'
    trial = record(identificationModule={"nctId": "NCT90000001", "briefTitle": title})
    assert cells(trial)["Study Title"] == title
    assert cells(trial, for_spreadsheet=True)["Study Title"] == f"'{title}"


@pytest.mark.parametrize("odd", [{}, {"protocolSection": None}, {"protocolSection": {"designModule": [1]}}])
def test_a_record_that_says_nothing_gives_an_empty_row(odd: dict[str, Any]) -> None:
    row = cells(odd)
    assert {value for key, value in row.items() if key not in ("Study URL", "Study Results")} == {""}


@pytest.mark.shared
def test_every_real_record_gives_one_row_that_reads_back() -> None:
    with gzip.open(shared("data/records/ctgov_v2.jsonl.gz")) as lines:
        records = [msgspec.json.decode(line) for line in lines]
    text = csv_header() + "".join(csv_rows(records))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == len(records)
    for row, trial in zip(rows, records, strict=True):
        assert row["NCT Number"] == trial["protocolSection"]["identificationModule"]["nctId"]
        assert None not in row
