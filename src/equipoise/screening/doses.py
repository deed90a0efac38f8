"""The daily dose of a drug, or of all glucocorticoids as prednisone: now, or at its highest in the time asked about.

    prednisone > 10 mg/day                       the dose of the screening day
    prednisone > 10 mg/day within 4 weeks        above it on one of these days: the highest dose is compared
    prednisone ≤ 10 mg/day for at least 4 weeks  on every day of the four weeks

On a day of which a complete list says that no such drug was taken, the dose is 0. Records of one drug that overlap may
be the same prescription or two: the dose is anything from the smallest of them to their sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf

from equipoise.criteria.nodes import Concept, Quantity, Window
from equipoise.dates import minus
from equipoise.errors import EquipoiseError
from equipoise.logic import Reason, Truth
from equipoise.patient.facts import Covered, TreatmentFact
from equipoise.patient.formulas.glucocorticoids import EQUIVALENT_TO_5_MG, prednisone_equivalent
from equipoise.screening import records
from equipoise.screening.answer import Evidence
from equipoise.screening.context import Context, Interval, coverage_evidence, covering
from equipoise.screening.matching import ROUTES
from equipoise.screening.operands import Operand, compare, margin, verdict_words
from equipoise.screening.outcome import F, Outcome, T, U, decided, unknown
from equipoise.screening.routes import is_local
from equipoise.screening.samples import collect
from equipoise.screening.samples import evidence as measured
from equipoise.screening.why import Phrase, moment_text, number
from equipoise.screening.windows import DAY, anchor_day, asked_by, overlaps
from equipoise.screening.wordlists import listed, spoken
from equipoise.vocabulary.concepts import find, is_a, members
from equipoise.vocabulary.units import UnitError, convert

SUBJECT = "glucocorticoid_dose"
_OF_A_DRUG = " dose"
_PER_KG = ("mg/kg/d", "mg/(kg.d)", "mg/kg", "mg/kg/(24.h)")
_ADDS_NOTHING = ROUTES | listed("daily total concomitant corticosteroid steroid glucocorticoid equivalent")


@dataclass(frozen=True, slots=True)
class _Taken:
    """A record of the drug: what it is, and how many milligrams a day (of prednisone, where that is asked)."""

    fact: TreatmentFact
    drug: str
    per_day: float | None


@dataclass(frozen=True, slots=True)
class _Dose:
    """What the dose of a day, or the highest of many days, may be, and what would tell exactly."""

    low: float
    high: float
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Question:
    """Whose dose, on which days, and what holds of the days of which there is no record."""

    drug: str | None  # None: all glucocorticoids as prednisone
    interval: Interval
    words: str
    covered: Covered | None

    @property
    def name(self) -> str:
        return "glucocorticoid" if self.drug is None else self.drug


def answers(quantity: Quantity) -> bool:
    """Whether the quantity is a dose that the records of treatments can tell."""
    if quantity.subject == SUBJECT:
        return True
    return _drug_of(quantity.subject) is not None and (quantity.unit in _PER_KG or _daily(quantity.unit))


def limits_only(drug: Concept, bounds: Sequence[Quantity]) -> bool:
    """Whether a drug in an inclusion is only named for the limit from above on its dose: "prednisone ≤ 10 mg/day".

    "Receiving", "stable" and "for at least 4 weeks" ask that it be taken, as a least dose does.
    """
    own = [bound for bound in bounds if bound.subject in (SUBJECT, f"{drug.name}{_OF_A_DRUG}")]
    if not own or any(bound.op not in ("<", "<=") or bound.windows for bound in own) or drug.windows:
        return False
    if drug.kind != "treatment" or not drug.present or drug.planned or drug.response or drug.count or drug.allergy:
        return False
    return drug.key is not None and spoken(drug.name) - spoken(drug.key) <= _ADDS_NOTHING


def is_glucocorticoid(drug: Concept) -> bool:
    """Whether the drug is one whose dose is limited in whoever takes it, and asked of nobody."""
    return drug.key is not None and is_a(drug.key, "glucocorticoid")


def evaluate_dose(quantity: Quantity, context: Context) -> Outcome:
    """A bound on a dose."""
    question = _question(quantity, context)
    taken = [each for each in _records(question, context) if _in_time(each.fact, question.interval, context)]
    if not taken and question.covered is None:
        said = (f"no {question.name} dose is on file",)
        return unknown("missing-data", said, obtain=(f"{question.name} dose (complete medication list)",))
    doses = [_on_day(day, taken, question, context) for day in _days(taken, question.interval, context.on)]
    lowest = quantity.op in (">", ">=") and any(window.relation == "for_at_least" for window in quantity.windows)
    dose = _lowest(doses) if lowest else _highest(doses)
    if quantity.unit in _PER_KG:
        return _per_kilogram(dose, taken, question, quantity, context)
    unit = quantity.unit if _daily(quantity.unit) else "mg/d"
    low, high = (_converted(value, unit) for value in (dose.low, dose.high))
    return _compared(Operand(low, high, _said(low, high, unit, taken, question)), dose, quantity, unit, question)


def _question(quantity: Quantity, context: Context) -> _Question:
    drug = None if quantity.subject == SUBJECT else _drug_of(quantity.subject)
    interval, words = _time(quantity.windows, context)
    return _Question(drug, interval, words, covering(context, "medications", interval))


def _time(windows: tuple[Window, ...], context: Context) -> tuple[Interval, str]:
    """The days asked about, none of them in the future: what holds then is the dose of today."""
    lasting = [window for window in windows if window.relation == "for_at_least" and window.length is not None]
    if lasting and lasting[0].length is not None:
        day = min(anchor_day(lasting[0], context)[0], context.on)
        return Interval(minus(day, lasting[0].length), day), ""
    timed = tuple(window for window in windows if window.relation in ("within", "before", "ever"))
    if not timed:
        return Interval(context.on, context.on), ""
    asked = asked_by(timed, context)
    end = context.on if asked.interval.end is None else min(asked.interval.end, context.on)
    return Interval(asked.interval.start, end), f" {asked.words}".rstrip()


def _records(question: _Question, context: Context) -> tuple[_Taken, ...]:
    """The records of the drug, without what is only planned or acts where it is put."""
    if question.drug is None:
        return context.once(("doses", None), lambda: tuple(_glucocorticoids(context.facts.treatments)))
    concept = Concept("treatment", question.drug, key=question.drug)
    facts = [fact for fact, match in records.treatments(concept, context) if match == "is"]
    return tuple(_Taken(each, concept.name, _milligrams(each)) for each in facts if _counts(each))


def _glucocorticoids(facts: Iterable[TreatmentFact]) -> Iterable[_Taken]:
    for fact in facts:
        drug = _glucocorticoid(fact) if _counts(fact) else None
        if drug is not None:
            dose = _milligrams(fact)
            yield _Taken(fact, drug, None if dose is None else prednisone_equivalent(drug=drug, dose=dose).value)


def _counts(fact: TreatmentFact) -> bool:
    return not fact.planned and fact.kind == "medication" and not is_local(fact)


def _in_time(fact: TreatmentFact, interval: Interval, context: Context) -> bool:
    return _taken_in(fact, interval, context) is not F


def _taken_in(fact: TreatmentFact, interval: Interval, context: Context) -> Truth:
    truth = overlaps(fact.when, interval, context.on)
    return U if truth is T and fact.doubt is not None else truth


def _days(taken: Sequence[_Taken], interval: Interval, on: date) -> list[date]:
    """One day of each stretch of days that have the same dose."""
    until = interval.end or on
    changes = {
        day
        for each in taken
        for when in (each.fact.when,)
        for day in (
            when.start, when.began_by, when.ended_from and when.ended_from + DAY, when.end and when.end + DAY,
        )
        if day is not None
    }  # fmt: skip
    first = interval.start or min(changes, default=until) - DAY
    return sorted({first, *(day for day in changes if first <= day <= until)})


def _on_day(day: date, taken: Sequence[_Taken], question: _Question, context: Context) -> _Dose:
    """The dose of one day."""
    low = high = 0.0
    lacking: list[str] = []
    found = False
    for drug in dict.fromkeys(each.drug for each in taken):
        mine = [
            (each, truth)
            for each in taken
            if each.drug == drug and (truth := _taken_in(each.fact, Interval(day, day), context)) is not F
        ]
        if not mine:
            continue
        known = [each.per_day for each, truth in mine if truth is T and each.per_day is not None]
        found = found or any(truth is T for _, truth in mine)
        low += min(known, default=0.0)
        high += sum(inf if each.per_day is None else each.per_day for each, _ in mine)
        lacking += [f"daily dose of {each.fact.name}" for each, _ in mine if each.per_day is None]
        lacking += [f"dates of {each.fact.name}" for each, truth in mine if truth is U]
        lacking += [f"present daily dose of {mine[0][0].fact.name}"] if len(known) > 1 else []
    if not found and question.covered is None:
        high = inf
        lacking.append(f"{question.name} dose (complete medication list)")
    return _Dose(low, high, tuple(lacking))


def _highest(doses: Sequence[_Dose]) -> _Dose:
    return _Dose(max(each.low for each in doses), max(each.high for each in doses), _lacking(doses))


def _lowest(doses: Sequence[_Dose]) -> _Dose:
    return _Dose(min(each.low for each in doses), min(each.high for each in doses), _lacking(doses))


def _lacking(doses: Sequence[_Dose]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in doses for name in each.lacking))


def _said(low: float, high: float, unit: str, taken: Sequence[_Taken], question: _Question) -> Phrase:
    """The dose in words, with the records that it comes from."""
    if not taken:
        shown = None if question.covered is None else coverage_evidence(question.covered, "complete medication list")
        words = f"no {question.name} is on the medication list{question.words}"
        return (words,) if shown is None else (words, " (", shown, ")")
    what = "prednisone equivalent" if question.drug is None else f"{question.drug} dose"
    if low == high:
        amount = f" {number(low)} {_shown(unit)}"
    elif high == inf:
        amount = f" {number(low)} {_shown(unit)} or more" if low else " not known"
    else:
        amount = f" {number(low)} to {number(high)} {_shown(unit)}"
    highest = " at its highest" if question.words else ""
    return (f"{what}{amount}{highest}{question.words} (", *_listed(taken), ")")


def _listed(taken: Sequence[_Taken]) -> Phrase:
    said: list[str | Evidence] = []
    for each in taken:
        fact = each.fact
        words = f"{fact.name} {fact.dose.text or ''}".strip() if fact.dose else fact.name
        said += [Evidence(fact.resource, words, moment_text(fact.when)), "; "]
    return tuple(said[:-1])


def _per_kilogram(
    dose: _Dose, taken: Sequence[_Taken], question: _Question, quantity: Quantity, context: Context
) -> Outcome:
    if dose.low == dose.high == 0.0:  # nothing, whatever the weight
        operand = Operand(0.0, 0.0, _said(0.0, 0.0, "mg/d", taken, question))
        return _compared(operand, dose, quantity, "mg/kg/d", question)
    weights = collect(Quantity("weight", ">=", 0.0, "kg"), context)
    total = _said(dose.low, dose.high, "mg/d", taken, question)
    if not weights.usable:
        reason: Reason = "stale" if weights.stale else "missing-data"
        return unknown(reason, (*total, "; no present weight"), obtain=("body weight",))
    weight = weights.usable[0]
    try:
        kilograms = convert(weight.value or 0.0, weight.unit or "kg", "kg")
    except UnitError:
        kilograms = 0.0
    if kilograms <= 0:
        return unknown("missing-data", ("body weight ", measured(weight), " cannot be used"), obtain=("body weight",))
    low, high = dose.low / kilograms, dose.high / kilograms
    words = (*_said(low, high, "mg/kg/d", taken, question)[:-1], "; body weight ", measured(weight), ")")
    return _compared(Operand(low, high, words), dose, quantity, "mg/kg/d", question)


def _compared(operand: Operand, dose: _Dose, quantity: Quantity, unit: str, question: _Question) -> Outcome:
    truth = compare(operand, quantity.op, quantity.value)
    shown = f" {_shown(unit)}"
    verdict = f" is {verdict_words(truth, quantity.op)} {number(quantity.value)}{shown}"
    if truth is not U:
        return decided(truth is T, (*operand.said, f"{verdict}{margin(operand, quantity.value, shown)}"))
    said = (*operand.said, f", {verdict.removeprefix(' is ')}")
    return unknown("missing-data", said, obtain=dose.lacking or (f"daily dose of {question.name}",))


def _drug_of(subject: str) -> str | None:
    """The one drug whose dose the subject is; a milligram of a class is nothing that could be added up."""
    if not subject.endswith(_OF_A_DRUG):
        return None
    name = subject
    while name.endswith(_OF_A_DRUG):
        name = name.removesuffix(_OF_A_DRUG)
    found = find(name)
    return found.key if found is not None and found.kind == "treatment" and len(members(found.key)) == 1 else None


def _daily(unit: str | None) -> bool:
    """Whether the unit is one of mass per time."""
    try:
        convert(1.0, "mg/d", unit or "1")
    except EquipoiseError:
        return False
    return True


def _converted(milligrams: float, unit: str) -> float:
    return inf if milligrams == inf else convert(milligrams, "mg/d", unit)


def _shown(unit: str) -> str:
    return {"mg/wk": "mg/week"}.get(unit, unit)


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
