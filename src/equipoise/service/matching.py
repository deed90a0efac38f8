"""One patient against the whole library: which trials could take the patient, and what changed since a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from equipoise.library.store import Library
from equipoise.library.versions import Version, supersedes
from equipoise.patient.facts import Facts
from equipoise.screening.answer import Answer
from equipoise.screening.brief import Brief
from equipoise.screening.changes import Cause, Change, because
from equipoise.screening.match import Candidate, Matcher, Matches, match, passes_filter
from equipoise.screening.places import Place, Site, city, kilometres, point
from equipoise.service.readings import candidate, candidates
from equipoise.service.screening import Terms

DEFAULT_LIMIT = 20

__all__ = ["DEFAULT_LIMIT", "Asked", "Matched", "Since", "changed_since", "kilometres", "match_library", "place_of"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a match is narrowed to: words that name the trial, a place and how far from it, and how many trials."""

    terms: tuple[str, ...] = ()
    place: Place | None = None
    within_km: float | None = None
    limit: int | None = DEFAULT_LIMIT


@dataclass(frozen=True, slots=True)
class Since:
    """What changed for a patient since a day, and how many trials were looked at; `failed` as in `Matched`."""

    day: date
    changes: tuple[Change, ...]
    looked_at: int
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matched:
    """The trials for a patient, and the ids of those that the program stumbled over and says nothing about."""

    matches: Matches
    failed: tuple[str, ...] = ()


def match_library(library: Library, facts: Facts, terms: Terms, asked: Asked) -> Matched:
    """The trials of the library for one patient, best first."""
    failed: list[str] = []
    matches = match(
        facts,
        candidates(library, failed),
        on=terms.on,
        anchors=terms.anchors,
        max_age_days=terms.max_age_days,
        place=asked.place,
        within_km=asked.within_km,
        terms=asked.terms,
        limit=asked.limit,
    )
    return Matched(matches, tuple(failed))


def place_of(library: Library, text: str) -> Place:
    """The place that `LAT,LON`, or the name of a city with a site in the library, means. Raises RequestError."""
    return point(text) or city(text, _sites(library))


def _sites(library: Library) -> Iterator[Site]:
    for each in candidates(library, []):
        yield from each.brief.sites


def changed_since(library: Library, facts: Facts, before: Facts, terms: Terms, day: date, asked: Asked) -> Since:
    """The trials whose decision for the patient is another one than it was when `day` began.

    Then counted the facts `before` and the records that the library held; a trial that has come since is listed unless
    it is ineligible.
    """
    now, then = _matcher(facts, terms, terms.on), _matcher(before, terms, day)
    changes: list[Change] = []
    failed: list[str] = []
    looked_at = 0
    for row in library.rows():
        number = _number_on(library.versions(row.nct_id), day)
        record = candidate(library, row.nct_id, row.version)
        old = record if number in (None, row.version) else candidate(library, row.nct_id, number)
        if record is None or old is None:
            failed.append(row.nct_id)
            continue
        if not passes_filter(record.brief, asked.terms, asked.place, asked.within_km):
            continue
        looked_at += 1
        change = _change(record, old if number is not None else None, now, then)
        if change is not None:
            changes.append(change)
    changes.sort(key=lambda each: (each.after == "ineligible", each.trial))
    return Since(day, tuple(changes), looked_at, tuple(failed))


def _matcher(facts: Facts, terms: Terms, on: date) -> Matcher:
    return Matcher(facts, on=on, anchors=terms.anchors, max_age_days=terms.max_age_days)


def _number_on(versions: tuple[Version, ...], day: date) -> int | None:
    """The version that was current when the day began (UTC); None where the trial was not there."""
    current: Version | None = None
    for each in versions:
        if each.first_seen[:10] < day.isoformat() and (
            current is None or supersedes(each.source, each.last_update, current.source, current.last_update)
        ):
            current = each
    return current.number if current is not None else None


def _change(record: Candidate, before: Candidate | None, now: Matcher, then: Matcher) -> Change | None:
    after = now.match(record)
    if before is None:
        return None if after.decision == "ineligible" else _told(record.brief, "added", None, now.whole(after, record))
    was = then.match(before)
    if was.decision == after.decision:
        return None
    amended = before is not record and now.match(before).decision != after.decision
    cause: Cause = "amended" if amended else "patient"
    return _told(record.brief, cause, then.whole(was, before), now.whole(after, record))


def _told(brief: Brief, cause: Cause, before: Answer | None, after: Answer) -> Change:
    was = before.decision if before is not None else None
    return Change(brief.limits.trial, brief.title, cause, was, after.decision, because(before, after))
