"""The present daily dose of glucocorticoids as prednisone, in mg or in mg per kg of body weight."""

from __future__ import annotations

from equipoise.criteria.nodes import Quantity
from equipoise.errors import EquipoiseError
from equipoise.logic import Reason
from equipoise.patient.facts import TreatmentFact
from equipoise.patient.formulas.glucocorticoids import EQUIVALENT_TO_5_MG, prednisone_equivalent
from equipoise.screening.answer import Evidence
from equipoise.screening.context import Context, Interval, covering
from equipoise.screening.operands import Operand, compare, margin, verdict_words
from equipoise.screening.outcome import Outcome, T, U, decided, unknown
from equipoise.screening.routes import is_local
from equipoise.screening.samples import collect
from equipoise.screening.samples import evidence as measured
from equipoise.screening.why import Phrase, moment_text, number
from equipoise.screening.windows import overlaps
from equipoise.vocabulary.concepts import is_a
from equipoise.vocabulary.units import UnitError, convert

_PER_KG = ("mg/kg/d", "mg/(kg.d)", "mg/kg", "mg/kg/(24.h)")


def evaluate_dose(quantity: Quantity, context: Context) -> Outcome:
    """A bound on the prednisone-equivalent dose that the patient takes now."""
    taken: list[tuple[TreatmentFact, str]] = []
    for fact in context.facts.treatments:
        drug = _glucocorticoid(fact)
        if (
            drug is not None
            and not fact.planned
            and not is_local(fact)
            and overlaps(fact.when, Interval(context.on, context.on), context.on) is T
        ):
            taken.append((fact, drug))
    if not taken:
        covered = covering(context, "medications", Interval(context.on, context.on))
        if covered is None:
            return unknown(
                "missing-data",
                ("no glucocorticoid dose is on file",),
                obtain=("glucocorticoid dose (complete medication list)",),
            )
        return _compared(Operand(0.0, 0.0, ("no glucocorticoid is on the medication list",)), quantity, "")
    total = 0.0
    said: list[str | Evidence] = []
    for fact, drug in taken:
        shown = Evidence(
            fact.resource,
            f"{fact.name} {fact.dose.text or ''}".strip() if fact.dose else fact.name,
            moment_text(fact.when),
        )
        dose = _milligrams(fact)
        if dose is None:
            return unknown(
                "missing-data", ("the daily dose is not known of ", shown), obtain=(f"daily dose of {fact.name}",)
            )
        total += prednisone_equivalent(drug=drug, dose=dose).value
        said += [shown, "; "]
    if quantity.unit not in _PER_KG:
        words = (f"prednisone equivalent {number(total)} mg/d (", *said[:-1], ")")
        return _compared(Operand(total, total, words), quantity, " mg/d")
    return _per_kilogram(total, tuple(said[:-1]), quantity, context)


def _per_kilogram(total: float, said: Phrase, quantity: Quantity, context: Context) -> Outcome:
    weights = collect(Quantity("weight", ">=", 0.0, "kg"), context)
    if not weights.usable:
        reason: Reason = "stale" if weights.stale else "missing-data"
        return unknown(
            reason,
            (f"prednisone equivalent {number(total)} mg/d (", *said, "), no present weight"),
            obtain=("body weight",),
        )
    weight = weights.usable[0]
    try:
        kilograms = convert(weight.value or 0.0, weight.unit or "kg", "kg")
    except UnitError:
        kilograms = 0.0
    if kilograms <= 0:
        return unknown("missing-data", ("body weight ", measured(weight), " cannot be used"), obtain=("body weight",))
    value = total / kilograms
    words = (f"prednisone equivalent {number(value)} mg/kg/d (", *said, "; body weight ", measured(weight), ")")
    return _compared(Operand(value, value, words), quantity, " mg/kg/d")


def _compared(operand: Operand, quantity: Quantity, unit: str) -> Outcome:
    truth = compare(operand, quantity.op, quantity.value)
    said = (
        *operand.said,
        f" is {verdict_words(truth, quantity.op)} {number(quantity.value)}{unit}",
        margin(operand, quantity.value, unit),
    )
    return (
        unknown("missing-data", said, obtain=("daily dose of glucocorticoids",))
        if truth is U
        else decided(truth is T, said)
    )


def _glucocorticoid(fact: TreatmentFact) -> str | None:
    """Which glucocorticoid of the equivalence table a systemic drug is; None for everything else."""
    for key in (*fact.keys, fact.name.casefold()):
        for drug in EQUIVALENT_TO_5_MG:
            if key == drug or is_a(key, drug):
                return drug
    return None


def _milligrams(fact: TreatmentFact) -> float | None:
    if fact.dose is None or fact.dose.per_day is None or fact.dose.unit is None:
        return None
    try:
        return convert(fact.dose.per_day, fact.dose.unit, "mg")
    except EquipoiseError:
        return None
