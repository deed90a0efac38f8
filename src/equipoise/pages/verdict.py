"""The page of one patient screened for one trial: a row a criterion, the decision, and what to obtain next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from equipoise.criteria import Criterion
from equipoise.criteria.english import english
from equipoise.criteria.nodes import Expr, Unsupported, atoms
from equipoise.logic import Decision, Reason
from equipoise.pages.described import About
from equipoise.pages.eligibility import age_words, healthy_words, sex_words
from equipoise.pages.prose import unescaped
from equipoise.screening import CriterionAnswer, Evidence, Step
from equipoise.service.screening import Screened
from equipoise.study.design import Eligibility

SIGNS = {"pass": "✓", "block": "✗", "open": "?"}
NOT_ASKED = "–"
_LOST = "(an item that the source has lost)"

_DECISIONS: dict[Decision, str] = {
    "eligible-on-data": "Eligible on data: only the sign-offs are left that the trial asks of everybody",
    "review": "Review: nothing stands against it and nothing is missing, but a person must settle what is open",
    "pending": "Pending: nothing stands against it, but data are missing",
    "ineligible": "Ineligible: at least one criterion stands against it",
}
_REASONS: dict[Reason, str] = {
    "missing-data": "data missing",
    "stale": "out of date",
    "judgement": "the investigator judges",
    "attestation": "sign-off",
    "damaged": "text damaged",
    "not-understood": "not understood",
}
_COSTS = {"blood test": "laboratory", "chart": "from the chart", "question": "ask the patient"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that a verdict rests on."""

    resource: Annotated[str, About("the record: Observation/tb1")]
    value: Annotated[str, About("what it says")]
    date: Annotated[str | None, About("the day that it says it of")]


@dataclass(frozen=True, slots=True)
class Row:
    """The verdict on one criterion."""

    sign: Annotated[str, About("✓ passes, ✗ blocks, ? is open, – is not asked of this patient")]
    id: Annotated[str, About("the author's own number; S.age, S.sex and S.healthy are the record's limits")]
    section: Annotated[str, About("inclusion, exclusion or structured")]
    words: Annotated[str, About("the criterion in plain words; the author's own where it is not understood")]
    original: Annotated[str, About("the author's words")]
    why: Annotated[str, About("why, rebuilt from the evidence")]
    facts: Annotated[tuple[Fact, ...], About("the evidence")]
    because: Annotated[tuple[str, ...], About("why it is open, in plain words")]
    missing: Annotated[tuple[str, ...], About("what a person can obtain to settle it")]
    sign_off: Annotated[bool, About("whether it asks for a person's word whoever the patient is")]


@dataclass(frozen=True, slots=True)
class Next:
    """Facts to obtain together."""

    obtain: Annotated[str, About("which, separated by semicolons")]
    settles: Annotated[tuple[str, ...], About("the criteria that they would settle")]
    effort: Annotated[str, About("what kinds of effort they take")]


@dataclass(frozen=True, slots=True)
class VerdictPage:
    """One patient, one trial."""

    nct_id: Annotated[str, About("the trial's id")]
    title: Annotated[str, About("the trial's title")]
    patient: Annotated[str, About("the patient's id in the bundle")]
    on: Annotated[str, About("the screening date")]
    decision: Annotated[Decision, About("eligible-on-data, review, pending or ineligible")]
    decision_words: Annotated[str, About("the decision as a sentence")]
    through: Annotated[tuple[str, ...], About("the sub-populations through which the patient would qualify")]
    rows: Annotated[tuple[Row, ...], About("a verdict on each criterion")]
    findings: Annotated[tuple[str, ...], About("what a reader must know of the trial's text and record")]
    next: Annotated[
        tuple[Next, ...], About("what to obtain next: what would settle the decision, then what settles most")
    ]
    left_out: Annotated[tuple[str, ...], About("facts of the bundle that count for nothing, and why")]


def verdict_page(screened: Screened) -> VerdictPage:
    """The page of one answer."""
    answer, study = screened.answer, screened.trial.trial.study
    by_id = {criterion.id: criterion for criterion in screened.trial.criteria.criteria}
    limits = _limits(study.eligibility)
    return VerdictPage(
        nct_id=answer.trial,
        title=study.title,
        patient=answer.patient,
        on=answer.on.isoformat(),
        decision=answer.decision,
        decision_words=_DECISIONS[answer.decision],
        through=answer.through,
        rows=tuple(_row(each, by_id.get(each.id), limits) for each in answer.criteria),
        findings=tuple(f"{each.message} [{each.code}]" for each in answer.findings),
        next=tuple(_next(step) for step in answer.next),
        left_out=tuple(f"{each.resource} {each.reason}" for each in screened.facts.left_out),
    )


def sign_of(answer: CriterionAnswer) -> str:
    """The sign of a verdict."""
    return NOT_ASKED if answer.truth == "not-applicable" and answer.effect == "pass" else SIGNS[answer.effect]


def _row(answer: CriterionAnswer, criterion: Criterion | None, limits: Mapping[str, str]) -> Row:
    original = unescaped(" ".join(answer.quote.split()))
    return Row(
        sign=sign_of(answer),
        id=answer.id,
        section=answer.section,
        words=limits.get(answer.id) or _words(criterion, original),
        original=original,
        why=answer.why,
        facts=tuple(_fact(each) for each in answer.evidence),
        because=tuple(_REASONS[reason] for reason in answer.open_because),
        missing=answer.missing,
        sign_off=answer.sign_off,
    )


def _words(criterion: Criterion | None, original: str) -> str:
    """Plain words where they are what was evaluated; else the author's, which nothing was left out of."""
    if criterion is None or criterion.expr is None or _has_unread_words(criterion.expr):
        return original or _LOST
    return english(criterion.expr)


def _has_unread_words(expr: Expr) -> bool:
    return any(isinstance(atom, Unsupported) for atom in atoms(expr))


def _limits(eligibility: Eligibility) -> dict[str, str]:
    return {
        "S.age": f"age: {age_words(eligibility) or 'no limit stated'}",
        "S.sex": f"sex: {sex_words(eligibility) or 'not stated'}",
        "S.healthy": f"healthy volunteers: {healthy_words(eligibility) or 'not stated'}",
    }


def _fact(evidence: Evidence) -> Fact:
    return Fact(evidence.resource, evidence.value, evidence.date)


def _next(step: Step) -> Next:
    return Next(step.obtain, step.settles, ", ".join(_COSTS.get(cost, cost) for cost in step.costs))
