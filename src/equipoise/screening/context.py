"""What every part of the evaluator is given: the patient, the day, and what the caller has fixed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar, cast

from equipoise.criteria.nodes import Anchor, Expr
from equipoise.logic import FactKind
from equipoise.patient.facts import Covered, Facts, Sex
from equipoise.screening.answer import Evidence
from equipoise.screening.outcome import Outcome

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")
DefaultLimits = Mapping[str, tuple[float | None, float | None, str]]  # slug -> lower limit, upper limit, unit


_MOST_KEPT = 50_000


def keep(kept: dict[K, V], name: K, value: V) -> None:
    """Keep a value, of which there may be many: after a while all are dropped and it begins anew."""
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[name] = value


@dataclass(frozen=True, slots=True)
class Known:
    """What atoms and whole trees have come to for one patient on one day, so that equal ones are evaluated once.

    A tree is known by its id, and held with its outcome: its id is another's as soon as nobody holds it.
    """

    atoms: dict[tuple[Expr, bool], Outcome] = field(default_factory=dict)
    trees: dict[tuple[int, bool], tuple[Expr, Outcome]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """One evaluation: facts, screening date, anchors, staleness, default limits, and the way of qualifying looked at.

    `sample` is the day that the anchor "test" stands for while a quantity's sample is looked at. `way` holds the
    diseases of the population through which the patient would qualify, `other_ways` those of the other populations.
    `text` is the eligibility text, in which the nodes have their places.
    """

    facts: Facts
    on: date
    anchors: Mapping[Anchor, date] = field(default_factory=dict)
    max_age_days: int = 90
    default_limits: DefaultLimits = field(default_factory=dict)
    sample: date | None = None
    way: frozenset[str] = frozenset()
    other_ways: frozenset[str] = frozenset()
    text: str = ""
    index: dict[Hashable, object] | None = None  # that of the facts, where they are not on this day or of this sex
    known: Known = field(default_factory=Known, compare=False, repr=False)

    def of_text(self, text: str) -> Context:
        """The same patient and day, for the trial with this eligibility text."""
        return replace(self, text=text)

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once for these records; `name` names it.

        Only for what the records alone decide: it is kept for other days, either sex and every trial.
        """
        index = self._index()
        found = index.get(name, _NOTHING)
        if found is _NOTHING:
            found = make()
            keep(index, name, found)
        return cast(T, found)

    def _index(self) -> dict[Hashable, object]:
        return self.facts.index if self.index is None else self.index

    def on_another_day(self, on: date, facts: Facts, max_age_days: int) -> Context:
        """The same patient on another day, of whom nothing is known yet."""
        return replace(self, on=on, facts=facts, max_age_days=max_age_days, index=self._index(), known=Known())

    def of_sex(self, sex: Sex) -> Context:
        """The same patient, were this their sex."""
        return replace(self, facts=replace(self.facts, sex=sex), index=self._index(), known=Known())


_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from `start` to `end`, both included; None is open."""

    start: date | None
    end: date | None


def covering(context: Context, kind: FactKind, asked: Interval) -> Covered | None:
    """The coverage of this kind that spans the interval (as far as the screening date), or None."""
    until = context.on if asked.end is None else min(asked.end, context.on)
    for covered in context.facts.coverage.get(kind, ()):
        from_the_start = covered.start is None or (asked.start is not None and covered.start <= asked.start)
        if from_the_start and covered.end >= until:
            return covered
    return None


def coverage_evidence(covered: Covered, says: str) -> Evidence | None:
    """The list that says so, as evidence; None where the caller vouches for it and there is no record."""
    if covered.resource.startswith("--"):
        return None
    return Evidence(covered.resource, says, covered.end.isoformat())
