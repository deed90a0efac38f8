"""What of a trial is enough to rule most patients out: the record's limits, and the criteria that stand by themselves.

A criterion of a brief is asked of everybody and depends on no other, so that one that blocks makes the trial ineligible
whatever the rest of the text says. Briefs are small: a whole library's are read in less time than its texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from equipoise.criteria.model import Criteria
from equipoise.criteria.nodes import Expr, Quantity, Readings, Relaxed, Unsupported, Window, walk
from equipoise.criteria.packed import pack
from equipoise.screening import durations
from equipoise.screening.groups import favours
from equipoise.screening.places import Site, sites_of
from equipoise.screening.populations import scopes, ways
from equipoise.screening.structured import Limits, ages_conflict, limits_of, stated_ages
from equipoise.study.model import Study


@dataclass(frozen=True, slots=True)
class Entry:
    """A criterion that is asked of everybody and stands by itself.

    `tree` is its tree, packed; None where words of it were not understood, which leaves it open whoever the patient is.
    """

    id: str
    favourable: bool
    quote: str
    tree: bytes | None


@dataclass(frozen=True, slots=True)
class Brief:
    """What of a trial the first pass and the ranking need, small enough to be kept for a whole library.

    `text` is the hash of the eligibility text, under which its reading is kept.
    """

    limits: Limits
    text: bytes
    title: str
    status: str | None
    words: str
    sites: tuple[Site, ...]
    ages_conflict: bool
    entries: tuple[Entry, ...]


def brief_of(study: Study, criteria: Criteria, text: bytes = b"") -> Brief:
    """The brief of a record and its criteria; `text` is the hash of its eligibility text."""
    limits = limits_of(study)
    ages = tuple(bound for _, bound in stated_ages(criteria))
    conflict = ages_conflict(limits, ages) is not None
    named = (study.title, *study.conditions, *study.keywords, *(each.name for each in study.interventions if each.name))
    return Brief(
        limits=limits,
        text=text,
        title=study.title,
        status=study.overall_status,
        words=" | ".join(named).casefold(),
        sites=sites_of(study),
        ages_conflict=conflict,
        entries=tuple(_entries(criteria, ages_conflict=conflict)),
    )


def _entries(criteria: Criteria, *, ages_conflict: bool) -> Iterator[Entry]:
    alternatives = ways(criteria)
    for criterion, scope in zip(criteria.criteria, scopes(criteria, alternatives), strict=True):
        clause = criterion.clause
        alone = clause.parent is None and not clause.children and clause.block is None and clause.population is None
        everybody = scope.block is None and not scope.unclear and scope.elsewhere is None
        if not (alone and everybody) or clause.lost or criterion.role != "criterion" or criterion.expr is None:
            continue
        if _stands_alone(criterion.expr, ages_conflict=ages_conflict):
            lost = any(isinstance(node, Unsupported) for node in walk(criterion.expr))
            tree = None if lost else pack(criterion.expr)
            yield Entry(clause.id, favours(criterion), clause.span.of(criteria.text) if tree else "", tree)


def _stands_alone(expr: Expr, *, ages_conflict: bool) -> bool:
    """Whether what the tree comes to depends on nothing but itself and the patient.

    A relaxation may be meant for one way of qualifying, a window that is counted from another disease is read in the
    words around it, how long a disease has lasted is asked of the trial's own, and an age that the text and the record
    state differently is in doubt.
    """
    for node in walk(expr):
        if isinstance(node, Relaxed | Readings):
            return False
        if isinstance(node, Quantity) and (
            node.subject == durations.SUBJECT or (node.subject == "age" and ages_conflict)
        ):
            return False
        windows: tuple[Window, ...] = getattr(node, "windows", ())
        if any(window.anchor == "diagnosis" for window in windows):
            return False
    return True
