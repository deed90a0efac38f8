"""FHIR's dates, dateTimes, instants, periods and ages, as moments with the precision that the record has."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from equipoise.dates import Duration, days_of, plus
from equipoise.errors import RequestError
from equipoise.patient.facts import Moment
from equipoise.patient.fhir.wire import Node, node, number, text

_TIME = re.compile(r"T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)")
_YEAR_IN_WORDS = re.compile(r"\b(?:19|20)\d{2}(?:-\d{2}(?:-\d{2})?)?\b", re.ASCII)

Unit = Literal["years", "months", "weeks", "days"]
_UNIT_OF_AGE: dict[str, Unit] = {
    "a": "years", "y": "years", "yr": "years", "yrs": "years", "year": "years", "years": "years",
    "mo": "months", "month": "months", "months": "months", "wk": "weeks", "week": "weeks", "weeks": "weeks",
    "d": "days", "day": "days", "days": "days",
}  # fmt: skip
_OLDEST = 1600  # months


class Days(NamedTuple):
    """The earliest and latest day that a FHIR date allows, and its time of day."""

    first: date
    last: date
    time: str | None


@lru_cache(maxsize=4096)
def days(value: str) -> Days | None:
    """`2024-02` -> 1 to 29 February 2024. The day is the one written: the zone of the clock does not move it."""
    try:
        found = days_of(value)
    except RequestError:
        return None
    time = _TIME.search(value)
    return Days(found.earliest, found.latest, time[1] if time else None)


def read_days(value: object) -> Days | None:
    """The same for anything found in a bundle."""
    words = text(value)
    return days(words) if words else None


def last_day(value: object) -> date | None:
    """The latest day that a date allows."""
    found = read_days(value)
    return found.last if found else None


def point(value: object) -> Moment | None:
    """Something that happened once."""
    found = read_days(value)
    return Moment(found.first, found.last, time=found.time) if found else None


def period(value: object) -> Moment | None:
    """Something that lasted. An end that is not given is an end that is not known, not "until now"."""
    span = node(value)
    begin, finish = read_days(span.get("start")), read_days(span.get("end"))
    if begin is None and finish is None:
        return None
    return Moment(
        start=begin.first if begin else None,
        end=finish.last if finish else None,
        time=begin.time if begin else None,
        period=True,
        began_by=begin.last if begin and begin.last != begin.first else None,
        ended_from=finish.first if finish and finish.first != finish.last else None,
    )


def moment(resource: Node, stem: str, birth: Moment | None = None) -> Moment | None:
    """The choice element `stem[x]` in any of its types; None where there is none that can be read.

    An age or a range of ages needs the patient's birth date, and gives the year in which the patient had that age.
    """
    for suffix in ("DateTime", "Date", "Instant"):
        if (found := point(resource.get(stem + suffix))) is not None:
            return found
    if (found := period(resource.get(stem + "Period"))) is not None:
        return found
    if (found := _timing(resource.get(stem + "Timing"))) is not None:
        return found
    if (found := _at_age(resource.get(stem + "Age"), resource.get(stem + "Range"), birth)) is not None:
        return found
    return _in_words(resource.get(stem + "String"))


def _timing(value: object) -> Moment | None:
    timing = node(value)
    events = timing.get("event")
    found = [at for event in events if (at := read_days(event))] if isinstance(events, list) else []
    if not found:
        return period(node(timing.get("repeat")).get("boundsPeriod"))
    first, last = min(found), max(found)
    return Moment(first.first, last.last, time=first.time, period=len(found) > 1)


class Age(NamedTuple):
    """A whole number of years, months, weeks or days; `through` is the length at which the next one begins."""

    begins: Duration
    through: Duration


def read_age(value: object, unit_when_missing: str | None = None) -> Age | None:
    """An Age or a bound of a range of ages."""
    quantity = node(value)
    size = number(quantity.get("value"))
    unit = _UNIT_OF_AGE.get(
        (text(quantity.get("code")) or text(quantity.get("unit")) or unit_when_missing or "").casefold()
    )
    if size is None or unit is None or size < 0:
        return None
    if unit == "years" and not size.is_integer():
        size, unit = size * 12, "months"
    months = size * {"years": 12, "months": 1, "weeks": 7 / 30, "days": 1 / 30}[unit]
    if months > _OLDEST:
        return None
    return Age(_length(unit, int(size)), _length(unit, int(size) + 1))


def _length(unit: Unit, size: int) -> Duration:
    return Duration(**{unit: size})


def _at_age(age: object, ages: object, birth: Moment | None) -> Moment | None:
    if birth is None or birth.start is None or birth.end is None:
        return None
    span = node(ages)
    low = read_age(age) or read_age(span.get("low"))
    high = read_age(age) or read_age(span.get("high"))
    if low is None or high is None:
        return None
    first, last = plus(birth.start, low.begins), plus(birth.end, high.through) - timedelta(days=1)
    return Moment(first, last) if first <= last else None


def _in_words(value: object) -> Moment | None:
    words = text(value)
    if words is None:
        return None
    dates = _YEAR_IN_WORDS.findall(words)
    return point(dates[0]) if len(dates) == 1 else None


def at_most(when: Moment, on: date) -> Moment:
    """The moment as it was known on a day: a period that ends later has not ended yet, and its end is not known."""
    if not when.period or when.end is None or when.end <= on or (when.ended_from and when.ended_from <= on):
        return when
    return Moment(when.start, None, ongoing=True, time=when.time, period=True, began_by=when.began_by)


def earliest(when: Moment) -> date | None:
    """The earliest day that the record allows, for telling what lies in the future."""
    return when.start if when.start is not None else (when.end if not when.period else None)
