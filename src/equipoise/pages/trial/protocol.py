"""The sections that say what the trial is: at a glance, design, groups, outcomes, oversight, references."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from equipoise.pages.prose import prose, unescaped
from equipoise.pages.trial.model import (
    BasicInformation,
    Conditions,
    Group,
    Intervention,
    OutcomeMeasure,
    Oversight,
    Reference,
    StudyDesign,
)
from equipoise.pages.words import phases, plain, yes_no
from equipoise.study.common import DatedEvent
from equipoise.study.design import Masking, Outcome
from equipoise.study.model import Study
from equipoise.study.staleness import stale_status

_UNNAMED = "(without a name)"


def basic(study: Study, today: date) -> BasicInformation:
    """The trial at a glance; on a day, because a record's status may be out of date."""
    status, design = study.status, study.design
    stale = stale_status(study, today)
    return BasicInformation(
        status=_status(study),
        doubt=stale.message if stale is not None else None,
        why_stopped=status.why_stopped,
        phase=phases(study.phases),
        enrollment=_enrollment(study),
        study_type=plain(design.study_type),
        start=_event(status.start_date),
        primary_completion=_event(status.primary_completion_date),
        completion=_event(status.completion_date),
        verified=status.status_verified_date,
        expanded_access=_expanded_access(study),
    )


def _status(study: Study) -> str | None:
    status = study.status
    known = plain(status.overall_status)
    return f"{known} (last known: {plain(status.last_known_status)})" if known and status.last_known_status else known


def _enrollment(study: Study) -> str | None:
    found = study.design.enrollment
    if found is None or found.count is None:
        return None
    kind = f" ({found.type.lower()})" if found.type else ""
    return f"{found.count:,} participants{kind}"


def _event(event: DatedEvent | None) -> str | None:
    """`2024-06-27 (actual)`; whether it is actual only where the record says so."""
    if event is None or event.date is None:
        return None
    return f"{event.date} ({event.type.lower()})" if event.type else str(event.date)


def _expanded_access(study: Study) -> str | None:
    access = study.status.expanded_access
    if access is None:
        return None
    stated = yes_no(access.has_expanded_access)
    return f"{stated}: {access.nct_id}" if stated and access.nct_id else stated


def conditions(study: Study) -> Conditions:
    """What is studied."""
    return Conditions(study.conditions, study.keywords)


def design(study: Study) -> StudyDesign:
    """How the trial is built."""
    info, specimens, target = study.design_info, study.design.bio_spec, study.design.target_duration
    return StudyDesign(
        allocation=plain(info.allocation),
        model=plain(info.intervention_model or info.observational_model),
        model_description=info.intervention_model_description,
        purpose=plain(info.primary_purpose),
        masking=_masking(info.masking),
        masking_description=info.masking.masking_description if info.masking else None,
        time_perspective=plain(info.time_perspective),
        follow_up=str(target) if target else None,
        specimens=": ".join(filter(None, (plain(specimens.retention), specimens.description))) if specimens else None,
    )


def _masking(masking: Masking | None) -> str | None:
    if masking is None or masking.masking is None:
        return None
    who = ", ".join(plain(each) or "" for each in masking.who_masked)
    return f"{plain(masking.masking)} ({who})" if who else plain(masking.masking)


def groups(study: Study) -> tuple[Group, ...]:
    """Arms or groups."""
    return tuple(
        Group(arm.label or _UNNAMED, plain(arm.type), prose(arm.description), arm.intervention_names)
        for arm in study.arms
    )


def interventions(study: Study) -> tuple[Intervention, ...]:
    """What is given or done."""
    return tuple(
        Intervention(
            each.name or _UNNAMED, plain(each.type), prose(each.description), each.other_names, each.arm_group_labels
        )
        for each in study.interventions
    )


def outcome_measures(study: Study) -> tuple[OutcomeMeasure, ...]:
    """Planned outcome measures, the primary ones first."""
    planned = study.outcomes
    ranks = (
        ("Primary", planned.primary_outcomes),
        ("Secondary", planned.secondary_outcomes),
        ("Other", planned.other_outcomes),
    )
    return tuple(_outcome(rank, outcome) for rank, outcomes in ranks for outcome in outcomes)


def _outcome(rank: str, outcome: Outcome) -> OutcomeMeasure:
    description = unescaped(outcome.description) if outcome.description else None
    return OutcomeMeasure(rank, unescaped(outcome.measure or _UNNAMED), outcome.time_frame, description)


def oversight(study: Study) -> Oversight:
    """Committee, regulation, and the sharing of data."""
    found, sharing = study.oversight, study.ipd_sharing
    return Oversight(
        committee=yes_no(found.has_dmc),
        drug=yes_no(found.is_fda_regulated_drug),
        device=yes_no(found.is_fda_regulated_device),
        sharing=plain(sharing.ipd_sharing),
        sharing_plan=sharing.description,
        sharing_access=" ".join(filter(None, (sharing.time_frame, sharing.access_criteria))) or None,
    )


def references(study: Study) -> tuple[Reference, ...]:
    """Articles, links, documents and available data."""
    return tuple(_references(study))


def _references(study: Study) -> Iterator[Reference]:
    found = study.references
    for article in found.references:
        note = "; ".join(filter(None, (plain(article.type), "retracted" if article.retractions else None))) or None
        url = f"https://pubmed.ncbi.nlm.nih.gov/{article.pmid}/" if article.pmid and article.pmid.isdecimal() else None
        yield Reference("article", article.citation or f"PubMed {article.pmid}", url, note)
    for link in found.see_also_links:
        yield Reference("link", link.label or link.url or _UNNAMED, _address(link.url), None)
    for data in found.avail_ipds:
        yield Reference("data", data.type or data.id or _UNNAMED, _address(data.url), data.comment)
    documents = study.record.document.large_document if study.record.document else None
    for document in documents.large_docs if documents else ():
        yield Reference("document", document.label or document.filename or _UNNAMED, None, document.date)


def _address(url: str | None) -> str | None:
    """The address where it is one of the web; others (javascript:, data:, file:) are not made into links."""
    return url if url is not None and url.lower().startswith(("https://", "http://")) else None
