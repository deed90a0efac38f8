"""The `fields` parameter of the API."""

from __future__ import annotations

import gzip
from typing import Any

import msgspec
import pytest
from study_records import record
from support import shared

from equipoise.errors import RequestError
from equipoise.study.exports.projection import pieces_of, project, split_fields
from equipoise.study.pieces import AREAS, PIECES, leaves

SITES = {
    "locations": [
        {"facility": "Nowhere Clinic", "city": "Nowhere", "contacts": [{"name": "Ada Nobody", "phone": "1"}]},
        {"facility": "Thin Air Hospital"},
    ]
}
TRIAL = record(
    contactsLocationsModule=SITES,
    conditionsModule={"conditions": ["Hiccups"], "keywords": ["sneeze"]},
    armsInterventionsModule={"interventions": [{"type": "DRUG", "name": "Blue tablet", "otherNames": ["sky"]}]},
)


def cut(*fields: str) -> Any:
    return project(TRIAL, fields)


def test_fields_are_separated_by_commas_or_pipes() -> None:
    assert split_fields("NCTId|BriefTitle, Phase,") == ("NCTId", "BriefTitle", "Phase")


@pytest.mark.parametrize("text", ["", " , |"])
def test_at_least_one_field_is_asked_for(text: str) -> None:
    with pytest.raises(RequestError, match="fields"):
        split_fields(text)


@pytest.mark.parametrize(
    "name",
    [
        "NCTId",
        "nctid",
        "NCT-ID",
        "protocolSection.identificationModule.nctId",
        "PROTOCOLSECTION.identificationmodule.NCTID",
    ],
)
def test_one_field_may_be_named_in_several_ways(name: str) -> None:
    assert cut(name) == {"protocolSection": {"identificationModule": {"nctId": "NCT90000001"}}}


def test_a_branch_is_all_that_is_below_it() -> None:
    status = TRIAL["protocolSection"]["statusModule"]
    for name in ("StatusModule", "statusModule", "protocolSection.statusModule"):
        assert cut(name) == {"protocolSection": {"statusModule": status}}
    assert cut("ProtocolSection", "hasResults", "StartDate") == TRIAL


def test_a_field_comes_before_another_ones_alternative_name() -> None:
    """`interventions` is the branch; `INTERVENTIONS` is what the names of interventions were once called."""
    module = TRIAL["protocolSection"]["armsInterventionsModule"]
    assert cut("interventions")["protocolSection"]["armsInterventionsModule"] == module


def test_entries_keep_their_places_though_nothing_of_them_was_asked_for() -> None:
    sites = cut("LocationCity", "LocationContactName")["protocolSection"]["contactsLocationsModule"]["locations"]
    assert sites == [{"city": "Nowhere", "contacts": [{"name": "Ada Nobody"}]}, {}]
    assert cut("WhyStopped") == {"protocolSection": {"statusModule": {}}}
    assert cut("BaselineMeasureTitle") == {}


def test_an_area_is_all_its_pieces_and_the_query_what_was_asked() -> None:
    assert set(cut("ConditionSearch")["protocolSection"]) == {"identificationModule", "conditionsModule"}
    asked = project(TRIAL, ["@query"], queried=["Phase", "ConditionSearch"])
    assert asked["protocolSection"]["designModule"] == {"phases": ["PHASE1", "PHASE2"]}
    assert "conditionsModule" in asked["protocolSection"]
    assert project(TRIAL, ["@query"]) == {}


@pytest.mark.parametrize("name", ["StudyDesign", "@relevance", "protocolSection.nothing", "NCTId:asc", "'; drop"])
def test_an_unknown_name_is_refused_in_the_words_of_the_registry(name: str) -> None:
    with pytest.raises(RequestError) as caught:
        cut("NCTId", name)
    assert caught.value.message.startswith("Parameter 'fields' contains invalid field name: ")
    assert name in caught.value.message


def test_names_of_several_branches_stand_for_all_of_them() -> None:
    found = [piece.name for piece in pieces_of(["measure", "Phase", "Phase"])]
    assert found == ["PrimaryOutcomeMeasure", "SecondaryOutcomeMeasure", "OtherOutcomeMeasure", "Phase"]


@pytest.mark.shared
def test_what_is_left_of_real_records_is_exactly_what_was_asked_for() -> None:
    wanted = frozenset(AREAS["OutcomeSearch"].pieces) | {"LocationGeoPoint", "HasResults", "OtherEventTerm"}
    assert wanted <= {piece.name for piece in PIECES}
    with gzip.open(shared("data/records/ctgov_v2.jsonl.gz")) as lines:
        for number, line in enumerate(lines):
            if number % 5 == 0:
                trial = msgspec.json.decode(line)
                assert list(leaves(project(trial, sorted(wanted)))) == list(leaves(trial, wanted))
