"""Units: reading them, and turning a value in one into a value in another.

    convert(8.5, "g/dL", "g/L")                                  85.0
    convert(1.0, "mg/dL", "umol/L", analyte="creatinine")        88.4
    convert(100.0, "mg/dL", "mmol/L", molar_mass=180.16)         5.5506…
    convert(60.0, "mL/min", "mL/min/{1.73_m2}")                  UnitError: one is indexed to body surface

A conversion is linear (`Linear`: scale and offset as exact fractions), so an engine that computes elsewhere can take
the same two numbers. What decides it, in this order:

1. what is agreed for the analyte: `FIXED_FACTORS` (the factor that laboratories use, which need not be the molar mass
   to its last digit), the valence behind meq, units that mean the same for it (an enzyme's IU/L is its U/L);
2. the dimension;
3. the molar mass, where exactly one side counts moles: of the analyte above the line, of `denominator_molar_mass` below
   it (mg/g and mg/mmol of a ratio to creatinine).

Units as people write them (`UNIT_WORDS`, `from_text`, `unit_pattern`) have modules of their own and are offered here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from equipoise.vocabulary.ucum import Unit, UnitError, parse_unit
from equipoise.vocabulary.unit_pattern import unit_pattern
from equipoise.vocabulary.unit_words import UNIT_WORDS, from_text, readings

__all__ = [
    "FIXED_FACTORS",
    "INTERNATIONAL_IS_CATALYTIC",
    "PERCENT_SCORES",
    "UNIT_WORDS",
    "VALENCES",
    "Linear",
    "Unit",
    "UnitError",
    "comparable",
    "convert",
    "from_text",
    "linear",
    "parse_unit",
    "readings",
    "unit_pattern",
]


@dataclass(frozen=True, slots=True)
class Linear:
    """`value × scale + offset`, exactly."""

    scale: Fraction
    offset: Fraction = Fraction(0)

    def apply(self, value: float) -> float:
        """The converted value, rounded once. Raises `UnitError` for NaN, infinities and results beyond a float."""
        if not math.isfinite(value):
            raise UnitError("NaN and infinities have no unit")
        try:
            # repr is the shortest decimal that is this float: what the laboratory or the author wrote.
            return float(Fraction(repr(float(value))) * self.scale + self.offset)
        except OverflowError as error:
            raise UnitError("the converted value is too large") from error

    def inverse(self) -> Linear:
        """The way back."""
        return Linear(1 / self.scale, -self.offset / self.scale)


@dataclass(frozen=True, slots=True)
class FixedFactor:
    """A conversion agreed for one analyte: `factor` × the value in `mass` (plus `offset`) is the value in `molar`."""

    mass: str
    molar: str
    factor: Fraction
    offset: Fraction = Fraction(0)


_CREATININE = Fraction("88.4")
_BILIRUBIN = FixedFactor("mg/dL", "umol/L", Fraction("17.1"))
# A ratio to creatinine holds the molar mass of creatinine below the line: 1 mg/mmol is 8.84 mg/g.
_TO_CREATININE = FixedFactor("mg/g", "mg/mmol", 10 / _CREATININE)
_NGSP_SLOPE, _NGSP_INTERCEPT = Fraction("0.09148"), Fraction("2.152")  # Hoelzel, Clin Chem 2004;50:166

FIXED_FACTORS: Mapping[str, FixedFactor] = MappingProxyType(
    {
        "creatinine": FixedFactor("mg/dL", "umol/L", _CREATININE),
        "bilirubin_total": _BILIRUBIN,
        "bilirubin_direct": _BILIRUBIN,
        "indirect_bilirubin": _BILIRUBIN,
        "hemoglobin": FixedFactor("g/L", "mmol/L", 1 / Fraction("16.11")),
        "upcr": _TO_CREATININE,
        "uacr": _TO_CREATININE,
        # NGSP % and IFCC mmol/mol are two calibrations: dividing by 10 would read 48 mmol/mol as 4.8 % (it is 6.5 %).
        "hba1c": FixedFactor("%", "mmol/mol", 1 / _NGSP_SLOPE, -_NGSP_INTERCEPT / _NGSP_SLOPE),
    }
)
VALENCES: Mapping[str, int] = MappingProxyType({"calcium": 2, "corrected_calcium": 2, "magnesium": 2})
# The international unit of an enzyme is its U (1 umol/min); laboratories also write U for the IU of these others.
# Antibodies are not here: an assay's own U/mL is not the WHO standard's IU/mL.
INTERNATIONAL_IS_CATALYTIC = frozenset(
    {
        *("alt", "ast", "transaminase", "alp", "ggt", "ldh", "ck", "aldolase", "muscle_enzyme", "amylase", "lipase"),
        *("tsh", "fsh", "lh", "hcg", "prolactin", "insulin_level", "insulin_dose", "ige"),
    }
)
PERCENT_SCORES = frozenset({"karnofsky", "lansky"})  # 70 % and a score of 70 are the same


def convert(
    value: float,
    from_unit: str,
    to_unit: str,
    molar_mass: float | None = None,
    *,
    denominator_molar_mass: float | None = None,
    analyte: str | None = None,
) -> float:
    """The value in `to_unit`; both units are UCUM codes, molar masses are in g/mol, `analyte` is a quantity's slug.

    Raises `UnitError` when the dimensions differ, when a molar mass is needed and not given, and for NaN or infinities.
    """
    return linear(from_unit, to_unit, molar_mass, denominator_molar_mass=denominator_molar_mass, analyte=analyte).apply(
        value
    )


def comparable(one: str, other: str, molar_mass: float | None = None, *, analyte: str | None = None) -> bool:
    """Whether `convert` would succeed."""
    try:
        linear(one, other, molar_mass, analyte=analyte)
    except UnitError:
        return False
    return True


@lru_cache(maxsize=4096)
def linear(
    from_unit: str,
    to_unit: str,
    molar_mass: float | None = None,
    *,
    denominator_molar_mass: float | None = None,
    analyte: str | None = None,
) -> Linear:
    """The conversion itself; arguments and errors as for `convert`."""
    source, target = _for_analyte(parse_unit(from_unit), analyte), _for_analyte(parse_unit(to_unit), analyte)
    fixed = FIXED_FACTORS.get(analyte or "")
    if fixed is not None and source.amounts != target.amounts:
        return _through(fixed, source, target)
    if source.dimension == target.dimension and source.amounts == target.amounts:
        return _plain(source, target)
    return _molar(source, target, molar_mass, denominator_molar_mass)


def _plain(source: Unit, target: Unit) -> Linear:
    return Linear(source.factor / target.factor, (source.offset - target.offset) / target.factor)


def _through(fixed: FixedFactor, source: Unit, target: Unit) -> Linear:
    """source -> the agreed unit of its kind -> the agreed unit of the other kind -> target."""
    mass, molar = parse_unit(fixed.mass), parse_unit(fixed.molar)
    step = Linear(fixed.factor, fixed.offset)
    if source.amounts == molar.amounts:
        mass, molar, step = molar, mass, step.inverse()
    if source.dimension != mass.dimension or target.dimension != molar.dimension or target.amounts != molar.amounts:
        raise _different(source, target)
    before, after = _plain(source, mass).scale, _plain(molar, target).scale
    return Linear(before * step.scale * after, step.offset * after)


def _molar(source: Unit, target: Unit, above: float | None, below: float | None) -> Linear:
    """Grams become moles (or moles grams) above the line, below it, or both."""
    over, under = (after - before for before, after in zip(source.amounts, target.amounts, strict=True))
    swapped = dict(source.dimension)
    swapped["mol"] = swapped.get("mol", 0) + over - under
    swapped["g"] = swapped.get("g", 0) - over + under
    if (over, under) == (0, 0) or sorted((n, p) for n, p in swapped.items() if p) != list(target.dimension):
        raise _different(source, target)
    scale = source.factor / target.factor
    scale /= _mass(above, "the molar mass of the analyte", source, target, over)
    scale *= _mass(below, "the molar mass of the denominator", source, target, under)
    return Linear(scale)


def _mass(mass: float | None, name: str, source: Unit, target: Unit, power: int) -> Fraction:
    if power == 0:
        return Fraction(1)
    if mass is None:
        raise UnitError(f"{source.public_code} to {target.public_code} needs {name}")
    if not (math.isfinite(mass) and mass > 0):
        raise UnitError(f"{name} must be a positive number of g/mol")
    return Fraction(repr(float(mass))) ** power


def _different(source: Unit, target: Unit) -> UnitError:
    return UnitError(f"{source.public_code} and {target.public_code} measure different things")


def _for_analyte(unit: Unit, analyte: str | None) -> Unit:
    """meq -> mmol by valence; IU -> U, and % -> points, where they mean the same for this analyte."""
    powers = dict(unit.dimension)
    charge = powers.pop("eq", 0)
    if charge:
        # UCUM takes the equivalent for a mole, which holds for an ion of one charge.
        unit = _swapped(unit, powers, charge, Fraction(1, VALENCES.get(analyte or "", 1)))
    if analyte in INTERNATIONAL_IS_CATALYTIC and (activity := powers.pop("[IU]", 0)):
        powers["s"] = powers.get("s", 0) - activity
        unit = _swapped(unit, powers, activity, parse_unit("U").factor)
    if analyte in PERCENT_SCORES and unit.code == "%":
        return replace(unit, factor=Fraction(1))
    return unit


def _swapped(unit: Unit, powers: dict[str, int], moles: int, factor: Fraction) -> Unit:
    """The unit with something else, already out of `powers`, put into moles."""
    powers["mol"] = powers.get("mol", 0) + moles
    over, under = unit.amounts
    return replace(
        unit,
        factor=unit.factor * factor**moles,
        dimension=tuple(sorted((name, power) for name, power in powers.items() if power)),
        amounts=(over + max(moles, 0), under + max(-moles, 0)),
    )
