"""Dates and ages as the registry writes them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.study.values import Age, PartialDate, age, partial_date


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-06-05", date(2024, 6, 5), date(2024, 6, 5)),
        ("2024-06-05T10:30", date(2024, 6, 5), date(2024, 6, 5)),
    ],
)
def test_a_partial_date_spans_the_days_it_may_mean(text: str, earliest: date, latest: date) -> None:
    found = PartialDate(text)
    assert (found.earliest(), found.latest()) == (earliest, latest)
    assert str(found) == text


@pytest.mark.parametrize(
    "text",
    ["", "24", "2024-13", "2024-00", "2023-02-29", "June 2024", "2024-6-5", "2024-06-05T25:00", "2024-06-05 ", "٢٠٢٤"],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|month|day|time"):
        PartialDate(text)


def test_a_partial_date_names_only_the_parts_it_knows() -> None:
    assert (PartialDate("2024").year, PartialDate("2024").month, PartialDate("2024").day) == (2024, None, None)
    assert (PartialDate("2024-06").month, PartialDate("2024-06").day) == (6, None)
    assert PartialDate("2024-06-05T10:30").day == 5


@settings(deadline=None)  # the machines are shared
@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from([4, 7, 10]))
def test_every_cut_of_a_date_contains_the_date(day: date, length: int) -> None:
    cut = partial_date(day.isoformat()[:length])
    assert cut.earliest() <= day <= cut.latest()
    assert cut == day.isoformat()[:length]


@settings(deadline=None)  # the machines are shared
@given(st.dates(min_value=date(1000, 1, 1)), st.dates(min_value=date(1000, 1, 1)))
def test_full_dates_sort_by_time(one: date, other: date) -> None:
    assert (PartialDate(one.isoformat()) < PartialDate(other.isoformat())) == (one < other)


@pytest.mark.parametrize(
    ("text", "amount", "unit", "years"),
    [
        ("18 Years", 18, "Year", 18.0),
        ("1 Year", 1, "Year", 1.0),
        ("6 Months", 6, "Month", 0.5),
        ("1461 Days", 1461, "Day", 4.0),
        ("0 Minutes", 0, "Minute", 0.0),
        ("N/A", None, None, None),
    ],
)
def test_an_age_knows_its_unit(text: str, amount: int | None, unit: str | None, years: float | None) -> None:
    found = age(text)
    assert (found.amount, found.unit, found.years) == (amount, unit, years)
    assert str(found) == text


@pytest.mark.parametrize("text", ["", "18", "18 years", "-1 Years", "18  Years", "old", "1.5 Years"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        Age(text)


@settings(deadline=None)  # the machines are shared
@given(st.integers(0, 1000))
def test_weeks_and_days_agree(weeks: int) -> None:
    assert Age(f"{weeks} Weeks").years == pytest.approx(Age(f"{weeks * 7} Days").years)
