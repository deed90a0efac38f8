"""The values of a record by piece."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from study_records import record

from equipoise.errors import RequestError
from equipoise.study.pieces import groups, leaves, sizes

SITES = {
    "locations": [
        {
            "facility": "Nowhere Clinic",
            "city": "Nowhere",
            "country": "Utopia",
            "geoPoint": {"lat": 1.5, "lon": -2.0},
            "contacts": [{"name": "Ada Nobody"}, {"name": "Ben Noone"}],
        },
        {"facility": "Thin Air Hospital", "city": "Erewhon", "country": "Atlantis"},
    ]
}


def test_leaves_are_the_values_of_all_known_fields() -> None:
    trial = record(contactsLocationsModule=SITES)
    found = list(leaves(trial))
    assert ("NCTId", "NCT90000001") in found
    assert [value for name, value in found if name == "Phase"] == ["PHASE1", "PHASE2"]
    assert [value for name, value in found if name == "LocationCity"] == ["Nowhere", "Erewhon"]
    assert ("LocationGeoPoint", {"lat": 1.5, "lon": -2.0}) in found
    assert ("HealthyVolunteers", False) in found
    assert found[-1] == ("HasResults", False)


def test_fields_of_one_name_are_told_apart_by_their_place() -> None:
    trial = record(
        armsInterventionsModule={
            "armGroups": [{"label": "Blue", "type": "EXPERIMENTAL"}],
            "interventions": [{"type": "DRUG", "name": "Blue tablet"}],
        }
    )
    found = dict(leaves(trial))
    assert (found["ArmGroupType"], found["InterventionType"]) == ("EXPERIMENTAL", "DRUG")


def test_with_a_choice_only_those_pieces_are_found() -> None:
    trial = record(contactsLocationsModule=SITES)
    everything = list(leaves(trial))
    wanted = frozenset({"LocationCity", "NCTId", "Phase"})
    assert list(leaves(trial, wanted)) == [leaf for leaf in everything if leaf[0] in wanted]
    assert list(leaves(trial, frozenset())) == []


@pytest.mark.parametrize(
    "odd",
    [
        {"protocolSection": {"unheardOf": {"nctId": "x"}, "identificationModule": {"nickname": "x"}}},
        {"protocolSection": "text where a branch is expected", "hasResults": None},
        {"protocolSection": {"identificationModule": {"briefTitle": {"a": 1}, "nctIdAliases": [None, ["x"], {}]}}},
        {"protocolSection": {"contactsLocationsModule": {"locations": ["x", None, 3], "centralContacts": 7}}},
        {},
    ],
)
def test_what_the_tree_does_not_expect_is_passed_over(odd: dict[str, Any]) -> None:
    before = copy.deepcopy(odd)
    assert list(leaves(odd)) == []
    assert list(groups(odd, "Location")) == []
    list(sizes(odd))
    assert odd == before


def test_a_group_is_one_entry_with_all_that_is_below_it() -> None:
    first, second = groups(record(contactsLocationsModule=SITES), "Location")
    assert first["LocationCity"] == ("Nowhere",)
    assert first["LocationContactName"] == ("Ada Nobody", "Ben Noone")
    assert second == {
        "LocationFacility": ("Thin Air Hospital",),
        "LocationCity": ("Erewhon",),
        "LocationCountry": ("Atlantis",),
    }


def test_groups_within_groups_are_all_found() -> None:
    trial = record(contactsLocationsModule=SITES)
    assert [group["LocationContactName"] for group in groups(trial, "locationcontact")] == [
        ("Ada Nobody",),
        ("Ben Noone",),
    ]


@pytest.mark.parametrize("name", ["BriefTitle", "StatusModule", "Phase", "Nothing"])
def test_only_a_list_of_entries_has_groups(name: str) -> None:
    with pytest.raises(RequestError):
        list(groups(record(), name))


def test_sizes_are_those_of_every_list() -> None:
    arms = [{"interventionNames": ["Drug: a", "Drug: b"]}, {"interventionNames": []}, {}]
    trial = record(contactsLocationsModule=SITES, armsInterventionsModule={"armGroups": arms})
    found = list(sizes(trial))
    assert ("Phase", 2) in found
    assert ("Location", 2) in found
    assert ("LocationContact", 2) in found
    assert [size for name, size in found if name == "ArmGroupInterventionName"] == [2, 0]
    assert "BriefTitle" not in dict(found)
