"""Whether a recorded number can be compared at all, and its value in another unit.

A number is unusable when its unit is missing or measures something else, or when the value cannot be (haemoglobin 60
g/dL). It stays in the record's own unit; the one exception is a percentage written as a fraction, which is said in
its context.
"""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.patient.facts import Measurement
from equipoise.vocabulary.quantities import QUANTITIES, QuantityKind
from equipoise.vocabulary.units import UnitError, convert

# Lung volumes are compared either in their own unit or as a percentage of what is predicted for the person.
OF_PREDICTED = frozenset({"fev1", "fvc", "dlco"})
PREDICTED = "percent of predicted"
FRACTION = "recorded as a fraction"


@dataclass(frozen=True, slots=True)
class Assessed:
    """A value as it may be compared, or why it may not. `scale` is what the record's own numbers were multiplied by."""

    value: float | None
    unit: str | None
    scale: float = 1.0
    unusable: str | None = None


def in_unit(measurement: Measurement, unit: str) -> float:
    """The value of a measurement in a UCUM unit, by dimension, molar mass or the factor agreed for the analyte.

    Raises `UnitError` where it is unusable, has no value, or cannot be converted.
    """
    if measurement.unusable is not None or measurement.value is None:
        raise UnitError(measurement.unusable or "there is no value")
    return convert_kind(measurement.value, measurement.unit or "1", unit, measurement.kind)


def convert_kind(value: float, from_unit: str, to_unit: str, kind: str | None) -> float:
    """`value` of a quantity (its slug, or None) in another unit. Raises `UnitError`."""
    quantity = QUANTITIES.get(kind) if kind else None
    return convert(value, from_unit, to_unit, quantity.molar_mass if quantity else None, analyte=kind)


def assess(kind: QuantityKind | None, value: float, unit: str | None, trouble: str | None = None) -> Assessed:
    """`unit` as read from the record, `trouble` what is wrong with it. A number of an unknown quantity is left as it
    is.

    The unit that a criterion's author leaves out is understood; the one that a record leaves out is not.
    """
    if kind is None:
        return Assessed(value, unit)
    percent = kind.unit == "%" or (kind.slug in OF_PREDICTED and unit == "%")
    if percent and unit != "%" and (unit is None or _plain_number(unit)):
        if 0 < value <= 1:
            return _plausible(kind, Assessed(value * 100, "%", 100.0))
        return Assessed(value, unit, unusable="no unit" if unit is None else "neither a percentage nor a fraction")
    if unit is None and not _plain_number(kind.unit):
        return Assessed(value, None, unusable="no unit")
    if kind.slug in OF_PREDICTED and unit == "%":
        return (
            Assessed(value, unit)
            if 0 < value <= 250
            else Assessed(value, unit, unusable="implausible: not a percentage of predicted")
        )
    if trouble is not None:
        return Assessed(value, unit, unusable=trouble)
    return _plausible(kind, Assessed(value, unit or kind.unit))


def _plain_number(unit: str) -> bool:
    """Whether a unit is 1 or mere annotation such as {score}; mg/mg is a number too, but one that other units compete
    with.
    """
    return unit == "1" or (unit.startswith("{") and unit.endswith("}") and unit.count("{") == 1)


def _plausible(kind: QuantityKind, assessed: Assessed) -> Assessed:
    """The same, or unusable when nobody can have that value."""
    if kind.plausible is None or assessed.value is None:
        return assessed
    low, high = kind.plausible
    try:
        value = assessed.value
        if assessed.unit != kind.unit:
            value = convert_kind(value, assessed.unit or "1", kind.unit, kind.slug)
    except UnitError:
        return Assessed(assessed.value, assessed.unit, assessed.scale, "its unit measures something else")
    if low <= value <= high:
        return assessed
    reason = f"implausible: {value:g} {kind.unit} lies outside {low:g} to {high:g} {kind.unit}"
    return Assessed(assessed.value, assessed.unit, assessed.scale, reason)
