"""Dates, ages and numbers as the whole numbers of the index, in the order of what they mean.

A date known to the month or year stands at its first day. An age or duration is in minutes, a month being a twelfth of
365.25 days. What can stand once in a record is followed by the trial's number (see `layout`).
"""

from __future__ import annotations

import re
from decimal import Decimal

from equipoise.library.index.layout import TRIALS

GREATEST = 2**64 // TRIALS - 1
"""The greatest value that leaves room for the trial's number; what is greater stands there."""

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_SPAN = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*(year|month|week|day|hour|minute)s?", re.IGNORECASE)
_DAY = 24 * 60
_MINUTES = {"year": 365.25 * _DAY, "month": 365.25 / 12 * _DAY, "week": 7 * _DAY, "day": _DAY, "hour": 60, "minute": 1}


def day_number(text: str) -> int | None:
    """`2024-05` -> 20240501; None for what is no date."""
    found = _DATE.match(text)
    return int(found[1]) * 10_000 + int(found[2] or 1) * 100 + int(found[3] or 1) if found else None


def minutes(text: str) -> int | None:
    """`16 Years` -> 8,415,360; None for what is no span of time."""
    found = _SPAN.fullmatch(text.strip())
    return round(float(found[1]) * _MINUTES[found[2].lower()]) if found else None


def count(value: object) -> int | None:
    """A whole number that is not negative, as the index has it; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or value < 0:
        return None
    return min(int(value), GREATEST)


def lowest(value: int) -> int:
    """The least entry with this value, whichever trial's."""
    return min(value, GREATEST) * TRIALS


def highest(value: int) -> int:
    """The greatest entry with this value."""
    return min(value, GREATEST) * TRIALS + TRIALS - 1
