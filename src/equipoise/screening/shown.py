"""What a line of the answer shows: from outcomes to the words and records of the contract."""

from __future__ import annotations

from typing import get_args

from equipoise.criteria.model import Criterion
from equipoise.logic import Reason
from equipoise.screening.answer import CriterionAnswer, Verdict
from equipoise.screening.context import Context
from equipoise.screening.groups import Line, is_standing, reasons_of
from equipoise.screening.later import passes_from, passing
from equipoise.screening.outcome import Outcome
from equipoise.screening.why import evidence_of, sentence

_REASONS: tuple[Reason, ...] = get_args(Reason)


def criterion_shown(criterion: Criterion, line: Line, context: Context) -> CriterionAnswer:
    """A criterion of the text; of one that blocks for a while only, also from when it passes."""
    clause, outcome = criterion.clause, line.outcome
    said = outcome.said
    if line.effect == "block" and line.counts and criterion.expr is not None and not clause.children:
        day = passes_from(criterion.expr, context, evidence_of(said), favourable=line.favourable)
        said = said if day is None else (*said, (passing(day),))
    return CriterionAnswer(
        id=clause.id,
        section=clause.section,
        quote=clause.span.of(context.text),
        span=(clause.span.start, clause.span.end),
        population=clause.population,
        truth=_verdict(outcome),
        effect=line.effect,
        open_because=_because(line),
        sign_off=is_standing(outcome),
        why=sentence(said),
        evidence=evidence_of(said),
        missing=_missing(line),
    )


def limit_shown(name: str, line: Line) -> CriterionAnswer:
    """A limit of the record, which has no place in the text."""
    outcome = line.outcome
    return CriterionAnswer(
        id=name,
        section="structured",
        quote="",
        span=None,
        population=None,
        truth=_verdict(outcome),
        effect=line.effect,
        open_because=_because(line),
        sign_off=is_standing(outcome),
        why=sentence(outcome.said),
        evidence=evidence_of(outcome.said),
        missing=_missing(line),
    )


def lost_shown(criterion: Criterion) -> CriterionAnswer:
    """An item that the source has lost."""
    clause = criterion.clause
    return CriterionAnswer(
        id=clause.id,
        section=clause.section,
        quote="",
        span=(clause.span.start, clause.span.end),
        population=clause.population,
        truth="unknown",
        effect="open",
        open_because=("damaged",),
        sign_off=True,
        why=f"{clause.section} item {clause.id[1:]} is absent from the source: nobody can say what it asks",
    )


def _verdict(outcome: Outcome) -> Verdict:
    return "not-applicable" if outcome.truth is None else outcome.truth.value


def _because(line: Line) -> tuple[Reason, ...]:
    if line.effect != "open":
        return ()
    found = reasons_of(line.outcome)
    return tuple(reason for reason in _REASONS if reason in found)


def _missing(line: Line) -> tuple[str, ...]:
    if line.effect != "open":
        return ()
    return tuple(dict.fromkeys(name for item in line.outcome.open for name in item.obtain))
