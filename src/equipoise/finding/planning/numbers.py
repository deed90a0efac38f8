"""Fields with an order: dates, ages and numbers, asked for one value, a range, or by which to rank."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tantivy import FieldType, Occur, Query, Schema

from equipoise.errors import RequestError
from equipoise.finding.essie.tree import Bound, Extreme, Range
from equipoise.finding.planning.matching import Target
from equipoise.library.index.values import GREATEST, count, day_number, highest, lowest, minutes
from equipoise.study.values import Age, PartialDate

_LARGEST_SIZE = 1_000
_TILT = 0.25  # what each step of a tilt adds
_YEARS = 30
_EXPECTED = {"date": "a date, such as 2024-01-31", "time": "an age, such as 16 years", "number": "a number"}


def between(schema: Schema, target: Target, wanted: Range) -> Query:
    """The entries whose value lies in the range, its ends included. RequestError for ends of another kind."""
    return _span(schema, target, _low(target, wanted.low), _high(target, wanted.high))


def equal(schema: Schema, target: Target, text: str) -> Query | None:
    """The entries with this value; of a date known to the year, all its days. None where the text is no such value."""
    match target.kind:
        case "date":
            try:
                known = PartialDate(text.strip())
            except ValueError:
                return None
            return _span(schema, target, _number_of(known.earliest()), _number_of(known.latest()))
        case "time":
            value = minutes(text)
        case _:
            value = count(Decimal(text)) if text.strip().isascii() and text.strip().isdigit() else None
    return None if value is None else _span(schema, target, value, value)


def of_size(schema: Schema, field: str, piece: str, text: str) -> Query:
    """The entries in which the piece stands so many times. RequestError for what is no number."""
    if not (text.isascii() and text.isdigit()):
        raise RequestError(f"{piece}:size is a number of values", hint="AREA[Phase:size]2")
    return _sizes(schema, field, piece, int(text), int(text))


def size_between(schema: Schema, field: str, piece: str, wanted: Range) -> Query:
    """The entries in which the piece stands from so many to so many times."""
    low, high = (_whole(piece, bound) for bound in (wanted.low, wanted.high))
    return _sizes(schema, field, piece, low or 0, _LARGEST_SIZE if high is None else high)


def tilt(schema: Schema, target: Target) -> Query:
    """Ranks what has a greater value higher, in steps: of a year for dates, of powers of two for numbers."""
    if target.kind not in ("date", "number", "time"):
        raise RequestError(f"TILT needs a date or a number, and {target.piece} is neither")
    if target.kind == "date":
        this_year = date.today().year
        steps = [(this_year - back) * 10_000 + 101 for back in range(_YEARS)]
    else:
        steps = [2**power for power in range(_YEARS)]
    ranked = [Query.const_score_query(_span(schema, target, step, GREATEST), _TILT) for step in steps]
    return Query.boolean_query([(Occur.Should, each) for each in ranked])


def _span(schema: Schema, target: Target, low: int, high: int) -> Query:
    if low > high:
        return Query.empty_query()
    found = Query.range_query(schema, target.piece, FieldType.Unsigned, lowest(low), highest(high))
    return Query.const_score_query(found, 0.0)


def _low(target: Target, bound: Bound) -> int:
    if bound.value is Extreme.MIN:
        return 0
    if bound.value is Extreme.MAX:
        return GREATEST
    if target.kind == "date" and bound.date is not None:
        return _number_of(bound.date.earliest())
    return _value(target, bound)


def _high(target: Target, bound: Bound) -> int:
    if bound.value is Extreme.MIN:
        return 0
    if bound.value is Extreme.MAX:
        return GREATEST
    if target.kind == "date" and bound.date is not None:
        return _number_of(bound.date.latest())
    return _value(target, bound)


def _value(target: Target, bound: Bound) -> int:
    """A bound's value in the unit of the field."""
    if target.kind == "time" and isinstance(bound.value, Age):
        found = minutes(str(bound.value))
    elif target.kind == "number" and isinstance(bound.value, Decimal):
        found = count(max(bound.value, Decimal(0)))
    else:
        found = None
    if found is None:
        expected = _EXPECTED.get(target.kind, "a term")
        raise RequestError(f"{target.piece} takes {expected} in a RANGE, not {_shown(bound)}")
    return found


def _shown(bound: Bound) -> str:
    return bound.value.value if isinstance(bound.value, Extreme) else str(bound.value)


def _number_of(day: date | None) -> int:
    found = day_number(day.isoformat()) if day else None
    return found or 0


def _whole(piece: str, bound: Bound) -> int | None:
    if isinstance(bound.value, Extreme):
        return None
    if not isinstance(bound.value, Decimal):
        raise RequestError(f"{piece}:size is a number of values", hint="AREA[Phase:size]RANGE[2,MAX]")
    return min(_LARGEST_SIZE, max(0, int(bound.value)))


def _sizes(schema: Schema, field: str, piece: str, low: int, high: int) -> Query:
    """Sizes are small numbers, so that a range is its values; no value at all is a size of 0."""
    return Query.term_set_query(schema, f"{field}.{piece}", list(range(low, min(high, _LARGEST_SIZE) + 1)))
