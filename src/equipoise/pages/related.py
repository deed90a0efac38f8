"""Trials like a trial, with the reasons in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from equipoise.finding.related import FACETS
from equipoise.pages.described import About
from equipoise.service.related import RelatedTrial, RelatedTrials, named_trials
from equipoise.service.trials import Trial


@dataclass(frozen=True, slots=True)
class Reason:
    """How near the two trials are in one facet."""

    facet: Annotated[str, About("conditions, mechanism, population, criteria, design, sponsor or text")]
    score: Annotated[float, About("from 0 to 1")]
    words: Annotated[tuple[str, ...], About("in what they agree, the most telling first")]


@dataclass(frozen=True, slots=True)
class LikeTrial:
    """A trial that is like another one."""

    nct_id: Annotated[str, About("its id")]
    title: Annotated[str, About("its title")]
    status: Annotated[str | None, About("its recruitment status")]
    phases: Annotated[tuple[str, ...], About("its phases")]
    score: Annotated[float, About("how near it is in all, from 0 to 1, in the weights of its list")]
    reasons: Annotated[tuple[Reason, ...], About("the facets that could be compared")]


@dataclass(frozen=True, slots=True)
class RelatedPage:
    """The trials that are like a trial."""

    nct_id: Annotated[str, About("the trial's id")]
    title: Annotated[str, About("its title")]
    focus: Annotated[tuple[LikeTrial, ...], About("by study characteristics and research focus, the nearest first")]
    overall: Annotated[tuple[LikeTrial, ...], About("the nearest of the others by overall similarity")]
    named: Annotated[dict[str, str], About("trials that the record itself names, by id, with their titles")]
    behind: Annotated[int, About("how many changes of the library the search index does not know yet")]


def related_page(trial: Trial, found: RelatedTrials) -> RelatedPage:
    """The page of a trial's relatives."""
    return RelatedPage(
        trial.nct_id,
        trial.study.title,
        tuple(map(like_trial, found.focus)),
        tuple(map(like_trial, found.overall)),
        named_trials(trial.study),
        found.behind,
    )


def like_trial(found: RelatedTrial) -> LikeTrial:
    """The trial as a page shows it."""
    columns = found.row.columns
    reasons = tuple(
        Reason(facet, round(found.facets[facet].score, 3), found.facets[facet].words)
        for facet in FACETS
        if facet in found.facets
    )
    return LikeTrial(found.row.nct_id, columns.title, columns.status, columns.phases, round(found.total, 3), reasons)
