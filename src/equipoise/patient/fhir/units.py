"""The unit of a FHIR Quantity, as a UCUM code.

The code counts before the text. Exporters put local spellings where UCUM belongs ("K/uL" is a kelvin there): of what
the two can mean, the reading that fits the quantity is taken, and two readings that fit and differ are no unit at all.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from equipoise.patient.fhir.wire import node, text
from equipoise.vocabulary.quantities import QuantityKind
from equipoise.vocabulary.units import UnitError, comparable, from_text, linear, parse_unit

UCUM = frozenset({"http://unitsofmeasure.org", "http://unitsofmeasure.org/", "urn:oid:2.16.840.1.113883.6.8"})


class ReadUnit(NamedTuple):
    """A unit, or why there is none. Both None: the record gives no unit."""

    code: str | None
    trouble: str | None = None


def unit_of(quantity: object, like: str | None = None) -> str | None:
    """The UCUM code, the words as written where they are no known unit, None where there are none."""
    return read_unit(quantity, like).code


def read_unit(
    quantity: object, like: str | None = None, *, molar_mass: float | None = None, analyte: str | None = None
) -> ReadUnit:
    """The unit that fits `like` (a UCUM code, with the molar mass and slug of what is measured) where several can be
    meant.
    """
    found = node(quantity)
    system = text(found.get("system"))
    code, words = text(found.get("code")), text(found.get("unit"))
    coded = code if system is None or system in UCUM else None
    return _read(coded, words or code, like, molar_mass, analyte)


def read_unit_of(quantity: object, kind: QuantityKind | None) -> ReadUnit:
    """The unit of a value of that kind."""
    if kind is None:
        return read_unit(quantity)
    return read_unit(quantity, kind.unit, molar_mass=kind.molar_mass, analyte=kind.slug)


@lru_cache(maxsize=4096)
def _read(
    coded: str | None, words: str | None, like: str | None, molar_mass: float | None, analyte: str | None
) -> ReadUnit:
    exact = _parsed(coded) if coded else None
    spelt = _spelt(words, like) if words else None
    local = _spelt(coded, like) if coded and not exact else None
    known = [unit for unit in (exact, spelt, local) if unit is not None]
    if not known:
        raw = words or coded
        return ReadUnit(raw, "its unit is not a known one" if raw else None)
    if like is None:
        return ReadUnit(known[0])
    fitting = [unit for unit in known if comparable(unit, like, molar_mass, analyte=analyte)]
    if not fitting:
        return ReadUnit(known[0], "its unit measures something else")
    if any(
        linear(unit, like, molar_mass, analyte=analyte) != linear(fitting[0], like, molar_mass, analyte=analyte)
        for unit in fitting
    ):
        return ReadUnit(fitting[0], "its unit and the code of its unit disagree")
    return ReadUnit(fitting[0])


def _parsed(code: str) -> str | None:
    try:
        return parse_unit(code).code
    except UnitError:
        return None


def _spelt(words: str, like: str | None) -> str | None:
    try:
        return from_text(words, like) or _parsed(words)
    except UnitError:
        return None
