"""The QT interval corrected for heart rate: Bazett, Fridericia, Framingham."""

from __future__ import annotations

from math import sqrt
from typing import Annotated

from equipoise.patient.formulas.formula import Computed, formula
from equipoise.patient.formulas.inputs import FormulaError, Number
from equipoise.source import Problem

Qt = Annotated[float, Number("QT interval", "ms", 200, 700)]
HeartRate = Annotated[float, Number("heart rate", "/min", 30, 200, analyte="heart_rate")]
Rr = Annotated[float, Number("RR interval", "ms", 300, 2000)]

_FAST = 90.0


def _rr_seconds(heart_rate: float | None, rr: float | None) -> float:
    if heart_rate is None and rr is not None:
        return rr / 1000
    if rr is None and heart_rate is not None:
        return 60 / heart_rate
    raise FormulaError("give either heart_rate (30 to 200 /min) or rr (300 to 2000 ms)")


@formula("qtc-bazett", title="QTc (Bazett)", unit="ms", source="Bazett HC. Heart 1920;7:353-370")
def qtc_bazett(qt: Qt, heart_rate: HeartRate | None = None, rr: Rr | None = None) -> Computed[float]:
    """QT / √RR, with QT in ms and RR in seconds (60 / heart rate); Fridericia's value stands beside it in `parts`.

    Above 90 beats a minute Bazett corrects too much, which is remarked.
    """
    seconds = _rr_seconds(heart_rate, rr)
    fast = Problem("fast-heart", "above 90 beats a minute Bazett corrects too much")
    remarks = (fast,) if 60 / seconds > _FAST else ()
    return Computed(qt / sqrt(seconds), "ms", remarks=remarks, parts={"fridericia": qt / seconds ** (1 / 3)})


@formula("qtc-fridericia", title="QTc (Fridericia)", unit="ms", source="Fridericia LS. Acta Med Scand 1920;53:469-486")
def qtc_fridericia(qt: Qt, heart_rate: HeartRate | None = None, rr: Rr | None = None) -> Computed[float]:
    """QT / RR^(1/3), with QT in ms and RR in seconds."""
    return Computed(qt / _rr_seconds(heart_rate, rr) ** (1 / 3), "ms")


@formula("qtc-framingham", title="QTc (Framingham)", unit="ms", source="Sagie A et al. Am J Cardiol 1992;70:797-801")
def qtc_framingham(qt: Qt, heart_rate: HeartRate | None = None, rr: Rr | None = None) -> Computed[float]:
    """QT + 154 × (1 - RR), with QT in ms and RR in seconds."""
    return Computed(qt + 154 * (1 - _rr_seconds(heart_rate, rr)), "ms")
