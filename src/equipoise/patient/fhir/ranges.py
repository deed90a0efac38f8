"""A result's own reference range: the one that fits the patient, or none.

A range is passed over when it is for the other sex or another age, or when it is not a normal range (a therapeutic
target, the span of a scale). Where several are left and they disagree, none is taken: an upper limit is never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from equipoise.dates import plus
from equipoise.patient.facts import Limits, Moment, Sex
from equipoise.patient.fhir.times import Age, read_age
from equipoise.patient.fhir.units import read_unit_of, unit_of
from equipoise.patient.fhir.wire import Node, codes, first_text, node, nodes, number, status, text
from equipoise.vocabulary.quantities import QuantityKind

_SEXES: dict[str, Sex] = {
    "male": "male", "m": "male", "man": "male", "men": "male", "males": "male", "248153007": "male",
    "adult male": "male",
    "female": "female", "f": "female", "woman": "female", "women": "female", "females": "female", "248152002": "female",
    "adult female": "female",
}  # fmt: skip
_NUMBER = r"(\d+(?:\.\d+)?)"
_BETWEEN = re.compile(rf"{_NUMBER}\s*(?:-|–|to)\s*{_NUMBER}(?:\s*([^\d\s].*))?", re.IGNORECASE)
_BELOW = re.compile(rf"(?:<|<=|≤|=<|up to|less than|below)\s*{_NUMBER}(?:\s*([^\d\s].*))?", re.IGNORECASE)
_ABOVE = re.compile(
    rf"(?:>|>=|≥|=>|more than|greater than|above|at least)\s*{_NUMBER}(?:\s*([^\d\s].*))?", re.IGNORECASE
)
_SCALE = re.compile(r"\b(?:scale|possible range|score range)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Person:
    """What of the patient decides which range applies."""

    sex: Sex | None
    birth: Moment | None

    def reached(self, age: Age, when: Moment) -> bool:
        """Whether the patient was surely of that age or older then."""
        born, day = self.birth.end if self.birth else None, when.start or when.end
        return born is not None and day is not None and plus(born, age.begins) <= day

    def not_beyond(self, age: Age, when: Moment) -> bool:
        """Whether the patient was surely not older than that then; "to 60 years" includes the whole of that year."""
        born, day = self.birth.start if self.birth else None, when.end
        return born is not None and day is not None and day < plus(born, age.through)


def limits(ranges: object, person: Person, when: Moment, kind: QuantityKind | None = None) -> Limits | None:
    """The limits of the fitting range; `text` alone where it gives words, or numbers that are no limits of `kind`."""
    fitting = [
        one for item in nodes(ranges) if _normal(item) and _fits(item, person, when) and (one := _limits(item, kind))
    ]
    usable = [one for one in fitting if one.low is not None or one.high is not None]
    if not usable:
        return fitting[0] if fitting else None
    first = usable[0]
    if any((other.low, other.high, other.unit) != (first.low, first.high, first.unit) for other in usable[1:]):
        return None
    return first


def scale(ranges: object) -> str | None:
    """The span of a score, which is no normal range: "scale 0-150"."""
    for item in nodes(ranges):
        words = text(item.get("text"))
        if words and _SCALE.search(words):
            return words
    return None


def _normal(item: Node) -> bool:
    words = text(item.get("text")) or ""
    return status(item.get("type")) in (None, "normal", "reference range") and not _SCALE.search(words)


def _fits(item: Node, person: Person, when: Moment) -> bool:
    """Whether a range is for this patient; one for people of whom nothing is known here (pregnant, treated) is not."""
    for applies in nodes(item.get("appliesTo")):
        words = {code for _, code in codes(applies)} | {(first_text([applies]) or "").casefold()}
        sexes = {_SEXES[word.casefold()] for word in words if word.casefold() in _SEXES}
        if person.sex is None or sexes != {person.sex}:
            return False
    ages = node(item.get("age"))
    low, high = (read_age(ages.get(side), "a") for side in ("low", "high"))
    return (low is None or person.reached(low, when)) and (high is None or person.not_beyond(high, when))


def _limits(item: Node, kind: QuantityKind | None) -> Limits | None:
    sides = {name: side for name in ("low", "high") if number((side := node(item.get(name))).get("value")) is not None}
    words = text(item.get("text"))
    if not sides:
        return limits_in_words(words) if words else None
    read = [read_unit_of(side, kind) for side in sides.values()]
    units = {unit.code for unit in read if unit.code}
    low, high = (number(node(sides.get(name)).get("value")) for name in ("low", "high"))
    if len(units) > 1 or any(unit.code and unit.trouble for unit in read) or not _ordered(low, high, kind):
        return Limits(text=words)
    return Limits(low, high, units.pop() if units else None, words)


def _ordered(low: float | None, high: float | None, kind: QuantityKind | None) -> bool:
    """Whether two numbers can be limits; an upper limit of nothing would make every value too high."""
    if kind is not None and high is not None and high <= 0:
        return False
    return low is None or high is None or low <= high


def limits_in_words(words: str) -> Limits:
    """ "0-40 U/L" and "< 41" as numbers; anything else stays words."""
    if match := _BETWEEN.fullmatch(words):
        return Limits(float(match[1]), float(match[2]), unit_of({"unit": match[3]}), words)
    if match := _BELOW.fullmatch(words):
        return Limits(None, float(match[1]), unit_of({"unit": match[2]}), words)
    if match := _ABOVE.fullmatch(words):
        return Limits(float(match[1]), None, unit_of({"unit": match[2]}), words)
    return Limits(text=words)
