"""Clauses and their sub-items: each clause's own answer, and how a list with a rule ("any of", "at least two of")
combines.

Where every item must hold (an inclusion list), or any excludes (an exclusion list), each item stands by itself.
Elsewhere the items are alternatives: the parent carries what they come to together, and an item can weigh no more than
its parent does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from equipoise.criteria.model import Criteria, Criterion
from equipoise.criteria.nodes import And, Concept, Expr, all_of, atoms
from equipoise.logic import Effect, Reason
from equipoise.screening.matching import recognisable
from equipoise.screening.outcome import (
    Outcome,
    T,
    U,
    conjunction,
    disjunction,
    negated,
    readings,
    threshold,
    unknown,
)
from equipoise.screening.settle import Settlement, settled
from equipoise.screening.wordlists import spoken

Evaluate = Callable[[Expr, bool], Outcome]

_AND_OR = re.compile(r"\band\s*/\s*or\s*[:,;.]?\s*$", re.IGNORECASE)
_ATLEAST = re.compile(r"atleast (\d+)")


@dataclass(frozen=True, slots=True)
class Line:
    """What one clause comes to: its outcome, its effect on eligibility, and whether it is decided with its parent."""

    outcome: Outcome
    effect: Effect
    counts: bool = True  # False for definitions, notes and rules, which ask nothing by themselves
    own: Outcome | None = None  # what the clause's own words come to, without its items
    favourable: bool = True  # whether its being true helps the patient: "none of the following" turns its items round
    stands: Literal["alone", "in a list", "for its items"] = "alone"
    """By itself; as one of several that weigh together; or as a heading that says no more than its items."""


def favours(criterion: Criterion) -> bool:
    """Whether the sentence being true helps the patient to qualify."""
    return criterion.clause.section == "inclusion"


def effect_of(outcome: Outcome, favourable: bool) -> Effect:
    """What a truth does to eligibility."""
    if outcome.truth is U:
        return "open"
    if outcome.truth is None:
        return "pass"
    return "pass" if (outcome.truth is T) == favourable else "block"


def reasons_of(outcome: Outcome) -> frozenset[Reason]:
    """Why it is open."""
    return frozenset(item.reason for item in outcome.open)


def is_standing(outcome: Outcome) -> bool:
    """Whether only a person's word is wanted, and would be of every patient."""
    if outcome.truth is U:
        return all(item.standing for item in outcome.open)
    return outcome.personal


def lines(
    criteria: Criteria, evaluate: Evaluate, applies: Callable[[int], bool], settled: Mapping[str, Settlement]
) -> Mapping[int, Line]:
    """The line of each clause that applies, by its place in the outline."""
    reader = _Reader(criteria, evaluate, applies, settled, {})
    for place, criterion in enumerate(criteria.criteria):
        if criterion.clause.parent is None and applies(place):
            reader.read(place, counts=True, favourable=favours(criterion))
    return reader.found


