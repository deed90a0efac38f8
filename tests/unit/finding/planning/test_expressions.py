"""What expressions find: each against the few trials of `finding_records`, by the last figure of their numbers."""

from __future__ import annotations

import pytest

from equipoise.errors import RequestError
from equipoise.finding.search import Search, find
from equipoise.finding.search.asking import expression, open_to, taking
from equipoise.library.index.store import Index
from equipoise.study.values import Age


def found(index: Index, words: str, area: str = "BasicSearch") -> set[int]:
    search = Search(terms=((area, expression(words)),))
    return {number % 10 for number in find(index, search, size=10).trials}


@pytest.mark.parametrize(
    ("words", "trials"),
    [
        ("bluestone", {1}),
        ("lung cancer", {1, 3, 4}),  # in 3 in the plural and the other way round, in 4 a few words apart
        ('"lung cancer"', {1}),
        ("heart attack", {2}),
        ('"myocardial infarction"', {2}),
        ("EXPANSION[Term]cancer", {1, 3, 4}),
        ("EXPANSION[None]cancer", {1, 4}),
        ("EXPANSION[None]cancers", {3}),
        ("lung NOT cancer", set()),
        ("lung AND NOT tablets", {3, 4}),
        ("NOT lung", {2, 5}),
        ("bluestone OR redstone", {1, 5}),
        ("tablets AND (lung OR heart)", {1}),
        ("nothing AND unheard-of", set()),
        ("ALL", {1, 2, 3, 4, 5}),
    ],
)
def test_words_and_operators(searched: Index, words: str, trials: set[int]) -> None:
    assert found(searched, words) == trials


@pytest.mark.parametrize(
    ("words", "trials"),
    [
        ("AREA[Phase]Phase 2", {1, 2, 5}),
        ("AREA[Phase]PHASE3", {3}),
        ("AREA[Phase:size]2", {2}),
        ("AREA[Phase:size]RANGE[1,MAX]", {1, 2, 3, 5}),
        ("AREA[Phase]MISSING", {4}),
        ("NOT AREA[Phase]MISSING", {1, 2, 3, 5}),
        ("AREA[OverallStatus]RECRUITING", {1, 2}),
        ("AREA[OverallStatus]recruiting", {1, 2}),
        ('AREA[Sex]"FEMALE"', {3}),
        ("AREA[StartDate]2021", {1, 5}),
        ("AREA[StartDate]2021-03", {1}),
        ("AREA[StartDate]RANGE[2021-12-31,2022]", {2, 5}),
        ("AREA[StartDate]RANGE[2023-11-06,MAX]", set()),
        ("AREA[StartDate]RANGE[MIN,2021-03]", {1}),
        ("AREA[StartDate]MISSING", {4}),
        ("AREA[EnrollmentCount]RANGE[40,400]", {1, 4}),
        ("AREA[EnrollmentCount]12", {2}),
        ("AREA[MinimumAge]RANGE[MIN,16 years]", {2, 5}),
        ("AREA[MinimumAge]2 Years", {5}),
        ("AREA[MaximumAge]RANGE[17 years,MAX]", {1, 5}),
        ("AREA[ResultsFirstPostDate]RANGE[2024,MAX]", {3}),
        ("AREA[BriefTitle]COVERAGE[StartsWith]A study", {2}),
        ("AREA[BriefTitle]COVERAGE[EndsWith]lung cancer", {1}),
        ("AREA[InterventionName]COVERAGE[FullMatch]aspirin", {4}),
        ("AREA[BriefTitle]COVERAGE[FullMatch]walking", set()),
        ("AREA[BriefTitle]lung", {1, 3}),
        ("AREA[BriefSummary]lung", {4}),
        ("AREA[NCTId]NCT90000003", {3}),
        ("AREA[ConditionSearch]lung", {1, 3}),
        ("AREA[Condition]lupus", {5}),
        ("AREA[HealthyVolunteers]false", {1, 2, 3, 4, 5}),
    ],
)
def test_fields(searched: Index, words: str, trials: set[int]) -> None:
    assert found(searched, words) == trials


@pytest.mark.parametrize(
    ("words", "trials"),
    [
        ("AREA[LocationCity]Lyon", {1, 2}),
        ("AREA[LocationCity]Lyon AND AREA[LocationStatus]RECRUITING", {1, 2}),
        ("SEARCH[Location](AREA[LocationCity]Lyon AND AREA[LocationStatus]RECRUITING)", {2}),
        ("SEARCH[Location](Oslo AND NOT AREA[LocationStatus]RECRUITING)", {4}),
        ("DISTANCE[45.75,4.85,20km]", {1, 2}),
        ("DISTANCE[45.75,4.85,20mi] AND bluestone", {1}),
        ("SEARCH[Location](DISTANCE[59.9,10.7,50km] AND AREA[LocationStatus]RECRUITING)", {1}),
        ("DISTANCE[0,0,100km]", set()),
        ("DISTANCE[59.9,-349.25,50km]", None),
    ],
)
def test_sites(searched: Index, words: str, trials: set[int] | None) -> None:
    if trials is None:
        with pytest.raises(RequestError):
            found(searched, words)
    else:
        assert found(searched, words) == trials


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("AREA[Fase]2", "name of a search area or field"),
        ("AREA[StartDate]RANGE[16 years,MAX]", "takes a date"),
        ("AREA[MinimumAge]RANGE[2020-01-01,MAX]", "takes an age"),
        ("AREA[Phase:size]many", "number of values"),
        ("TILT[Phase]lung", "date or a number"),
        ("SEARCH[Location](AREA[BriefTitle]lung)", "no field of a location"),
        ("SEARCH[Location](SEARCH[Study](lung))", "cannot stand inside"),
    ],
)
def test_what_a_field_cannot_be_asked_is_an_error(searched: Index, words: str, says: str) -> None:
    with pytest.raises(RequestError, match=says):
        found(searched, words)


def test_a_limit_of_age_that_is_not_stated_takes_everybody(searched: Index) -> None:
    asked = Search(filters=(taking(Age("17 Years")),))
    assert {number % 10 for number in find(searched, asked, size=10).trials} == {2, 3, 4, 5}


def test_open_to_a_sex_leaves_out_the_trials_of_the_other_alone(searched: Index) -> None:
    asked = Search(filters=(open_to("MALE"),))
    assert {number % 10 for number in find(searched, asked, size=10).trials} == {1, 2, 4, 5}
