"""The sample trials have the shape of real registry records, and the variety that the program is tried on."""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import jsonschema
import pytest
from support import shared

from equipoise import sample

Json = dict[str, Any]
LAST_DAY = "2026-11-15"  # the library was written in this month: nothing that has happened can lie after it


@functools.cache
def records() -> dict[str, Json]:
    return {name: json.loads(raw) for name, raw in sample.trials()}


def protocol(record: Json) -> Json:
    section: Json = record["protocolSection"]
    return section


def studies_about(words: str) -> list[str]:
    pattern = re.compile(words, re.IGNORECASE)
    return [n for n, r in records().items() if pattern.search(" ".join(protocol(r)["conditionsModule"]["conditions"]))]


NAMES = sorted(name for name, _ in sample.trials())


@pytest.mark.parametrize("name", NAMES)
def test_id_title_and_file_name_mark_the_trial_as_fictional(name: str) -> None:
    identification = protocol(records()[name])["identificationModule"]
    assert re.fullmatch(r"NCT9\d{7}", identification["nctId"])
    assert name == identification["nctId"] + ".json"
    assert identification["briefTitle"].endswith("(fictional)")
    assert identification["officialTitle"].endswith("(fictional)")


@functools.cache
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(shared("data/api/study.schema.json").read_text("utf-8"))
    # The published schema leaves every object open; a misspelt field is exactly what this test is to find.
    for definition in schema["$defs"].values():
        if "properties" in definition:
            definition["additionalProperties"] = False
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


@pytest.mark.shared
@pytest.mark.parametrize("name", NAMES)
def test_record_satisfies_the_published_schema(name: str) -> None:
    assert [f"{error.json_path}: {error.message}" for error in validator().iter_errors(records()[name])] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_site_has_plausible_coordinates(name: str) -> None:
    for site in protocol(records()[name])["contactsLocationsModule"]["locations"]:
        point = site["geoPoint"]
        assert -60 < point["lat"] < 75
        assert -180 < point["lon"] < 180
        assert point["lat"] != 0
        assert site["facility"]
        assert site["country"]


@pytest.mark.parametrize("name", NAMES)
def test_addresses_lead_nowhere(name: str) -> None:
    text = json.dumps(records()[name])
    assert all(host.endswith("example.org") for host in re.findall(r"@([\w.-]+)", text))
    assert all("example.org" in link for link in re.findall(r"https?://\S+", text))
    assert all(" 555" in phone or "-555-" in phone for phone in re.findall(r'"phone": "([^"]+)"', text))


@pytest.mark.parametrize("name", NAMES)
def test_dates_agree_with_the_status(name: str) -> None:
    status = protocol(records()[name])["statusModule"]
    for key, struct in status.items():
        if key.endswith("DateStruct"):
            happened = struct["type"] == "ACTUAL"
            assert not happened or struct["date"] <= LAST_DAY, key
    if status["overallStatus"] in {"COMPLETED", "TERMINATED"}:
        assert status["completionDateStruct"]["type"] == "ACTUAL"
    if status["overallStatus"] in {"NOT_YET_RECRUITING", "WITHDRAWN"}:
        assert status["startDateStruct"]["type"] == "ESTIMATED"
    if status["overallStatus"] in {"RECRUITING", "ACTIVE_NOT_RECRUITING", "ENROLLING_BY_INVITATION"}:
        assert status["startDateStruct"]["type"] == "ACTUAL"
        assert status["completionDateStruct"]["type"] == "ESTIMATED"
    if status["overallStatus"] in {"TERMINATED", "WITHDRAWN", "SUSPENDED"}:
        assert status["whyStopped"]
    ordered = [
        status[k]["date"]
        for k in ("startDateStruct", "primaryCompletionDateStruct", "completionDateStruct")
        if k in status
    ]
    assert ordered == sorted(ordered)
    assert date.fromisoformat(status["studyFirstSubmitDate"]) < date.fromisoformat(status["lastUpdateSubmitDate"])


@pytest.mark.parametrize("name", NAMES)
def test_arms_and_interventions_point_at_each_other(name: str) -> None:
    module = protocol(records()[name]).get("armsInterventionsModule", {})
    arms = {arm["label"]: set(arm.get("interventionNames", ())) for arm in module.get("armGroups", ())}
    stated = Counter(
        (label, treatment["name"])
        for treatment in module.get("interventions", ())
        for label in treatment.get("armGroupLabels", ())
    )
    meant = Counter((label, name.split(": ", 1)[1]) for label, names in arms.items() for name in names)
    assert stated == meant


