"""The door: one study's limits and criteria × one patient's facts -> the answer of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from equipoise.criteria.model import Criteria
from equipoise.criteria.nodes import Anchor
from equipoise.criteria.packed import Trees
from equipoise.errors import RequestError
from equipoise.logic import DECISIONS, Decision
from equipoise.patient.facts import Facts
from equipoise.screening.answer import Answer, CriterionAnswer, Finding, Step
from equipoise.screening.context import Context, DefaultLimits
from equipoise.screening.evaluate import evaluate_criterion
from equipoise.screening.groups import Line, is_standing
from equipoise.screening.next import open_line, steps, wait
from equipoise.screening.outcome import Outcome, not_applicable
from equipoise.screening.settle import Settlement
from equipoise.screening.shown import criterion_shown, limit_shown, lost_shown
from equipoise.screening.structured import LIMITS, Limits
from equipoise.screening.trying import Trial, Tried

_TREES = Trees()
"""Trees do not depend on the patient: whoever is screened in this process shares them."""


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
    screener = Screener(facts, on=on, anchors=anchors, max_age_days=max_age_days, default_limits=default_limits)
    return screener.answer(limits, criteria, settlements)


class Screener:
    """One patient on one day, for any number of trials: what equal sentences come to is worked out once for all.

    The arguments are those of `screen`. Trials whose criteria are made of `trees` share their equal sentences.
    """

    def __init__(
        self,
        facts: Facts,
        *,
        on: date,
        anchors: Mapping[Anchor, date] | None = None,
        max_age_days: int = 90,
        default_limits: DefaultLimits | None = None,
    ) -> None:
        self.context = Context(facts, on, anchors or {}, max_age_days, default_limits or {})
        self.trees = _TREES

    def answer(self, limits: Limits, criteria: Criteria, settlements: Iterable[Settlement] = ()) -> Answer:
        """The whole answer, as `screen` gives it."""
        return self._screening(limits, criteria, settlements).answer()

    def judge(self, limits: Limits, criteria: Criteria) -> Judged | CriterionAnswer:
        """The decision; of a trial that the patient is ineligible for, only the first criterion that blocks."""
        screening = self._screening(limits, criteria, ())
        return Judged(screening) if screening.decision != "ineligible" else screening.first_block()

    def outcome(self, tree: bytes, favourable: bool) -> Outcome:
        """What a packed tree comes to that depends on nothing but itself and the patient."""
        return evaluate_criterion(self.trees(tree), self.context, favourable=favourable)

    def _screening(self, limits: Limits, criteria: Criteria, settlements: Iterable[Settlement]) -> _Screening:
        by_id = {each.criterion: each for each in settlements}
        if strangers := by_id.keys() - {criterion.id for criterion in criteria.criteria} - set(LIMITS):
            raise RequestError(f"there is no criterion {min(strangers)}")
        return _Screening(limits, criteria, self.context.of_text(criteria.text), by_id)


class Judged:
    """A trial that the patient may take part in: the decision and what is open; what else is said when it is asked."""

    __slots__ = ("_answer", "_screening", "_steps", "decision", "open_ids")

    def __init__(self, screening: _Screening) -> None:
        self._screening = screening
        self._answer: Answer | None = None
        self._steps: tuple[Step, ...] | None = None
        self.decision = screening.decision
        self.open_ids = screening.open_ids()

    def steps(self) -> tuple[Step, ...]:
        """What to obtain next."""
        if self._steps is None:
            self._steps = self._screening.steps()
        return self._steps

    def answer(self) -> Answer:
        """The whole answer of the contract."""
        if self._answer is None:
            self._answer = self._screening.answer()
        return self._answer


def without_lists(names: Sequence[str]) -> tuple[str, ...]:
    """The ids without those of lists whose items are among them: `E2` and `E2.1` -> `E2.1`."""
    lists = {name[:at] for name in names for at, sign in enumerate(name) if sign == "."}
    return tuple(name for name in names if name not in lists)


class _Screening:
    """The work of one call: all ways tried, the best relied on."""

    def __init__(
        self, limits: Limits, criteria: Criteria, context: Context, settlements: Mapping[str, Settlement]
    ) -> None:
        self._record, self._criteria, self._context, self._settlements = limits, criteria, context, settlements
        self._trial = Trial(limits, criteria, context, settlements)
        self._tried = [self._trial.tried(way) for way in self._trial.ways]
        self.decision: Decision = min((each.decision for each in self._tried), key=DECISIONS.index)
        self._relied = [each for each in self._tried if each.decision == self.decision]

    def answer(self) -> Answer:
        """Everything that is said of the trial."""
        shown = tuple(self._shown())
        names = (each.way.name for each in self._relied if each.way.name is not None)
        return Answer(
            trial=self._record.trial,
            patient=self._context.facts.patient,
            on=self._context.on,
            decision=self.decision,
            through=() if self.decision == "ineligible" else tuple(names),
            criteria=shown,
            findings=self._findings(),
            next=self._next(shown) if self.decision == "ineligible" else self.steps(),
        )

    def first_block(self) -> CriterionAnswer:
        """The first criterion that blocks; there is one where the decision is `ineligible`."""
        return next(item for item in self._shown(blocking=True))

    def open_ids(self) -> tuple[str, ...]:
        """What is open for this patient beyond standing sign-offs; of a list and its items only the items."""
        lines = [*self._trial.limits.items()]
        for place, criterion in enumerate(self._criteria.criteria):
            if criterion.role != "lost" or criterion.id in self._settlements:
                lines.append((criterion.id, self._line(place)))
        return without_lists([name for name, line in lines if line.effect == "open" and not is_standing(line.outcome)])

    # What is shown

    def _shown(self, *, blocking: bool = False) -> Iterator[CriterionAnswer]:
        """The lines of the answer in order; only those that block, where that is asked for."""
        for name, line in self._trial.limits.items():
            if line.effect == "block" or not blocking:
                yield limit_shown(name, line)
        for place, criterion in enumerate(self._criteria.criteria):
            if criterion.role == "lost" and criterion.id not in self._settlements:
                if not blocking:
                    yield lost_shown(criterion)
                continue
            line = self._line(place)
            if line.effect == "block" or not blocking:
                yield criterion_shown(criterion, line, self._context)

    def _line(self, place: int) -> Line:
        """The line of a criterion in the ways relied on; of one that is asked only in others, that it is not asked."""
        block = self._trial.scopes[place].block
        candidates = [each for each in self._relied if place in each.found]
        if block is not None:
            # Of a way that fails at its first criterion only that one says something.
            candidates = [each for each in candidates if place == each.entry or not each.entry_failed]
        if not candidates:
            name = next((each.way.name for each in self._tried if each.way.block == block), None)
            words = f"asked only of those who qualify through {name or 'another population'}"
            return Line(not_applicable((words,)), "pass")
        best = next((each for each in candidates if not each.entry_failed), candidates[0])
        return best.found[place]

    def _findings(self) -> tuple[Finding, ...]:
        found = [Finding(problem.code, problem.message) for problem in self._criteria.problems]
        if self._trial.conflict is not None:
            found.append(Finding("conflict", self._trial.conflict))
        completion = self._record.completion
        if self._record.recruiting and completion is not None and completion < self._context.on:
            found.append(
                Finding(
                    "stale-status",
                    f"the record says recruiting, and that the study was to end on {completion.isoformat()}",
                )
            )
        return tuple(dict.fromkeys(found))

    # What to do next

    def _next(self, shown: Sequence[CriterionAnswer]) -> tuple[Step, ...]:
        by_id = {item.id: item for item in shown}
        return wait(
            [by_id[name] for name, line in self._asked(each) if line.effect == "block"] for each in self._relied
        )

    def steps(self) -> tuple[Step, ...]:
        """The facts to obtain where nothing blocks."""
        return steps(
            [
                found
                for name, line in self._asked(each)
                if line.effect == "open" and (found := open_line(name, line)) is not None
            ]
            for each in self._relied
        )

    def _asked(self, tried: Tried) -> Iterator[tuple[str, Line]]:
        """The lines of one way that ask something of their own, by their ids."""
        yield from self._trial.limits.items()
        for place, line in sorted(tried.found.items()):
            if line.counts and line.stands != "for its items":
                yield self._criteria.criteria[place].id, line
