"""A bound on a subject as an atom: its unit where the text leaves it out, its formula where the text names one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.values import Bound, Bounds
from equipoise.criteria.nodes import Expr, Quantity, all_of
from equipoise.vocabulary.quantities import QUANTITIES, QuantityKind
from equipoise.vocabulary.units import UnitError, comparable, convert

# Words between a subject and its bound that ask nothing of their own.
FILLERS = frozenset({
    "level", "levels", "count", "counts", "value", "values", "score", "scores", "concentration",
    "concentrations", "result", "results", "test", "tests", "measurement", "measurements", "rate", "status",
    "performance", "range", "ranges", "serum", "plasma", "blood", "total", "absolute", "index", "scale",
    "class", "grade", "stage", "functional", "equal", "equals", "either", "group", "function",
    "classification", "formula", "calculated", "estimated", "measured", "interval", "activity", "fasting",
    "at", "physical", "condition", "adequate", "between", "ranging", "in", "corrected", "oncology", "eastern",
    "cooperative", "determined", "mean", "average", "resting", "urine", "number", "dose",
})  # fmt: skip
# Nouns that make a bound one on a change.
DIRECTIONS: dict[str, Literal["increase", "decrease"]] = {
    **dict.fromkeys(("increase", "increases", "rise", "elevation", "worsening"), "increase"),
    **dict.fromkeys(
        ("decrease", "decreases", "decline", "reduction", "fall", "drop", "loss", "deterioration"), "decrease"
    ),
}
SCALES = frozenset({
    "ecog", "nyha", "asa", "child_pugh", "karnofsky", "lansky", "gcs", "gleason", "meld", "mayo", "bilag",
    "edss", "ann_arbor", "mrankin", "hoehn_yahr", "cgi_s", "cdr", "iga_score", "ra_functional_class", "apgar",
    "mmrc",
})  # fmt: skip


def _place(context: Context, start: int, end: int, node: Quantity, rule: str) -> Quantity:
    return replace(node, span=context.span(start, end), rule=rule)


def bound_nodes(subject: str, bounds: Bounds, context: Context, start: int, end: int, rule: str) -> Expr:
    """The bounds on one subject as atoms, joined by `and`."""
    nodes: list[Expr] = []
    for bound in bounds:
        unit = _unit_for(subject, bound)
        if subject in SCALES or (
            subject in QUANTITIES
            and QUANTITIES[subject].unit.startswith("{")
            and unit in ("", "1", "%")
            and not (subject == "visual_acuity" and unit == "1")
        ):
            unit = _STAGES.get(subject) or (QUANTITIES[subject].unit if subject in QUANTITIES else "{score}")
        if not unit and subject == "age":
            unit = "a"
        if not unit and subject in QUANTITIES:
            unit = implied_unit(QUANTITIES[subject], bound.value)
        _report(subject, bound, unit, context, start, end, rule)
        if unit in ("{score}", "{count}") and subject in QUANTITIES and QUANTITIES[subject].group == "score":
            unit = QUANTITIES[subject].unit  # "points" of a scale that is measured in centimetres
        if subject in QUANTITIES and QUANTITIES[subject].unit.endswith("/(24.h)") and unit in ("g", "mg"):
            unit = f"{unit}/(24.h)"  # "24-hour urine protein at least 1.5 g": the name says the time
        node = Quantity(
            subject,
            bound.op or (">=" if bound.reference == "ULN" and not _sign_lost(context, start, end) else "="),
            bound.value,
            unit,
            bound.reference,
            formula=_formula(context.text, subject),
        )
        nodes.append(_place(context, start, end, node, rule))
    return all_of(tuple(nodes), rule=rule)


def _sign_lost(context: Context, start: int, end: int) -> bool:
    """Whether a multiple without a sign, of an inclusion, may be the most as well as the least: "ALT 2.5 × ULN"."""
    return context.section == "inclusion" and _STATED.search(context.text, start, end) is None


_STATED = re.compile(r"\b(?:is|are|was|were|elevat\w*|increas\w*|raised)\b", re.IGNORECASE)
_STAGES = {"ann_arbor": "{stage}", "hoehn_yahr": "{stage}"}
MEASURED = frozenset({"lab", "vital", "demographic"})


def _report(subject: str, bound: Bound, unit: str, context: Context, start: int, end: int, rule: str) -> None:
    """Say that a comparator got lost ("age = 18 years"), or that nobody has such a value ("hemoglobin < 11 mg/dL")."""
    kind = QUANTITIES.get(subject)
    if kind is None or kind.group not in MEASURED:
        return
    lost = bound.op is None and bound.reference == "ULN" and _sign_lost(context, start, end)
    if (bound.op == "=" or lost) and rule.startswith("quantity"):
        context.problem("comparator-lost", f"a single value of {kind.name} was hardly meant", start, end)
    if bound.reference != "absolute" or not unit or unit == "%" or kind.plausible is None:
        return
    low, high = kind.plausible
    try:
        value = convert(bound.value, unit, kind.unit, kind.molar_mass, analyte=subject)
    except UnitError:
        return
    if value > high or 0 < value < low:
        context.problem("impossible-value", f"no patient has such a value of {kind.name}", start, end)


def subject_name(subject: str) -> str:
    """A slug of the exchange form, or the plain English name in lower case of a quantity that has none."""
    kind = QUANTITIES.get(subject)
    if kind is None or not kind.extra:
        return subject
    spelt = [
        name for name in (kind.name, *kind.synonyms) if not set("(,") & set(name) and not _ABBREVIATED.search(name)
    ]
    name = kind.name if kind.name in spelt or not spelt else max(spelt, key=len)
    return name.lower()


_ABBREVIATED = re.compile(r"\b(?:[A-Z][A-Za-z]*[A-Z0-9-][A-Za-z0-9-]*[A-Za-z0-9]|[b-df-hj-np-tv-z-]{4,})\b")


def _unit_for(subject: str, bound: Bound) -> str:
    """The one of a bound's two units that fits the subject; mostly there is only one."""
    if not bound.other_unit or subject not in QUANTITIES:
        return bound.unit
    kind = QUANTITIES[subject]
    fits = [
        unit for unit in (bound.unit, bound.other_unit) if comparable(unit, kind.unit, kind.molar_mass, analyte=subject)
    ]
    return fits[0] if fits else bound.unit


