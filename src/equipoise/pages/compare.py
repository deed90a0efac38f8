"""The page of two trials beside each other: facts of the records, arms, and what the criteria require."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from equipoise.finding.compare import Relation, Requirement
from equipoise.pages.described import About
from equipoise.service.compare import Compared
from equipoise.study.model import Study


@dataclass(frozen=True, slots=True)
class FactPair:
    """A fact of both records."""

    label: Annotated[str, About("what the fact is")]
    first: Annotated[str | None, About("as the first trial's record states it")]
    second: Annotated[str | None, About("as the second trial's record states it")]
    same: Annotated[bool, About("whether both state the same")]


@dataclass(frozen=True, slots=True)
class ArmLine:
    """An arm with what is given in it."""

    label: Annotated[str | None, About("the arm's name")]
    type: Annotated[str | None, About("experimental, active comparator, …")]
    interventions: Annotated[tuple[str, ...], About("what is given or done")]
    description: Annotated[str | None, About("the arm in the author's words, doses among them")]


@dataclass(frozen=True, slots=True)
class Side:
    """One trial's requirement."""

    criterion: Annotated[str, About("the author's number")]
    words: Annotated[str, About("the requirement in plain words, the same for inclusion and exclusion")]
    quote: Annotated[str, About("the author's words")]
    alone: Annotated[bool, About("whether it must be met whatever else holds; false in an alternative or condition")]


@dataclass(frozen=True, slots=True)
class RequirementPair:
    """A requirement of one trial or both."""

    relation: Annotated[
        Relation, About("how the second stands to the first: same, tighter, looser, different, only one")
    ]
    first: Annotated[Side | None, About("the first trial's requirement")]
    second: Annotated[Side | None, About("the second trial's requirement")]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two trials beside each other."""

    first: Annotated[str, About("the first trial's id")]
    second: Annotated[str, About("the second trial's id")]
    facts: Annotated[tuple[FactPair, ...], About("facts of the records")]
    first_arms: Annotated[tuple[ArmLine, ...], About("the first trial's arms")]
    second_arms: Annotated[tuple[ArmLine, ...], About("the second trial's arms")]
    criteria: Annotated[tuple[RequirementPair, ...], About("what the criteria require, the first trial's first")]
    counts: Annotated[dict[str, int], About("how many requirements stand in which relation")]


_FACTS: tuple[tuple[str, Callable[[Study], str | None]], ...] = (
    ("Title", lambda study: study.title),
    ("Status", lambda study: study.overall_status),
    ("Phase", lambda study: ", ".join(study.phases) or None),
    ("Study type", lambda study: study.design.study_type),
    ("Allocation", lambda study: study.design_info.allocation),
    ("Masking", lambda study: study.design_info.masking.masking if study.design_info.masking else None),
    ("Purpose", lambda study: study.design_info.primary_purpose),
    ("Enrollment", lambda study: None if study.enrollment_count is None else f"{study.enrollment_count:,}"),
    ("Start", lambda study: str(study.status.start_date.date) if study.status.start_date else None),
    ("Lead sponsor", lambda study: study.lead_sponsor.name if study.lead_sponsor else None),
    ("Conditions", lambda study: "; ".join(study.conditions) or None),
    ("Ages", lambda study: _ages(study)),
    ("Sex", lambda study: study.eligibility.sex),
    (
        "Sites",
        lambda study: f"{len(study.locations):,} (countries: {len(study.countries)})" if study.locations else None,
    ),
    ("Countries", lambda study: ", ".join(study.countries) or None),
)


def compare_page(compared: Compared) -> ComparePage:
    """The page of a comparison."""
    one, other = compared.first.study, compared.second.study
    return ComparePage(
        first=one.nct_id,
        second=other.nct_id,
        facts=tuple(_fact(label, of(one), of(other)) for label, of in _FACTS),
        first_arms=_arms(one),
        second_arms=_arms(other),
        criteria=tuple(
            RequirementPair(each.relation, _side(each.first), _side(each.second)) for each in compared.criteria
        ),
        counts=dict(Counter(each.relation for each in compared.criteria).most_common()),
    )


def _fact(label: str, first: str | None, second: str | None) -> FactPair:
    return FactPair(label, first, second, first == second)


def _ages(study: Study) -> str | None:
    low, high = study.eligibility.minimum_age, study.eligibility.maximum_age
    if low is None and high is None:
        return None
    return f"{low or 'any'} to {high or 'any'}"


def _arms(study: Study) -> tuple[ArmLine, ...]:
    return tuple(ArmLine(arm.label, arm.type, arm.intervention_names, arm.description) for arm in study.arms)


def _side(requirement: Requirement | None) -> Side | None:
    if requirement is None:
        return None
    quote = " ".join(requirement.quote.split())
    return Side(requirement.criterion, requirement.words, quote, requirement.alone)
