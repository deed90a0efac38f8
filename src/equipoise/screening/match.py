"""One patient against many trials: which could take the patient, what is left open, how far the nearest site is.

A first pass reads only a trial's `Brief` and rules out what it can; what it lets through is screened in full, as far
down the ranking as is asked for. The two never disagree: the first pass evaluates the same trees in the same way.
"""

from __future__ import annotations

import gc
import heapq
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from equipoise.criteria.model import Criteria
from equipoise.criteria.nodes import Anchor
from equipoise.criteria.packed import Trees
from equipoise.logic import DECISIONS, Decision
from equipoise.patient.facts import Facts
from equipoise.screening.answer import Answer, CriterionAnswer, Step
from equipoise.screening.brief import Brief
from equipoise.screening.groups import effect_of, is_standing
from equipoise.screening.outcome import U
from equipoise.screening.places import Nearest, Place, nearest
from equipoise.screening.screen import Judged, Screener, without_lists
from equipoise.screening.structured import age_limit, sex_limit
from equipoise.screening.why import sentence

_RECRUITING = ("RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION")

Rank = tuple[bool, int, int, int, float, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trial to be looked at: its brief, and what reads its criteria when they are needed, with the trees at hand."""

    brief: Brief
    criteria: Callable[[Trees], Criteria]


@dataclass(frozen=True, slots=True)
class Blocking:
    """The criterion that a patient fails."""

    id: str
    quote: str
    why: str


@dataclass(frozen=True, slots=True)
class Match:
    """One trial for the patient.

    `open` counts the criteria that data or a person must settle for this patient, without the sign-offs that the trial
    asks of everybody. `judged` is None, and `open` 0, where the patient is ineligible.
    """

    trial: str
    title: str
    status: str | None
    decision: Decision
    open: int = 0
    blocking: Blocking | None = None
    nearest: Nearest | None = None
    judged: Judged | None = field(default=None, compare=False, repr=False)

    @property
    def answer(self) -> Answer | None:
        """The whole answer, made when it is asked for; None where the patient is ineligible."""
        return self.judged.answer() if self.judged is not None else None

    @property
    def open_ids(self) -> tuple[str, ...]:
        """The criteria that `open` counts."""
        return self.judged.open_ids if self.judged is not None else ()

    @property
    def next(self) -> tuple[Step, ...]:
        """What to obtain next."""
        return self.judged.steps() if self.judged is not None else ()


@dataclass(frozen=True, slots=True)
class Matches:
    """The trials for one patient, best first.

    `ruled_out` are the ineligible ones that were met on the way, `looked_at` counts all trials that the terms and the
    distance left, and `behind` those that cannot come before the last of `found`.
    """

    found: tuple[Match, ...]
    ruled_out: tuple[Match, ...]
    looked_at: int
    behind: int = 0


def match(
    facts: Facts,
    records: Iterable[Candidate],
    *,
    on: date,
    anchors: Mapping[Anchor, date] | None = None,
    max_age_days: int = 90,
    place: Place | None = None,
    within_km: float | None = None,
    terms: Sequence[str] = (),
    limit: int | None = None,
) -> Matches:
    """The trials for one patient: not ineligible, then those with the least left open, then recruiting, then near.

    `terms` must all begin a word of the trial's title, conditions, keywords or interventions. With `within_km` only
    trials with a site that near to `place` are left. With a `limit`, no more trials are screened in full than it takes
    to know the best ones.
    """
    with _nothing_collected():
        return _matched(
            Matcher(facts, on=on, anchors=anchors, max_age_days=max_age_days), records, place, within_km, terms, limit
        )


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Without looking for garbage in cycles: matching makes none, and what it keeps for the patient is looked through
    again and again, which takes a third of the time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _matched(
    matcher: Matcher,
    records: Iterable[Candidate],
    place: Place | None,
    within_km: float | None,
    terms: Sequence[str],
    limit: int | None,
) -> Matches:
    waiting: list[tuple[Rank, Match, Candidate | None]] = []
    ruled_out: list[Match] = []
    for record in records:
        if not passes_filter(record.brief, terms, place, within_km):
            continue
        first = matcher.first_pass(record.brief, near_to(record.brief, place))
        if first.decision == "ineligible":
            ruled_out.append(first)
        else:
            waiting.append((rank(first), first, record))
    looked_at = len(waiting) + len(ruled_out)
    heapq.heapify(waiting)
    found: list[Match] = []
    while waiting and (limit is None or len(found) < limit):
        _, best, unread = heapq.heappop(waiting)
        if unread is None:  # screened in full, and none that waits can come before it
            found.append(best)
            continue
        best = matcher.in_full(best, unread)
        if best.decision == "ineligible":
            ruled_out.append(best)
        else:
            heapq.heappush(waiting, (rank(best), best, None))
    return Matches(tuple(found), tuple(sorted(ruled_out, key=rank)), looked_at, len(waiting))


def passes_filter(brief: Brief, terms: Sequence[str], place: Place | None, within_km: float | None) -> bool:
    """Whether the trial bears the names that are asked for and has a site that is near enough."""
    if not named(brief, terms):
        return False
    if place is None or within_km is None:
        return True
    near = near_to(brief, place)
    return near is not None and near.km <= within_km


def near_to(brief: Brief, place: Place | None) -> Nearest | None:
    """The trial's nearest site, where a place was given."""
    return nearest(brief.sites, place, brief.status) if place is not None else None


def named(brief: Brief, terms: Sequence[str]) -> bool:
    """Whether each term begins a word of the trial's names."""
    return all(re.search(rf"(?<!\w){re.escape(term.casefold())}", brief.words) for term in terms)


def rank(found: Match) -> Rank:
    """What trials are ordered by: lower is better. The rank after the first pass is never above that in full."""
    recruiting = _RECRUITING.index(found.status) if found.status in _RECRUITING else len(_RECRUITING)
    km = found.nearest.km if found.nearest is not None else float("inf")
    order = DECISIONS.index(found.decision)
    return found.decision == "ineligible", found.open, recruiting, order, km, found.trial


class Matcher:
    """One patient on one day; what equal sentences come to is worked out once for all trials."""

    def __init__(
        self, facts: Facts, *, on: date, anchors: Mapping[Anchor, date] | None = None, max_age_days: int = 90
    ) -> None:
        self._screener = Screener(facts, on=on, anchors=anchors, max_age_days=max_age_days)

    def match(self, record: Candidate, near: Nearest | None = None) -> Match:
        """The decision on one trial: by the first pass where that is enough, else in full."""
        first = self.first_pass(record.brief, near)
        return first if first.decision == "ineligible" else self.in_full(first, record)

    def first_pass(self, brief: Brief, near: Nearest | None = None) -> Match:
        """Ineligible where the brief is enough to know it; else as good as the trial can still turn out to be."""
        trial, title, status = brief.limits.trial, brief.title, brief.status
        found = self._seen(brief)
        if isinstance(found, Blocking):
            return Match(trial, title, status, "ineligible", 0, found, near)
        return Match(trial, title, status, DECISIONS[0], found, None, near)

    def in_full(self, first: Match, record: Candidate) -> Match:
        """The same trial with every criterion evaluated."""
        found = self._screener.judge(record.brief.limits, record.criteria(self._screener.trees))
        if isinstance(found, CriterionAnswer):
            return replace(first, decision="ineligible", open=0, blocking=blocked_by(found))
        return replace(first, decision=found.decision, open=len(found.open_ids), judged=found)

    def whole(self, found: Match, record: Candidate) -> Answer:
        """The whole answer of the contract, of a trial that was matched."""
        if (answer := found.answer) is not None:
            return answer
        return self._screener.answer(record.brief.limits, record.criteria(self._screener.trees))

    def _seen(self, brief: Brief) -> Blocking | int:
        """A criterion that rules the patient out; else how many of the brief are open beyond standing sign-offs."""
        limits = [("S.sex", sex_limit(brief.limits, self._screener.context))]
        if not brief.ages_conflict:
            limits.append(("S.age", age_limit(brief.limits, self._screener.context, ())))
        for name, outcome in limits:
            if effect_of(outcome, True) == "block":
                return Blocking(name, "", sentence(outcome.said))
        still = 0
        for entry in brief.entries:
            if entry.tree is None:
                still += 1
                continue
            outcome = self._screener.outcome(entry.tree, entry.favourable)
            if effect_of(outcome, entry.favourable) == "block":
                return Blocking(entry.id, entry.quote, sentence(outcome.said))
            still += outcome.truth is U and not is_standing(outcome)
        return still


def blocked_by(item: CriterionAnswer) -> Blocking:
    """A criterion that blocks, as the list of trials shows it."""
    return Blocking(item.id, item.quote, item.why)


def still_open(answer: Answer) -> tuple[CriterionAnswer, ...]:
    """What is open for this patient beyond standing sign-offs; of a list and its items only the items."""
    found = {item.id: item for item in answer.criteria if item.effect == "open" and not item.sign_off}
    return tuple(found[name] for name in without_lists(tuple(found)))
