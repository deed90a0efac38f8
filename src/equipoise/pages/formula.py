"""The pages of a clinical formula: what it takes, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from equipoise.pages.described import About
from equipoise.patient.formulas import Computed, Formula

AnyFormula: TypeAlias = Formula[..., Computed[Any]]


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a formula."""

    name: Annotated[str, About("its name")]
    what: Annotated[str, About("what it is")]
    accepts: Annotated[str, About("what it accepts")]
    optional: Annotated[bool, About("whether it may be left out")]


@dataclass(frozen=True, slots=True)
class FormulaPage:
    """A formula."""

    name: Annotated[str, About("its name")]
    title: Annotated[str, About("what it computes")]
    unit: Annotated[str, About("the unit of the result (UCUM)")]
    description: Annotated[str, About("how, and for whom")]
    source: Annotated[str, About("where it was published")]
    inputs: Annotated[tuple[Input, ...], About("what it takes")]


@dataclass(frozen=True, slots=True)
class ComputedPage:
    """The answer of a formula."""

    name: Annotated[str, About("the formula")]
    value: Annotated[Any, About("the answer, unrounded; null where the inputs do not settle it")]
    unit: Annotated[str, About("its unit (UCUM)")]
    band: Annotated[str | None, About("the class that it falls in")]
    remarks: Annotated[tuple[str, ...], About("what a reader must know")]
    parts: Annotated[Mapping[str, float], About("numbers on the way")]


def formula_page(formula: AnyFormula) -> FormulaPage:
    """The description of a formula."""
    inputs = tuple(
        Input(each.name, each.input.description, each.input.accepts, each.optional) for each in formula.parameters
    )
    return FormulaPage(formula.name, formula.title, formula.unit, formula.description, formula.source, inputs)


def computed_page(name: str, computed: Computed[Any]) -> ComputedPage:
    """The answer of a formula."""
    remarks = tuple(str(remark) for remark in computed.remarks)
    return ComputedPage(name, computed.value, computed.unit, computed.band, remarks, dict(computed.parts))
