"""The left side of a comparison: what a patient's value may be, how it is shown, and the records it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite
from typing import Literal

from equipoise.criteria.nodes import Op
from equipoise.logic import Reason, Truth
from equipoise.screening.answer import Evidence
from equipoise.screening.why import Phrase, number

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

# Conversions are rounded to a float once; two numbers closer than this are the same number.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Operand:
    """A value in the unit of the bound: one number, or all numbers from `low` to `high` where the record allows
    several.

    `said` is the value in words, made of evidence. `open_low` and `open_high` leave the end itself out ("<0.5").
    """

    low: float
    high: float
    said: Phrase
    open_low: bool = False
    open_high: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no value that can be compared, and what would give one."""

    reason: Reason
    said: Phrase
    obtain: tuple[str, ...]


def from_comparator(value: float, comparator: Literal["<", "<=", ">", ">="] | None, said: Phrase) -> Operand:
    """`<0.5` is everything below 0.5; a value without a comparator is itself."""
    match comparator:
        case None:
            return Operand(value, value, said)
        case "<" | "<=":
            return Operand(-inf, value, said, open_high=comparator == "<")
        case ">" | ">=":
            return Operand(value, inf, said, open_low=comparator == ">")


def same(one: float, other: float) -> bool:
    """Equal but for the rounding of a conversion."""
    if not (isfinite(one) and isfinite(other)):
        return one == other
    return abs(one - other) <= _SAME * max(abs(one), abs(other))


def compare(operand: Operand, op: Op, bound: float) -> Truth:
    """Whether every value that the operand allows meets the bound, none does, or some do."""
    match op:
        case "<":
            return _below(operand, bound, including=False)
        case "<=":
            return _below(operand, bound, including=True)
        case ">":
            return ~_below(operand, bound, including=True)
        case ">=":
            return ~_below(operand, bound, including=False)
        case "=":
            return _equal(operand, bound)
        case "!=":
            return ~_equal(operand, bound)


def _below(operand: Operand, bound: float, *, including: bool) -> Truth:
    high_at, low_at = same(operand.high, bound), same(operand.low, bound)
    all_meet = (operand.high < bound and not high_at) or (high_at and (including or operand.open_high))
    none_meet = (operand.low > bound and not low_at) or (low_at and (not including or operand.open_low))
    return T if all_meet else F if none_meet else U


def _equal(operand: Operand, bound: float) -> Truth:
    if operand.exact:
        return T if same(operand.low, bound) else F
    outside = bound < operand.low or bound > operand.high
    return F if outside else U


WORDS: dict[Op, tuple[str, str]] = {
    "<": ("below", "not below"),
    "<=": ("at or below", "above"),
    ">": ("above", "not above"),
    ">=": ("at or above", "below"),
    "=": ("equal to", "not equal to"),
    "!=": ("different from", "equal to"),
}


def verdict_words(truth: Truth, op: Op) -> str:
    """How the comparison came out, in words that go before the bound."""
    if truth is U:
        return f"which may or may not be {WORDS[op][0]}"
    return WORDS[op][0 if truth is T else 1]


def margin(operand: Operand, bound: float, unit: str) -> str:
    """How far the value is from the bound: `by 0.27 × ULN`; nothing where the two are equal or it is not one number."""
    if not operand.exact or same(operand.low, bound):
        return ""
    return f" by {number(abs(operand.low - bound))}{unit}"


def measured(resource: str, value: str, day: str | None) -> Evidence:
    """Evidence for one measured value."""
    return Evidence(resource, value, day)
