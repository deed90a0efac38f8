"""Doses per day, where the record's amount and rhythm allow the sum.

1000 mg every 12 h                      2000 mg
2 tablets twice a day, tablet of 5 mg     20 mg
15 mg every week                       2.142… mg
"as needed", "1-2 tablets"             not computed: the words are kept
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from equipoise.patient.facts import Dose
from equipoise.patient.fhir.units import unit_of
from equipoise.patient.fhir.wire import Node, node, nodes, number, status, text
from equipoise.vocabulary.units import UnitError, convert

_DAYS = {"s": 1 / 86400, "min": 1 / 1440, "h": 1 / 24, "d": 1.0, "wk": 7.0, "mo": 30.4375, "a": 365.25}
_CODED_PER_DAY = {
    "QD": 1.0, "BID": 2.0, "TID": 3.0, "QID": 4.0, "QOD": 0.5, "Q1H": 24.0, "Q2H": 12.0, "Q3H": 8.0, "Q4H": 6.0,
    "Q6H": 4.0, "Q8H": 3.0, "Q12H": 2.0, "AM": 1.0, "PM": 1.0, "BED": 1.0, "HS": 1.0, "WK": 1 / 7, "MO": 1 / 30.4375,
}  # fmt: skip
_PIECE = re.compile(
    r"\{?\(?(?:tablets?|tabs?|tbl|capsules?|caps?|pills?|vials?|ampoules?|ampules?|suppositor(?:y|ies)|patch(?:es)?|puffs?"
    r"|syringes?|pens?|sachets?|units? dose|each|ea|dose|1)\)?\}?",
    re.IGNORECASE,
)
_COUNTED = "{count}"  # what "tablets" and "capsules" are read as
_STRENGTH = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s*(mg|mcg|ug|µg|g)\b(\s*/)?", re.IGNORECASE)
_RHYTHM = (
    r"(?:(?:once |one time )?(?:daily|a day|per day|every day|qd|q\.d\.|od|each day|in the morning|at night"
    r"|at bedtime|nightly)"
    r"|twice (?:daily|a day)|two times (?:daily|a day)|bid|b\.i\.d\.|three times (?:daily|a day)|tid|t\.i\.d\."
    r"|four times (?:daily|a day)|qid|every other day|qod|(?:once )?(?:weekly|a week|per week|every week|qw)"
    r"|(?:every|q) ?(?P<every>\d{1,3}(?:\.\d)?)? ?-?(?P<unit>h|hours?|d|days?|wk|weeks?|mo|months?|h\b))"
)
_WORDS = re.compile(
    rf"(?:take )?(?P<size>\d+(?:\.\d+)?) ?(?P<what>[a-zµ]+(?:/kg)?)"
    rf"(?: (?:po|by mouth|orally|oral|iv|sc|subcutaneously|im))?,? "
    rf"(?P<rhythm>{_RHYTHM})(?: (?:po|by mouth|orally|iv|sc))?\.?",
    re.IGNORECASE,
)
_PER_DAY_IN_WORDS = (
    (re.compile(r"twice|two times|bid|b\.i\.d", re.IGNORECASE), 2.0),
    (re.compile(r"three times|tid|t\.i\.d", re.IGNORECASE), 3.0),
    (re.compile(r"four times|qid", re.IGNORECASE), 4.0),
    (re.compile(r"every other day|qod", re.IGNORECASE), 0.5),
    (re.compile(r"week|qw", re.IGNORECASE), 1 / 7),
)


@dataclass(frozen=True, slots=True)
class Strength:
    """How much is in one piece (`per` None) or in an amount of `per` ("mL")."""

    amount: float
    unit: str
    per: str | None = None
    per_amount: float = 1.0


def dose(dosages: object, strengths: tuple[Strength, ...]) -> Dose | None:
    """The amount per day of all dosages together; None where the record says nothing of a dose."""
    listed = nodes(dosages)
    if not listed:
        return None
    words = "; ".join(said for one in listed if (said := _said(one))) or None
    parts = [_per_day(one, strengths) for one in listed]
    sizes = [part for part in parts if part is not None]
    if not sizes or len(sizes) < len(parts) or (len(parts) > 1 and _in_sequence(listed)):
        return Dose(None, None, words) if words else None
    unit = sizes[0][1]
    try:
        return Dose(sum(convert(size, own, unit) for size, own in sizes), unit, words)
    except UnitError:
        return Dose(None, None, words)


def strengths_of(medication: Node | None, name: str) -> tuple[Strength, ...]:
    """The strength of the one ingredient: from the Medication, else from a name such as "prednisone 20 MG Oral
    Tablet".
    """
    ingredients = nodes(node(medication).get("ingredient"))
    if len(ingredients) == 1:
        ratio = node(ingredients[0].get("strength"))
        above, below = node(ratio.get("numerator")), node(ratio.get("denominator"))
        amount, unit = number(above.get("value")), unit_of(above)
        if amount is not None and unit:
            per, per_amount = unit_of(below), number(below.get("value")) or 1.0
            piece = per is None or _PIECE.fullmatch(per) is not None
            return (Strength(amount, unit, None if piece else per, per_amount),)
    found = _STRENGTH.findall(name)
    # "325 MG / 7.5 MG" are two drugs in one tablet, "50 MG/ML" is no tablet.
    if len(found) != 1 or found[0][2] or ingredients:
        return ()
    size, unit = float(found[0][0]), found[0][1].lower()
    return (Strength(size, {"mcg": "ug", "µg": "ug"}.get(unit, unit)),)


def is_dosage(words: str) -> bool:
    """Whether the words are an amount and a rhythm and nothing else."""
    return _WORDS.fullmatch(words.strip()) is not None


def _in_sequence(listed: list[Node]) -> bool:
    """Whether the dosages follow one another (a taper) instead of adding up."""
    order = {number(one.get("sequence")) for one in listed}
    bounds = {str(node(node(one.get("timing")).get("repeat")).get("boundsPeriod")) for one in listed}
    return len(order - {None}) > 1 or len(bounds) > 1


def _said(dosage: Node) -> str | None:
    words = text(dosage.get("text")) or text(dosage.get("patientInstruction"))
    given = node(dosage.get("dose"))  # of a MedicationAdministration: the amount given once
    size, unit = number(given.get("value")), text(given.get("unit")) or text(given.get("code"))
    return words or (f"{size:g} {unit}" if size is not None and unit else None)


def _per_day(dosage: Node, strengths: tuple[Strength, ...]) -> tuple[float, str] | None:
    if dosage.get("asNeededBoolean") is True or node(dosage.get("asNeededCodeableConcept")):
        return None
    rates = nodes(dosage.get("doseAndRate"))
    quantity = node(rates[0].get("doseQuantity")) if len(rates) == 1 else node(dosage.get("doseQuantity"))
    size, times = number(quantity.get("value")), _times_per_day(node(dosage.get("timing")))
    if size is None and not rates:
        return _of_words(_said(dosage), strengths)
    if size is None or times is None or size < 0:
        return None
    return _amount(size * times, unit_of(quantity), strengths)


def _amount(size: float, unit: str | None, strengths: tuple[Strength, ...]) -> tuple[float, str] | None:
    """Pieces and volumes as amounts of the drug; an amount as it is."""
    piece = unit in (None, _COUNTED) or _PIECE.fullmatch(unit or "") is not None
    for strength in strengths:
        if strength.per is None and piece:
            return size * strength.amount / strength.per_amount, strength.unit
        if strength.per is not None and unit is not None and not piece:
            try:
                return convert(size, unit, strength.per) / strength.per_amount * strength.amount, strength.unit
            except UnitError:
                continue
    return None if unit is None or piece else (size, unit)


def _times_per_day(timing: Node) -> float | None:
    repeat = node(timing.get("repeat"))
    if any(key in repeat for key in ("frequencyMax", "periodMax", "count", "countMax")):
        return None
    days_a_week = repeat.get("dayOfWeek")
    share = len(set(map(str, days_a_week))) / 7 if isinstance(days_a_week, list) and days_a_week else 1.0
    frequency, length = number(repeat.get("frequency")), number(repeat.get("period"))
    unit = text(repeat.get("periodUnit"))
    if length is not None and unit in _DAYS and length > 0:
        return (frequency if frequency is not None else 1.0) / (length * _DAYS[unit]) * share
    when = repeat.get("when")
    if isinstance(when, list) and when:
        return float(len(when)) * share
    if share < 1:
        return share * (frequency or 1.0)
    code = status(timing.get("code"))
    return _CODED_PER_DAY.get(code.upper()) if code else None


def _of_words(words: str | None, strengths: tuple[Strength, ...]) -> tuple[float, str] | None:
    match = _WORDS.fullmatch(words.strip()) if words else None
    if match is None:
        return None
    times = next((per_day for pattern, per_day in _PER_DAY_IN_WORDS if pattern.search(match["rhythm"])), 1.0)
    if match["unit"]:
        first = match["unit"][0].lower()
        days = {"h": 1 / 24, "d": 1.0, "w": 7.0, "m": 30.4375}[first]
        times = 1 / (float(match["every"] or 1) * days) if float(match["every"] or 1) > 0 else 0.0
    return _amount(float(match["size"]) * times, unit_of({"unit": match["what"]}), strengths) if times else None
