"""The registry's fields, areas and enumerations as the tables give them."""

from __future__ import annotations

import re

import pytest

from equipoise.errors import RequestError
from equipoise.study import enumerations
from equipoise.study.legacy_words import spelled
from equipoise.study.pieces import (
    AREAS,
    COLUMNS,
    ENUMS,
    PARAMETERS,
    PIECES,
    area_of_param,
    descendants,
    find_area,
    find_piece,
    piece,
)
from equipoise.study.pieces.tables import text_of

ALIASES = {alias.__metadata__[0].name: alias for alias in vars(enumerations).values() if hasattr(alias, "__metadata__")}


@pytest.mark.parametrize("name", ["BriefTitle", "brieftitle", "BRIEF-TITLE", "brief-Title"])
def test_a_piece_is_found_by_its_name_and_its_alternatives_in_any_case(name: str) -> None:
    assert piece(name).path == "protocolSection.identificationModule.briefTitle"


def test_a_piece_knows_its_kind() -> None:
    phase, city = piece("Phase"), piece("LocationCity")
    assert (phase.field, phase.type, phase.is_listed, phase.multi, phase.is_enum) == (
        "phases",
        "Phase",
        True,
        True,
        True,
    )
    assert (city.is_listed, city.multi, city.is_branch) == (False, True, False)
    assert (piece("BriefTitle").multi, piece("NCTId").max_chars) == (False, 11)
    assert piece("EligibilityCriteria").is_markup
    assert piece("Condition").synonyms
    assert [entry.name for entry in PIECES if entry.nested] == ["Location"]


def test_a_name_of_its_own_counts_before_another_ones_alternative() -> None:
    own = {entry.name.casefold(): entry for entry in PIECES}
    assert all(find_piece(name) is entry for name, entry in own.items())


def test_an_unknown_piece_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(RequestError, match="no field of the name 'BriefTitel'") as caught:
        piece("BriefTitel")
    assert caught.value.hint is not None
    assert "BriefTitle" in caught.value.hint
    with pytest.raises(RequestError) as caught:
        piece("x" * 100_000)
    assert len(str(caught.value)) < 200


def test_every_node_hangs_below_a_branch_that_stands_before_it() -> None:
    seen: set[str] = set()
    for entry in PIECES:
        parent = entry.path.rpartition(".")[0]
        assert not parent or parent in seen
        if entry.is_branch:
            seen.add(entry.path)
    assert len({entry.path for entry in PIECES}) == len({entry.name for entry in PIECES}) == len(PIECES) == 454


def test_descendants_are_all_that_is_below() -> None:
    below = [entry.name for entry in descendants(piece("StartDateStruct"))]
    assert below == ["StartDate", "StartDateType"]
    assert descendants(piece("StartDate")) == ()


def test_an_area_gives_its_pieces_with_weights() -> None:
    area = AREAS["ConditionSearch"]
    assert (area.param, area.document) == ("cond", "Study")
    assert area.parts[0].pieces == ("Condition",)
    assert all(0 < part.weight <= 1 for found in AREAS.values() for part in found.parts)
    assert len(AREAS) == 19
    assert find_area("conditionsearch") is area is area_of_param("cond")
    assert find_area("Condition") is None
    assert area_of_param("lead") is None


def test_areas_columns_and_enumerations_name_known_pieces_of_their_type() -> None:
    for area in AREAS.values():
        for part in area.parts:
            assert {piece(name).name for name in part.pieces} == set(part.pieces)
    assert all(piece(name) for column in COLUMNS for name in column.pieces)
    for enumeration in ENUMS.values():
        assert {piece(name).type for name in enumeration.pieces} == {enumeration.type}
    assert {entry.type for entry in PIECES if entry.is_enum} == set(ENUMS)


def test_the_model_has_the_same_enumerations() -> None:
    assert {name: set(found.values) for name, found in ENUMS.items()} == {
        name: set(enumerations.values_of(alias)) for name, alias in ALIASES.items()
    }


@pytest.mark.parametrize("name", ENUMS)
def test_each_word_of_the_retired_interface_is_read_as_its_value(name: str) -> None:
    enumeration = ENUMS[name]
    assert set(enumeration.legacy) == set(enumeration.values)
    words = [*enumeration.legacy.items()]
    words += [(value, word) for value, found in enumeration.exceptions.items() for word in found.values()]
    unlike = {  # the XML has no such field, or never had these words in it
        ("Phase", "NA"),
        ("MeasureDispersionType", "NA"),
        ("MeasureDispersionType", "CONFIDENCE_OTHER"),
        ("DesignMasking", "NONE"),
    }
    for value, word in words:
        if name not in ("OrgStudyIdType", "SecondaryIdType", "ViolationEventType") and (name, value) not in unlike:
            assert spelled(word, ALIASES[name]) == value


def test_a_parameter_says_what_it_accepts() -> None:
    found = {(parameter.path, parameter.name): parameter for parameter in PARAMETERS}
    size, ids = found["/studies", "pageSize"], found["/studies", "filter.ids"]
    assert (size.type, size.default, size.least, size.is_listed) == ("integer", "10", 0, False)
    assert (ids.is_listed, ids.where) == (True, "query")
    assert ids.pattern is not None
    assert re.search(ids.pattern, "nct90000001")
    assert found["/studies", "filter.overallStatus"].values == ENUMS["Status"].values
    assert found["/studies", "sort"].most == 2
    assert found["/studies/{nctId}", "nctId"].is_required
    assert all(
        area_of_param(name.removeprefix("query.")) or name == "query.lead" for _, name in found if "query." in name
    )


@pytest.mark.parametrize("name", ["pieces", "areas", "enums", "columns", "parameters", "legacy_values"])
def test_every_table_says_where_from_and_when(name: str) -> None:
    head = [line for line in text_of(f"{name}.tsv").split("\n") if line.startswith("# ")]
    assert [line.split(" ", 2)[1] for line in head[1:]] == ["source:", "date:", "licence:"]
