"""The names of areas and fields: looked up, with what is near to one that is not known."""

from __future__ import annotations

import pytest

from equipoise.errors import QueryError
from equipoise.finding.essie import parse, resolve

KNOWN = {"Phase": 1, "StartDate": 2, "LocationCity": 3, "LocationState": 4, "NCT-ID": 5}


def test_names_stand_for_what_the_table_says() -> None:
    text = "AREA[Phase:size]2 OR NOT SEARCH[Location](AREA[locationcity]Lund AND TILT[StartDate]AREA[NCT-ID]x)"
    assert resolve(parse(text, KNOWN), text, KNOWN) == {"Phase": 1, "locationcity": 3, "StartDate": 2, "NCT-ID": 5}


def test_without_a_table_names_are_not_looked_up() -> None:
    assert resolve(parse("knee pain"), "knee pain", {}) == {}
    parse("AREA[Anything]x")


@pytest.mark.parametrize(
    ("text", "start", "found", "near"),
    [
        ("lung AND AREA[LocationCit]x OR AREA[Fase]y", 14, "'LocationCit'", "LocationCity"),
        ("AREA[Phase]x TILT[ startdat ]y", 19, "'startdat'", "StartDate"),
        ("AREA[Fase:size]2", 5, "'Fase'", "Phase"),
    ],
)
def test_an_unknown_name_is_refused_with_those_like_it(text: str, start: int, found: str, near: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text, KNOWN)
    assert caught.value.start == start
    assert caught.value.found == found
    assert near in (caught.value.hint or "")


def test_where_nothing_is_near_no_hint_is_given() -> None:
    with pytest.raises(QueryError) as caught:
        parse(f"AREA[{'q' * 90_000}]y", KNOWN)
    assert caught.value.hint is None
