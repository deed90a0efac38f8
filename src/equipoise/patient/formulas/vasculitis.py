"""BVAS version 3: the sum over nine systems, each capped.

The items of a system are weighed on the form; what is given here is the sum of the items ticked in each system.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from equipoise.patient.formulas.formula import Computed, formula
from equipoise.patient.formulas.inputs import Choice, Items
from equipoise.patient.formulas.scores import summed

_SYSTEMS = (
    "general",
    "cutaneous",
    "mucous_membranes_eyes",
    "ent",
    "chest",
    "cardiovascular",
    "abdominal",
    "renal",
    "nervous",
)
CAPS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "new": dict(zip(_SYSTEMS, (3, 6, 6, 6, 6, 6, 9, 12, 9), strict=True)),
        "persistent": dict(zip(_SYSTEMS, (2, 3, 3, 3, 3, 3, 4, 6, 6), strict=True)),
    }
)
_FORM = Items("sum of the items ticked in each system", dict.fromkeys(_SYSTEMS, tuple(range(61))))


@formula(
    "bvas-3",
    title="Birmingham Vasculitis Activity Score, version 3",
    unit="{score}",
    source="Mukhtyar C et al. Ann Rheum Dis 2009;68:1827-1832",
)
def bvas_3(
    systems: Annotated[Mapping[str, int], _FORM],
    activity: Annotated[
        Literal["new", "persistent"],
        Choice("new or worse, or persistent (only when every active item is persistent)", ("new", "persistent")),
    ],
) -> Computed[float | None]:
    """Σ of the systems' sums, each up to its cap; 0 to 63 for new or worse disease, 0 to 33 for persistent disease."""
    caps = CAPS[activity]
    capped = Items(_FORM.description, {system: tuple(range(cap + 1)) for system, cap in caps.items()})
    return summed(capped, {system: min(total, caps[system]) for system, total in systems.items()})
