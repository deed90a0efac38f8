"""The liver: Child-Pugh, MELD, MELD-Na."""

from __future__ import annotations

from math import floor, log
from typing import Annotated, Literal

from equipoise.patient.formulas.formula import Computed, formula
from equipoise.patient.formulas.inputs import Albumin, Bilirubin, Choice, Creatinine, Flag, Inr, Number

Dialysis = Annotated[bool, Flag("dialysis twice, or 24 hours of CVVHD, in the last week")]
Sodium = Annotated[float, Number("serum sodium", "mmol/L", 90, 190, analyte="sodium")]

_UNOS = "Kamath PS et al. Hepatology 2001;33:464-470; OPTN Policy 9"
_ASCITES = {"none": 1, "slight": 2, "moderate": 3}


def _points(value: float, second_from: float, third_above: float) -> int:
    """1 below the first bound, 2 up to and including the second, 3 above."""
    return 1 if value < second_from else 2 if value <= third_above else 3


@formula("child-pugh", title="Child-Pugh score", unit="{score}", source="Pugh RN et al. Br J Surg 1973;60:646-649")
def child_pugh(
    bilirubin: Bilirubin,
    albumin: Albumin,
    inr: Inr,
    ascites: Annotated[Literal["none", "slight", "moderate"], Choice("ascites", ("none", "slight", "moderate"))],
    encephalopathy: Annotated[int, Number("grade of encephalopathy", "{grade}", 0, 4, whole=True)],
) -> Computed[float]:
    """Five parameters, 1 to 3 points each: class A 5 and 6, B 7 to 9, C 10 to 15.

    Bilirubin < 2, 2 to 3, > 3 mg/dL; albumin > 3.5, 2.8 to 3.5, < 2.8 g/dL; INR < 1.7, 1.7 to 2.3, > 2.3; ascites none,
    slight, moderate; encephalopathy none, grade 1 or 2, grade 3 or 4.
    """
    score = (
        _points(bilirubin, 2, 3)
        + (1 if albumin > 3.5 else 2 if albumin >= 2.8 else 3)
        + _points(inr, 1.7, 2.3)
        + _ASCITES[ascites]
        + _points(encephalopathy, 1, 2)
    )
    return Computed(float(score), "{score}", "A" if score <= 6 else "B" if score <= 9 else "C")


def _meld(bilirubin: float, inr: float, creatinine: float, dialysis: bool) -> float:
    """The sum before it is multiplied by ten: values below 1 count as 1, creatinine above 4 (and dialysis) as 4."""
    cleared = 4.0 if dialysis else min(max(creatinine, 1.0), 4.0)
    return 0.957 * log(cleared) + 0.378 * log(max(bilirubin, 1.0)) + 1.120 * log(max(inr, 1.0)) + 0.643


def _rounded(value: float) -> int:
    """Halves go up, as in the policy; Python's own rounding would take them to the even number."""
    return floor(value + 0.5)


_LEAST, _MOST = 6, 40


@formula("meld", title="MELD score", unit="{score}", source=_UNOS)
def meld(bilirubin: Bilirubin, inr: Inr, creatinine: Creatinine, dialysis: Dialysis = False) -> Computed[float]:
    """10 × (0.957 ln creatinine + 0.378 ln bilirubin + 1.120 ln INR + 0.643), a whole number of 6 to 40."""
    unrounded = 10 * _meld(bilirubin, inr, creatinine, dialysis)
    return Computed(float(min(max(_rounded(unrounded), _LEAST), _MOST)), "{score}", parts={"unrounded": unrounded})


@formula(
    "meld-na",
    title="MELD-Na score",
    unit="{score}",
    source="Kim WR et al. N Engl J Med 2008;359:1018-1026; OPTN Policy 9 (2016)",
)
def meld_na(
    bilirubin: Bilirubin, inr: Inr, creatinine: Creatinine, sodium: Sodium, dialysis: Dialysis = False
) -> Computed[float]:
    """MELD + 1.32 × (137 - Na) - 0.033 × MELD × (137 - Na) where MELD is above 11; Na counts as 125 to 137 mmol/L."""
    initial = _rounded(10 * _meld(bilirubin, inr, creatinine, dialysis))
    if initial <= 11:
        return Computed(float(max(initial, _LEAST)), "{score}", parts={"meld": float(max(initial, _LEAST))})
    lack = 137 - min(max(sodium, 125.0), 137.0)
    unrounded = initial + 1.32 * lack - 0.033 * initial * lack
    parts = {"meld": float(min(initial, _MOST)), "unrounded": unrounded}
    return Computed(float(min(max(_rounded(unrounded), _LEAST), _MOST)), "{score}", parts=parts)