@dataclass(slots=True)
class _Reader:
    criteria: Criteria
    evaluate: Evaluate
    applies: Callable[[int], bool]
    settlements: Mapping[str, Settlement]
    found: dict[int, Line]

    def read(self, place: int, *, counts: bool, favourable: bool) -> Outcome | None:
        """The clause and everything below it; what it comes to for its parent, None where it asks nothing."""
        criterion = self.criteria.criteria[place]
        counts = counts and criterion.role in ("criterion", "lost")
        own = None if criterion.expr is None or _introduces(criterion) else self.evaluate(criterion.expr, favourable)
        if own is None and _says_something(criterion, self.criteria.text):
            own = unknown("not-understood", ("nothing in it was understood",))
        own = settled(criterion, own, self.settlements)
        kids = [kid for kid in criterion.clause.children if self.applies(kid)]
        if not kids:
            return self._single(place, own, favourable, counts)
        if self._each_for_itself(criterion, own, favourable):
            return self._separate(place, own, kids, favourable, counts)
        return self._grouped(place, own, kids, favourable, counts)

    def _single(self, place: int, own: Outcome | None, favourable: bool, counts: bool) -> Outcome | None:
        if own is None:
            self.found[place] = Line(Outcome(None), "pass", counts=False, favourable=favourable)
            return None
        self._put(place, own, favourable, counts)
        return own if counts else None

    def _put(self, place: int, outcome: Outcome, favourable: bool, counts: bool, own: Outcome | None = None) -> None:
        effect = effect_of(outcome, favourable) if counts else "pass"
        self.found[place] = Line(outcome, effect, counts, own or outcome, favourable)

    def _each_for_itself(self, criterion: Criterion, own: Outcome | None, favourable: bool) -> bool:
        rule = criterion.clause.children_rule
        if favourable:
            return rule in (None, "all") and not (own is not None and self._ends_in_and_or(criterion))
        return rule in (None, "any") and own is None

    def _ends_in_and_or(self, criterion: Criterion) -> bool:
        return _AND_OR.search(criterion.clause.span.of(self.criteria.text)) is not None

    def _separate(
        self, place: int, own: Outcome | None, kids: list[int], favourable: bool, counts: bool
    ) -> Outcome | None:
        below = [self.read(kid, counts=counts, favourable=favourable) for kid in kids]
        parts = [outcome for outcome in (own, *below) if outcome is not None]
        if not parts:
            self.found[place] = Line(Outcome(None), "pass", counts=False, favourable=favourable)
            return None
        together = conjunction(parts) if favourable else disjunction(parts)
        self._put(place, own if own is not None else together, favourable, counts, own)
        if own is None:
            self.found[place] = replace(self.found[place], stands="for its items")
        return together if counts else None

    def _grouped(
        self, place: int, own: Outcome | None, kids: list[int], favourable: bool, counts: bool
    ) -> Outcome | None:
        criterion = self.criteria.criteria[place]
        below_favourable = favourable != (criterion.clause.children_rule == "none")
        each = [self.read(kid, counts=counts, favourable=below_favourable) for kid in kids]
        below = [outcome for outcome in each if outcome is not None]
        together = own if not below else self._together(criterion, own, below, favourable)
        if together is None:
            self.found[place] = Line(Outcome(None), "pass", counts=False, favourable=favourable)
            return None
        self._put(place, together, favourable, counts, own)
        for kid in kids:
            self._cap(kid, self.found[place].effect)
        return together if counts else None

    def _cap(self, place: int, above: Effect) -> None:
        """An alternative weighs no more than the list it stands in: none blocks while another can still be met."""
        line = self.found.get(place)
        if line is None:
            return
        effect: Effect = line.effect if above == "block" or line.effect == above else "pass"
        if above == "open" and line.effect == "block" and not line.favourable:
            # What would exclude by itself stays open as long as the sentence above it is.
            parent = self.found[self.criteria.criteria[place].clause.parent or 0].outcome
            line, effect = replace(line, outcome=Outcome(U, (*line.outcome.said, *parent.said), parent.open)), "open"
        self.found[place] = replace(line, effect=effect, stands="in a list")
        for kid in self.criteria.criteria[place].clause.children:
            self._cap(kid, effect)

    def _together(self, criterion: Criterion, own: Outcome | None, below: list[Outcome], favourable: bool) -> Outcome:
        listed = combined(criterion.clause.children_rule, below, favourable)
        if own is None:
            return listed
        if favourable:
            return (
                self._and_or(criterion, own, below) if self._ends_in_and_or(criterion) else conjunction((own, listed))
            )
        why = ("whether the list adds to the sentence above it or explains it is not said (ambiguous-connective)",)
        return readings((conjunction((own, listed)), disjunction((own, listed))), why)

    def _and_or(self, criterion: Criterion, own: Outcome, below: list[Outcome]) -> Outcome:
        """ "Active disease, and A and/or" before a list of what is like A: A or any of the list, or A and all of it."""
        why = ("“and/or” can mean either (ambiguous-connective)",)
        listed = disjunction(below)
        kinds = {kind for kid in criterion.clause.children for kind in _kinds(self.criteria.criteria[kid].expr)}
        items = _conjuncts(criterion.expr) if criterion.expr is not None else ()
        alike = tuple(item for item in items if set(_kinds(item)) <= kinds)
        others = tuple(item for item in items if item not in alike)
        if not alike or not others:
            return readings((conjunction((own, listed)), disjunction((own, listed))), why)
        rest, first = self.evaluate(all_of(others), True), self.evaluate(all_of(alike), True)
        return readings((conjunction((rest, disjunction((first, listed)))), conjunction((rest, first, *below))), why)


def _conjuncts(expr: Expr) -> tuple[Expr, ...]:
    """The members of a conjunction, and of conjunctions within it."""
    return tuple(each for item in expr.items for each in _conjuncts(item)) if isinstance(expr, And) else (expr,)


def _kinds(expr: Expr | None) -> tuple[str, ...]:
    """The kinds of the concepts in a tree: what its atoms are about."""
    return () if expr is None else tuple(atom.kind for atom in atoms(expr) if isinstance(atom, Concept))


def _says_something(criterion: Criterion, text: str) -> bool:
    """Whether an item without a tree has words nevertheless, and no items that could say what they ask."""
    alone = criterion.expr is None and criterion.role == "criterion" and not criterion.clause.children
    return alone and any(sign.isalpha() for sign in criterion.clause.span.of(text))


def _introduces(criterion: Criterion) -> bool:
    """Whether the sentence only names what its items define: "Adequate organ function:"."""
    expr = criterion.expr
    return (
        isinstance(expr, Concept)
        and expr.kind == "state"
        and bool(criterion.clause.children)
        and "function" in spoken(expr.name)
        and not recognisable(expr.key)
    )


def combined(rule: str | None, below: list[Outcome], favourable: bool) -> Outcome:
    """The rule of a list over its items."""
    if rule == "none":
        return negated(disjunction(below))
    if rule is not None and (match := _ATLEAST.fullmatch(rule)) is not None:
        wanted = int(match[1])
        if wanted > len(below):
            # No patient could meet it: items were lost, or are not told apart.
            return unknown("damaged", (f"{wanted} items are asked for, and the list has {len(below)}",))
        return threshold(wanted, below)
    if rule == "all" or (rule is None and favourable):
        return conjunction(below)
    return disjunction(below)
