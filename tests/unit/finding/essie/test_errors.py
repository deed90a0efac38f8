"""A bad expression: which character, what was expected there, what was found."""

from __future__ import annotations

import pytest

from equipoise.errors import QueryError, RequestError
from equipoise.finding.essie import parse, written
from equipoise.finding.essie.parser import MAX_DEPTH


def refused(text: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "place", "expected", "found"),
    [
        ("", 1, "a search term", "an empty expression"),
        (" \n ", 2, "a search term", "an empty expression"),
        ("()", 2, "a search term", "')'"),
        ("lung AND", 9, "a search term", "the end of the expression"),
        ("OR lung", 1, "a search term", "'OR'"),
        ("lung AND OR pain", 10, "a search term", "'OR'"),
        ("NOT", 4, "a search term", "the end of the expression"),
        ("AREA[Phase]", 12, "a search term", "the end of the expression"),
        ("AREA[Phase] AND lung", 13, "a search term", "'AND'"),
        ("(lung", 6, "')' for the '(' at character 1", "the end of the expression"),
        ("lung)", 5, "AND, OR, another term or the end", "')'"),
        ("(lung))", 7, "AND, OR, another term or the end", "')'"),
        ("lung [type 2]", 6, "AND, OR, another term or the end", "'['"),
        ("(lung ] pain)", 7, "AND, OR, another term or the end", "']'"),
        ("[lung]", 1, "a search term", "'['"),
        ('lung "pain', 6, "a second quotation mark", "the end of the expression"),
        ("“pain»", 1, "a second quotation mark", "the end of the expression"),
        ('lung " "', 6, "words between the quotation marks", "none"),
        ("lung \\", 6, "after the backslash", "the end of the expression"),
        ("lung \\ pain", 6, "after the backslash", "a blank"),
        ("AREA Phase", 6, "'[' after AREA", "'Phase'"),
        ("RANGE", 6, "'[' after RANGE", "the end of the expression"),
        ("COVER,[Contains]lung", 6, "'[' after COVER", "',[Contains]lung'"),
        ("COVERAGES[Contains]lung", 10, "AND, OR", "'['"),
        ("DISTANCE(1,2,3km)", 9, "'[' after DISTANCE", "'(1,2,3km)'"),
        ("AREA[Phase lung", 5, "']' that ends the brackets of AREA", "none"),
        ("AREA[ ]lung", 6, "the name of one search area or field", "nothing"),
        ("AREA[ a b ]lung", 7, "the name of one search area or field", "'a b'"),
        ("TILT[Phase:length]lung", 6, "'size' after the colon", "'length'"),
        ("AREA[Phase:]lung", 6, "'size' after the colon", "nothing"),
        ("COVERAGE[Full]lung", 10, "one of FullMatch, StartsWith, EndsWith, Contains", "'Full'"),
        ("EXPANSION[]lung", 11, "one of None, Term, Concept, Relaxation, Lossy", "nothing"),
        ("SEARCH[Arm]lung", 8, "one of Study, Location", "'Arm'"),
        ("RANGE[1]", 7, "2 values", "1"),
        ("RANGE[1,2,3]", 7, "2 values", "3"),
        ("RANGE[1, ]", 10, "the greatest value", "nothing"),
        ("RANGE[ soon, MAX]", 8, "MIN, MAX, a number, a date (2024-01-31) or an age (16 years)", "'soon'"),
        ("RANGE[MIN, 2023-02-29]", 12, "a day of the calendar", "'2023-02-29'"),
        ("RANGE[13/01/2015, MAX]", 7, "a day of the calendar", "'13/01/2015'"),
        ("RANGE[1.5 years, MAX]", 7, "MIN, MAX, a number", "'1.5 years'"),
        ("DISTANCE[1,2]", 10, "3 values", "2"),
        ("DISTANCE[91,2,3km]", 10, "degrees north from -90 to 90", "'91'"),
        ("DISTANCE[1,-180.5,3km]", 12, "degrees east from -180 to 180", "'-180.5'"),
        ("DISTANCE[1,2,3]", 14, "a radius in km or mi", "'3'"),
        ("DISTANCE[1,2,0.5mi]", 14, "a radius of 1 to 500 mi", "'0.5mi'"),
        ("DISTANCE[1,2,806km]", 14, "a radius of 1 to 805 km", "'806km'"),
    ],
)
def test_every_error_names_character_expected_and_found(text: str, place: int, expected: str, found: str) -> None:
    error = refused(text)
    assert isinstance(error, RequestError)
    assert expected in error.expected
    assert error.found == found
    if "\n" not in text:
        assert (error.start, error.place) == (place - 1, f"character {place}")
    assert str(error) == f"{error.place}: expected {error.expected}, found {error.found}"


def test_a_line_is_named_where_there_are_several_and_the_caret_stands_under_the_place() -> None:
    error = refused("lung AND\n\tOR\tpain")
    assert error.place == "line 2, character 2"
    assert error.excerpt == "    \tOR\tpain\n    \t^^"


def test_of_a_long_line_only_the_stretch_is_shown() -> None:
    error = refused("x" * 5000 + " AND OR " + "y" * 5000)
    words, pointer = error.excerpt.split("\n")
    assert words[pointer.index("^") :].startswith("OR y")
    assert len(words) < 140
    assert words.strip().startswith("…x")
    assert words.endswith("y…")
    assert len(str(refused("AREA[" + "a b" * 5000 + "]x"))) < 140


def test_what_a_terminal_would_act_on_is_not_shown() -> None:
    error = refused("SEARCH[\x1b[31m]lung")
    assert "\x1b" not in f"{error} {error.excerpt}"
    error = refused("COVERAGE[\x1b\x07]lung")
    assert error.found == "'··'"
    assert "\x1b" not in error.excerpt


def test_hints() -> None:
    assert r"\RANGE" in (refused("RANGE OF MOTION").hint or "")
    assert "AREA[Phase]" in (refused("lung [type 2]").hint or "")


@pytest.mark.parametrize("deep", ["(" * 10_000 + "x" + ")" * 10_000, "NOT " * 10_000 + "x", "AREA[a](" * 10_000])
def test_what_nests_too_deep_is_an_error_of_the_expression(deep: str) -> None:
    error = refused(deep)
    assert error.expected == f"at most {MAX_DEPTH} parentheses and operators inside each other"
    assert error.found == "more"


def test_the_deepest_expression_that_is_taken_can_be_walked_printed_compared_and_shown() -> None:
    deep = "a OR b AND (" * MAX_DEPTH + "x OR y" + ")" * MAX_DEPTH
    made = parse(deep)
    assert written(made) == deep
    assert parse(deep) == made
    assert hash(parse(deep)) == hash(made)
    assert repr(made).count("Or(") == MAX_DEPTH + 1
    refused(f"NOT ({deep})")
