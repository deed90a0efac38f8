"""Any study as a v2 record."""

from __future__ import annotations

import html
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any

import jsonschema
import pytest
from study_records import PAGE, raw_record
from support import shared

from equipoise.errors import RecordError
from equipoise.study import ctgov, legacy_xml, portal, write
from equipoise.study.exports.v2 import standard_ages, to_v2
from equipoise.study.model import Study
from equipoise.study.pieces import ENUMS, leaves, piece
from equipoise.study.read import read
from equipoise.study.values import Age

XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<clinical_study>
  <id_info><org_study_id>SKY-1</org_study_id><nct_id>NCT90000004</nct_id></id_info>
  <brief_title>Sky-blue tablets for hiccups (fictional)</brief_title>
  <sponsors><lead_sponsor><agency>Cloud Nine</agency><agency_class>Industry</agency_class></lead_sponsor></sponsors>
  <brief_summary>
    <textblock>
      Tablets against hiccups that last for more
      than 2 &lt; 3 days.
    </textblock>
  </brief_summary>
  <overall_status>Sleeping</overall_status>
  <study_first_submitted>June 2007</study_first_submitted>
  <last_update_submitted>June 5, 2007</last_update_submitted>
  <study_type>Interventional</study_type>
  <intervention>
    <intervention_type>Drug</intervention_type>
    <intervention_name>Blue tablet</intervention_name>
    <description>At noon&#xD;
At night</description>
  </intervention>
  <eligibility>
    <criteria>
      <textblock>
        Who may laugh:

          -  Hiccups for more than
             two days
      </textblock>
    </criteria>
    <gender>All</gender>
    <minimum_age>6 Months</minimum_age>
    <maximum_age>20 Years</maximum_age>
  </eligibility>
