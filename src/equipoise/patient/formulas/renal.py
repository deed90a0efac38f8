"""The kidney: creatinine clearance, estimated filtration, protein to creatinine ratio."""

from __future__ import annotations

from typing import Annotated

from equipoise.patient.formulas.body import bmi
from equipoise.patient.formulas.formula import Computed, formula
from equipoise.patient.formulas.inputs import Adult, Creatinine, Height, Number, Sex, Weight, exact
from equipoise.source import Problem

_OBESE = 30.0
_INCHES_OF_DEVINE = 60
_CM_PER_INCH = 2.54


@formula(
    "cockcroft-gault",
    title="Creatinine clearance (Cockcroft-Gault)",
    unit="mL/min",
    source="Cockcroft DW, Gault MH. Nephron 1976;16:31-41",
)
def cockcroft_gault(
    age: Adult, weight: Weight, creatinine: Creatinine, sex: Sex, height: Height | None = None
) -> Computed[float]:
    """(140 - age) × weight × (0.85 if female) / (72 × creatinine), in mL/min, not indexed to body surface.

    For adults whose creatinine is stable. The weight is the actual one, unless a protocol says otherwise. With a
    height, a body mass index of 30 or more is remarked, and the clearances by ideal (Devine) and adjusted weight are in
    `parts`. The mg/dL form is used, with 88.4 umol/L for 1 mg/dL: the constants 1.23 and 1.04 of the SI form are
    roundings that turn verdicts near a bound.
    """
    factor = (140 - exact(age)) / (72 * exact(creatinine)) * (exact(0.85) if sex == "female" else 1)
    value = float(factor * exact(weight))
    index = bmi(weight=weight, height=height).value if height is not None else None
    if height is None or index is None or index < _OBESE:
        return Computed(value, "mL/min")
    remark = Problem("obesity", "body mass index 30 or more: the actual weight may overestimate clearance")
    parts = {"bmi": index}
    inches_above = height / _CM_PER_INCH - _INCHES_OF_DEVINE
    if inches_above >= 0:
        ideal = (45.5 if sex == "female" else 50.0) + 2.3 * inches_above
        adjusted = ideal + 0.4 * (weight - ideal)
        parts |= {
            "ideal_weight_kg": ideal,
            "by_ideal_weight": float(factor) * ideal,
            "adjusted_weight_kg": adjusted,
            "by_adjusted_weight": float(factor) * adjusted,
        }
    return Computed(value, "mL/min", remarks=(remark,), parts=parts)


@formula(
    "ckd-epi-2021",
    title="Estimated GFR (CKD-EPI 2021, creatinine, without race)",
    unit="mL/min/{1.73_m2}",
    source="Inker LA et al. N Engl J Med 2021;385:1737-1749",
)
def ckd_epi_2021(age: Adult, creatinine: Creatinine, sex: Sex) -> Computed[float]:
    """142 × min(c/κ, 1)^α × max(c/κ, 1)^-1.2 × 0.9938^age × (1.012 if female), in mL/min per 1.73 m².

    κ 0.7 and α -0.241 for women, 0.9 and -0.302 for men. It is no creatinine clearance, and stands in for none.
    """
    kappa, alpha, factor = (0.7, -0.241, 1.012) if sex == "female" else (0.9, -0.302, 1.0)
    ratio = creatinine / kappa
    value = 142 * min(ratio, 1) ** alpha * max(ratio, 1) ** -1.2 * 0.9938**age * factor
    return Computed(value, "mL/min/{1.73_m2}")


@formula(
    "de-indexed-gfr",
    title="GFR of the person, not indexed to body surface",
    unit="mL/min",
    source="KDIGO 2012, for drug dosing",
)
def de_indexed_gfr(
    egfr: Annotated[float, Number("estimated GFR", "mL/min/{1.73_m2}", 1, 250, analyte="egfr")],
    bsa: Annotated[float, Number("body surface area", "m2", 0.5, 4, analyte="bsa")],
) -> Computed[float]:
    """eGFR × body surface / 1.73."""
    return Computed(float(exact(egfr) * exact(bsa) / exact(1.73)), "mL/min")


@formula(
    "upcr",
    title="Urine protein to creatinine ratio",
    unit="g/g",
    source="Ginsberg JM et al. N Engl J Med 1983;309:1543-1546",
)
def upcr(
    protein: Annotated[float, Number("urine protein", "mg/dL", 0, 5000)],
    creatinine: Annotated[float, Number("urine creatinine", "mg/dL", 1, 1000, analyte="creatinine")],
) -> Computed[float]:
    """Protein / creatinine of one spot sample, in g/g; mg/g and mg/mmol (1 mg/mmol = 8.84 mg/g) are in `parts`.

    A ratio of a spot sample is no protein excretion of 24 hours.
    """
    ratio = exact(protein) / exact(creatinine)
    return Computed(
        float(ratio), "g/g", parts={"mg/g": float(1000 * ratio), "mg/mmol": float(1000 * ratio / exact(8.84))}
    )
