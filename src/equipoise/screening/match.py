"""One patient against many trials: which could take the patient, what is left open, how far the nearest site is.

A first pass reads only a trial's `Brief`: the record's limits, and the criteria that are asked of everybody and stand
by themselves. One of them that blocks makes the trial ineligible whatever the rest of the text says, so the text need
not be opened. What the first pass lets through is screened in full; the two never disagree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import msgspec

from equipoise.criteria.model import Criteria, Criterion
from equipoise.criteria.nodes import Anchor, Expr, Quantity, Readings, Relaxed, Window, walk
from equipoise.criteria.serialise import from_json, to_json
from equipoise.logic import DECISIONS, Decision
from equipoise.patient.facts import Facts
from equipoise.screening.answer import Answer, CriterionAnswer
from equipoise.screening.context import Context
from equipoise.screening.evaluate import evaluate_criterion
from equipoise.screening.groups import effect_of, favours
from equipoise.screening.outcome import Outcome
from equipoise.screening.places import Place, Site, distance_km, sites_of
from equipoise.screening.populations import scopes, ways
from equipoise.screening.screen import screen
from equipoise.screening.structured import Limits, age_limit, ages_conflict, limits_of, sex_limit, stated_ages
from equipoise.screening.why import sentence
from equipoise.study.model import Study

_RECRUITING = ("RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION")
_OPEN_SITE = "RECRUITING"


@dataclass(frozen=True, slots=True)
class Entry:
    """A criterion that is asked of everybody and stands by itself; `tree` is its tree as JSON, without places."""

    id: str
    favourable: bool
    quote: str
    tree: bytes


@dataclass(frozen=True, slots=True)
class Brief:
    """What of a trial the first pass and the ranking need, small enough to be kept for a whole library."""

    limits: Limits
    title: str
    status: str | None
    words: str
    sites: tuple[Site, ...]
    ages_conflict: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trial to be looked at: its brief, and what reads its criteria when they are needed."""

    brief: Brief
    criteria: Callable[[], Criteria]


@dataclass(frozen=True, slots=True)
class Blocking:
    """The criterion that a patient fails."""

    id: str
    quote: str
    why: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest site: a recruiting one where the trial has one with coordinates, else any."""

    site: Site
    km: float
    recruiting: bool


@dataclass(frozen=True, slots=True)
class Match:
    """One trial for the patient.

    `open` are the criteria that data or a person must settle for this patient, without the sign-offs that the trial
    asks of everybody; `answer` is None where the first pass decided.
    """

    trial: str
    title: str
    status: str | None
    decision: Decision
    open: tuple[CriterionAnswer, ...] = ()
    blocking: Blocking | None = None
    nearest: Nearest | None = None
    answer: Answer | None = None


def brief_of(study: Study, criteria: Criteria) -> Brief:
    """The brief of a record and its criteria."""
    limits = limits_of(study)
    ages = tuple(bound for _, bound in stated_ages(criteria))
    conflict = ages_conflict(limits, ages) is not None
    named = (study.title, *study.conditions, *study.keywords, *(each.name for each in study.interventions if each.name))
    return Brief(
        limits=limits,
        title=study.title,
        status=study.overall_status,
        words=" | ".join(named).casefold(),
        sites=sites_of(study),
        ages_conflict=conflict,
        entries=tuple(_entries(criteria, ages_conflict=conflict)),
    )


def _entries(criteria: Criteria, *, ages_conflict: bool) -> Iterable[Entry]:
    alternatives = ways(criteria)
    for criterion, scope in zip(criteria.criteria, scopes(criteria, alternatives), strict=True):
        clause = criterion.clause
        alone = clause.parent is None and not clause.children and clause.block is None and clause.population is None
        everybody = scope.block is None and not scope.unclear and scope.elsewhere is None
        if not (alone and everybody) or clause.lost or criterion.role != "criterion" or criterion.expr is None:
            continue
        if _stands_alone(criterion.expr, ages_conflict=ages_conflict):
            yield Entry(clause.id, favours(criterion), clause.span.of(criteria.text), _placeless(criterion))


def _stands_alone(expr: Expr, *, ages_conflict: bool) -> bool:
    """Whether what the tree comes to depends on nothing but itself and the patient.

    A relaxation may be meant for one way of qualifying, a window that is counted from another disease is read in the
    words around it, and an age that the text and the record state differently is in doubt.
    """
    for node in walk(expr):
        if isinstance(node, Relaxed | Readings):
            return False
        if isinstance(node, Quantity) and node.subject == "age" and ages_conflict:
            return False
        windows: tuple[Window, ...] = getattr(node, "windows", ())
        if any(window.anchor == "diagnosis" for window in windows):
            return False
    return True


def _placeless(criterion: Criterion) -> bytes:
    """The tree as JSON without spans and rules, so that equal sentences of several trials are equal bytes."""
    return msgspec.json.encode(_without_places(to_json(criterion.expr))) if criterion.expr is not None else b""


def _without_places(data: object) -> object:
    if isinstance(data, dict):
        return {name: _without_places(value) for name, value in data.items() if name not in ("span", "rule")}
    return [_without_places(each) for each in data] if isinstance(data, list | tuple) else data


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
) -> list[Match]:
    """The trials for one patient, best first: not ineligible, then with the least left open, then recruiting, then near.

    `terms` must all begin a word of the trial's title, conditions, keywords or interventions. With `within_km` only
    trials with a site that near to `place` are left.
    """
    matcher = Matcher(facts, on=on, anchors=anchors, max_age_days=max_age_days)
    found = []
    for record in records:
        if not named(record.brief, terms):
            continue
        near = nearest(record.brief, place)
        if place is not None and within_km is not None and (near is None or near.km > within_km):
            continue
        found.append(replace(matcher.match(record), nearest=near))
    return sorted(found, key=rank)


def named(brief: Brief, terms: Sequence[str]) -> bool:
    """Whether each term begins a word of the trial's names."""
    return all(re.search(rf"(?<!\w){re.escape(term.casefold())}", brief.words) for term in terms)


