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
