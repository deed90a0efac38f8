"""From a trial whose criteria have been read to its page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from equipoise.pages.criteria import CriteriaPage, criteria_page
from equipoise.pages.described import labelled
from equipoise.pages.eligibility import age_words, healthy_words, sex_words
from equipoise.pages.prose import prose
from equipoise.pages.related import like_trial
from equipoise.pages.trial import people, protocol
from equipoise.pages.trial.model import SECTIONS, Eligibility, OtherTrial, StudyResults, TrialPage
from equipoise.pages.trial.tables import baseline_tables, event_tables, flow_tables, measured
from equipoise.pages.words import plain
from equipoise.service.criteria import TrialCriteria
from equipoise.service.related import Surroundings, named_trials
from equipoise.source import Problem
from equipoise.study.model import Study
from equipoise.study.results import MoreInformation, ResultsSection

_SOURCES = {
    "ctgov": "registry record (ClinicalTrials.gov API, version 2)",
    "legacy_xml": "registry record in the retired XML form",
    "portal": "text recovered from a portal page",
}
_NOTHING_STATED = "The record states nothing here."
_ALWAYS_SHOWN = frozenset({"study_results"})
_NOWHERE = Surroundings()


def trial_page(read: TrialCriteria, around: Surroundings = _NOWHERE, *, today: date | None = None) -> TrialPage:
    """The page; `around` is what the library knows of the trial's surroundings, where it comes from one.

    `today` is the day on which a status may be out of date: the machine's, unless another is given.
    """
    study, criteria = read.trial.study, criteria_page(read)
    names = study.identification
    sections: dict[str, Any] = {
        "study_results": results(study),
        "basic_information": protocol.basic(study, today or date.today()),
        "brief_summary": prose(study.description.brief_summary),
        "related_trials": tuple(map(like_trial, around.like.focus)),
        "named_trials": tuple(
            OtherTrial(nct_id, title, nct_id in around.held) for nct_id, title in named_trials(study).items()
        ),
        "detailed_description": prose(study.description.detailed_description),
        "conditions": protocol.conditions(study),
        "study_design": protocol.design(study),
        "study_groups": protocol.groups(study),
        "interventions": protocol.interventions(study),
        "outcome_measures": protocol.outcome_measures(study),
        "eligibility_criteria": eligibility(study, criteria),
        "sponsors": people.sponsors(study),
        "responsible_party": people.responsible_party(study),
        "principal_investigators": people.investigators(study),
        "locations": people.locations(study),
        "countries": people.countries(study),
        "central_contacts": people.central_contacts(study),
        "facility_contacts": people.facility_contacts(study),
        "other_identifiers": people.identifiers(study),
        "oversight": protocol.oversight(study),
        "references": protocol.references(study),
        "more_related_trials": tuple(map(like_trial, around.like.overall)),
    }
    return TrialPage(
        nct_id=study.nct_id,
        title=study.title,
        official_title=names.official_title,
        acronym=names.acronym,
        last_updated=study.last_update,
        organization=names.organization.full_name if names.organization else None,
        source=_SOURCES[study.source],
        notices=criteria.findings,
        empty=_empty(sections, read.trial.problems),
        **sections,
    )


def results(study: Study) -> StudyResults:
    """What was posted as results."""
    found = study.record.results or ResultsSection()
    first = study.status.results_first_post_date
    outcomes = found.outcome_measures.outcome_measures if found.outcome_measures else ()
    caveats = found.more_info.limitations_and_caveats if found.more_info else None
    return StudyResults(
        posted="Results are posted." if study.has_results else "No results are posted.",
        first_posted=first.date if first else None,
        recruitment=found.participant_flow.recruitment_details if found.participant_flow else None,
        flow=flow_tables(found.participant_flow),
        baseline=baseline_tables(found.baseline_characteristics),
        outcomes=tuple(measured(each) for each in outcomes),
        events=event_tables(found.adverse_events),
        limitations=caveats.description if caveats else None,
        contact=_results_contact(found.more_info),
    )


def _results_contact(more: MoreInformation | None) -> str | None:
    contact = more.point_of_contact if more else None
    if contact is None:
        return None
    return ", ".join(filter(None, (contact.title, contact.organization, contact.phone, contact.email))) or None


def eligibility(study: Study, criteria: CriteriaPage) -> Eligibility:
    """Who may take part: the record's limits, and the criteria of the text."""
    stated = study.eligibility
    return Eligibility(
        ages=age_words(stated),
        sex=sex_words(stated),
        gender=stated.gender_description,
        healthy_volunteers=healthy_words(stated),
        population=stated.study_population,
        sampling=plain(stated.sampling_method),
        coverage=criteria.coverage,
        shares=criteria.shares,
        inclusion=tuple(line for line in criteria.lines if line.section == "inclusion"),
        exclusion=tuple(line for line in criteria.lines if line.section == "exclusion"),
        text=study.eligibility_text,
    )


def _empty(sections: dict[str, Any], problems: Sequence[Problem]) -> dict[str, str]:
    """For each section that states nothing, whether the source has lost its text or never had one."""
    lost = [problem.message for problem in problems if problem.code == "lost-section"]
    found = {}
    for key, heading in SECTIONS:
        part = sections[key]
        if key in _ALWAYS_SHOWN or (part if isinstance(part, tuple) else labelled(part)):
            continue
        if key == "eligibility_criteria" and part.text:
            continue
        told = next((message for message in lost if heading.lower() in message.lower()), None)
        found[key] = f"{told[0].upper()}{told[1:]}." if told else _NOTHING_STATED
    return found