def _group_ids(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "groupId":
                yield value
            elif key == "groupIds":
                yield from value
            else:
                yield from _group_ids(value)
    elif isinstance(node, list):
        for item in node:
            yield from _group_ids(item)


@pytest.mark.parametrize("name", NAMES)
def test_results_tables_speak_only_of_declared_groups(name: str) -> None:
    record = records()[name]
    results = record.get("resultsSection", {})
    assert record["hasResults"] is bool(results)
    tables = [module for key, module in results.items() if key not in {"moreInfoModule", "outcomeMeasuresModule"}]
    tables += results.get("outcomeMeasuresModule", {}).get("outcomeMeasures", [])
    for table in tables:
        declared = {group["id"] for group in table.get("groups", table.get("eventGroups", ()))}
        assert set(_group_ids(table)) <= declared


def test_there_are_enough_trials_and_the_demonstration_trial_is_one_of_them() -> None:
    assert len(NAMES) >= 26
    assert f"{sample.DEMO_TRIAL}.json" in NAMES


@pytest.mark.parametrize(
    ("words", "least"),
    [
        ("lupus", 8),
        ("vasculitis|polyangiitis|anca", 2),
        ("myositis|myopath|antisynthetase", 3),
        ("sjögren", 3),
        ("systemic sclerosis", 3),
        ("rheumatoid", 2),
        ("lymphoma", 2),
        ("lung cancer", 1),
        ("breast cancer", 1),
        ("myeloma", 1),
        ("type 2 diabetes", 2),
        ("heart failure", 2),
        ("hiv", 1),
        ("hepatitis b", 1),
        ("sepsis", 1),
        ("pneumo", 1),
    ],
)
def test_every_promised_disease_has_its_trials(words: str, least: int) -> None:
    assert len(studies_about(words)) >= least


def test_autoimmune_disease_is_the_larger_part() -> None:
    pattern = "lupus|vasculitis|polyangiitis|anca|myositis|sjögren|sclerosis|rheumatoid|antisynthetase"
    assert len(studies_about(pattern)) >= 14


def test_every_kind_of_record_occurs() -> None:
    every = [protocol(record) for record in records().values()]
    statuses = Counter(one["statusModule"]["overallStatus"] for one in every)
    assert statuses["WITHDRAWN"] == 1
    assert {"RECRUITING", "NOT_YET_RECRUITING", "ACTIVE_NOT_RECRUITING", "ENROLLING_BY_INVITATION"} <= statuses.keys()
    assert {"COMPLETED", "SUSPENDED", "TERMINATED", "AVAILABLE", "UNKNOWN"} <= statuses.keys()
    types = {one["designModule"]["studyType"] for one in every}
    assert types == {"INTERVENTIONAL", "OBSERVATIONAL", "EXPANDED_ACCESS"}
    phases = {phase for one in every for phase in one["designModule"].get("phases", ())}
    assert phases >= {"EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3"}
    assert sum(record["hasResults"] for record in records().values()) >= 2
    assert sum("documentSection" in record for record in records().values()) >= 2
    assert sum("removedCountries" in r["derivedSection"]["miscInfoModule"] for r in records().values()) >= 2


def test_results_hold_every_table() -> None:
    for record in records().values():
        if not record["hasResults"]:
            continue
        results = record["resultsSection"]
        assert {"participantFlowModule", "baselineCharacteristicsModule", "adverseEventsModule"} <= results.keys()
        measures = results["outcomeMeasuresModule"]["outcomeMeasures"]
        assert any(measure.get("analyses") for measure in measures)
        assert results["adverseEventsModule"]["seriousEvents"]


ITEM = re.compile(r"^\s*(?:[*+-]|\(?(?:\d+(?:\.\d+)*|[A-Za-z]|[ivx]+)[.)])\s", re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_criteria_are_rich(name: str) -> None:
    text = protocol(records()[name])["eligibilityModule"]["eligibilityCriteria"]
    assert len(ITEM.findall(text)) >= 8
    assert len(text) > 500


@pytest.mark.parametrize(
    "habit",
    [
        r"\\>",  # escaped comparators
        r"10\\\^9",  # escaped superscript
        r"x109/L",  # lost superscript
        r"QT/RR1/2",
        r"<!-- -->",
        r"LDL ≥ mmol/L|BMI above kg/m2",  # a number got lost
        r"DISEASE CHARACTERISTICS:",
        r"Gilbert",
        r"Cockcroft",
        r"half-lives",
        r"at least two of|≥ 2 (?:major|minor)",
        r"any of",
        r"unless",
        r"except",
        r"QTc\w? \((?:Bazett)\) ≥ 450 ms in men, ≥ 470 ms in women",
        r"Child-Pugh",
        r"ECOG",
        r"NYHA",
        r"(?i)investigator",
        r"(?i)live (?:attenuated )?vaccine",
        r"If .*,? then ",
        r"HBsAg",
    ],
)
def test_untidy_habits_of_real_criteria_occur(habit: str) -> None:
    pattern = re.compile(habit)
    texts = [protocol(record)["eligibilityModule"]["eligibilityCriteria"] for record in records().values()]
    assert any(pattern.search(text) for text in texts)
