"""The reference page of the formulas (docs/reference/formulas.md), made from their own descriptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from equipoise.patient.formulas.formula import Computed, Formula, Parameter
from equipoise.patient.formulas.inputs import Items, Number

_INTRODUCTION = """\
# Formulas

Equipoise computes these clinical formulas and scores, for screening and by themselves. Each is a pure function: the
same inputs give the same answer, unrounded. This page is made from the descriptions in `equipoise.patient.formulas`.

* Numbers are given in the unit of the input, or with a unit of their own (`85 umol/L`, `1.2 g/L`): units are converted
  by dimension, and by the factor agreed for the substance (creatinine 88.4 µmol/L for 1 mg/dL).
* A number outside the range of its input is refused. Ranges are those of clinical use; they are there to catch a value
  in another unit.
* A form whose items are not all scored gives no score, but the least and the most that it can come to.
* Items are what an assessor has scored. The program adds them up; it does not judge them.
"""


def as_markdown(formulas: Iterable[Formula[..., Computed[Any]]]) -> str:
    """The whole page."""
    return "\n".join([_INTRODUCTION, *(_section(formula) for formula in formulas)])


def _section(formula: Formula[..., Computed[Any]]) -> str:
    rows = "\n".join(_row(parameter) for parameter in formula.parameters)
    return (
        f"## {formula.name}\n\n{formula.title}. Result in `{formula.unit}`.\n\n{formula.description}\n\n"
        f"| input | what it is | accepts |\n| --- | --- | --- |\n{rows}\n\nSource: {formula.source}.\n"
    )


def _row(parameter: Parameter) -> str:
    name = f"`{parameter.name}`{' (optional)' if parameter.optional else ''}"
    return f"| {name} | {parameter.input.description} | {parameter.input.accepts} |"


def as_data(formula: Formula[..., Computed[Any]]) -> Mapping[str, object]:
    """The same description as plain values, for JSON."""
    return {
        "name": formula.name,
        "title": formula.title,
        "unit": formula.unit,
        "description": formula.description,
        "source": formula.source,
        "inputs": [_input_data(parameter) for parameter in formula.parameters],
    }


def _input_data(parameter: Parameter) -> Mapping[str, object]:
    data: dict[str, object] = {
        "name": parameter.name,
        "description": parameter.input.description,
        "optional": parameter.optional,
        "accepts": parameter.input.accepts,
    }
    if isinstance(parameter.input, Number):
        data |= {"unit": parameter.input.unit, "low": parameter.input.low, "high": parameter.input.high}
    if isinstance(parameter.input, Items):
        data["items"] = {item: list(numbers) for item, numbers in parameter.input.allowed.items()}
    return data
