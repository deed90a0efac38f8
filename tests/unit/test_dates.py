"""Ages, windows, durations, partial dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.dates import Duration, age_in_months, age_in_years, days_of, minus, plus, within
from equipoise.errors import RequestError

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
DURATIONS = st.builds(
    Duration,
    years=st.integers(0, 99),
    months=st.integers(0, 99),
    weeks=st.integers(0, 99),
    days=st.integers(0, 999),
    hours=st.integers(0, 999),
)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        ("1955-03-10", "2026-03-09", 70),
        ("1955-03-09", "2026-03-09", 71),
        ("2008-03-09", "2026-03-09", 18),
        ("2008-03-10", "2026-03-09", 17),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-29", 20),
        ("2026-03-09", "2026-03-09", 0),
    ],
)
def test_age_is_in_completed_years(born: str, on: str, years: int) -> None:
    assert age_in_years(day(born), day(on)) == years


def test_age_in_months() -> None:
    assert age_in_months(day("2025-11-30"), day("2026-02-28")) == 2
    assert age_in_months(day("2025-11-28"), day("2026-02-28")) == 3


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(RequestError):
        age_in_years(day("2026-03-10"), day("2026-03-09"))


@pytest.mark.parametrize(
    ("start", "length", "earlier"),
    [
        ("2025-08-31", "P6M", "2025-02-28"),
        ("2025-08-31", "P180D", "2025-03-04"),
        ("2026-03-01", "P6W", "2026-01-18"),
        ("2024-02-29", "P1Y", "2023-02-28"),
        ("2024-08-31", "P6M", "2024-02-29"),
        ("2026-01-15", "P1M", "2025-12-15"),
        ("2026-01-15", "P1Y1M", "2024-12-15"),
        ("2026-01-15", "PT24H", "2026-01-14"),
        ("2026-01-15", "PT25H", "2026-01-13"),
        ("2026-01-15", "PT1H", "2026-01-14"),
        ("2026-01-15", "P0D", "2026-01-15"),
        ("2026-03-31", "P1M1D", "2026-02-27"),
        ("0001-03-31", "P5Y", "0001-01-01"),
        ("0001-01-03", "P5D", "0001-01-01"),
    ],
)
def test_going_back(start: str, length: str, earlier: str) -> None:
    assert minus(day(start), Duration.parse(length)) == day(earlier)


@pytest.mark.parametrize(
    ("start", "length", "later"),
    [
        ("2025-01-31", "P1M", "2025-02-28"),
        ("2025-01-30", "P1M1D", "2025-03-01"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2025-12-31", "P2W", "2026-01-14"),
        ("9999-12-31", "P1Y", "9999-12-31"),
        ("9999-12-30", "P5D", "9999-12-31"),
    ],
)
def test_going_on(start: str, length: str, later: str) -> None:
    assert plus(day(start), Duration.parse(length)) == day(later)


@pytest.mark.parametrize(
    ("when", "inside"),
    [("2026-02-01", True), ("2026-01-31", False), ("2026-03-01", True), ("2026-03-02", False), ("2026-02-14", True)],
)
def test_a_window_includes_its_boundary_days(when: str, inside: bool) -> None:
    assert within(day(when), day("2026-03-01"), Duration(weeks=4)) is inside


@given(DAYS, DURATIONS)
def test_there_and_back_never_overshoots(start: date, length: Duration) -> None:
    assert minus(start, length) <= start <= plus(start, length)
    assert within(minus(start, length), start, length)
    assert not within(minus(start, length) - timedelta(days=1), start, length)


@given(DURATIONS)
def test_durations_are_written_as_they_are_read(length: Duration) -> None:
    assert Duration.parse(str(length)) == length


def test_units_are_kept() -> None:
    assert str(Duration(months=6)) == "P6M"
    assert str(Duration(years=1, months=6, weeks=2, days=3, hours=4)) == "P1Y6M2W3DT4H"
    assert str(Duration(hours=72)) == "PT72H"
    assert str(Duration()) == "P0D"
    assert Duration(months=6) != Duration(days=180)


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "6M", "P6", "P-6M", "P1.5Y", "PT30M", "P1D2W", "P6M ago", "p6m", "P٣M"]
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(RequestError):
        Duration.parse(text)


@pytest.mark.parametrize("number", [-1, 1.5, True])
def test_a_duration_has_whole_numbers(number: float) -> None:
    with pytest.raises(RequestError, match="whole days"):
        Duration(days=number)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-06-05", "2024-06-05", "2024-06-05"),
        ("2024-06-05T10:30", "2024-06-05", "2024-06-05"),
        ("2024-06-05T23:30:00.000-05:00", "2024-06-05", "2024-06-05"),
        ("2024-06-05T10:30:00Z", "2024-06-05", "2024-06-05"),
    ],
)
def test_a_date_known_in_part_has_a_first_and_a_last_day(text: str, earliest: str, latest: str) -> None:
    found = days_of(text)
    assert found == (day(earliest), day(latest))
    assert found.exact is (earliest == latest)


@pytest.mark.parametrize(
    "text", ["", "24", "2024-13", "2024-02-30", "2024-6-5", "0000", "yesterday", "2024-06-05T", "2024/06/05"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(RequestError):
        days_of(text)
