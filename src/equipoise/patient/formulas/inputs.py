"""The kinds of input that a formula can have, what each accepts, and how each reads what JSON or a person gives."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal, Protocol

from equipoise.errors import RequestError
from equipoise.vocabulary.units import UnitError, convert, from_text

_QUANTITY = re.compile(r"(?P<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)\s*(?P<unit>\S.*)?", re.ASCII)


class FormulaError(RequestError):
    """An input of a formula is missing, unknown, or outside what the formula accepts; the message names it."""

    code = "formula"


def exact(value: float) -> Fraction:
    """The decimal as it was written. What is rational in its inputs is reckoned so, and rounded once at the end."""
    return Fraction(repr(float(value)))


class Input(Protocol):
    """One input: what it is, what it accepts in words, and how it is read and checked."""

    @property
    def description(self) -> str:
        """What it is."""
        ...

    @property
    def accepts(self) -> str:
        """What it accepts, in words."""
        ...

    def read(self, name: str, raw: object) -> object:
        """What JSON or a command line gave -> what the function takes. Raises `FormulaError`."""
        ...

    def check(self, name: str, value: object) -> None:
        """Raises `FormulaError` for a value that the formula does not accept."""
        ...


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a UCUM unit, both ends of the range included. `analyte` is the quantity's slug, for conversions."""

    description: str
    unit: str
    low: float
    high: float
    whole: bool = False
    analyte: str | None = None

    @property
    def accepts(self) -> str:
        """`18 to 120 a`."""
        unit = "" if self.unit == "1" else f" {self.unit}"
        return f"{'a whole number ' if self.whole else ''}{self.low:g} to {self.high:g}{unit}"

    def read(self, name: str, raw: object) -> float:
        """A number in the input's own unit, or text with a unit: `"85 umol/L"`."""
        if not isinstance(raw, str):
            return self._number(name, raw)
        match = _QUANTITY.fullmatch(raw.strip())
        if match is None:
            raise self._refusal(name)
        value = float(match["number"])
        if match["unit"]:
            value = self._converted(name, value, match["unit"])
        return self._number(name, int(value) if self.whole and value.is_integer() else value)

    def check(self, name: str, value: object) -> None:
        """NaN, infinities, truth values and what is outside the range are refused."""
        self._number(name, value)

    def _number(self, name: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self._refusal(name)
        if not self.low <= value <= self.high or (self.whole and value != int(value)):
            raise self._refusal(name)
        return value

    def _converted(self, name: str, value: float, words: str) -> float:
        code = from_text(words, like=self.unit) or words
        try:
            return convert(value, code, self.unit, analyte=self.analyte)
        except UnitError as error:
            raise FormulaError(f"{name} cannot be converted into {self.unit}", hint=error.message) from error

    def _refusal(self, name: str) -> FormulaError:
        return FormulaError(f"{name} ({self.description}) must be {self.accepts}")


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of several."""

    description: str
    options: tuple[str, ...]

    @property
    def accepts(self) -> str:
        """`male, female`."""
        return ", ".join(self.options)

    def read(self, name: str, raw: object) -> str:
        """The word, whatever its capitals."""
        word = raw.strip().lower() if isinstance(raw, str) else raw
        self.check(name, word)
        return str(word)

    def check(self, name: str, value: object) -> None:
        """Other words are refused."""
        if value not in self.options:
            raise FormulaError(f"{name} ({self.description}) must be one of: {self.accepts}")


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    description: str

    @property
    def accepts(self) -> str:
        """`true, false`."""
        return "true, false"

    def read(self, name: str, raw: object) -> bool:
        """A truth value, or its word."""
        value = {"true": True, "false": False}.get(raw.strip().lower(), raw) if isinstance(raw, str) else raw
        self.check(name, value)
        return bool(value)

    def check(self, name: str, value: object) -> None:
        """Numbers are not truth values."""
        if not isinstance(value, bool):
            raise FormulaError(f"{name} ({self.description}) must be true or false")


@dataclass(frozen=True, slots=True, eq=False)  # by identity: annotations must be hashable, and its mapping is not
class Items:
    """A form: per item one of the numbers it allows. Items may be left out; what that means is the formula's affair."""

    description: str
    allowed: Mapping[str, tuple[int, ...]]

    @property
    def accepts(self) -> str:
        """`face 0-3, hands 0-3`."""
        return ", ".join(f"{item} {_span(numbers)}" for item, numbers in self.allowed.items())

    def read(self, name: str, raw: object) -> Mapping[str, int]:
        """A JSON object; true and false count as 1 and 0 where the item allows no more."""
        if not isinstance(raw, Mapping):
            raise FormulaError(f"{name} ({self.description}) must be an object of items and numbers")
        self.check(name, raw)
        return {str(item): int(number) for item, number in raw.items()}

    def check(self, name: str, value: object) -> None:
        """Unknown items, and levels that an item does not have, are refused."""
        if not isinstance(value, Mapping):
            raise FormulaError(f"{name} ({self.description}) must be an object of items and numbers")
        for item, number in value.items():
            numbers = self.allowed.get(item)
            if numbers is None:
                raise FormulaError(f"{name} has an item that is none of: {', '.join(self.allowed)}")
            if number not in numbers or (isinstance(number, bool) and numbers != (0, 1)):
                raise FormulaError(f"{name}.{item} must be {_span(numbers)}")


def _span(numbers: tuple[int, ...]) -> str:
    """`(0, 1, 2, 3)` -> `0-3`; `(0, 2, 3)` -> `0, 2, 3`."""
    if len(numbers) > 2 and numbers == tuple(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]}-{numbers[-1]}"
    return ", ".join(map(str, numbers))


# What several formulas take. Ranges are those of clinical use: they catch values in another unit, not rare patients.
Adult = Annotated[float, Number("age in completed years", "a", 18, 120, analyte="age")]
Sex = Annotated[Literal["male", "female"], Choice("sex", ("male", "female"))]
Weight = Annotated[float, Number("actual body weight", "kg", 25, 250, analyte="weight")]
Height = Annotated[float, Number("body height", "cm", 100, 230, analyte="height")]
Creatinine = Annotated[float, Number("serum creatinine", "mg/dL", 0.1, 20, analyte="creatinine")]
Bilirubin = Annotated[float, Number("total bilirubin", "mg/dL", 0.05, 60, analyte="bilirubin_total")]
Inr = Annotated[float, Number("international normalised ratio", "1", 0.5, 15, analyte="inr")]
Albumin = Annotated[float, Number("serum albumin", "g/dL", 0.5, 7, analyte="albumin")]
