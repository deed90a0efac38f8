"""What stands between the brackets of RANGE and DISTANCE.

    RANGE[MIN, 16 years]   RANGE[2022-05, MAX]   RANGE[01/31/2015, 02/2015]   RANGE[-1.5, 100]
    DISTANCE[31.23, 121.47, 50km]

Dates are written as the registry writes them (`YYYY`, `YYYY-MM`, `YYYY-MM-DD`, with or without a time of day), or as
the syntax page does (`MM/DD/YYYY`). Ages are whole numbers with a unit.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import cast

from equipoise.finding.essie.faults import fault
from equipoise.finding.essie.tree import FARTHEST, Bound, Distance, Extreme, Range, Unit
from equipoise.source import Span
from equipoise.study.values import Age, PartialDate

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_AMERICAN = re.compile(r"(\d{1,2})/(?:(\d{1,2})/)?(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2})(T\d\d:\d\d(?::\d\d)?)?)?", re.ASCII)
_AGE = re.compile(r"(\d{1,6})\s*(year|month|week|day|hour|minute)(s?)", re.ASCII | re.IGNORECASE)
_RADIUS = re.compile(r"(\d+(?:\.\d+)?)\s*(km|mi)", re.ASCII | re.IGNORECASE)


def range_of(text: str, argument: Span, span: Span) -> Range:
    """The range whose two ends stand at `argument`. Raises `QueryError`."""
    low, high = _parts(text, argument, ("least", "greatest"), "RANGE[least, greatest]")
    return Range(_bound(text, low), _bound(text, high), span=span)


def distance_of(text: str, argument: Span, span: Span) -> Distance:
    """The place and radius that stand at `argument`. Raises `QueryError`."""
    north, east, around = _parts(
        text, argument, ("latitude", "longitude", "radius"), "DISTANCE[latitude, longitude, radius]"
    )
    match = _RADIUS.fullmatch(around.of(text))
    if match is None:
        raise fault(text, around, expected="a radius in km or mi, such as 50km")
    unit = cast(Unit, match[2].lower())
    radius = float(match[1])
    if not 1 <= radius <= FARTHEST[unit]:
        raise fault(text, around, expected=f"a radius of 1 to {FARTHEST[unit]} {unit}")
    return Distance(_degrees(text, north, 90, "north"), _degrees(text, east, 180, "east"), radius, unit, span=span)


def _parts(text: str, argument: Span, names: tuple[str, ...], form: str) -> list[Span]:
    """The places of the values that commas separate, without the blanks around them."""
    parts = []
    start = argument.start
    for words in argument.of(text).split(","):
        left = start + len(words) - len(words.lstrip())
        parts.append(Span(left, max(left, start + len(words.rstrip()))))
        start += len(words) + 1
    if len(parts) != len(names):
        raise fault(text, argument, expected=f"{len(names)} values, {form}", found=str(len(parts)))
    for name, part in zip(names, parts, strict=True):
        if part.start == part.end:
            raise fault(text, part, expected=f"the {name} value, {form}", found="nothing")
    return parts


def _bound(text: str, span: Span) -> Bound:
    words = span.of(text)
    if words.upper() in Extreme.__members__:
        return Bound(Extreme[words.upper()], span=span)
    if _NUMBER.fullmatch(words):
        return Bound(Decimal(words), span=span)
    if match := _AGE.fullmatch(words):
        return Bound(Age(f"{match[1]} {match[2].capitalize()}{match[3].lower()}"), span=span)
    if written := _iso(words):
        try:
            return Bound(PartialDate(written), span=span)
        except ValueError:
            raise fault(text, span, expected="a day of the calendar") from None
    raise fault(text, span, expected="MIN, MAX, a number, a date (2024-01-31) or an age (16 years)")


def _iso(words: str) -> str | None:
    """The date as ISO 8601 writes it; None where it is no date."""
    time = None
    if match := _AMERICAN.fullmatch(words):
        month, day, year = match.groups()
    elif match := _ISO.fullmatch(words):
        year, month, day, time = match.groups()
    else:
        return None
    return "-".join(part.zfill(2) for part in (year, month, day) if part) + (time or "")


def _degrees(text: str, span: Span, most: int, direction: str) -> float:
    words = span.of(text)
    if not _NUMBER.fullmatch(words) or abs(float(words)) > most:
        raise fault(text, span, expected=f"degrees {direction} from -{most} to {most}")
    return float(words)
