"""Windows of time: which days a criterion asks about, and whether a fact lies in them.

Weeks are seven days, months and years are calendar months clamped to the month's end, and "within N of" includes the
boundary day. A date known only to the month or year gives an answer where both its ends agree, and is unknown
elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from equipoise.criteria.nodes import Window
from equipoise.dates import Duration, minus, plus
from equipoise.logic import Truth
from equipoise.patient.facts import Moment
from equipoise.screening.context import Context, Interval

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
DAY = timedelta(days=1)
ALWAYS = Interval(None, None)


@dataclass(frozen=True, slots=True)
class Asked:
    """The days a window asks about, in words, and whether its anchor was put in place of one that is not known."""

    interval: Interval
    words: str
    fallback: bool = False


def anchor_day(window: Window, context: Context) -> tuple[date, str, bool]:
    """The anchor's date, its name, and whether the screening date stands in for it."""
    if window.anchor == "test" and context.sample is not None:
        return context.sample, "the sample", False
    if window.anchor in ("screening", "unspecified", "test"):
        return context.on, "screening", False
    given = context.anchors.get(window.anchor)
    return (context.on, window.anchor, True) if given is None else (given, window.anchor, False)


def asked_by(windows: tuple[Window, ...], context: Context) -> Asked:
    """What the windows ask about together; without a window, everything up to the screening date."""
    if not windows:
        return Asked(Interval(None, context.on), "", False)
    asked = Asked(ALWAYS, "", False)
    for window in windows:
        one = _asked(window, context)
        asked = Asked(
            _both(asked.interval, one.interval),
            f"{asked.words} {one.words}".strip(),
            asked.fallback or one.fallback,
        )
    return asked


def _asked(window: Window, context: Context) -> Asked:
    if window.anchor == "diagnosis":
        return Asked(Interval(None, context.on), "", False)  # counted from another disease: `relative.py`
    day, name, fallback = anchor_day(window, context)
    shown = f"{name} ({day.isoformat()}" + ("; not given, so the screening date)" if fallback else ")")
    length = window.length
    match window.relation:
        case "within" if length is not None:
            start = minus(day, length) + (DAY if window.strict else timedelta())
            return Asked(Interval(start, day), f"within {spoken(length)} before {shown}", fallback)
        case "before" if length is not None:
            end = minus(day, length) - (DAY if window.strict else timedelta())
            return Asked(Interval(None, end), f"at least {spoken(length)} before {shown}", fallback)
        case "before":
            return Asked(Interval(None, day), f"before {shown}", fallback)
        case "after" if length is not None:
            return Asked(Interval(day, plus(day, length)), f"within {spoken(length)} after {shown}", fallback)
        case "after":
            return Asked(Interval(day, None), f"after {shown}", fallback)
        case "current":
            return Asked(Interval(context.on, context.on), "at present", False)
        case "for_at_least" | "for_at_most" | "ever" | "within":
            return Asked(Interval(None, context.on), "", fallback)


def _both(one: Interval, other: Interval) -> Interval:
    starts = [d for d in (one.start, other.start) if d is not None]
    ends = [d for d in (one.end, other.end) if d is not None]
    return Interval(max(starts, default=None), min(ends, default=None))


def spoken(length: Duration) -> str:
    """`6 months`, `1 year 6 months`."""
    parts = [
        f"{n} {unit}{'' if n == 1 else 's'}"
        for n, unit in (
            (length.years, "year"),
            (length.months, "month"),
            (length.weeks, "week"),
            (length.days, "day"),
            (length.hours, "hour"),
        )
        if n
    ]
    return " ".join(parts) or "0 days"


def happened_in(when: Moment, interval: Interval) -> Truth:
    """Whether something that happened on one day happened in the interval."""
    return _within(when.start, when.began_by or (when.start if when.period else when.end), interval)


def ended_in(when: Moment, interval: Interval, on: date) -> Truth:
    """Whether something was over, and its end lies in the interval."""
    if when.ongoing:
        return F if interval.end is not None and interval.end < on else T
    if when.end is None:
        return U if when.period else happened_in(when, interval)
    return _within(when.ended_from or (when.end if when.period else when.start), when.end, interval)


def overlaps(when: Moment, interval: Interval, on: date) -> Truth:
    """Whether something that lasted was there on at least one day of the interval."""
    if not when.period and not when.ongoing:
        return happened_in(when, interval)
    first_begin, last_begin = when.start, when.began_by or when.start
    first_end, last_end = when.ended_from or when.end, when.end
    if when.ongoing or (last_end is not None and last_end >= on):
        first_end = last_end = max(on, last_end or on)
    impossible = (interval.end is not None and first_begin is not None and first_begin > interval.end) or (
        interval.start is not None and last_end is not None and last_end < interval.start
    )
    if impossible:
        return F
    if first_begin is not None and not when.ongoing and _within(first_begin, last_begin, interval) is T:
        return T  # the day on which it began lies in the interval, however long it lasted
    begun = interval.end is None or (last_begin is not None and last_begin <= interval.end)
    not_over = interval.start is None or (first_end is not None and first_end >= interval.start)
    return T if begun and not_over else U


def lasted(when: Moment, length: Duration, until: date, *, strict: bool) -> Truth:
    """Whether it lasted for at least the length (`strict`: for longer), up to `until` where it goes on."""
    if when.start is None:
        return U
    first_end = until if when.ongoing else (when.ended_from or when.end)
    last_end = until if when.ongoing else when.end
    if first_end is None or last_end is None:
        # An end that is not recorded may be any day up to now: only what is too short even then is decided.
        return F if not _long_enough(when.start, until, length, strict) else U
    longest = _long_enough(when.start, last_end, length, strict)
    shortest = _long_enough(when.began_by or when.start, first_end, length, strict)
    return T if shortest else U if longest else F


def _long_enough(start: date, end: date, length: Duration, strict: bool) -> bool:
    latest_start = minus(end, length)
    return start < latest_start if strict else start <= latest_start


def _within(first: date | None, last: date | None, interval: Interval) -> Truth:
    """Whether a day somewhere between first and last lies in the interval."""
    if interval.start is None and interval.end is None:
        return T
    surely_begun = interval.start is None or (first is not None and first >= interval.start)
    surely_not_over = interval.end is None or (last is not None and last <= interval.end)
    if surely_begun and surely_not_over:
        return T
    too_early = interval.start is not None and last is not None and last < interval.start
    too_late = interval.end is not None and first is not None and first > interval.end
    return F if too_early or too_late else U