</clinical_study>
"""


@cache
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(shared("data/api/study.schema.json").read_bytes())
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def test_a_record_of_the_api_is_given_as_it_came() -> None:
    raw = raw_record(notInTheModel={"a": [1, None]})
    study, _ = ctgov.read_study(raw)
    assert to_v2(study) == json.loads(raw)


def test_a_record_of_the_retired_xml_is_brought_to_the_ways_of_version_2() -> None:
    study, _ = legacy_xml.read_study(XML)
    record = to_v2(study)
    protocol = record["protocolSection"]
    assert protocol["descriptionModule"]["briefSummary"] == (
        "Tablets against hiccups that last for more than 2 \\< 3 days."
    )
    assert protocol["eligibilityModule"] == {
        "eligibilityCriteria": "Who may laugh:\n\n* Hiccups for more than two days",
        "sex": "ALL",
        "minimumAge": "6 Months",
        "maximumAge": "20 Years",
        "stdAges": ["CHILD", "ADULT"],
    }
    assert protocol["armsInterventionsModule"]["interventions"][0]["description"] == "At noon\n\nAt night"
    # A status that no enumeration has, and a month where the API has a day, are not to be had in version 2.
    assert protocol["statusModule"] == {"lastUpdateSubmitDate": "2007-06-05"}
    assert record["hasResults"] is False


def test_the_study_itself_is_not_changed() -> None:
    study, _ = legacy_xml.read_study(XML)
    before = write.to_builtins(study)
    to_v2(study)
    assert write.to_builtins(study) == before


def test_a_portal_page_becomes_a_record() -> None:
    study, _ = portal.read_study(PAGE.encode())
    protocol = to_v2(study)["protocolSection"]
    assert protocol["identificationModule"]["briefTitle"] == "Sky-blue tablets for hiccups (fictional)"
    assert protocol["designModule"]["phases"] == ["PHASE2", "PHASE3"]
    assert protocol["eligibilityModule"]["stdAges"] == ["CHILD", "ADULT", "OLDER_ADULT"]
    assert "Hiccups \\> 2 days" in protocol["eligibilityModule"]["eligibilityCriteria"]


@pytest.mark.parametrize(
    ("least", "most", "groups"),
    [
        (None, None, ["CHILD", "ADULT", "OLDER_ADULT"]),
        ("18 Years", None, ["ADULT", "OLDER_ADULT"]),
        ("18 Years", "64 Years", ["ADULT"]),
        (None, "17 Years", ["CHILD"]),
        ("65 Years", "N/A", ["OLDER_ADULT"]),
        ("2 Weeks", "18 Years", ["CHILD", "ADULT"]),
    ],
)
def test_standard_ages_are_those_that_the_limits_reach_into(
    least: str | None, most: str | None, groups: list[str]
) -> None:
    assert standard_ages(Age(least) if least else None, Age(most) if most else None) == groups


@pytest.mark.shared
def test_standard_ages_are_those_of_the_registry() -> None:
    seen = 0
    path = shared("data/records/ctgov_v2.jsonl.gz")
    for reading in read(path, name=path.name):
        assert reading.study is not None
        limits = reading.study.eligibility
        if limits.std_ages:
            assert standard_ages(limits.minimum_age, limits.maximum_age) == list(limits.std_ages)
            seen += 1
    assert seen > 800


def _facts(record: dict[str, Any]) -> Counter[tuple[str, str]]:
    """The values of a record; of formatted text its words alone, because its form is what may differ."""
    facts: Counter[tuple[str, str]] = Counter()
    for name, value in leaves(record):
        if name == "StdAge":
            continue
        shown = str(value)
        if piece(name).is_markup:
            shown = " ".join(re.findall(r"[^\W_]+", html.unescape(shown)))
        facts[name, shown] += 1
    return facts


def _reread(study: Study) -> tuple[Study, set[str]]:
    again, problems = ctgov.read_study(json.dumps(to_v2(study)).encode())
    return again, {problem.code for problem in problems}


def _retired(step: int) -> Iterator[Study]:
    """Every so many-th record of the retired XML."""
    with zipfile.ZipFile(shared("data/records/legacy_xml.zip")) as archive:
        for name in archive.namelist()[::step]:
            with suppress(RecordError):  # one file of the archive is a list of search results
                yield legacy_xml.read_study(archive.read(name))[0]


def _check(study: Study) -> None:
    """It is valid, the reader of version 2 finds nothing odd in it, and each fact that it can hold is there."""
    assert not [error.message for error in validator().iter_errors(to_v2(study))]
    again, codes = _reread(study)
    assert (again.nct_id, codes) == (study.nct_id, set())
    before, after = _facts(write.to_builtins(study)), _facts(write.to_builtins(again))
    assert not after - before
    assert not [fact for fact in before - after if _fits(*fact)]


def _fits(name: str, value: str) -> bool:
    """Whether version 2 can hold a value in this field."""
    kind = piece(name)
    if kind.is_enum:
        return value in ENUMS[kind.type].values
    return kind.type != "NormalizedDate" or len(value) == len("2007-06-05")


@pytest.mark.shared
def test_records_of_the_retired_xml_are_valid_and_keep_every_fact() -> None:
    studies = list(_retired(50))
    assert len(studies) > 100
    for study in studies:
        _check(study)


@pytest.mark.shared
@pytest.mark.long
def test_every_record_of_the_retired_xml_is_valid_and_keeps_every_fact() -> None:
    seen = 0
    for study in _retired(1):
        _check(study)
        seen += 1
    assert seen == 7091


@pytest.mark.shared
@pytest.mark.parametrize("name", ["000_bca57630f6f81437.txt", "004_7b969a7cbe6b0721.txt"])
def test_seed_pages_become_valid_records_with_the_same_facts(name: str) -> None:
    study, _ = portal.read_study(shared(f"seeds/{name}").read_bytes())
    assert not [error.message for error in validator().iter_errors(to_v2(study))]
    again, codes = _reread(study)
    assert codes == set()
    assert _facts(write.to_builtins(again)) == _facts(write.to_builtins(study))
