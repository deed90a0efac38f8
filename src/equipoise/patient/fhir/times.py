"""FHIR's dates, dateTimes, instants, periods and ages, as moments with the precision that the record has."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from equipoise.patient.facts import Moment
from equipoise.patient.fhir.wire import Node, node, number, text

_DATE = re.compile(
    r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?:Z|[+-]\d{2}:\d{2})?)?)?)?", re.ASCII
)
_YEAR_IN_WORDS = re.compile(r"\b(?:19|20)\d{2}(?:-\d{2}(?:-\d{2})?)?\b", re.ASCII)

YEARS_OF = {"a": 1.0, "yr": 1.0, "year": 1.0, "years": 1.0, "mo": 1 / 12, "wk": 7 / 365.25, "d": 1 / 365.25}


class Days(NamedTuple):
    """The earliest and latest day that a FHIR date allows, and its time of day."""

    first: date
    last: date
    time: str | None


@lru_cache(maxsize=4096)
def days(value: str) -> Days | None:
    """`2024-02` -> 1 to 29 February 2024. The day is the one written: the zone of the clock does not move it."""
    match = _DATE.fullmatch(value)
    if match is None:
        return None
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return Days(first, last, match[4])


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


def _at_age(age: object, ages: object, birth: Moment | None) -> Moment | None:
    if birth is None or birth.start is None or birth.end is None:
        return None
    if (one := _years(age)) is not None:
        low = high = one
    else:
        span = node(ages)
        bounds = _years(span.get("low")), _years(span.get("high"))
        if bounds[0] is None or bounds[1] is None:
            return None
        low, high = bounds[0], bounds[1]
    if not 0 <= low <= high <= 130:
        return None
    return Moment(_add_years(birth.start, low), _add_years(birth.end, high + 1))


def _years(value: object) -> float | None:
    quantity = node(value)
    size = number(quantity.get("value"))
    unit = text(quantity.get("code")) or text(quantity.get("unit"))
    scale = YEARS_OF.get(unit) if unit else None
    return size * scale if size is not None and scale is not None else None


def _add_years(day: date, years: float) -> date:
    return date.fromordinal(min(date.max.toordinal(), day.toordinal() + round(years * 365.25)))


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