def nearest(brief: Brief, place: Place | None) -> Nearest | None:
    """The nearest site that recruits, else the nearest of all; None where no site has coordinates."""
    if place is None:
        return None
    measured = [
        Nearest(site, distance_km(place, site.lat, site.lon), (site.status or brief.status) == _OPEN_SITE)
        for site in brief.sites
        if site.lat is not None and site.lon is not None
    ]
    return min(measured, key=lambda each: (not each.recruiting, each.km), default=None)


def rank(found: Match) -> tuple[bool, int, int, int, float, str]:
    """What trials are ordered by: lower is better."""
    recruiting = _RECRUITING.index(found.status) if found.status in _RECRUITING else len(_RECRUITING)
    km = found.nearest.km if found.nearest is not None else float("inf")
    order = DECISIONS.index(found.decision)
    return found.decision == "ineligible", len(found.open), recruiting, order, km, found.trial


class Matcher:
    """One patient on one day; what equal sentences come to is worked out once for all trials."""

    def __init__(
        self, facts: Facts, *, on: date, anchors: Mapping[Anchor, date] | None = None, max_age_days: int = 90
    ) -> None:
        self._facts, self._on, self._anchors, self._max_age_days = facts, on, anchors or {}, max_age_days
        self._context = Context(facts, on, self._anchors, max_age_days)
        self._known: dict[tuple[bool, bytes], Outcome] = {}

    def match(self, record: Candidate) -> Match:
        """The decision on one trial; distance is left to the caller."""
        brief = record.brief
        trial, title, status = brief.limits.trial, brief.title, brief.status
        blocking = self.first_block(brief)
        if blocking is not None:
            return Match(trial, title, status, "ineligible", blocking=blocking)
        answer = screen(
            brief.limits,
            record.criteria(),
            self._facts,
            on=self._on,
            anchors=self._anchors,
            max_age_days=self._max_age_days,
        )
        return Match(trial, title, status, answer.decision, still_open(answer), primary_block(answer), answer=answer)

    def first_block(self, brief: Brief) -> Blocking | None:
        """A criterion that rules the patient out and that the brief is enough to know of."""
        limits = [("S.sex", sex_limit(brief.limits, self._context))]
        if not brief.ages_conflict:
            limits.append(("S.age", age_limit(brief.limits, self._context, ())))
        for name, outcome in limits:
            if effect_of(outcome, True) == "block":
                return Blocking(name, "", sentence(outcome.said))
        for entry in brief.entries:
            outcome = self._outcome(entry)
            if effect_of(outcome, entry.favourable) == "block":
                return Blocking(entry.id, entry.quote, sentence(outcome.said))
        return None

    def _outcome(self, entry: Entry) -> Outcome:
        key = (entry.favourable, entry.tree)
        if key not in self._known:
            expr = from_json(msgspec.json.decode(entry.tree))
            self._known[key] = evaluate_criterion(expr, self._context, favourable=entry.favourable)
        return self._known[key]


def still_open(answer: Answer) -> tuple[CriterionAnswer, ...]:
    """What is open for this patient beyond standing sign-offs; of a list and its items only the items."""
    found = [item for item in answer.criteria if item.effect == "open" and not item.sign_off]
    ids = [item.id for item in found]
    return tuple(item for item in found if not any(other.startswith(f"{item.id}.") for other in ids))


def primary_block(answer: Answer) -> Blocking | None:
    """The first criterion that blocks, in the order of the record's limits and then of the text; None without one."""
    first = next((item for item in answer.criteria if item.effect == "block"), None)
    return Blocking(first.id, first.quote, first.why) if first is not None else None
