"""Dates in the precision that the record has."""

from __future__ import annotations

from datetime import date

import pytest

from equipoise.patient.facts import Moment
from equipoise.patient.fhir.times import at_most, days, moment, period

BORN = Moment(date(1975, 3, 14), date(1975, 3, 14))


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2025-06-13", date(2025, 6, 13), date(2025, 6, 13)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        # The day is the one on the clock of the place, whatever its zone.
        ("2025-06-13T23:30:00-05:00", date(2025, 6, 13), date(2025, 6, 13)),
        ("2025-06-13T08:00:00.123Z", date(2025, 6, 13), date(2025, 6, 13)),
    ],
)
def test_days(written: str, first: date, last: date) -> None:
    found = days(written)
    assert found is not None
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    "written", ["", "13.06.2025", "2025-13-01", "2025-02-30", "20250613", "yesterday", "0000", "2025-6-1"]
)
def test_what_is_no_date(written: str) -> None:
    assert days(written) is None


def test_time_of_day_is_kept_to_tell_results_apart() -> None:
    found = moment({"effectiveDateTime": "2025-06-13T08:15:00Z"}, "effective")
    assert found is not None
    assert found.time == "08:15:00"


def test_a_period_keeps_what_is_not_known_of_its_ends() -> None:
    assert period({"start": "2024-06", "end": "2024-12"}) == Moment(
        date(2024, 6, 1), date(2024, 12, 31), period=True, began_by=date(2024, 6, 30), ended_from=date(2024, 12, 1)
    )
    assert period({"start": "2024-06-01"}) == Moment(date(2024, 6, 1), None, period=True)
    assert period({"start": "not a date"}) is None


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"onsetAge": {"value": 40, "code": "a"}}, Moment(date(2015, 3, 14), date(2016, 3, 13))),
        ({"onsetRange": {"low": {"value": 40, "unit": "years"}, "high": {"value": 42, "unit": "years"}}}, None),
        ({"onsetString": "about 2011"}, Moment(date(2011, 1, 1), date(2011, 12, 31))),
        ({"onsetString": "between 2011 and 2012"}, None),
        ({"onsetString": "in childhood"}, None),
        ({"onsetAge": {"value": 400, "code": "a"}}, None),
        ({"onsetAge": {"value": "x"}}, None),
    ],
)
def test_ages_and_words(node: dict[str, object], expected: Moment | None) -> None:
    found = moment(node, "onset", BORN)
    if "onsetRange" in node:
        assert found is not None
        assert found.start is not None
        assert found.end is not None
        assert (found.start.year, found.end.year) == (2015, 2018)
    else:
        assert found == expected


def test_what_ends_later_has_not_ended() -> None:
    taken = Moment(date(2025, 1, 1), date(2025, 12, 31), period=True)
    assert at_most(taken, date(2025, 6, 16)) == Moment(date(2025, 1, 1), None, ongoing=True, period=True)
    assert at_most(taken, date(2026, 1, 1)) == taken
    point = Moment(date(2025, 1, 1), date(2025, 12, 31))
    assert at_most(point, date(2025, 6, 16)) == point
