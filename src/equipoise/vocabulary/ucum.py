"""UCUM, the code for units: from the letters of a unit to its dimension and its exact size.

The grammar (ucum.org, section 2), over the atoms of `tables/units.tsv`:

    unit       = term | "/" term
    term       = component (("." | "/") component)*          from left to right
    component  = atom exponent? annotation? | annotation | factor | "(" unit ")"
    atom       = prefix? name                                a prefix only before a metric atom
    exponent   = ("+" | "-")? digit+
    annotation = "{" text "}"

Sizes are fractions, not floats, so that a bound stated in one unit and a value measured in another compare as written:
8.5 g/dL is 85 g/L, not 85.00000000000001. Two departures from UCUM, both on the side of refusing:

* an annotation that changes what the number means is a dimension of its own: `{1.73_m2}` (indexed to body surface) and
  `{log…}` (a logarithm). All others (`{score}`, `{cells}`) mean 1, as in UCUM.
* arbitrary units (`[IU]`, `[CFU]` …) are dimensions of their own, as are the scales `[pH]` and `B`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from equipoise.errors import InputError
from equipoise.vocabulary.tsv import lines

Dimension = tuple[tuple[str, int], ...]

_PREFIXES: Mapping[str, Fraction] = MappingProxyType(
    {
        letters: Fraction(10) ** power
        for letters, power in {
            "Y": 24, "Z": 21, "E": 18, "P": 15, "T": 12, "G": 9, "M": 6, "k": 3, "h": 2, "da": 1,
            "d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15, "a": -18, "z": -21, "y": -24,
        }.items()
    }
)  # fmt: skip
_BODY_SURFACE = re.compile(r"\{?1\.73[ _.]?m(?:\^?2|²)\}?")
_MEANINGFUL = (
    (re.compile(r"\{1\.73_m2\}"), "1.73 m2"),
    (re.compile(r"\{log(?:10)?(?:[_ ][^}]*)?\}", re.IGNORECASE), "log"),
)
_TOKEN = re.compile(
    r"(?P<annotation>\{[^{}]*\})"
    r"|(?P<atom>10[*^]|(?:[A-Za-z%'_]|\[[^\[\]{}\s]{1,16}\])+)(?P<exponent>[+-]?\d{1,2}(?!\d))?"
    r"|(?P<factor>[1-9]\d{0,8}(?!\d))"
    r"|(?P<sign>[./()])"
)
_LONGEST = 80


class UnitError(InputError):
    """A unit cannot be read, or a value cannot be converted into the unit asked for."""

    code = "unit"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `value × factor + offset` is the value in base units (g, m, s, K, mol, C, cd, rad and arbitrary ones).

    `amounts` counts the mole above and below the line (mg/mmol: 0 and 1), which `dimension` alone cannot tell for a
    ratio such as mmol/mol. `offset` differs from 0 only for degrees Celsius and Fahrenheit.
    """

    code: str
    factor: Fraction
    dimension: Dimension
    offset: Fraction = Fraction(0)
    amounts: tuple[int, int] = (0, 0)

    @property
    def public_code(self) -> str:
        """The code without the free words of its annotations, for messages."""
        return re.sub(r"\{(?!1\.73_m2\})[^{}]*\}", "{…}", self.code)


class _Size(NamedTuple):
    """A unit in the making."""

    factor: Fraction
    powers: Mapping[str, int]
    amounts: tuple[int, int] = (0, 0)
    offset: Fraction = Fraction(0)

    def to(self, power: int) -> _Size:
        over, under = self.amounts
        amounts = (over * power, under * power) if power >= 0 else (under * -power, over * -power)
        return _Size(self.factor**power, {name: p * power for name, p in self.powers.items()}, amounts, self.offset)

    def times(self, other: _Size) -> _Size:
        powers = {name: self.powers.get(name, 0) + other.powers.get(name, 0) for name in {*self.powers, *other.powers}}
        amounts = (self.amounts[0] + other.amounts[0], self.amounts[1] + other.amounts[1])
        return _Size(self.factor * other.factor, powers, amounts)


_ONE = _Size(Fraction(1), {})


class _Atom(NamedTuple):
    metric: bool
    size: _Size


