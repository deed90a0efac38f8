"""Blood: neutrophils from the differential, calcium corrected for albumin."""

from __future__ import annotations

from typing import Annotated

from equipoise.patient.formulas.formula import Computed, formula
from equipoise.patient.formulas.inputs import Albumin, FormulaError, Number, exact


@formula(
    "anc",
    title="Absolute neutrophil count from the differential",
    unit="10*9/L",
    source="definition; Common Terminology Criteria for Adverse Events",
)
def anc(
    wbc: Annotated[float, Number("white blood cells", "10*9/L", 0, 500, analyte="wbc")],
    segmented: Annotated[float, Number("segmented neutrophils", "%", 0, 100)],
    bands: Annotated[float, Number("band neutrophils", "%", 0, 100)] = 0.0,
) -> Computed[float]:
    """White cells × (segmented + bands) / 100. Metamyelocytes do not count.

    The analyser's own absolute count, where there is one, is to be preferred.
    """
    if exact(segmented) + exact(bands) > 100:
        raise FormulaError("segmented and bands together must be 0 to 100 %")
    return Computed(float(exact(wbc) * (exact(segmented) + exact(bands)) / 100), "10*9/L")


@formula(
    "corrected-calcium",
    title="Calcium corrected for albumin",
    unit="mg/dL",
    source="Payne RB et al. Br Med J 1973;4:643-646",
)
def corrected_calcium(
    calcium: Annotated[float, Number("serum calcium", "mg/dL", 4, 20, analyte="calcium")], albumin: Albumin
) -> Computed[float]:
    """Calcium + 0.8 × (4 - albumin), calcium in mg/dL, albumin in g/dL."""
    return Computed(float(exact(calcium) + exact(0.8) * (4 - exact(albumin))), "mg/dL")
