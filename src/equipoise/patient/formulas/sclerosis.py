"""Systemic sclerosis: skin score, its change, and progression of the lung disease."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Literal

from equipoise.patient.formulas.formula import Computed, formula
from equipoise.patient.formulas.inputs import Choice, FormulaError, Items, Number, exact
from equipoise.patient.formulas.scores import summed
from equipoise.source import Problem

_PAIRED = ("fingers", "hand", "forearm", "upper_arm", "thigh", "leg", "foot")
SITES = ("face", "anterior_chest", "abdomen", *(f"{side}_{site}" for site in _PAIRED for side in ("left", "right")))
_FORM = Items("skin thickness of each site", dict.fromkeys(SITES, (0, 1, 2, 3)))
_MRSS_MAX = 51

SkinScore = Annotated[int, Number("modified Rodnan skin score", "{score}", 0, _MRSS_MAX, whole=True, analyte="mrss")]
PercentPredicted = Annotated[float, Number("percent of predicted", "%", 1, 200)]


@formula(
    "mrss", title="Modified Rodnan skin score", unit="{score}", source="Clements P et al. J Rheumatol 1995;22:1281-1285"
)
def mrss(sites: Annotated[Mapping[str, int], _FORM]) -> Computed[float | None]:
    """The sum over 17 sites, 0 to 51."""
    return summed(_FORM, sites)


@formula(
    "mrss-change", title="Change of the skin score", unit="%", source="relative change: (later - earlier) / earlier"
)
def mrss_change(earlier: SkinScore, later: SkinScore) -> Computed[float | None]:
    """Relative change in percent; from a score of 0 it is not defined. The points are in `parts`."""
    points = {"points": float(later - earlier)}
    if earlier == 0:
        return Computed(
            None, "%", remarks=(Problem("undefined", "there is no relative change from a score of 0"),), parts=points
        )
    return Computed(float(Fraction(int(later - earlier), int(earlier)) * 100), "%", parts=points)


@formula(
    "omeract-ild-progression",
    title="Progression of interstitial lung disease (OMERACT)",
    unit="1",
    source="Khanna D et al. J Rheumatol 2015;42:2168-2171",
)
def omeract_progression(
    fvc_earlier: PercentPredicted,
    fvc_later: PercentPredicted,
    decline: Annotated[
        Literal["relative", "absolute"],
        Choice("of the earlier value (relative) or in percentage points (absolute)", ("relative", "absolute")),
    ],
    dlco_earlier: PercentPredicted | None = None,
    dlco_later: PercentPredicted | None = None,
) -> Computed[bool | None]:
    """FVC falls by 10 % or more, or by 5 % or more while DLCO falls by 15 % or more.

    The original means relative declines; texts that copy it do not say so, and the verdict often differs: the reading
    is declared, never assumed. None where FVC falls by 5 to 10 % and DLCO is not known.
    """
    if (dlco_earlier is None) != (dlco_later is None):
        raise FormulaError("dlco_earlier and dlco_later are given together or not at all")
    relative = decline == "relative"
    fvc = _decline(fvc_earlier, fvc_later, relative)
    parts = {"fvc_decline": float(fvc)}
    progressed: bool | None = fvc >= 10
    if dlco_earlier is not None and dlco_later is not None:
        dlco = _decline(dlco_earlier, dlco_later, relative)
        parts["dlco_decline"] = float(dlco)
        progressed = fvc >= 10 or (fvc >= 5 and dlco >= 15)
    elif 5 <= fvc < 10:
        progressed = None
    return Computed(progressed, "1", parts=parts)


def _decline(earlier: float, later: float, relative: bool) -> Fraction:
    points = exact(earlier) - exact(later)
    return points / exact(earlier) * 100 if relative else points
