"""Values computed from others: which formula, which inputs, and the inputs as evidence.

A computed value stands in only where there is no usable reported one by the formula that the text asks for, and never
for another quantity (an eGFR is no creatinine clearance).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product

from equipoise.criteria.nodes import Quantity
from equipoise.errors import EquipoiseError
from equipoise.patient.facts import Sex
from equipoise.patient.formulas import blood, body, cardiac, renal
from equipoise.patient.quantities import convert_kind
from equipoise.screening.ages import ages_on, born
from equipoise.screening.answer import Evidence
from equipoise.screening.by_name import BY_NAME
from equipoise.screening.context import Context
from equipoise.screening.inputs import Input, lacking, listed, newest
from equipoise.screening.operands import Operand, Refusal
from equipoise.screening.samples import label
from equipoise.screening.why import Phrase, number

Inputs = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Formula:
    """How one quantity is computed: its result's unit, the measured inputs with theirs, and whether age and sex count.

    `names` are the formulas that a text may ask for; `windowed` inputs must lie in the criterion's own window.
    """

    name: str
    unit: str
    inputs: tuple[tuple[str, str], ...]
    compute: Callable[[Inputs, Sex], float]
    names: tuple[str | None, ...] = (None,)
    person: bool = False
    windowed: tuple[str, ...] = ()


def derive(quantity: Quantity, unit: str, context: Context) -> Operand | Refusal | None:
    """The computed value in `unit`; why it cannot be computed; None where no formula gives this quantity."""
    refusal: Refusal | None = None
    if quantity.formula is None and quantity.reference == "absolute" and quantity.subject in BY_NAME:
        computed_by_name = BY_NAME[quantity.subject](quantity, unit, context)
        if computed_by_name is not None:
            return computed_by_name
    for formula in FORMULAS.get(quantity.subject, ()):
        asked = quantity.formula.casefold() if quantity.formula else None
        if asked not in formula.names or quantity.reference != "absolute":
            continue
        computed = _apply(formula, quantity, unit, context)
        if isinstance(computed, Operand):
            return computed
        refusal = refusal or computed
    return refusal


def _apply(formula: Formula, quantity: Quantity, unit: str, context: Context) -> Operand | Refusal:
    found: dict[str, Input] = {}
    missing: list[Refusal] = []
    for slug, wanted in formula.inputs:
        windows = quantity.windows if slug in formula.windowed else ()
        read = newest(slug, wanted, windows, context)
        if isinstance(read, Refusal):
            missing.append(read)
        else:
            found[slug] = read
    ages = ages_on(context, context.on, "a") if formula.person else (0.0, 0.0)
    if ages is None:
        missing.append(Refusal("missing-data", ("the date of birth is not on file",), ("date of birth",)))
    if missing or ages is None:
        return lacking(f"{label(quantity.subject)} by {formula.name}", missing)
    sexes: tuple[Sex, ...] = ("male", "female") if formula.person else ("male",)
    sexes = (context.facts.sex,) if formula.person and context.facts.sex else sexes
    values = {slug: item.value for slug, item in found.items()}
    try:
        results = [formula.compute({**values, "age": age}, sex) for age, sex in product(sorted(set(ages)), sexes)]
        low, high = (
            convert_kind(value, formula.unit, unit, quantity.subject) for value in (min(results), max(results))
        )
    except (EquipoiseError, ValueError, ZeroDivisionError):
        words = f"{label(quantity.subject)} cannot be computed by {formula.name} from the values on file"
        return Refusal("missing-data", (words,), (label(quantity.subject),))
    return Operand(low, high, _said(formula, quantity, (low, high), unit, found, context))


def _said(
    formula: Formula,
    quantity: Quantity,
    values: tuple[float, float],
    unit: str,
    found: Mapping[str, Input],
    context: Context,
) -> Phrase:
    low, high = values
    shown = number(low) if low == high else f"{number(low)} or {number(high)}"
    unit_words = "" if unit == "1" or unit.startswith("{") else f" {unit}"
    inputs: list[Phrase] = [(f"{label(slug)} ", item.shown) for slug, item in found.items()]
    if formula.person:
        sex = context.facts.sex
        inputs.append((born(context),))
        inputs.append(
            (Evidence(f"Patient/{context.facts.patient}", sex),) if sex else ("sex not on file: for either sex",)
        )
    return (f"{label(quantity.subject)} {shown}{unit_words} by {formula.name} (", *listed(inputs), ")")


FORMULAS: Mapping[str, tuple[Formula, ...]] = {
    "creatinine_clearance": (
        Formula(
            "Cockcroft-Gault",
            "mL/min",
            (("creatinine", "mg/dL"), ("weight", "kg")),
            lambda given, sex: (
                renal.cockcroft_gault(
                    age=given["age"], weight=given["weight"], creatinine=given["creatinine"], sex=sex
                ).value
            ),
            (None, "cockcroft-gault"),
            person=True,
            windowed=("creatinine",),
        ),
    ),
    "egfr": (
        Formula(
            "CKD-EPI 2021",
            "mL/min/{1.73_m2}",
            (("creatinine", "mg/dL"),),
            lambda given, sex: renal.ckd_epi_2021(age=given["age"], creatinine=given["creatinine"], sex=sex).value,
            (None, "ckd-epi", "ckd-epi 2021"),
            person=True,
            windowed=("creatinine",),
        ),
    ),
    "qtc": (
        Formula(
            "Bazett",
            "ms",
            (("qt", "ms"), ("heart_rate", "/min")),
            lambda given, _: cardiac.qtc_bazett(qt=given["qt"], heart_rate=given["heart_rate"]).value,
            ("bazett",),
            windowed=("qt",),
        ),
        Formula(
            "Fridericia",
            "ms",
            (("qt", "ms"), ("heart_rate", "/min")),
            lambda given, _: cardiac.qtc_fridericia(qt=given["qt"], heart_rate=given["heart_rate"]).value,
            ("fridericia",),
            windowed=("qt",),
        ),
    ),
    "bmi": (
        Formula(
            "weight and height",
            "kg/m2",
            (("weight", "kg"), ("height", "cm")),
            lambda given, _: body.bmi(weight=given["weight"], height=given["height"]).value,
            windowed=("weight",),
        ),
    ),
    "bsa": (
        Formula(
            "Mosteller",
            "m2",
            (("weight", "kg"), ("height", "cm")),
            lambda given, _: body.bsa_mosteller(weight=given["weight"], height=given["height"]).value,
            (None, "mosteller"),
            windowed=("weight",),
        ),
    ),
    "corrected_calcium": (
        Formula(
            "calcium and albumin",
            "mg/dL",
            (("calcium", "mg/dL"), ("albumin", "g/dL")),
            lambda given, _: blood.corrected_calcium(calcium=given["calcium"], albumin=given["albumin"]).value,
            windowed=("calcium",),
        ),
    ),
}
