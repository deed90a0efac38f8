"""When an answer changes with time alone: the first day on which what blocks now no longer does.

Nothing new is assumed: the same facts, complete lists that stay complete, results that are measured again with the
same value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from equipoise.criteria.nodes import Concept, Expr, Personal, Quantity, walk
from equipoise.dates import Duration, plus
from equipoise.patient.facts import Covered, Facts
from equipoise.screening.answer import Evidence
from equipoise.screening.context import Context
from equipoise.screening.evaluate import evaluate_criterion
from equipoise.screening.groups import effect_of
from equipoise.screening.why import evidence_of

_HORIZON = Duration(years=3)
_DAY = timedelta(days=1)
_MOST_DAYS = 64  # that are looked at, so that the work is bounded whatever is on record
_AROUND = range(-1, 5)  # the end of a month holds back a window by up to three days
_DATES = re.compile(r"\d{4}-\d{2}-\d{2}")
_IN_YEARS = {"a": "years", "mo": "months", "wk": "weeks", "d": "days"}


def passes_from(expr: Expr, context: Context, evidence: Iterable[Evidence], *, favourable: bool) -> date | None:
    """The first day within three years on which a criterion that blocks today passes by itself."""
    lengths = list(_lengths(expr))
    if not lengths:
        return None
    last = plus(context.on, _HORIZON)
    tried: set[date] = set()
    waiting = _ends(evidence, lengths)
    while len(tried) < _MOST_DAYS and (left := [day for day in waiting - tried if context.on < day <= last]):
        day = min(left)
        tried.add(day)
        outcome = evaluate_criterion(expr, _on(day, context), favourable=favourable)
        if effect_of(outcome, favourable) == "pass":
            return day
        # Another record may take the place of the one that no longer counts.
        waiting |= {end for end in _ends(evidence_of(outcome.said), lengths) if end > day}
    return None


def _ends(evidence: Iterable[Evidence], lengths: Iterable[Duration]) -> set[date]:
    """The days around which a length that is counted from a day of the evidence ends."""
    known = {day for item in evidence for text in (item.date, item.value) if text for day in _days(text)}
    return {plus(begun, length) + step * _DAY for begun in known for length in lengths for step in _AROUND}


def passing(day: date) -> str:
    """The words for it."""
    return f"passes from {day.isoformat()} if nothing else changes"


def _lengths(expr: Expr) -> Iterable[Duration]:
    """The lengths of time that the criterion counts."""
    for node in walk(expr):
        if isinstance(node, Concept | Quantity | Personal):
            yield from (window.length for window in node.windows if window.length is not None)
        if isinstance(node, Quantity) and node.subject in ("age", "disease_duration") and node.value == int(node.value):
            field = _IN_YEARS.get(node.unit)
            if field is not None and node.value >= 0:
                yield Duration(**{field: int(node.value)})


def _days(text: str) -> list[date]:
    found = []
    for match in _DATES.findall(text):
        try:
            found.append(date.fromisoformat(match))
        except ValueError:
            continue
    return found


def _on(day: date, context: Context) -> Context:
    """The same patient on a later day."""
    later = (day - context.on).days
    return context.on_another_day(day, _still(context.facts, context.on, day), context.max_age_days + later)


def _still(facts: Facts, today: date, day: date) -> Facts:
    coverage = {
        kind: tuple(Covered(each.start, day if each.end >= today else each.end, each.resource) for each in listed)
        for kind, listed in facts.coverage.items()
    }
    return replace(facts, coverage=coverage)
