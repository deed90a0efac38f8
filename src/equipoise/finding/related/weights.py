"""Every number by which facets are weighed, in one table.

`focus` is the list by study characteristics and research focus, `overall` the one by overall similarity. A trial's
total is the mean of its facets' scores in these weights, over the facets that could be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

Facet: TypeAlias = Literal["conditions", "mechanism", "population", "criteria", "design", "sponsor", "text"]
ListName: TypeAlias = Literal["focus", "overall"]

FACETS: tuple[Facet, ...] = get_args(Facet)

WEIGHTS: Mapping[ListName, Mapping[Facet, float]] = MappingProxyType(
    {
        "focus": MappingProxyType(
            {
                "conditions": 5.0,
                "mechanism": 4.0,
                "population": 1.5,
                "criteria": 1.0,
                "design": 1.0,
                "sponsor": 0.25,
                "text": 0.0,
            }
        ),
        "overall": MappingProxyType(
            {
                "conditions": 3.0,
                "mechanism": 0.5,
                "population": 1.0,
                "criteria": 0.5,
                "design": 0.25,
                "sponsor": 0.0,
                "text": 6.0,
            }
        ),
    }
)

LEAST: Mapping[ListName, float] = MappingProxyType({"focus": 0.15, "overall": 0.1})
"""The total from which a trial is worth listing: a small library may hold nothing like a trial."""

NEARBY = 0.5
"""What a condition counts that only the summary names."""

OF_WORD = 0.4
"""What a word of a condition's name counts beside the condition."""

ABOVE = 0.5
"""What something counts by way of what it is a kind of."""

OF_TARGET, OF_TREATMENT, OF_MODALITY = 1.5, 1.0, 0.75
"""What the parts of a mechanism count beside each other."""
