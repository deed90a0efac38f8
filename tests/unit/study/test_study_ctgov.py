"""One record of the API: what is in it, what is odd about it, and how it is written back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from study_records import raw_record, record

from equipoise.errors import RecordError
from equipoise.study import ctgov, write
from equipoise.study.model import Blank
from equipoise.study.remarks import MOST
from equipoise.study.values import Age, PartialDate


def _codes(raw: bytes) -> dict[str, str | None]:
    return {problem.code: problem.place for problem in ctgov.read_study(raw)[1]}


def test_a_record_is_read_into_the_model() -> None:
    study, problems = ctgov.read_study(raw_record())
    assert problems == ()
    assert (study.nct_id, study.source) == ("NCT90000001", "ctgov")
    assert study.phases == ("PHASE1", "PHASE2")
    assert study.status.start_date is not None
    assert study.status.start_date.date == PartialDate("2024-06")
    assert study.eligibility.minimum_age == Age("6 Months")
    assert study.eligibility_text == "Inclusion Criteria:\n\n* Hiccups for \\> 2 days"
    assert study.raw == raw_record()


def test_a_record_with_an_id_alone_is_a_study_of_empty_modules() -> None:
    study, problems = ctgov.read_study(b'{"protocolSection":{"identificationModule":{"nctId":"NCT90000001"}}}')
    assert problems == ()
    assert study.title == "NCT90000001"
    assert (study.conditions, study.arms, study.locations, study.countries) == ((), (), (), ())
    assert (study.eligibility_text, study.overall_status, study.enrollment_count) == ("", None, None)
    assert (study.has_results, study.last_update, study.lead_sponsor) == (False, None, None)


def test_an_unknown_field_is_reported_with_its_path_and_kept_in_the_raw_record() -> None:
    whole = record()
    whole["protocolSection"]["designModule"]["moonPhase"] = {"deep": [1, 2]}
    raw = json.dumps(whole).encode()
    study, (problem,) = ctgov.read_study(raw)
    assert (problem.code, problem.place) == ("unknown-field", "$.protocolSection.designModule.moonPhase")
    assert b"moonPhase" in study.raw
    assert study.design.phases == ("PHASE1", "PHASE2")


def test_an_unknown_value_is_kept_and_reported() -> None:
    raw = raw_record(
        designModule={"phases": ["PHASE1", "PHASE9"]},
        contactsLocationsModule={"locations": [{"status": "RECRUITING"}, {"status": "ON_HOLIDAY"}]},
    )
    study, problems = ctgov.read_study(raw)
    assert study.phases == ("PHASE1", "PHASE9")
    assert study.locations[1].status == "ON_HOLIDAY"
    assert {(p.code, p.place) for p in problems} == {
        ("unknown-value", "$.protocolSection.designModule.phases[1]"),
        ("unknown-value", "$.protocolSection.contactsLocationsModule.locations[1].status"),
    }
    assert json.loads(write.to_json(study)) == json.loads(raw)


def test_a_wrong_type_is_reported_and_the_rest_is_read() -> None:
    raw = raw_record(
        designModule={"phases": "PHASE1", "enrollmentInfo": {"count": "24", "type": "ACTUAL"}, "patientRegistry": 1},
        conditionsModule=["hiccups"],
    )
    study, problems = ctgov.read_study(raw)
    assert {(p.code, p.place) for p in problems} == {
        ("wrong-type", "$.protocolSection.designModule.phases"),
        ("wrong-type", "$.protocolSection.designModule.enrollmentInfo.count"),
        ("wrong-type", "$.protocolSection.designModule.patientRegistry"),
        ("wrong-type", "$.protocolSection.conditionsModule"),
    }
    assert study.design.enrollment is not None
    assert (study.enrollment_count, study.design.enrollment.type) == (None, "ACTUAL")
    assert study.overall_status == "RECRUITING"


def test_true_is_not_a_number() -> None:
    study, problems = ctgov.read_study(raw_record(designModule={"enrollmentInfo": {"count": True}}))
    assert [p.code for p in problems] == ["wrong-type"]
    assert study.enrollment_count is None


@pytest.mark.parametrize(
    ("module", "code", "place"),
    [
        (
            {"statusModule": {"startDateStruct": {"date": "June 2024"}}},
            "unreadable-date",
            "$.protocolSection.statusModule.startDateStruct.date",
        ),
        (
            {"eligibilityModule": {"maximumAge": "old"}},
            "unreadable-age",
            "$.protocolSection.eligibilityModule.maximumAge",
        ),
        (
            {"contactsLocationsModule": {"locations": [{"city": "Erewhon", "geoPoint": {"lat": 1.5}}]}},
            "missing-field",
            "$.protocolSection.contactsLocationsModule.locations[0].geoPoint",
        ),
    ],
)
def test_what_cannot_be_read_is_left_out_and_reported(module: dict[str, Any], code: str, place: str) -> None:
    assert _codes(raw_record(**module)) == {code: place}


def test_a_repeated_key_is_reported_and_the_last_one_counts() -> None:
    raw = (
        b'{"protocolSection":{"identificationModule":{"nctId":"NCT90000001","acronym":"ONE","acronym":"TWO"},'
        b'"statusModule":{"overallStatus":"COMPLETED"},"statusModule":{"overallStatus":"UNKNOWN"}}}'
    )
    study, problems = ctgov.read_study(raw)
    assert study.identification.acronym == "TWO"
    assert study.overall_status == "UNKNOWN"
    assert {(p.code, p.place) for p in problems} == {
        ("duplicate-key", "$.protocolSection.identificationModule"),
        ("duplicate-key", "$.protocolSection"),
    }


def test_a_quotation_mark_in_disguise_hides_no_lost_field() -> None:
    raw = (
        b'{"protocolSection":{"identificationModule":{"nctId":"NCT90000001","briefTitle":"\\u0022x\\u0022"}},'
        b'"hasResults":true,"odd":1}'
    )
    study, problems = ctgov.read_study(raw)
    assert study.title == '"x"'
    assert [p.place for p in problems] == ["$.odd"]


def test_null_and_empty_lists_are_written_back_as_they_were() -> None:
    whole = record()
    whole["protocolSection"]["eligibilityModule"]["maximumAge"] = None
    whole["protocolSection"]["armsInterventionsModule"] = {
        "interventions": [{"name": "a", "otherNames": []}, {"name": "b", "otherNames": ["c"], "description": None}]
    }
    whole["protocolSection"]["oversightModule"] = {}
    study, problems = ctgov.read_study(json.dumps(whole, indent=2).encode())
    assert problems == ()
    assert study.interventions[0].other_names == ()
    assert Blank(("protocolSection", "eligibilityModule", "maximumAge"), "null") in study.blanks
    assert write.to_builtins(study) == whole
    assert json.loads(write.to_json(study)) == whole


def test_blanks_within_a_list_that_lost_an_entry_are_let_go() -> None:
    raw = raw_record(armsInterventionsModule={"interventions": [3, {"name": "b", "otherNames": []}]})
    study, problems = ctgov.read_study(raw)
    assert [p.code for p in problems] == ["wrong-type"]
    assert write.to_builtins(study)["protocolSection"]["armsInterventionsModule"] == {"interventions": [{"name": "b"}]}


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"{}", "nothing gives an NCT id"),
        (b'{"protocolSection":{}}', "nothing gives an NCT id"),
        (b'{"protocolSection":null}', "nothing gives an NCT id"),
        (b'{"protocolSection":{"identificationModule":{"nctId":12}}}', "nothing gives an NCT id"),
        (b'{"protocolSection":{"identificationModule":{"nctId":"ISRCTN123"}}}', "NCT and eight digits"),
        (b"[1]", "not a study record"),
        (b"12", "not a study record"),
        (b'{"a":NaN}', "not JSON"),
        (b'{"a":Infinity}', "not JSON"),
        (b'{"a":1e999}', "out of range|not a study"),
        (b'{"a":1', "not JSON"),
        (b'{"protocolSection":{"identificationModule":{"briefTitle":"\xff"}}}', "not JSON"),
        (b'{"hasResults":' + b"[" * 100_000, "nested too deeply"),
        (b'{"odd":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    ],
)
def test_where_there_is_no_trial_the_reason_is_said(raw: bytes, message: str) -> None:
    with pytest.raises(RecordError, match=message):
        ctgov.read_study(raw)


def test_a_record_of_more_parts_than_any_is_refused() -> None:
    with pytest.raises(RecordError, match="more parts"):
        ctgov.read_study(b'{"a":[' + b"{}," * 1_000_001 + b"{}]}")


def test_no_more_problems_are_listed_than_anybody_reads() -> None:
    _, problems = ctgov.read_study(json.dumps(record() | {f"odd{n}": 1 for n in range(1500)}).encode())
    assert len(problems) == MOST + 1
    assert (problems[-1].code, problems[-1].message) == ("more-problems", "500 more problems are not listed")


def test_no_number_of_the_record_may_be_infinite() -> None:
    site = b'{"geoPoint":{"lat":1e999,"lon":0.0}}'
    raw = raw_record(contactsLocationsModule={"locations": ["SITE"]}).replace(b'"SITE"', site)
    with pytest.raises(RecordError, match="out of range"):
        ctgov.read_study(raw)
