"""The protocol section of a record in the retired XML."""

from __future__ import annotations

import re

from equipoise.study import enumerations as words
from equipoise.study.design import (
    Arm,
    ArmsInterventions,
    Biospecimens,
    Design,
    DesignInfo,
    Eligibility,
    Enrollment,
    ExpandedAccessTypes,
    Intervention,
    Masking,
    Outcome,
    Outcomes,
)
from equipoise.study.enumerations import values_of
from equipoise.study.legacy_sites import read_contacts_locations, read_ipd_sharing, read_references
from equipoise.study.legacy_tree import Node
from equipoise.study.legacy_words import age, date, event, flag, number, spelled, word
from equipoise.study.model import ProtocolSection
from equipoise.study.protocol import (
    Conditions,
    Description,
    ExpandedAccess,
    Identification,
    Organization,
    OrganizationStudyId,
    Oversight,
    ResponsibleParty,
    SecondaryId,
    Sponsor,
    Sponsors,
    Status,
)

_MASKED = ("SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE")
_PATIENT_REGISTRY = "[Patient Registry]"
_LONGEST_DESIGN = 2000
_OLD_DESIGN = re.compile(r"(?:^|,\s*)([A-Z][A-Za-z ]+):\s*([^:]*?)(?=,\s*[A-Z][A-Za-z ]+:|$)")


def read_protocol(root: Node) -> ProtocolSection:
    """All modules of the protocol."""
    arms = _arms(root)
    return ProtocolSection(
        identification=_identification(root),
        status=_status(root),
        sponsors=_sponsors(root),
        oversight=_oversight(root),
        description=_description(root),
        conditions=Conditions(conditions=root.texts("condition"), keywords=root.texts("keyword")),
        design=_design(root),
        arms_interventions=None if arms == ArmsInterventions() else arms,
        outcomes=_outcomes(root),
        eligibility=_eligibility(root),
        contacts_locations=read_contacts_locations(root),
        references=read_references(root),
        ipd_sharing_statement=read_ipd_sharing(root),
    )


def _identification(root: Node) -> Identification:
    ids = root.node("id_info")
    source = root.text("source")
    number_ = ids.text("org_study_id") if ids else None
    return Identification(
        nct_id=ids.text("nct_id") if ids else None,
        nct_id_aliases=ids.texts("nct_alias") if ids else (),
        org_study_id=OrganizationStudyId(id=number_) if number_ else None,
        secondary_ids=tuple(SecondaryId(id=text) for text in ids.texts("secondary_id")) if ids else (),
        brief_title=root.text("brief_title"),
        official_title=root.text("official_title"),
        acronym=root.text("acronym"),
        organization=Organization(full_name=source) if source else None,
    )


def _status(root: Node) -> Status:
    expanded = flag(root, "has_expanded_access")
    return Status(
        status_verified_date=date(root, "verification_date"),
        overall_status=word(root, "overall_status", words.OverallStatus),
        last_known_status=word(root, "last_known_status", words.OverallStatus),
        why_stopped=root.text("why_stopped"),
        expanded_access=None if expanded is None else ExpandedAccess(has_expanded_access=expanded),
        start_date=event(root, "start_date", words.DateType),
        primary_completion_date=event(root, "primary_completion_date", words.DateType),
        completion_date=event(root, "completion_date", words.DateType),
        study_first_submit_date=date(root, "study_first_submitted", "firstreceived_date"),
        study_first_submit_qc_date=date(root, "study_first_submitted_qc"),
        study_first_post_date=event(root, "study_first_posted", words.DateType),
        results_first_submit_date=date(root, "results_first_submitted", "firstreceived_results_date"),
        results_first_submit_qc_date=date(root, "results_first_submitted_qc"),
        results_first_post_date=event(root, "results_first_posted", words.DateType),
        disp_first_submit_date=date(root, "disposition_first_submitted", "firstreceived_results_disposition_date"),
        disp_first_submit_qc_date=date(root, "disposition_first_submitted_qc"),
        disp_first_post_date=event(root, "disposition_first_posted", words.DateType),
        last_update_submit_date=date(root, "last_update_submitted", "last_update_submitted_qc", "lastchanged_date"),
        last_update_post_date=event(root, "last_update_posted", words.DateType),
    )


