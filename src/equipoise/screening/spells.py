"""How long a treatment went on: records that follow each other are one spell.

"For at least 12 weeks before screening" is every one of these weeks: a spell that long which was over before the anchor
does not count. A prescription that is renewed the day after goes on; after a gap, between the single doses of an
infusion, or with another drug of the class, whether it went on is not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from equipoise.criteria.nodes import Concept, Window
from equipoise.logic import Truth
from equipoise.patient.facts import Moment, TreatmentFact
from equipoise.screening import records
from equipoise.screening.context import Context, Interval
from equipoise.screening.going_on import gap_between
from equipoise.screening.matching import specific
from equipoise.screening.windows import DAY, anchor_day, lasted, overlaps

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


@dataclass(frozen=True, slots=True)
class Spell:
    """The time from the first of the records to the last; the same drug without a gap, unless it is `perhaps`."""

    when: Moment
    others: tuple[TreatmentFact, ...] = ()


def lasts(concept: Concept, fact: TreatmentFact, window: Window, context: Context) -> tuple[Truth, Spell]:
    """Whether the spell that the record belongs to was so long, and where the text names a day, until that day."""
    if window.length is None:
        return T, Spell(fact.when)
    named = window.relation == "for_at_least" and window.anchor not in ("unspecified", "diagnosis")
    until = min(anchor_day(window, context)[0], context.on) if named else context.on
    every = [each for each, match in records.treatments(concept, context) if match == "is" and _counts(each)]
    surely = _joined(fact, [each for each in every if _which(each) == _which(fact)], context, lenient=False)
    found = _long(surely.when, window, until, named=named, context=context)
    if found is T:
        return T, surely
    perhaps = _joined(fact, every, context, lenient=True)
    longest = _long(perhaps.when, window, until, named=named, context=context)
    return (found, surely) if longest is F else (U, perhaps)


def _counts(fact: TreatmentFact) -> bool:
    return not fact.planned and fact.doubt is None


def _which(fact: TreatmentFact) -> str:
    return (specific(fact.keys) or (fact.name.casefold(),))[0]


def _long(when: Moment, window: Window, until: date, *, named: bool, context: Context) -> Truth:
    if window.length is None:
        return T
    cut = when if when.end is None or when.end <= until else replace(when, end=until, ended_from=until)
    long = lasted(cut, window.length, until, strict=window.strict)
    return long & overlaps(when, Interval(until, until), context.on) if named else long


def _joined(fact: TreatmentFact, records: Iterable[TreatmentFact], context: Context, *, lenient: bool) -> Spell:
    """The record with those before and after it, as far as no gap lies between."""
    waiting = [each for each in records if each is not fact and each.when.start is not None]
    when, others = _reach(fact, context, lenient=lenient), list[TreatmentFact]()
    grown = fact.when.start is not None
    while grown and waiting:
        grown = False
        for each in tuple(waiting):
            other = _reach(each, context, lenient=lenient)
            if _meet(when, other):
                when, grown = _together(when, other), True
                others.append(each)
                waiting.remove(each)
    return Spell(when, tuple(others))


def _reach(fact: TreatmentFact, context: Context, *, lenient: bool) -> Moment:
    """The time of the record; with the days on which a next dose or prescription would still follow it."""
    when = fact.when
    if not lenient or when.end is None or when.ongoing:
        return when
    end = min(when.end + timedelta(days=gap_between(fact, context)), max(context.on, when.end))
    return replace(when, end=end, ended_from=when.ended_from or when.end, period=True)


def _meet(one: Moment, other: Moment) -> bool:
    first, second = (one, other) if (one.start or date.min) <= (other.start or date.min) else (other, one)
    if first.ongoing or second.start is None:
        return True
    return first.end is not None and second.start <= first.end + DAY


def _together(one: Moment, other: Moment) -> Moment:
    first = one if (one.start or date.min) <= (other.start or date.min) else other
    ongoing = one.ongoing or other.ongoing
    last = max((one, other), key=lambda each: each.end or date.max)
    return Moment(
        first.start,
        None if ongoing else last.end,
        ongoing,
        period=True,
        began_by=first.began_by,
        ended_from=None if ongoing else last.ended_from,
    )
