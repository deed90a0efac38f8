"""Which of a patient's results a bound is about: the right measure, usable, in the window, the newest first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from equipoise.criteria.nodes import Quantity
from equipoise.logic import Truth
from equipoise.patient.facts import Measurement, Result
from equipoise.screening.answer import Evidence
from equipoise.screening.context import Context
from equipoise.screening.matching import words
from equipoise.screening.why import moment_text, number
from equipoise.screening.windows import Asked, asked_by, happened_in
from equipoise.screening.wordlists import listed
from equipoise.vocabulary.quantities import QUANTITIES

# A result of the narrower quantity answers for the wider one.
ANSWERED_BY: dict[str, tuple[str, ...]] = {"das28": ("das28", "das28_esr", "das28_crp")}
# Groups of results that the contract calls laboratory values, vital signs and scores: they grow old.
PERISHABLE_GROUPS = frozenset({"lab", "vital", "score"})
_UNCHANGING = frozenset({"height"})
_FORMULAS: dict[str, tuple[str, ...]] = {
    "bazett": ("bazett", "qtcb"),
    "fridericia": ("fridericia", "qtcf"),
    "cockcroft-gault": ("cockcroft",),
    "ckd-epi": ("ckd-epi", "ckd epi", "ckdepi"),
    "mdrd": ("mdrd",),
}
_SHORTER_SCALE = {"mmt8": 80.0}  # scores that are also recorded on a shorter scale: a low value may be of either
_JOINTS = re.compile(r"(?<![\d.])(28|44|66|68)(?![\d.])")
SCALE_WORDS = listed("grade graded grading class stage status level biopsy proven proliferative according score type")
_SCALE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:-|–|to)\s*(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Samples:
    """Results that answer, newest first, and what was set aside and why."""

    usable: tuple[Measurement, ...] = ()
    refused: tuple[tuple[Measurement, str], ...] = ()
    stale: tuple[Measurement, ...] = ()
    outside: tuple[Measurement, ...] = ()
    unclear: tuple[Measurement, ...] = ()  # may or may not lie in the window


def label(slug: str) -> str:
    """The name of a quantity for people."""
    kind = QUANTITIES.get(slug)
    return kind.name if kind is not None else slug.replace("_", " ")


def grows_old(slug: str) -> bool:
    """Whether a result of this quantity is stale after a while."""
    kind = QUANTITIES.get(slug)
    if kind is None:
        return not words(slug) & SCALE_WORDS
    return slug not in _UNCHANGING and kind.group in PERISHABLE_GROUPS


def shown(measurement: Measurement) -> str:
    """The value as recorded: `<0.5 10*9/L`."""
    value = "" if measurement.value is None else number(measurement.value)
    unit = measurement.unit or ""
    unit = "" if unit.startswith("{") or unit == "1" else unit
    return f"{measurement.comparator or ''}{value} {unit}".strip()


def evidence(measurement: Measurement, extra: str = "") -> Evidence:
    """The measurement as evidence."""
    return Evidence(measurement.resource, shown(measurement) + extra, moment_text(measurement.when))


def collect(quantity: Quantity, context: Context, slugs: tuple[str, ...] | None = None) -> Samples:
    """The results for this quantity, sorted by what can be done with them."""
    slugs = slugs or ANSWERED_BY.get(quantity.subject, (quantity.subject,))
    asked = asked_by(quantity.windows, context)
    windowed = any(window.relation in ("within", "before", "after", "ever") for window in quantity.windows)
    sorted_into: dict[str, list[Measurement]] = {"usable": [], "stale": [], "outside": [], "unclear": []}
    refused: list[tuple[Measurement, str]] = []
    for item in _of_kind(slugs, quantity, context):
        trouble = item.unusable or _trouble(item, quantity)
        if trouble is not None:
            refused.append((item, trouble))
        elif item.when.end is None or item.when.end > context.on:
            refused.append((item, "it has no date" if item.when.end is None else "it lies in the future"))
        else:
            sorted_into[_place(item, asked, context, windowed, slugs[0])].append(item)
    for items in sorted_into.values():
        items.sort(key=_newest, reverse=True)
    return Samples(
        tuple(sorted_into["usable"]),
        tuple(refused),
        tuple(sorted_into["stale"]),
        tuple(sorted_into["outside"]),
        tuple(sorted_into["unclear"]),
    )


def _place(item: Measurement, asked: Asked, context: Context, windowed: bool, slug: str) -> str:
    if windowed:
        inside = happened_in(item.when, asked.interval)
        return {Truth.TRUE: "usable", Truth.FALSE: "outside", Truth.UNKNOWN: "unclear"}[inside]
    day = item.when.end
    return "stale" if grows_old(slug) and day is not None and is_stale(day, context) else "usable"


def is_stale(day: date, context: Context) -> bool:
    """Whether a result of that day is too old on the screening date."""
    return (context.on - day).days > context.max_age_days


def _newest(item: Measurement) -> tuple[date, str]:
    return item.when.end or date.min, item.when.time or ""


def same_moment(usable: tuple[Measurement, ...]) -> list[Measurement]:
    """The newest result and those that no time of day tells apart from it."""
    first = usable[0]
    same_day = [item for item in usable if item.when.end == first.when.end]
    if first.when.start != first.when.end:
        # A result known to the month may be older or newer than any other of that month.
        return [item for item in usable if first.when.start is None or (item.when.end or date.min) >= first.when.start]
    return [item for item in same_day if item.when.time is None or first.when.time in (None, item.when.time)]


def _of_kind(slugs: tuple[str, ...], quantity: Quantity, context: Context) -> list[Measurement]:
    """Results of the quantity, the fitting percent or absolute form only; classes in words count with their number."""
    wants_percent = quantity.reference == "predicted"
    asked = "measurements", slugs, quantity.subject, wants_percent
    return context.once(asked, lambda: _kind_found(slugs, quantity, wants_percent, context))


def _kind_found(slugs: tuple[str, ...], quantity: Quantity, wants_percent: bool, context: Context) -> list[Measurement]:
    named = quantity.subject.casefold()
    found = [
        m for m in context.facts.measurements if m.kind in slugs or (m.kind is None and m.name.casefold() == named)
    ]
    found += [_graded(result) for result in context.facts.results if result.kind in slugs]
    if slugs[0] not in QUANTITIES:
        found += [_graded(result) for result in context.facts.results if _grades(quantity.subject, result)]
    if wants_percent or _is_absolute_unit(slugs[0]):
        found = [item for item in found if (item.unit == "%") == wants_percent or item.unit is None]
    return found


def _grades(subject: str, result: Result) -> bool:
    """Whether a class in words is of what a bound without a slug names: "lupus nephritis grade", "class by biopsy"."""
    asked = words(subject) - SCALE_WORDS
    said = words(result.name) | (words(label(result.kind)) if result.kind else frozenset())
    return result.grade is not None and len(asked) > 1 and asked <= said


def _is_absolute_unit(slug: str) -> bool:
    """Whether the quantity is measured in something that also comes as a percentage of the predicted value."""
    kind = QUANTITIES.get(slug)
    return kind is not None and kind.unit in ("L", "mL/min/mm[Hg]")


def _graded(result: Result) -> Measurement:
    """ "Class III" as a number; an answer that is no single class cannot be compared."""
    trouble = None if result.grade is not None else f"its answer, {result.text!r}, is not a single number or class"
    return Measurement(
        result.resource, result.kind, result.name, result.grade, "{class}", result.when, unusable=trouble
    )


def _trouble(item: Measurement, quantity: Quantity) -> str | None:
    """Why this result does not answer for this bound although it measures the quantity."""
    if item.value is None:
        return "it has no value"
    if quantity.formula is not None and not by_formula(item, quantity.formula):
        return f"it is not known to be by the formula asked for ({quantity.formula})"
    kind = QUANTITIES.get(quantity.subject)
    if kind is None or kind.scale is None or kind.unit != "{score}":
        return None
    scale, wanted = scale_of(item), f"{number(kind.scale[0])} to {number(kind.scale[1])}"
    if scale is not None and scale != kind.scale:
        return f"it is on the scale {number(scale[0])} to {number(scale[1])}, not {wanted}"
    other = _SHORTER_SCALE.get(kind.slug)
    if scale is None and other is not None and item.value <= other:
        return f"its scale is not recorded: 0 to {number(other)} or {wanted}"
    return None


def by_formula(item: Measurement, formula: str) -> bool:
    """Whether a reported value says that it was computed by this formula."""
    said = " ".join((item.method or "", item.name, *item.context)).casefold()
    return any(word in said for word in _FORMULAS.get(formula.casefold(), (formula.casefold(),)))


def scale_of(item: Measurement) -> tuple[float, float] | None:
    """The ends of the scale that a score says it is on."""
    for said in (*item.context, (item.limits.text or "") if item.limits else ""):
        match = _SCALE.search(said) if "scale" in said.casefold() else None
        if match:
            return float(match[1]), float(match[2])
    return None


def joints_counted(words: str) -> int | None:
    """How many joints a count is based on, as its name or a criterion says."""
    match = _JOINTS.search(words)
    return int(match[1]) if match else None
