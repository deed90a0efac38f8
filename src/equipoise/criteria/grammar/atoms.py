"""A bound on a subject as an atom: its unit where the text leaves it out, its formula where the text names one."""

from __future__ import annotations

import re
from dataclasses import replace

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.values import Bound, Bounds
from equipoise.criteria.nodes import Expr, Quantity, all_of
from equipoise.vocabulary.quantities import QUANTITIES, QuantityKind
from equipoise.vocabulary.units import UnitError, comparable, convert

# Words between a subject and its bound that ask nothing of their own.
FILLERS = frozenset(
    ["level", "levels", "count", "counts", "value", "values", "score", "scores", "concentration", "concentrations", "result", "results", "test", "tests", "measurement", "measurements", "rate", "status", "performance", "range", "ranges", "serum", "plasma", "blood", "total", "absolute", "index", "scale", "class", "grade", "stage", "functional", "equal", "equals", "either", "group", "function", "classification", "formula", "calculated", "estimated", "measured", "interval", "activity", "fasting", "at", "physical", "condition", "adequate", "between", "ranging", "in", "corrected", "oncology", "eastern", "cooperative", "determined", "mean", "average", "resting", "urine", "number", "dose"]
)
SCALES = frozenset({"ecog", "nyha", "asa", "child_pugh", "karnofsky", "lansky", "gcs", "gleason", "meld", "mayo", "bilag", "edss"})


def _place(context: Context, start: int, end: int, node: Quantity, rule: str) -> Quantity:
    return replace(node, span=context.span(start, end), rule=rule)


def bound_nodes(subject: str, bounds: Bounds, context: Context, start: int, end: int, rule: str) -> Expr:
    """The bounds on one subject as atoms, joined by `and`."""
    nodes: list[Expr] = []
    for bound in bounds:
        unit = _unit_for(subject, bound)
        if subject in SCALES or (subject in QUANTITIES and QUANTITIES[subject].unit.startswith("{") and unit in ("", "1", "%") and not (subject == "visual_acuity" and unit == "1")):
            unit = QUANTITIES[subject].unit if subject in QUANTITIES else "{score}"
        if not unit and subject == "age":
            unit = "a"
        if not unit and subject in QUANTITIES:
            unit = implied_unit(QUANTITIES[subject], bound.value)
        node = Quantity(subject, bound.op or (">=" if bound.reference == "ULN" else "="), bound.value, unit, bound.reference, formula=_formula(context.text, subject))
        nodes.append(_place(context, start, end, node, rule))
    return all_of(tuple(nodes), rule=rule)


def _unit_for(subject: str, bound: Bound) -> str:
    """The one of a bound's two units that fits the subject; mostly there is only one."""
    if not bound.other_unit or subject not in QUANTITIES:
        return bound.unit
    kind = QUANTITIES[subject]
    fits = [unit for unit in (bound.unit, bound.other_unit) if comparable(unit, kind.unit, kind.molar_mass, analyte=subject)]
    return fits[0] if fits else bound.unit


# Units in which a value may be meant where the text leaves its unit out.
_USUAL_UNITS = {"10*9/L": ("/uL",), "g/dL": ("g/L",), "mg/dL": ("umol/L",), "mg/mg": ("mg/g",), "kg/m2": (), "%": ()}


def implied_unit(kind: QuantityKind, value: float) -> str:
    """The unit of a bound that states none: the only usual one in which the value is plausible, "" where there are several.

    "Hemoglobin < 10" can be g/dL and not g/L; "platelets > 100,000" can be per µL and not 10⁹/L.
    """
    if kind.default_unit_when_missing:
        usual = _USUAL_UNITS.get(kind.unit)
        if usual is None or kind.plausible is None:
            return kind.default_unit_when_missing
    if kind.plausible is None or kind.unit not in _USUAL_UNITS:
        return kind.default_unit_when_missing or ""
    low, high = kind.plausible
    fitting = []
    for unit in (kind.unit, *_USUAL_UNITS[kind.unit]):
        try:
            if low <= convert(value, unit, kind.unit, kind.molar_mass, analyte=kind.slug) <= high:
                fitting.append(unit)
        except UnitError:
            continue
    return fitting[0] if len(fitting) == 1 else kind.default_unit_when_missing or ""


_FORMULAS = (
    ("creatinine_clearance", re.compile(r"cockcroft|gault", re.IGNORECASE), "cockcroft-gault"),
    ("qtc", re.compile(r"bazett|QTcB|RR1/2|RR\^?\(?1/2|RR\^?0\.5|√\s*RR", re.IGNORECASE), "bazett"),
    ("qtc", re.compile(r"fridericia|QTcF|RR1/3|RR\^?\(?1/3", re.IGNORECASE), "fridericia"),
)


def _formula(text: str, subject: str) -> str | None:
    return next((name for slug, pattern, name in _FORMULAS if slug == subject and pattern.search(text)), None)
