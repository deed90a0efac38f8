"""The door: one study's limits and criteria × one patient's facts -> the answer of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from equipoise.criteria.model import Criteria, Criterion
from equipoise.criteria.nodes import Anchor, Concept, Expr, Quantity
from equipoise.errors import RequestError
from equipoise.logic import DECISIONS, Decision, Effect, Reason, decide
from equipoise.patient.facts import Facts
from equipoise.screening.answer import Answer, CriterionAnswer, Finding, Verdict
from equipoise.screening.concepts import evaluate_concept
from equipoise.screening.context import Context, DefaultLimits
from equipoise.screening.evaluate import evaluate_criterion
from equipoise.screening.groups import Line, effect_of, is_standing, lines, reasons_of
from equipoise.screening.later import passes_from, passing
from equipoise.screening.next import steps
from equipoise.screening.outcome import F, Open, Outcome, T, U, not_applicable
from equipoise.screening.populations import Scope, Way, concepts_in, scopes, ways
from equipoise.screening.settle import Settlement, settled_limit
from equipoise.screening.structured import (
    LIMITS,
    Limits,
    age_limit,
    ages_conflict,
    healthy_limit,
    sex_limit,
    stated_ages,
)
from equipoise.screening.traits import traits_of
from equipoise.screening.why import evidence_of, sentence

_REASONS: tuple[Reason, ...] = get_args(Reason)


@dataclass(frozen=True, slots=True)
class _Tried:
    """One way of qualifying, evaluated."""

    way: Way
    found: Mapping[int, Line]
    decision: Decision


def screen(
    limits: Limits,
    criteria: Criteria,
    facts: Facts,
    *,
    on: date,
    anchors: Mapping[Anchor, date] | None = None,
    max_age_days: int = 90,
    default_limits: DefaultLimits | None = None,
    settlements: Iterable[Settlement] = (),
) -> Answer:
    """Whether the patient may take part, criterion by criterion.

    `anchors` are the days that windows are counted from, where they are not the screening date `on`; `default_limits`
    gives limits of normal by quantity slug for results that have none of their own; `settlements` are what a person
    has answered of what is open, and never change what was computed. Raises `RequestError` for a settlement of
    no criterion.
    """
    by_id = {each.criterion: each for each in settlements}
    if strangers := by_id.keys() - {criterion.id for criterion in criteria.criteria} - set(LIMITS):
        raise RequestError(f"there is no criterion {min(strangers)}")
    context = Context(facts, on, anchors or {}, max_age_days, default_limits or {}, text=criteria.text)
    return _Screening(limits, criteria, context, by_id).answer()


class _Screening:
    """The work of one call."""

    def __init__(
        self, limits: Limits, criteria: Criteria, context: Context, settlements: Mapping[str, Settlement]
    ) -> None:
        self.limits, self.criteria, self.context, self.settlements = limits, criteria, context, settlements
        self.ways = ways(criteria)
        self.scopes = scopes(criteria, self.ways)
        self.ages = stated_ages(criteria)
        # With the tree itself: its id is another's as soon as nobody holds it.
        self.known: dict[tuple[int, bool, Way | None], tuple[Expr, Outcome]] = {}
        self.conflict = ages_conflict(limits, tuple(bound for _, bound in self.ages))
        self.structured = self._structured()

    def answer(self) -> Answer:
        """All ways tried, the best relied on."""
        tried = [self._try(way) for way in self.ways]
        best = min((each.decision for each in tried), key=DECISIONS.index)
        relied = [each for each in tried if each.decision == best]
        shown = [*self.structured, *(self._shown(place, tried, relied) for place in range(len(self.criteria.criteria)))]
        through = () if best == "ineligible" else tuple(each.way.name for each in relied if each.way.name is not None)
        headings = frozenset(c.clause.id for c in self.criteria.criteria if c.expr is None and c.clause.children)
        return Answer(
            trial=self.limits.trial,
            patient=self.context.facts.patient,
            on=self.context.on,
            decision=best,
            through=through,
            criteria=tuple(shown),
            findings=self._findings(),
            next=steps(shown, headings),
        )

    # One way of qualifying

    def _try(self, way: Way) -> _Tried:
        others = frozenset(key for each in self.ways if each != way for key in each.keys) - set(way.keys)
        context = replace(self.context, way=frozenset(way.keys), other_ways=others)
        found = dict(
            lines(
                self.criteria,
                lambda expr, favourable: self._evaluate(expr, favourable, context, way),
                lambda place: self._applies(place, way),
                self.settlements,
            )
        )
        for place, scope in enumerate(self.scopes):
            if place in found and (scope.unclear or scope.elsewhere is not None):
                found[place] = self._in_doubt(found[place], scope, context)
        effects: list[tuple[Effect, frozenset[Reason], bool]] = [
            (line.effect, reasons_of(line.outcome), is_standing(line.outcome)) for line in found.values() if line.counts
        ]
        effects += [(item.effect, frozenset(item.open_because), item.sign_off) for item in self.structured]
        return _Tried(way, found, decide(effects))

    def _applies(self, place: int, way: Way) -> bool:
        scope = self.scopes[place]
        return scope.block is None or scope.block == way.block

    def _evaluate(self, expr: Expr, favourable: bool, context: Context, way: Way) -> Outcome:
        """One tree. Only a relaxation depends on the way; all else is the same for every way and is evaluated once."""
        place = (id(expr), favourable, way if len(self.ways) > 1 and traits_of(expr).of_way else None)
        if place not in self.known:
            outcome = evaluate_criterion(expr, context, favourable=favourable)
            self.known[place] = expr, self._age_in_doubt(expr, outcome)
        return self.known[place][1]

    def _age_in_doubt(self, expr: Expr, outcome: Outcome) -> Outcome:
        """A sentence about age alone is as open as the record's limit where the two differ for this patient."""
        only_age = [bound for place, bound in self.ages if self.criteria.criteria[place].expr is expr]
        if not only_age or not self.ages_differ or outcome.truth not in (T, F):
            return outcome
        return Outcome(
            U,
            (("the age limits of the text and of the record differ for this patient",), *outcome.said),
            (Open("damaged"),),
        )

    def _in_doubt(self, line: Line, scope: Scope, context: Context) -> Line:
        """A clause that may be meant for others: evaluated as if it were for this patient, and as if it were not."""
        favourable = line.favourable
        if effect_of(line.outcome, favourable) == "pass" or not line.counts:
            return line
        if scope.elsewhere is not None:
            return self._for_members(line, scope.elsewhere, context, favourable)
        why = ("to whom this item applies is lost (ambiguous-scope), and for this patient that decides",)
        outcome = Outcome(U, (why, *line.outcome.said), (Open("damaged"), *line.outcome.open))
        return replace(line, outcome=outcome, effect="open")

    def _for_members(self, line: Line, population: str, context: Context, favourable: bool) -> Line:
        """A clause for a population that is no way of qualifying: only for those who belong to it."""
        key = next(iter(concepts_in(population)), None)
        member = evaluate_concept(Concept("condition", population, key=key), context, False) if key else None
        if member is not None and member.truth is F:
            return Line(not_applicable((f"asked only of {population}",), *member.said), "pass", line.counts)
        if member is not None and member.truth is T:
            return line
        why = (f"asked only of {population}; whether the patient belongs to them is for a person to say",)
        opened = member.open if member is not None and member.truth is U else (Open("judgement"),)
        outcome = Outcome(U, (why, *line.outcome.said), (*opened, *line.outcome.open))
        return replace(line, outcome=outcome, effect="open")

    # What is shown

    def _shown(self, place: int, tried: list[_Tried], relied: list[_Tried]) -> CriterionAnswer:
        criterion = self.criteria.criteria[place]
        if criterion.role == "lost" and criterion.id not in self.settlements:
            return self._lost(criterion)
        scope = self.scopes[place]
        candidates = [each for each in relied if place in each.found]
        if scope.block is not None:
            candidates = [each for each in candidates if self._told(place, each)]
        if not candidates:
            through = next((each.way.name for each in tried if each.way.block == scope.block), None)
            return self._line(
                criterion,
                Line(
                    not_applicable((f"asked only of those who qualify through {through or 'another population'}",)),
                    "pass",
                ),
            )
        best = next((each for each in candidates if not self._entry_failed(each)), candidates[0])
        return self._line(criterion, best.found[place])

    def _told(self, place: int, tried: _Tried) -> bool:
        """Whether the line says something: of a way that fails at its first criterion only that one does."""
        if not self._entry_failed(tried):
            return True
        return place == self._entry(tried.way)

    def _entry(self, way: Way) -> int | None:
        """The first criterion of a way: the one that names its disease."""
        return next(
            (
                place
                for place, criterion in enumerate(self.criteria.criteria)
                if self.scopes[place].block == way.block
                and way.block is not None
                and criterion.clause.section == "inclusion"
                and criterion.role == "criterion"
            ),
            None,
        )

    def _entry_failed(self, tried: _Tried) -> bool:
        """Whether the patient does not have the disease of this way (its own words, whatever its items say)."""
        entry = self._entry(tried.way)
        line = tried.found.get(entry) if entry is not None else None
        return line is not None and line.own is not None and line.own.truth is F

    def _lost(self, criterion: Criterion) -> CriterionAnswer:
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

    def _line(self, criterion: Criterion, line: Line) -> CriterionAnswer:
        clause, outcome = criterion.clause, line.outcome
        quote = clause.span.of(self.criteria.text)
        truth: Verdict = "not-applicable" if outcome.truth is None else outcome.truth.value
        is_open = line.effect == "open"
        said = outcome.said
        if line.effect == "block" and line.counts and criterion.expr is not None and not criterion.clause.children:
            day = passes_from(criterion.expr, self.context, evidence_of(said), favourable=line.favourable)
            said = said if day is None else (*said, (passing(day),))
        return CriterionAnswer(
            id=clause.id,
            section=clause.section,
            quote=quote,
            span=(clause.span.start, clause.span.end),
            population=clause.population,
            truth=truth,
            effect=line.effect,
            open_because=_ordered(reasons_of(outcome)) if is_open else (),
            sign_off=is_standing(outcome),
            why=sentence(said),
            evidence=evidence_of(said),
            missing=_missing(outcome) if is_open else (),
        )

    def _structured(self) -> tuple[CriterionAnswer, ...]:
        text: tuple[Quantity, ...] = tuple(bound for _, bound in self.ages) if self.conflict else ()
        age = age_limit(self.limits, self.context, text)
        self.ages_differ = age.truth is U and any(item.reason == "damaged" for item in age.open)
        each = (age, sex_limit(self.limits, self.context), healthy_limit(self.limits, self.context))
        return tuple(
            _structured_line(name, settled_limit(self.settlements.get(name), outcome))
            for name, outcome in zip(LIMITS, each, strict=True)
        )

    def _findings(self) -> tuple[Finding, ...]:
        found = [Finding(problem.code, problem.message) for problem in self.criteria.problems]
        if self.conflict is not None:
            found.append(Finding("conflict", self.conflict))
        completion = self.limits.completion
        if self.limits.recruiting and completion is not None and completion < self.context.on:
            found.append(
                Finding(
                    "stale-status",
                    f"the record says recruiting, and that the study was to end on {completion.isoformat()}",
                )
            )
        return tuple(dict.fromkeys(found))


def _structured_line(name: str, outcome: Outcome) -> CriterionAnswer:
    effect = effect_of(outcome, True)
    section: Literal["structured"] = "structured"
    return CriterionAnswer(
        id=name,
        section=section,
        quote="",
        span=None,
        population=None,
        truth="not-applicable" if outcome.truth is None else outcome.truth.value,
        effect=effect,
        open_because=_ordered(reasons_of(outcome)) if effect == "open" else (),
        sign_off=is_standing(outcome),
        why=sentence(outcome.said),
        evidence=evidence_of(outcome.said),
        missing=_missing(outcome) if effect == "open" else (),
    )


def _ordered(reasons: frozenset[Reason]) -> tuple[Reason, ...]:
    return tuple(reason for reason in _REASONS if reason in reasons)


def _missing(outcome: Outcome) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for item in outcome.open for name in item.obtain))