def _sponsors(root: Node) -> Sponsors:
    whole = root.node("sponsors")
    lead = whole.node("lead_sponsor") if whole else None
    return Sponsors(
        responsible_party=_responsible_party(root),
        lead_sponsor=_sponsor(lead) if lead else None,
        collaborators=tuple(map(_sponsor, whole.nodes("collaborator"))) if whole else (),
    )


def _sponsor(node: Node) -> Sponsor:
    return Sponsor(name=node.text("agency"), agency_class=word(node, "agency_class", words.AgencyClass))


def _responsible_party(root: Node) -> ResponsibleParty | None:
    node = root.node("responsible_party")
    if node is None:
        return None
    return ResponsibleParty(
        type=word(node, "responsible_party_type", words.ResponsiblePartyType),
        investigator_full_name=node.text("investigator_full_name"),
        investigator_title=node.text("investigator_title"),
        investigator_affiliation=node.text("investigator_affiliation"),
        old_name_title=node.text("name_title"),
        old_organization=node.text("organization"),
    )


def _oversight(root: Node) -> Oversight | None:
    node = root.node("oversight_info")
    if node is None:
        return None
    return Oversight(
        has_dmc=flag(node, "has_dmc"),
        is_fda_regulated_drug=flag(node, "is_fda_regulated_drug"),
        is_fda_regulated_device=flag(node, "is_fda_regulated_device"),
        is_unapproved_device=flag(node, "is_unapproved_device"),
        is_ppsd=flag(node, "is_ppsd"),
        is_us_export=flag(node, "is_us_export"),
    )


def _description(root: Node) -> Description | None:
    summary, detail = root.block("brief_summary"), root.block("detailed_description")
    return Description(brief_summary=summary, detailed_description=detail) if summary or detail else None


def _design(root: Node) -> Design:
    kind = root.text("study_type")
    registry = kind is not None and kind.endswith(_PATIENT_REGISTRY)
    kind = kind.removesuffix(_PATIENT_REGISTRY).strip() if kind else None
    return Design(
        study_type=spelled(kind, words.StudyType) if kind and kind != "N/A" else None,
        patient_registry=True if registry else None,
        phases=_phases(root.text("phase")),
        expanded_access_types=_expanded_access_types(root),
        target_duration=age(root, "target_duration"),
        design_info=_design_info(root),
        bio_spec=_biospecimens(root),
        enrollment=_enrollment(root),
    )


def _phases(text: str | None) -> tuple[str, ...]:
    """`Phase 1/Phase 2` -> PHASE1, PHASE2."""
    if text is None:
        return ()
    parts = [text] if text == "N/A" else text.split("/")
    return tuple(spelled(part.strip(), words.Phase) for part in parts)


def _expanded_access_types(root: Node) -> ExpandedAccessTypes | None:
    node = root.node("expanded_access_info")
    if node is None:
        return None
    return ExpandedAccessTypes(
        individual=flag(node, "expanded_access_type_individual"),
        intermediate=flag(node, "expanded_access_type_intermediate"),
        treatment=flag(node, "expanded_access_type_treatment"),
    )


def _design_info(root: Node) -> DesignInfo | None:
    node = root.node("study_design_info")
    if node is None:
        return _old_design_info(root.text("study_design"))
    return DesignInfo(
        allocation=word(node, "allocation", words.Allocation),
        intervention_model=word(node, "intervention_model", words.InterventionModel),
        intervention_model_description=node.text("intervention_model_description"),
        primary_purpose=word(node, "primary_purpose", words.PrimaryPurpose),
        observational_model=word(node, "observational_model", words.ObservationalModel),
        time_perspective=word(node, "time_perspective", words.TimePerspective),
        masking=_masking(node.text("masking"), node.text("masking_description")),
    )


def _old_design_info(text: str | None) -> DesignInfo | None:
    """The design as one line of `Allocation: Randomized, Masking: Double-Blind, …`."""
    parts = dict(_OLD_DESIGN.findall(text)) if text and len(text) <= _LONGEST_DESIGN else {}
    if not parts:
        return None

    def value(name: str, alias: object) -> str | None:
        return spelled(parts[name].strip(), alias) if name in parts else None

    return DesignInfo(
        allocation=value("Allocation", words.Allocation),
        intervention_model=value("Intervention Model", words.InterventionModel),
        primary_purpose=value("Primary Purpose", words.PrimaryPurpose),
        observational_model=value("Observational Model", words.ObservationalModel),
        time_perspective=value("Time Perspective", words.TimePerspective),
        masking=_masking(parts.get("Masking"), None),
    )


