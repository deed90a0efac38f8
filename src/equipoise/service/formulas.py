"""Clinical formulas by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import msgspec

from equipoise.errors import RequestError
from equipoise.patient.formulas import FORMULAS, Computed, Formula, find

AnyFormula: TypeAlias = Formula[..., Computed[Any]]


def formulas() -> tuple[AnyFormula, ...]:
    """All that there are."""
    return tuple(FORMULAS.values())


def formula(name: str) -> AnyFormula:
    """The formula of that name. Raises FormulaError, with the known names as the hint."""
    return find(name)


def compute(name: str, inputs: Mapping[str, object]) -> Computed[Any]:
    """The formula's value for the inputs. Raises FormulaError."""
    return find(name).compute(inputs)


def inputs_of(words: Iterable[str]) -> dict[str, object]:
    """`NAME=VALUE` words, or one JSON object, into inputs. A value that is JSON is taken as such, else as text.

    Raises RequestError.
    """
    found: dict[str, object] = {}
    for word in words:
        if word.lstrip().startswith("{"):
            found |= _object(word)
            continue
        name, sign, value = word.partition("=")
        if not sign:
            raise RequestError("expected NAME=VALUE or a JSON object", place=word)
        found[name.strip()] = _value(value.strip())
    return found


def _object(word: str) -> dict[str, object]:
    try:
        return msgspec.json.decode(word.encode(), type=dict[str, object])
    except (msgspec.DecodeError, RecursionError):
        raise RequestError("is no JSON object", place="--inputs") from None


def _value(text: str) -> object:
    try:
        return msgspec.json.decode(text.encode())
    except (msgspec.DecodeError, RecursionError):
        return text