# What thresholds in texts are, in the canonical unit: far inside of what a patient may have.
# A unit is implied where just one fits.
_THRESHOLDS: dict[str, tuple[float, float]] = {
    "hemoglobin": (4, 20), "platelets": (5, 1500), "anc": (0.1, 20), "wbc": (0.5, 60),
    "lymphocytes": (0.05, 20), "creatinine": (0.4, 12), "bilirubin_total": (0.3, 30), "albumin": (1, 6),
    "glucose_fasting": (40, 500), "glucose": (40, 600), "calcium": (5, 16), "corrected_calcium": (5, 16),
    "ldl": (20, 400), "hdl": (15, 120), "cholesterol_total": (80, 500), "triglycerides": (50, 3000),
    "uric_acid": (2, 20), "bun": (10, 150), "egfr": (5, 150), "creatinine_clearance": (5, 150),
    "hba1c": (4, 16), "bmi": (10, 80), "potassium": (2, 8), "sodium": (110, 170), "phosphate": (0.8, 10),
    "magnesium": (0.5, 4), "weight": (0.4, 300), "height": (30, 230), "inr": (0.8, 10), "lvef": (10, 80),
    "crp": (1, 200), "hematocrit": (10, 70), "psa": (0.05, 1000), "ferritin": (5, 5000),
}  # fmt: skip
_ALTERNATIVES: dict[str, tuple[str, ...]] = {
    "10*9/L": ("/uL",), "g/dL": ("g/L",), "mg/dL": ("umol/L", "mmol/L"), "%": (), "kg/m2": (),
}  # fmt: skip


def implied_unit(kind: QuantityKind, value: float) -> str:
    """The unit of a bound that states none: the only usual one in which it is a threshold, "" where there are several.

    "Hemoglobin < 10" can be g/dL and not g/L; "platelets > 100,000" can be per µL and not 10⁹/L.
    """
    usual = _THRESHOLDS.get(kind.slug)
    if usual is None:
        return kind.default_unit_when_missing or ""
    fitting = [unit for unit in (kind.unit, *_ALTERNATIVES.get(kind.unit, ())) if _within(value, unit, kind, usual)]
    return fitting[0] if len(fitting) == 1 else ""


def _within(value: float, unit: str, kind: QuantityKind, usual: tuple[float, float]) -> bool:
    try:
        return usual[0] <= convert(value, unit, kind.unit, kind.molar_mass, analyte=kind.slug) <= usual[1]
    except UnitError:
        return False


_FORMULAS = (
    ("creatinine_clearance", re.compile(r"cockcroft|gault", re.IGNORECASE), "cockcroft-gault"),
    ("qtc", re.compile(r"bazett|QTcB|RR1/2|RR\^?\(?1/2|RR\^?0\.5|√\s*RR", re.IGNORECASE), "bazett"),
    ("qtc", re.compile(r"fridericia|QTcF|RR1/3|RR\^?\(?1/3", re.IGNORECASE), "fridericia"),
)


def _formula(text: str, subject: str) -> str | None:
    return next((name for slug, pattern, name in _FORMULAS if slug == subject and pattern.search(text)), None)