def _masking(text: str | None, description: str | None) -> Masking | None:
    """`Double (Participant, Investigator)` -> DOUBLE with the two; some records name only who is masked."""
    if not text:
        return Masking(masking_description=description) if description else None
    name, _, rest = text.partition("(")
    kind = spelled(name.strip(), words.MaskingKind)
    who, alone = _who_masked(rest.rpartition(")")[0]), _who_masked(name)
    if len(alone) <= len(_MASKED) and values_of(words.WhoMasked).issuperset(alone):
        kind, who = _MASKED[len(alone) - 1], alone
    return Masking(masking=kind, masking_description=description, who_masked=() if kind == "NONE" else who)


def _who_masked(text: str) -> tuple[str, ...]:
    return tuple(spelled(part.strip(), words.WhoMasked) for part in text.split(",") if part.strip())


def _biospecimens(root: Node) -> Biospecimens | None:
    retention = word(root, "biospec_retention", words.BioSpecRetention)
    description = root.block("biospec_descr")
    return Biospecimens(retention=retention, description=description) if retention or description else None


def _enrollment(root: Node) -> Enrollment | None:
    node = root.node("enrollment")
    if node is None:
        return None
    kind = node.attribute("type")
    return Enrollment(
        count=number(root, node.words, "enrollment"), type=spelled(kind, words.EnrollmentType) if kind else None
    )


def _arms(root: Node) -> ArmsInterventions:
    given: list[Intervention] = []
    receives: dict[str, list[str]] = {}
    for node in root.nodes("intervention"):
        kind, name, labels = (
            node.text("intervention_type"),
            node.text("intervention_name"),
            node.texts("arm_group_label"),
        )
        given.append(
            Intervention(
                type=spelled(kind, words.InterventionType) if kind else None,
                name=name,
                description=node.text("description"),
                arm_group_labels=labels,
                other_names=node.texts("other_name"),
            )
        )
        for label in labels:
            receives.setdefault(label, []).append(f"{kind}: {name}")
    arms = tuple(_arm(node, receives) for node in root.nodes("arm_group"))
    for tag in ("number_of_arms", "number_of_groups"):
        count = root.text(tag)
        if count is not None and arms and count != str(len(arms)):
            message = f"it says {count[:10]} and there are {len(arms)} arms"
            root.log.say("contradiction", message, f"{root.path}/{tag}")
    return ArmsInterventions(arm_groups=arms, interventions=tuple(given))


def _arm(node: Node, receives: dict[str, list[str]]) -> Arm:
    label = node.text("arm_group_label")
    return Arm(
        label=label,
        type=word(node, "arm_group_type", words.ArmGroupType),
        description=node.text("description"),
        intervention_names=tuple(receives.get(label or "", ())),
    )


def _outcomes(root: Node) -> Outcomes | None:
    outcomes = Outcomes(
        primary_outcomes=_planned(root, "primary_outcome"),
        secondary_outcomes=_planned(root, "secondary_outcome"),
        other_outcomes=_planned(root, "other_outcome"),
    )
    return None if outcomes == Outcomes() else outcomes


def _planned(root: Node, tag: str) -> tuple[Outcome, ...]:
    return tuple(
        Outcome(measure=node.text("measure"), description=node.text("description"), time_frame=node.text("time_frame"))
        for node in root.nodes(tag)
    )


def _eligibility(root: Node) -> Eligibility | None:
    node = root.node("eligibility")
    if node is None:
        return None
    volunteers = node.text("healthy_volunteers")
    return Eligibility(
        eligibility_criteria=node.block("criteria"),
        healthy_volunteers=None if volunteers is None else volunteers.casefold() not in ("no", "n/a"),
        sex=word(node, "gender", words.Sex),
        gender_based=flag(node, "gender_based"),
        gender_description=node.text("gender_description"),
        minimum_age=age(node, "minimum_age"),
        maximum_age=age(node, "maximum_age"),
        study_population=node.block("study_pop"),
        sampling_method=word(node, "sampling_method", words.SamplingMethod),
    )
