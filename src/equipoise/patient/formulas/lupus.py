"""SLEDAI-2K: 24 items of lupus activity, and those of them that a laboratory can speak to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from equipoise.patient.formulas.formula import Computed, formula
from equipoise.patient.formulas.inputs import Items
from equipoise.patient.formulas.scores import summed

_EIGHT = (
    "seizure",
    "psychosis",
    "organic_brain_syndrome",
    "visual_disturbance",
    "cranial_nerve",
    "lupus_headache",
    "cerebrovascular_accident",
    "vasculitis",
)
_FOUR = ("arthritis", "myositis", "urinary_casts", "haematuria", "proteinuria", "pyuria")
_TWO = (
    "rash",
    "alopecia",
    "mucosal_ulcers",
    "pleurisy",
    "pericarditis",
    "low_complement",
    "increased_dna_binding",
)
_ONE = ("fever", "thrombocytopenia", "leukopenia")
WEIGHTS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(_EIGHT, 8),
        **dict.fromkeys(_FOUR, 4),
        **dict.fromkeys(_TWO, 2),
        **dict.fromkeys(_ONE, 1),
    }
)
_FORM = Items("items present (1) or absent (0)", dict.fromkeys(WEIGHTS, (0, 1)))


@formula(
    "sledai-2k",
    title="SLE Disease Activity Index 2000",
    unit="{score}",
    source="Gladman DD et al. J Rheumatol 2002;29:288-291",
)
def sledai_2k(items: Annotated[Mapping[str, int], _FORM]) -> Computed[float | None]:
    """Σ weight of the items present, 0 to 105. Each item is the clinician's tick: it counts when lupus is its cause.

    The window (10 days in the original, 28 or 30 in trials) is the protocol's; so is the number of joints of arthritis.
    """
    return summed(_FORM, items, WEIGHTS)


def laboratory_items(
    *,
    platelets: float | None = None,
    leukocytes: float | None = None,
    temperature: float | None = None,
    proteinuria: float | None = None,
    red_cells: float | None = None,
    white_cells: float | None = None,
) -> dict[str, int]:
    """The items that measurements support, until a clinician attributes them to lupus; what is not given is left out.

    Platelets and leukocytes in 10*9/L, temperature in Cel, proteinuria in g/(24.h), urinary cells per high power field.
    """
    supported = {
        "thrombocytopenia": None if platelets is None else platelets < 100,
        "leukopenia": None if leukocytes is None else leukocytes < 3,
        "fever": None if temperature is None else temperature > 38,
        "proteinuria": None if proteinuria is None else proteinuria > 0.5,
        "haematuria": None if red_cells is None else red_cells > 5,
        "pyuria": None if white_cells is None else white_cells > 5,
    }
    return {item: int(present) for item, present in supported.items() if present is not None}
