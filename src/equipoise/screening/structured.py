"""The limits that the registry keeps beside the text: age, sex, healthy volunteers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from equipoise.criteria.model import Criteria
from equipoise.criteria.nodes import And, Expr, Op, Quantity
from equipoise.screening.ages import born
from equipoise.screening.answer import Evidence
from equipoise.screening.context import Context, Interval, coverage_evidence, covering
from equipoise.screening.evaluate import evaluate
from equipoise.screening.later import passes_from, passing
from equipoise.screening.outcome import F, Open, Outcome, T, U, conjunction, decided, not_applicable, unknown
from equipoise.screening.why import moment_text
from equipoise.study.model import Study

LIMITS = ("S.age", "S.sex", "S.healthy")
"""The ids of the record's limits, in the order in which an answer shows them."""

_UNITS = {"year": "a", "month": "mo", "week": "wk", "day": "d", "hour": "d", "minute": "d"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What of a study's record screening needs. Ages as (number, UCUM unit); `sex` is ALL, FEMALE or MALE.

    `conditions` are the diseases that the trial is about, by their names.
    """

    trial: str
    minimum_age: tuple[float, str] | None = None
    maximum_age: tuple[float, str] | None = None
    sex: str | None = None
    healthy_volunteers: bool | None = None
    recruiting: bool = False
    completion: date | None = None
    conditions: tuple[str, ...] = ()


def limits_of(study: Study) -> Limits:
    """The limits of a study record."""
    eligibility, status = study.eligibility, study.status
    completion = status.completion_date or status.primary_completion_date
    return Limits(
        trial=study.nct_id,
        minimum_age=_age(eligibility.minimum_age),
        maximum_age=_age(eligibility.maximum_age),
        sex=eligibility.sex,
        healthy_volunteers=eligibility.healthy_volunteers,
        recruiting=status.overall_status in ("RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION"),
        completion=completion.date.latest() if completion is not None and completion.date is not None else None,
        conditions=study.conditions,
    )


def _age(text: str | None) -> tuple[float, str] | None:
    """`18 Years` -> (18, "a"); `N/A` and nothing -> None."""
    if not text or text.strip().upper() == "N/A":
        return None
    number, _, unit = text.strip().partition(" ")
    code = _UNITS.get(unit.strip().lower().removesuffix("s"))
    return (float(number), code) if code is not None else None


def age_limit(limits: Limits, context: Context, text: tuple[Quantity, ...]) -> Outcome:
    """The record's age limits; open where the text states others and the two differ for this patient."""
    each = [evaluate(bound, context, True) for bound in _bounds(limits)]
    if not each:
        return not_applicable(("the record sets no age limit",))
    outcome = conjunction(each)
    if outcome.truth is F and limits.minimum_age is not None:
        low = _bounds(limits)[0]
        day = passes_from(low, context, (born(context),), favourable=True)
        outcome = outcome if day is None else replace(outcome, said=(*outcome.said, (passing(day),)))
    if text:
        stated = conjunction([evaluate(bound, context, True) for bound in text])
        if {outcome.truth, stated.truth} == {T, F}:
            why = ("the age limits of the text and of the record differ for this patient: ", born(context))
            return Outcome(U, (why,), (Open("damaged"),))
    return outcome


def _bounds(limits: Limits) -> list[Quantity]:
    found: list[Quantity] = []
    pairs: tuple[tuple[tuple[float, str] | None, Op], ...] = ((limits.minimum_age, ">="), (limits.maximum_age, "<="))
    for bound, op in pairs:
        if bound is not None:
            found.append(Quantity("age", op, bound[0], bound[1]))
    return found


def stated_ages(criteria: Criteria) -> tuple[tuple[int, Quantity], ...]:
    """The age limits that the text sets for everybody (in common inclusion criteria), each with its clause's place."""
    found: list[tuple[int, Quantity]] = []
    for place, criterion in enumerate(criteria.criteria):
        clause = criterion.clause
        common = (
            clause.section == "inclusion"
            and clause.block is None
            and clause.population is None
            and clause.parent is None
        )
        if not common or criterion.role != "criterion" or criterion.expr is None:
            continue
        found += [(place, bound) for bound in _conjuncts(criterion.expr)]
    return tuple(found)


def _conjuncts(expr: Expr) -> list[Quantity]:
    """The bounds on age that the sentence asks for whatever else it asks."""
    items = expr.items if isinstance(expr, And) else (expr,)
    return [
        item
        for item in items
        if isinstance(item, Quantity)
        and item.subject == "age"
        and item.op in (">=", "<=", ">", "<")
        and not item.windows
    ]


def ages_conflict(limits: Limits, text: tuple[Quantity, ...]) -> str | None:
    """How the text's age limits differ from the record's, in words; None where they agree or one states nothing."""
    if not text:
        return None
    low = max((_days(q, over=q.op == ">") for q in text if q.op in (">=", ">")), default=None)
    high = min((_days(q, over=q.op == "<=") for q in text if q.op in ("<=", "<")), default=None)
    own = _bounds(limits)
    own_low = next((_days(q, over=False) for q in own if q.op == ">="), None)
    own_high = next((_days(q, over=True) for q in own if q.op == "<="), None)
    differing = [
        f"{name} age"
        for name, here, there in (("minimum", low, own_low), ("maximum", high, own_high))
        if here is not None and here != there
    ]
    return f"the text and the record state a different {' and '.join(differing)}" if differing else None


_IN_MONTHS = {"a": 12.0, "mo": 1.0, "wk": 7 / 30.4375, "d": 1 / 30.4375}


def _days(bound: Quantity, *, over: bool) -> float:
    """The age in months from which the bound begins or ends to hold: "at most 70 years" ends at 71."""
    return (bound.value + (1 if over else 0)) * _IN_MONTHS.get(bound.unit, 12.0)


def sex_limit(limits: Limits, context: Context) -> Outcome:
    """The record's sex."""
    if limits.sex not in ("FEMALE", "MALE"):
        return not_applicable(("all sexes are accepted",))
    sex = context.facts.sex
    if sex is None:
        return unknown("missing-data", ("sex is not on file",), obtain=("sex",))
    shown = Evidence(f"Patient/{context.facts.patient}", sex)
    return decided(sex.upper() == limits.sex, ("the patient is ", shown, f"; the record asks for {limits.sex.lower()}"))


def healthy_limit(limits: Limits, context: Context) -> Outcome:
    """Whether a healthy person is accepted; one with a disease on record is none."""
    if limits.healthy_volunteers is not False:
        return not_applicable(("healthy volunteers are accepted, or the record does not say",))
    ill = next(
        (
            fact
            for fact in context.facts.conditions
            if fact.active is not False and fact.relation is None and not fact.suspected
        ),
        None,
    )
    if ill is not None:
        return decided(True, ("not a healthy volunteer: ", Evidence(ill.resource, ill.name, moment_text(ill.onset))))
    covered = covering(context, "conditions", Interval(context.on, context.on))
    if covered is None:
        return unknown("missing-data", ("no disease is on record",), obtain=("diagnosis (complete problem list)",))
    shown = coverage_evidence(covered, "complete problem list")
    said = (
        "healthy volunteers are not accepted, and no disease is on record (",
        shown or "the caller vouches for conditions",
        ")",
    )
    return unknown("judgement", said)