@lru_cache(maxsize=4096)
def parse_unit(code: str) -> Unit:
    """Read a UCUM code: `"10*9/L"`, `"mL/min/{1.73_m2}"`, `"g/(24.h)"`, `"m[IU]/L"`; the empty code is 1.

    Raises `UnitError` when it is not one. Words as people write them are for `unit_words.from_text`.
    """
    text = _BODY_SURFACE.sub("{1.73_m2}", code.strip())
    if len(text) > _LONGEST:
        raise UnitError(f"a unit of {len(text)} characters is not a UCUM unit")
    size = _Reader(text).read() if text else _ONE
    dimension = tuple(sorted((name, power) for name, power in size.powers.items() if power))
    return Unit(text or "1", size.factor, dimension, size.offset, size.amounts)


class _Reader:
    """Recursive descent over the grammar of the module's docstring."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def read(self) -> _Size:
        size = self._unit()
        if self.position != len(self.text):
            raise self._error()
        return size

    def _unit(self) -> _Size:
        size, power = (_ONE, -1) if self._take("/") else (None, 1)
        while True:
            component = self._component()
            size = component if size is None else _multiplied(size, component, power)
            if self._take("."):
                power = 1
            elif self._take("/"):
                power = -1
            else:
                return size

    def _component(self) -> _Size:
        if self._take("("):
            inner = self._unit()
            if not self._take(")"):
                raise self._error()
            return inner
        match = _TOKEN.match(self.text, self.position)
        if match is None or match["sign"]:
            raise self._error()
        if match["annotation"]:
            self.position = match.end()
            return _annotation(match["annotation"])
        if match["factor"]:
            size = _Size(Fraction(int(match["factor"])), {})
        else:
            size = self._atom(match["atom"], match["exponent"])
        self.position = match.end()
        return self._annotated(size)

    def _atom(self, name: str, exponent: str | None) -> _Size:
        atom = find_atom(name)
        if atom is None:
            raise self._error()
        if exponent is None:
            return atom
        if atom.offset:
            raise UnitError("a temperature scale has no powers: use K")
        return atom.to(int(exponent))

    def _annotated(self, size: _Size) -> _Size:
        match = _TOKEN.match(self.text, self.position)
        if match is None or not match["annotation"]:
            return size
        self.position = match.end()
        note = _annotation(match["annotation"])
        return size.times(note) if note.powers else size

    def _take(self, sign: str) -> bool:
        if not self.text.startswith(sign, self.position):
            return False
        self.position += 1
        return True

    def _error(self) -> UnitError:
        return UnitError(
            f"not a UCUM unit (at character {self.position + 1})", hint="write units in UCUM, such as mg/dL"
        )


def _multiplied(left: _Size, right: _Size, power: int) -> _Size:
    if left.offset or right.offset:
        raise UnitError("a temperature scale cannot be part of another unit: use K")
    return left.times(right.to(power))


def _annotation(text: str) -> _Size:
    """`{1.73_m2}` -> a dimension, `{cells}` -> 1."""
    for pattern, name in _MEANINGFUL:
        if pattern.fullmatch(text):
            return _Size(Fraction(1), {name: 1})
    return _ONE


def find_atom(name: str) -> _Size | None:
    """An atom with or without a prefix: `"mmol"`, `"[IU]"`, `"10*"`. The whole name is tried before a prefix."""
    atoms = _atoms()
    if name in atoms:
        return atoms[name].size
    for length in (1, 2):
        prefix, atom = _PREFIXES.get(name[:length]), atoms.get(name[length:])
        if prefix is not None and atom is not None and atom.metric:
            return atom.size._replace(factor=atom.size.factor * prefix)
    return None


@cache
def _atoms() -> Mapping[str, _Atom]:
    """The table: each row is defined by rows above it, or is a base of its own."""
    atoms: dict[str, _Atom] = {}
    for row in lines("units.tsv"):
        code, metric, number, unit, offset, _ = row
        atoms[code] = _Atom(metric == "metric", _defined(atoms, code, number, unit, offset))
    return MappingProxyType(atoms)


def _defined(atoms: Mapping[str, _Atom], code: str, number: str, unit: str, offset: str) -> _Size:
    if unit == "base":
        return _Size(Fraction(1), {code: 1}, (1, 0) if code == "mol" else (0, 0))
    size = _Size(Fraction(number), {})
    for part in unit.split():
        name, _, power = part.partition("^")
        size = size.times(atoms[name].size.to(int(power or 1)))
    return size._replace(offset=Fraction(offset)) if offset else size
