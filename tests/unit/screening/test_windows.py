"""Windows of time, by the calendar."""

from __future__ import annotations

import pytest
from screening_facts import ON, at, context, day, person

from equipoise.criteria.nodes import Window
from equipoise.dates import Duration
from equipoise.logic import Truth
from equipoise.screening.context import Interval
from equipoise.screening.windows import asked_by, ended_in, happened_in, lasted, overlaps

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
SIX_MONTHS = Duration(months=6)


@pytest.mark.parametrize(
    ("screened", "length", "start"),
    [
        ("2025-08-27", "P6M", "2025-02-27"), ("2025-08-31", "P6M", "2025-02-28"), ("2025-05-31", "P3M", "2025-02-28"),
        ("2025-06-16", "P4W", "2025-05-19"), ("2024-02-29", "P1Y", "2023-02-28"),
    ],
)  # fmt: skip
def test_months_are_calendar_months_and_weeks_seven_days(screened: str, length: str, start: str) -> None:
    window = Window("within", Duration.parse(length))
    asked = asked_by((window,), context(person(), on=day(screened)))
    assert asked.interval == Interval(day(start), day(screened))


def test_an_anchor_that_is_not_given_is_the_screening_date_and_the_words_say_so() -> None:
    window = Window("within", Duration(months=3), "infusion")
    given = asked_by((window,), context(person(), anchors={"infusion": day("2025-06-25")}))
    assert given.interval == Interval(day("2025-03-25"), day("2025-06-25"))
    assert not given.fallback
    absent = asked_by((window,), context(person()))
    assert absent.interval.end == ON
    assert absent.fallback
    assert "not given" in absent.words


def test_strict_leaves_the_boundary_day_out() -> None:
    strict = Window("within", Duration(weeks=4), strict=True)
    assert asked_by((strict,), context(person())).interval.start == day("2025-05-20")
    before = Window("before", Duration(weeks=4), strict=True)
    assert asked_by((before,), context(person())).interval.end == day("2025-05-18")


@pytest.mark.parametrize(
    ("when", "truth"),
    [
        ("2025-05-19", T), ("2025-05-18", F), ("2025-06-16", T), ("2025-05", U), ("2025-04", F), ("2025-06", U),
    ],
)  # fmt: skip
def test_a_date_known_in_part_decides_where_both_its_ends_agree(when: str, truth: Truth) -> None:
    assert happened_in(at(when), Interval(day("2025-05-19"), ON)) is truth


@pytest.mark.parametrize(
    ("when", "truth"),
    [
        ("2024-01-01/2025-05-19", T), ("2024-01-01/2025-05-18", F), ("2024-01-01/", T), ("2025-06-20/2025-07-01", F),
        ("2025-06-01/2025-06-02", T),
    ],
)  # fmt: skip
def test_what_lasted_counts_if_one_day_of_it_lies_in_the_window(when: str, truth: Truth) -> None:
    assert overlaps(at(when), Interval(day("2025-05-19"), ON), ON) is truth


def test_an_end_that_is_not_recorded_leaves_it_open() -> None:
    begun = at("2024-01-01/")
    unknown_end = type(begun)(begun.start, None, ongoing=False, period=True)
    assert overlaps(unknown_end, Interval(day("2025-05-19"), ON), ON) is U
    assert ended_in(unknown_end, Interval(None, day("2025-05-18")), ON) is U
    assert ended_in(begun, Interval(None, day("2025-05-18")), ON) is F


@pytest.mark.parametrize(
    ("when", "strict", "truth"),
    [
        ("2024-12-16/", False, T), ("2024-12-17/", False, F), ("2024-12-16/", True, F), ("2024-12-15/", True, T),
        ("2024-01-01/2024-07-01", False, T), ("2024-01-01/2024-06-30", False, F),
    ],
)  # fmt: skip
def test_how_long_it_lasted_is_counted_in_calendar_months(when: str, strict: bool, truth: Truth) -> None:
    assert lasted(at(when), SIX_MONTHS, ON, strict=strict) is truth


def test_windows_together_ask_about_the_days_they_share() -> None:
    within, before = Window("within", Duration(months=6)), Window("before", Duration(weeks=2))
    asked = asked_by((within, before), context(person()))
    assert asked.interval == Interval(day("2024-12-16"), day("2025-06-02"))
