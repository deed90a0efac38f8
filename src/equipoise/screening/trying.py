"""The ways of qualifying, each tried: every criterion's line for a patient who would take part in that way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from equipoise.criteria.model import Criteria
from equipoise.criteria.nodes import Concept, Expr
from equipoise.logic import Decision, decide
from equipoise.screening import durations
from equipoise.screening.concepts import evaluate_concept
from equipoise.screening.context import Context
from equipoise.screening.evaluate import evaluate_criterion
from equipoise.screening.groups import Line, effect_of, is_standing, lines, reasons_of
from equipoise.screening.outcome import F, Made, Open, Outcome, T, U, negated, not_applicable
from equipoise.screening.populations import Scope, Way, concepts_in, scopes, ways
from equipoise.screening.settle import Settlement, settled_limit
from equipoise.screening.structured import (
    Limits,
    age_limit,
    ages_conflict,
    healthy_limit,
    sex_limit,
    stated_ages,
)


@dataclass(frozen=True, slots=True)
class Tried:
    """One way of qualifying, evaluated: its lines by their place in the text, and where they lead."""

    way: Way
    found: Mapping[int, Line]
    decision: Decision
    entry: int | None  # the first criterion of the way: the one that names its disease

    @property
    def entry_failed(self) -> bool:
        """Whether the patient does not have the disease of this way (its own words, whatever its items say)."""
        line = self.found.get(self.entry) if self.entry is not None else None
        return line is not None and line.own is not None and line.own.truth is F


class Trial:
    """One trial for one patient."""

    def __init__(
        self, limits: Limits, criteria: Criteria, context: Context, settlements: Mapping[str, Settlement]
    ) -> None:
        self.criteria, self.context, self._settlements = criteria, context, settlements
        self.ways = ways(criteria)
        self.scopes = scopes(criteria, self.ways)
        self._ages = stated_ages(criteria)
        self.conflict = ages_conflict(limits, tuple(bound for _, bound in self._ages))
        self.limits = self._limits(limits)
        self._diseases = limits.conditions

    def _limits(self, limits: Limits) -> Mapping[str, Line]:
        """The lines of the record's own limits, by their ids."""
        text = tuple(bound for _, bound in self._ages) if self.conflict else ()
        age = age_limit(limits, self.context, text)
        self._ages_differ = age.truth is U and any(item.reason == "damaged" for item in age.open)
        computed = {
            "S.age": age,
            "S.sex": sex_limit(limits, self.context),
            "S.healthy": healthy_limit(limits, self.context),
        }
        outcomes = {name: settled_limit(self._settlements.get(name), outcome) for name, outcome in computed.items()}
        return {name: Line(outcome, effect_of(outcome, True)) for name, outcome in outcomes.items()}

    def tried(self, way: Way) -> Tried:
        """Every line of one way, and the decision that they lead to."""
        others = frozenset(key for each in self.ways if each != way for key in each.keys) - set(way.keys)
        context = replace(self.context, way=frozenset(way.keys), other_ways=others)
        found = dict(
            lines(
                self.criteria,
                lambda expr, favourable: self._age_in_doubt(expr, self._evaluate(expr, context, favourable)),
                lambda place: self._applies(place, way),
                self._settlements,
            )
        )
        for place, scope in enumerate(self.scopes):
            if place in found and (scope.unclear or scope.elsewhere is not None):
                found[place] = self._in_doubt(found[place], scope, context)
        counted = [line for line in (*found.values(), *self.limits.values()) if line.counts]
        decision = decide((line.effect, reasons_of(line.outcome), is_standing(line.outcome)) for line in counted)
        return Tried(way, found, decision, self._entry(way))

    def _evaluate(self, expr: Expr, context: Context, favourable: bool) -> Outcome:
        """One tree; how long a disease has lasted that the sentence does not name is asked of the trial's own."""
        outcome = evaluate_criterion(expr, context, favourable=favourable)
        if outcome.truth is U and durations.is_lacking(outcome):
            named = durations.of_diseases(expr, self._diseases)
            outcome = evaluate_criterion(named, context, favourable=favourable)
        return outcome

    def _applies(self, place: int, way: Way) -> bool:
        scope = self.scopes[place]
        return scope.block is None or scope.block == way.block

    def _entry(self, way: Way) -> int | None:
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

    def _age_in_doubt(self, expr: Expr, outcome: Outcome) -> Outcome:
        """A sentence about age alone is as open as the record's limit where the two differ for this patient."""
        if not self._ages_differ or outcome.truth not in (T, F):
            return outcome
        if not any(self.criteria.criteria[place].expr == expr for place, _ in self._ages):
            return outcome
        return Outcome(
            U,
            (("the age limits of the text and of the record differ for this patient",), *outcome.said),
            (Open("damaged"),),
        )

    def _in_doubt(self, line: Line, scope: Scope, context: Context) -> Line:
        """A clause that may be meant for others: evaluated as if it were for this patient, and as if it were not."""
        if effect_of(line.outcome, line.favourable) == "pass" or not line.counts:
            return line
        if scope.elsewhere is not None:
            return self._for_members(line, scope.elsewhere, context)
        why = ("to whom this item applies is lost (ambiguous-scope), and for this patient that decides",)
        opened = Open("damaged"), *line.outcome.open
        outcome = Outcome(U, (why, *line.outcome.said), opened, made=line.outcome.made)
        return replace(line, outcome=outcome, effect="open")

    def _for_members(self, line: Line, population: str, context: Context) -> Line:
        """A clause for a population that is no way of qualifying: only for those who belong to it."""
        key = next(iter(concepts_in(population)), None)
        member = evaluate_concept(Concept("condition", population, key=key), context, False) if key else None
        if member is not None and member.truth is F:
            return Line(not_applicable((f"asked only of {population}",), *member.said), "pass", line.counts)
        if member is not None and member.truth is T:
            return line
        why = (f"asked only of {population}; whether the patient belongs to them is for a person to say",)
        opened = member.open if member is not None else (Open("judgement"),)
        if member is None or line.outcome.truth is not U:
            made = None if member is None else member.made
        elif line.favourable:
            made = Made("any", (negated(member), line.outcome))
        else:
            made = Made("all", (member, line.outcome))
        outcome = Outcome(U, (why, *line.outcome.said), (*opened, *line.outcome.open), made=made)
        return replace(line, outcome=outcome, effect="open")
