"""ESSDAI: twelve domains of Sjögren activity, weighted."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from equipoise.patient.formulas.formula import Computed, formula
from equipoise.patient.formulas.inputs import Items
from equipoise.patient.formulas.scores import summed

WEIGHTS: Mapping[str, int] = MappingProxyType(
    {
        "constitutional": 3,
        "lymphadenopathy": 4,
        "glandular": 2,
        "articular": 2,
        "cutaneous": 3,
        "pulmonary": 5,
        "renal": 5,
        "muscular": 6,
        "peripheral_nervous": 5,
        "central_nervous": 5,
        "haematological": 2,
        "biological": 1,
    }
)
_LOW_TO_MODERATE = (0, 1, 2)
_FORM = Items(
    "level of activity in each domain",
    {
        **dict.fromkeys(WEIGHTS, (0, 1, 2, 3)),
        **dict.fromkeys(("constitutional", "glandular", "biological"), _LOW_TO_MODERATE),
        "central_nervous": (0, 2, 3),  # the domain has no low level
    },
)


def _band(score: int) -> str:
    return "low" if score < 5 else "moderate" if score < 14 else "high"


@formula(
    "essdai",
    title="EULAR Sjögren's Syndrome Disease Activity Index",
    unit="{score}",
    source="Seror R et al. Ann Rheum Dis 2010;69:1103-1109 and RMD Open 2015;1:e000022",
)
def essdai(levels: Annotated[Mapping[str, int], _FORM]) -> Computed[float | None]:
    """Σ weight × level over twelve domains, 0 to 123. Low below 5, moderate 5 to 13, high from 14."""
    return summed(_FORM, levels, WEIGHTS, _band)
