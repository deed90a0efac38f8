"""Age, from the date of birth, in completed years, months, weeks or days."""

from __future__ import annotations

from datetime import date

from equipoise.criteria.nodes import Quantity
from equipoise.dates import age_in_months, age_in_years
from equipoise.screening.answer import Evidence
from equipoise.screening.context import Context
from equipoise.screening.operands import Operand, compare, verdict_words
from equipoise.screening.outcome import Outcome, T, U, decided, unknown
from equipoise.screening.why import number
from equipoise.screening.windows import anchor_day

_UNITS = {"a": "years", "mo": "months", "wk": "weeks", "d": "days"}


def evaluate_age(quantity: Quantity, context: Context) -> Outcome:
    """An age limit; a year means completed years, so that 70 years and 364 days is not above 70 years."""
    day, name, fallback = context.on, "screening", False
    for window in quantity.windows:
        day, name, fallback = anchor_day(window, context)
    unit = quantity.unit if quantity.unit in _UNITS else "a"
    value = quantity.value
    if unit == "a" and value != int(value):
        unit, value = "mo", value * 12
    ages = ages_on(context, day, unit)
    if ages is None:
        return unknown("missing-data", ("the date of birth is not on file",), obtain=("date of birth",))
    low, high = ages
    said = born(context)
    shown = number(low) if low == high else f"{number(low)} to {number(high)}"
    note = "" if name == "screening" else f" at {name}{' (date not given: at screening)' if fallback else ''}"
    truth = compare(Operand(low, high, ()), quantity.op, value)
    words = f", is {shown} {_UNITS[unit]} old{note}, {verdict_words(truth, quantity.op)} {number(value)} {_UNITS[unit]}"
    phrase = ("the patient, ", said, words)
    return (
        unknown("missing-data", phrase, obtain=("exact date of birth",)) if truth is U else decided(truth is T, phrase)
    )


def born(context: Context) -> Evidence:
    """The date of birth as evidence."""
    birth = context.facts.birth
    if birth is None or birth.start is None or birth.end is None:
        return Evidence(f"Patient/{context.facts.patient}", "born on an unknown date")
    days = birth.start.isoformat() if birth.start == birth.end else f"between {birth.start} and {birth.end}"
    return Evidence(f"Patient/{context.facts.patient}", f"born {days}")


def ages_on(context: Context, day: date, unit: str) -> tuple[float, float] | None:
    """The least and the greatest age that the recorded birth date allows; None where there is none."""
    birth = context.facts.birth
    if birth is None or birth.start is None or birth.end is None or birth.start > day:
        return None
    return _age(min(birth.end, day), day, unit), _age(birth.start, day, unit)


def _age(birth: date, day: date, unit: str) -> float:
    match unit:
        case "a":
            return age_in_years(birth, day)
        case "mo":
            return age_in_months(birth, day)
        case "wk":
            return (day - birth).days // 7
        case _:
            return (day - birth).days
