"""Myositis: manual muscle testing of eight groups, and the 2016 ACR/EULAR total improvement score."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, NamedTuple

from equipoise.patient.formulas.formula import Computed, formula
from equipoise.patient.formulas.inputs import Choice, FormulaError, Items, Number, exact
from equipoise.patient.formulas.scores import summed

_PAIRED = (
    "deltoid",
    "biceps",
    "wrist_extensors",
    "gluteus_maximus",
    "gluteus_medius",
    "quadriceps",
    "ankle_dorsiflexors",
)
_GRADES = tuple(range(11))
_UNILATERAL = Items("Kendall grade of each group", dict.fromkeys(("neck_flexors", *_PAIRED), _GRADES))
_BILATERAL = Items(
    "Kendall grade of each group",
    dict.fromkeys(("neck_flexors", *(f"{side}_{muscle}" for muscle in _PAIRED for side in ("left", "right"))), _GRADES),
)
MMT8_MAXIMUM: Mapping[str, int] = MappingProxyType({"unilateral": 80, "bilateral": 150})
_SOURCE = "Rider LG et al. Arthritis Care Res 2010;62:465-472; IMACS form 04"

Scale = Literal["unilateral", "bilateral"]


@formula("mmt8-unilateral", title="MMT-8, one side (0 to 80)", unit="{score}", source=_SOURCE)
def mmt8_unilateral(grades: Annotated[Mapping[str, int], _UNILATERAL]) -> Computed[float | None]:
    """The sum of eight groups, 0 to 80."""
    return summed(_UNILATERAL, grades)


@formula("mmt8-bilateral", title="MMT-8, both sides (0 to 150)", unit="{score}", source=_SOURCE)
def mmt8_bilateral(grades: Annotated[Mapping[str, int], _BILATERAL]) -> Computed[float | None]:
    """The sum of the neck flexors, once, and seven groups on both sides, 0 to 150."""
    return summed(_BILATERAL, grades)


def mmt8_below(score: float, scale: Scale, bound: float, bound_scale: Scale) -> bool:
    """Whether a score is below a bound. A bound on the one scale says nothing about a score on the other.

    Raises `FormulaError` when the scales differ, or a number does not fit its scale.
    """
    for name, value, on in (("score", score, scale), ("bound", bound, bound_scale)):
        if not 0 <= value <= MMT8_MAXIMUM[on]:
            raise FormulaError(f"{name} on the {on} scale must be 0 to {MMT8_MAXIMUM[on]}")
    if scale != bound_scale:
        raise FormulaError("score and bound are on different MMT-8 scales (0 to 80 and 0 to 150)")
    return score < bound


class _Measure(NamedTuple):
    """The upper ends of the first four steps of improvement (%), and the points of all five."""

    cuts: tuple[float, float, float, float]
    points: tuple[float, float, float, float, float]


_USUAL = (5.0, 15.0, 25.0, 40.0)
_MEASURES: Mapping[str, _Measure] = MappingProxyType(
    {
        "physician_global": _Measure(_USUAL, (0, 7.5, 15, 17.5, 20)),
        "patient_global": _Measure(_USUAL, (0, 2.5, 5, 7.5, 10)),
        "muscle_strength": _Measure((2.0, 10.0, 20.0, 30.0), (0, 10, 20, 27.5, 32.5)),
        "function": _Measure(_USUAL, (0, 5, 7.5, 7.5, 10)),
        "enzyme": _Measure(_USUAL, (0, 2.5, 5, 7.5, 7.5)),
        "extramuscular": _Measure(_USUAL, (0, 7.5, 12.5, 15, 20)),
    }
)
_THRESHOLDS = {"adult": (20, 40, 60), "juvenile": (30, 45, 70)}
_BANDS = ("no improvement", "minimal", "moderate", "major")

Improvement = Annotated[
    float, Number("absolute change, percent of the measure's range; worse is below 0", "%", -1000, 100)
]


def improvement(before: float, after: float, scale: float, *, higher_is_better: bool) -> float:
    """Absolute percentage change of a core set measure: its improvement over the length of its scale, × 100.

    It is not relative to the baseline. Scales: 10 cm for the global and extramuscular ones, 3 for HAQ, 150 or 80 for
    MMT-8; that of the enzyme depends on its upper limit of normal. A scale that is not positive raises `FormulaError`.
    """
    if not scale > 0:
        raise FormulaError("scale must be greater than 0")
    gain = exact(after) - exact(before) if higher_is_better else exact(before) - exact(after)
    return float(gain / exact(scale) * 100)


@formula(
    "myositis-response",
    title="Total improvement score (2016 ACR/EULAR myositis response)",
    unit="{score}",
    source="Aggarwal R et al. Ann Rheum Dis 2017;76:792-801; Rider LG et al. Ann Rheum Dis 2017;76:782-791",
)
def total_improvement(
    physician_global: Improvement,
    patient_global: Improvement,
    muscle_strength: Improvement,
    function: Improvement,
    enzyme: Improvement,
    extramuscular: Improvement,
    population: Annotated[
        Literal["adult", "juvenile"], Choice("whose thresholds of improvement", ("adult", "juvenile"))
    ] = "adult",
) -> Computed[float]:
    """Points for the improvement of six core set measures, 0 to 100; getting worse costs nothing.

    Minimal, moderate and major improvement begin at 20, 40 and 60 for adults, at 30, 45 and 70 for children.
    """
    given = {
        "physician_global": physician_global,
        "patient_global": patient_global,
        "muscle_strength": muscle_strength,
        "function": function,
        "enzyme": enzyme,
        "extramuscular": extramuscular,
    }
    points = {name: measure.points[bisect_left(measure.cuts, given[name])] for name, measure in _MEASURES.items()}
    score = sum(points.values())
    reached = sum(score >= threshold for threshold in _THRESHOLDS[population])
    return Computed(score, "{score}", _BANDS[reached], parts=points)
