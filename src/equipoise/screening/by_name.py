"""Values computed from results that the vocabulary has no slug for, and that are known by their names.

Neutrophils from the differential (segmented and band forms in percent of the white cells), and the protein to
creatinine
ratio of a spot urine. The parts must be of one moment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from equipoise.criteria.nodes import Quantity
from equipoise.errors import EquipoiseError
from equipoise.patient.facts import Measurement
from equipoise.patient.formulas import blood, renal
from equipoise.patient.quantities import convert_kind, in_unit
from equipoise.screening.answer import Evidence
from equipoise.screening.context import Context
from equipoise.screening.joint_scores import JOINT_SCORES
from equipoise.screening.operands import Operand, Refusal
from equipoise.screening.samples import collect, evidence, is_stale, label
from equipoise.screening.why import number
from equipoise.screening.wordlists import spoken
from equipoise.vocabulary.units import convert


def _newest(context: Context, words: set[str], none_of: set[str]) -> Measurement | None:
    """The newest usable result whose name has all of these words and none of those."""
    found = [
        item
        for item in context.facts.measurements
        if item.unusable is None
        and item.value is not None
        and item.comparator is None
        and item.when.end is not None
        and item.when.end <= context.on
        and not is_stale(item.when.end, context)
        and (said := spoken(item.name)) >= words
        and not said & none_of
    ]
    return max(found, key=lambda item: (item.when.end, item.when.time or ""), default=None)


def neutrophils(quantity: Quantity, unit: str, context: Context) -> Operand | None:
    """White cells × (segmented + band forms), of one sample."""
    white = collect(Quantity("wbc", ">=", 0.0, "10*9/L", windows=quantity.windows), context).usable
    segmented = _newest(context, {"segmented"}, {"band"}) or _newest(
        context, {"neutrophil"}, {"band", "absolute", "count"}
    )
    band = _newest(context, {"band"}, {"segmented"})
    if not white or segmented is None or segmented.unit != "%" or segmented.kind is not None:
        return None
    parts = [white[0], segmented, *([band] if band is not None and band.unit == "%" else [])]
    if any(part.when.end != white[0].when.end for part in parts):
        return None
    try:
        bands = band.value or 0.0 if band is not None and band.unit == "%" else 0.0
        value = blood.anc(wbc=in_unit(white[0], "10*9/L"), segmented=segmented.value or 0.0, bands=bands).value
        shown = convert_kind(value, "10*9/L", unit, "anc")
    except EquipoiseError:
        return None
    return _operand(quantity, shown, unit, "from the differential", parts)


def protein_to_creatinine(quantity: Quantity, unit: str, context: Context) -> Operand | None:
    """Protein and creatinine of one spot urine."""
    around = {"24", "ratio", "clearance", "serum"}
    protein, creatinine = (
        _newest(context, {"urine", "protein"}, around),
        _newest(context, {"urine", "creatinine"}, around),
    )
    if protein is None or creatinine is None or protein.when.end != creatinine.when.end:
        return None
    try:
        milligrams = convert(protein.value or 0.0, protein.unit or "", "mg/dL")
        creatinine_value = convert(creatinine.value or 0.0, creatinine.unit or "", "mg/dL", analyte="creatinine")
        value = renal.upcr(protein=milligrams, creatinine=creatinine_value).value
        shown = convert_kind(value, "g/g", unit, "upcr")
    except EquipoiseError:
        return None
    return _operand(quantity, shown, unit, "from protein and creatinine", [protein, creatinine])


def _operand(quantity: Quantity, value: float, unit: str, how: str, parts: list[Measurement]) -> Operand:
    said: list[str | Evidence] = []
    for part in parts:
        said += [f"{part.name} ", evidence(part), "; "]
    words = f"{label(quantity.subject)} {number(value)} {unit} {how} ("
    return Operand(value, value, (words, *said[:-1], ")"))


BY_NAME: Mapping[str, Callable[[Quantity, str, Context], Operand | Refusal | None]] = {
    "anc": neutrophils,
    "upcr": protein_to_creatinine,
    **JOINT_SCORES,
}
