"""The pages of one patient matched against the library: the trials, best first; and what changed since a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from equipoise.logic import Decision
from equipoise.pages.described import About
from equipoise.pages.sites import NearestSite, nearest_site
from equipoise.screening.answer import Step
from equipoise.screening.changes import Cause, Change
from equipoise.screening.match import Blocking, Match
from equipoise.service.matching import Asked, Matched, Since
from equipoise.service.screening import Terms

_MOST_FACTS = 3


@dataclass(frozen=True, slots=True)
class Ruling:
    """A criterion that the patient fails."""

    id: Annotated[str, About("the author's own number; S.age and S.sex are the record's limits")]
    quote: Annotated[str, About("the author's words")]
    why: Annotated[str, About("why, rebuilt from the evidence")]


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One trial."""

    nct_id: Annotated[str, About("the trial's id")]
    title: Annotated[str, About("the trial's title")]
    status: Annotated[str | None, About("the recruitment status")]
    decision: Annotated[Decision, About("eligible-on-data, review, pending or ineligible")]
    open: Annotated[int, About("how many criteria are open for this patient, beyond standing sign-offs")]
    open_ids: Annotated[tuple[str, ...], About("which ones")]
    obtain: Annotated[tuple[str, ...], About("what to obtain next, what settles most first")]
    nearest: Annotated[NearestSite | None, About("the nearest site, where a place was given")]
    blocking: Annotated[Ruling | None, About("the criterion that rules the patient out")]


@dataclass(frozen=True, slots=True)
class MatchPage:
    """One patient against the library."""

    patient: Annotated[str, About("the patient's id in the bundle")]
    on: Annotated[str, About("the screening date")]
    near: Annotated[str | None, About("the place that distances are reckoned from")]
    looked_at: Annotated[int, About("how many trials the words and the distance left")]
    ineligible: Annotated[int, About("how many of them the patient was found ineligible for on the way")]
    behind: Annotated[int, About("how many more there are that cannot come before the last one listed")]
    trials: Annotated[tuple[MatchRow, ...], About("the trials, best first")]
    ruled_out: Annotated[tuple[MatchRow, ...], About("those that the patient was found ineligible for, on request")]
    failed: Annotated[tuple[str, ...], About("ids of trials that the program stumbled over and says nothing about")]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A trial whose decision for the patient is another one than it was."""

    nct_id: Annotated[str, About("the trial's id")]
    title: Annotated[str, About("the trial's title")]
    cause: Annotated[Cause, About("added or amended (the trial), or patient (facts, or the time that went by)")]
    before: Annotated[Decision | None, About("the decision then; null where the trial was not there")]
    after: Annotated[Decision, About("the decision now")]
    because: Annotated[tuple[str, ...], About("the criteria that make the difference")]


@dataclass(frozen=True, slots=True)
class SincePage:
    """What changed for one patient since a day."""

    patient: Annotated[str, About("the patient's id in the bundle")]
    since: Annotated[str, About("the day")]
    on: Annotated[str, About("the screening date")]
    looked_at: Annotated[int, About("how many trials the words and the distance left")]
    changes: Annotated[tuple[ChangeRow, ...], About("the trials whose decision differs")]
    failed: Annotated[tuple[str, ...], About("ids of trials that the program stumbled over and says nothing about")]


def match_page(matched: Matched, patient: str, terms: Terms, asked: Asked, *, ruled_out: bool) -> MatchPage:
    """The page; with `ruled_out` it lists the trials that the patient is ineligible for too."""
    found = matched.matches
    return MatchPage(
        patient=patient,
        on=terms.on.isoformat(),
        near=asked.place.name if asked.place is not None else None,
        looked_at=found.looked_at,
        ineligible=len(found.ruled_out),
        behind=found.behind,
        trials=tuple(_row(each) for each in found.found),
        ruled_out=tuple(_row(each) for each in found.ruled_out) if ruled_out else (),
        failed=matched.failed,
    )


def since_page(since: Since, patient: str, terms: Terms) -> SincePage:
    """The page of what changed."""
    return SincePage(
        patient=patient,
        since=since.day.isoformat(),
        on=terms.on.isoformat(),
        looked_at=since.looked_at,
        changes=tuple(_change(each) for each in since.changes),
        failed=since.failed,
    )


def _row(found: Match) -> MatchRow:
    return MatchRow(
        nct_id=found.trial,
        title=found.title,
        status=found.status,
        decision=found.decision,
        open=found.open,
        open_ids=found.open_ids,
        obtain=_first_facts(found.next),
        nearest=nearest_site(found.nearest),
        blocking=_ruling(found.blocking) if found.blocking is not None else None,
    )


def _first_facts(steps: tuple[Step, ...]) -> tuple[str, ...]:
    names = dict.fromkeys(fact.name for step in steps for fact in step.facts)
    return tuple(names)[:_MOST_FACTS]


def _ruling(blocking: Blocking) -> Ruling:
    return Ruling(blocking.id, " ".join(blocking.quote.split()), blocking.why)


def _change(change: Change) -> ChangeRow:
    return ChangeRow(change.trial, change.title, change.cause, change.before, change.after, change.because)
