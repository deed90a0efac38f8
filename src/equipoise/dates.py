"""Calendar arithmetic of eligibility criteria: ages, windows, durations, and dates known only in part.

Weeks are seven days; months and years are calendar months, clamped to the month's end (six months before 31 August is
the last of February); "within N of" includes the boundary day. A date has no hours, so hours round up to whole days: a
window is never narrower than the text that asks for it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import NamedTuple, Self

from equipoise.errors import RequestError

_DURATION = re.compile(
    r"P(?=\d|T\d)(?:(?P<years>\d{1,18})Y)?(?:(?P<months>\d{1,18})M)?(?:(?P<weeks>\d{1,18})W)?(?:(?P<days>\d{1,18})D)?"
    r"(?:T(?P<hours>\d{1,18})H)?",
    re.ASCII,
)
_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T\d\d(?::\d\d){0,2}[.:\d]*(?:Z|[+-]\d\d:?\d\d)?)?)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as a text states it: 6 months stay 6 months, and are not 180 days.

    Equal only to a duration in the same units. Raises `RequestError` for negative or broken numbers.
    """

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0

    def __post_init__(self) -> None:
        for field in fields(self):
            number = getattr(self, field.name)
            if not isinstance(number, int) or isinstance(number, bool) or number < 0:
                raise RequestError(f"a duration has whole {field.name}, 0 or more")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ISO 8601: `P6M`, `P2W`, `P30D`, `P1Y6M`, `PT24H`. Raises `RequestError`."""
        match = _DURATION.fullmatch(text.strip())
        if match is None:
            raise RequestError(
                "not an ISO 8601 duration of years, months, weeks, days or hours", hint="such as P6M or P2W"
            )
        return cls(**{name: int(number) for name, number in match.groupdict(default="0").items()})

    def __str__(self) -> str:
        """ISO 8601; `P0D` for no time at all."""
        parts = ((self.years, "Y"), (self.months, "M"), (self.weeks, "W"), (self.days, "D"))
        day_part = "".join(f"{number}{letter}" for number, letter in parts if number)
        hour_part = f"T{self.hours}H" if self.hours else ""
        return f"P{day_part}{hour_part}" if day_part or hour_part else "P0D"

    @property
    def calendar_months(self) -> int:
        """Years and months, in months."""
        return 12 * self.years + self.months

    @property
    def calendar_days(self) -> int:
        """Weeks, days and hours, in days; hours are rounded up."""
        return 7 * self.weeks + self.days + -(-self.hours // 24)


def plus(day: date, length: Duration) -> date:
    """The day that lies `length` later; `date.max` where the calendar ends before."""
    return _moved(day, length.calendar_months, length.calendar_days)


def minus(day: date, length: Duration) -> date:
    """The day that lies `length` earlier; `date.min` where the calendar begins after."""
    return _moved(day, -length.calendar_months, -length.calendar_days)


def within(day: date, anchor: date, length: Duration) -> bool:
    """Whether `day` lies in the `length` up to `anchor`, both boundary days included."""
    return minus(anchor, length) <= day <= anchor


def _moved(day: date, months: int, days: int) -> date:
    """Months first, then days, so that `P1M1D` after 30 January is 1 March (the 28th, then one day)."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    clamped = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    try:
        return clamped + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def age_in_years(born: date, on: date) -> int:
    """Completed years; one born on 29 February completes a year on 1 March of a common year.

    Raises `RequestError` for a birth after the day asked about.
    """
    return age_in_months(born, on) // 12


def age_in_months(born: date, on: date) -> int:
    """Completed calendar months. Raises `RequestError` for a birth after the day asked about."""
    if on < born:
        raise RequestError("the date of birth lies after the date asked about")
    return 12 * (on.year - born.year) + on.month - born.month - (on.day < born.day)


class DayRange(NamedTuple):
    """The first and the last day that a date known only in part can mean."""

    earliest: date
    latest: date

    @property
    def exact(self) -> bool:
        """Whether the day itself is known."""
        return self.earliest == self.latest


def days_of(text: str) -> DayRange:
    """`2024` -> all of 2024; `2024-06` -> that June; `2024-06-05`, with or without a time -> the day.

    A time of day is dropped as written, never moved into another zone: the date on the record is the date that counts.
    Raises `RequestError` when it is no such date.
    """
    match = _PARTIAL.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in match.groups())
        first = date(year or 0, month or 1, day or 1)
        last_month = month or 12
        return DayRange(first, date(first.year, last_month, day or monthrange(first.year, last_month)[1]))
    except ValueError as error:
        raise RequestError("not a date of the form YYYY, YYYY-MM or YYYY-MM-DD") from error
