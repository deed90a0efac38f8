"""Glucocorticoid doses as prednisone, by the equivalence table in general use."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from equipoise.patient.formulas.formula import Computed, formula
from equipoise.patient.formulas.inputs import Choice, Number, Weight, exact
from equipoise.source import Problem

# Milligrams that are worth 5 mg of prednisone by mouth.
EQUIVALENT_TO_5_MG: Mapping[str, float] = MappingProxyType(
    {
        "prednisone": 5.0,
        "prednisolone": 5.0,
        "methylprednisolone": 4.0,
        "triamcinolone": 4.0,
        "dexamethasone": 0.75,
        "betamethasone": 0.75,
        "hydrocortisone": 20.0,
        "cortisone": 25.0,
    }
)
_SOURCE = "Meikle AW, Tyler FH. Am J Med 1977;63:200-207 (equivalence table)"

Drug = Annotated[str, Choice("glucocorticoid", tuple(EQUIVALENT_TO_5_MG))]
Dose = Annotated[float, Number("systemic dose a day", "mg/d", 0, 5000)]


@formula("prednisone-equivalent", title="Prednisone equivalent a day", unit="mg/d", source=_SOURCE)
def prednisone_equivalent(drug: Drug, dose: Dose) -> Computed[float]:
    """Dose × 5 / (mg worth 5 mg of prednisone)."""
    value = float(exact(dose) * 5 / exact(EQUIVALENT_TO_5_MG[drug]))
    return Computed(value, "mg/d", remarks=_remarks(drug))


@formula(
    "prednisone-equivalent-per-kg", title="Prednisone equivalent a day and kilogram", unit="mg/kg/d", source=_SOURCE
)
def prednisone_equivalent_per_kg(drug: Drug, dose: Dose, weight: Weight) -> Computed[float]:
    """The prednisone equivalent divided by the actual weight."""
    value = float(exact(dose) * 5 / exact(EQUIVALENT_TO_5_MG[drug]) / exact(weight))
    return Computed(value, "mg/kg/d", remarks=_remarks(drug))


def _remarks(drug: str) -> tuple[Problem, ...]:
    if drug != "betamethasone":
        return ()
    return (Problem("equivalence-varies", "tables give 0.6 to 0.75 mg of betamethasone for 5 mg of prednisone"),)
