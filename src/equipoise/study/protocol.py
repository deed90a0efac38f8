"""Who runs the trial and where it stands: identification, status, sponsors, oversight, description, conditions."""

from __future__ import annotations

from msgspec import field

from equipoise.study.base import Part
from equipoise.study.common import DatedEvent
from equipoise.study.enumerations import (
    AgencyClass,
    ExpandedAccessStatus,
    OrgStudyIdType,
    OverallStatus,
    ResponsiblePartyType,
    SecondaryIdType,
)
from equipoise.study.values import PartialDate


class OrganizationStudyId(Part, frozen=True):
    """The sponsor's own number for the trial."""

    id: str | None = None
    type: OrgStudyIdType | None = None
    link: str | None = None


class SecondaryId(Part, frozen=True):
    """A further number: a grant, another registry, an agency."""

    id: str | None = None
    type: SecondaryIdType | None = None
    domain: str | None = None
    link: str | None = None


class Organization(Part, frozen=True):
    """The organisation that registered the trial."""

    full_name: str | None = None
    agency_class: AgencyClass | None = field(default=None, name="class")


class Identification(Part, frozen=True):
    """Numbers, titles and the registering organisation."""

    nct_id: str | None = None
    nct_id_aliases: tuple[str, ...] = ()
    org_study_id: OrganizationStudyId | None = field(default=None, name="orgStudyIdInfo")
    secondary_ids: tuple[SecondaryId, ...] = field(default=(), name="secondaryIdInfos")
    brief_title: str | None = None
    official_title: str | None = None
    acronym: str | None = None
    organization: Organization | None = None


class ExpandedAccess(Part, frozen=True):
    """Whether the treatment is to be had outside the trial, and under which record."""

    has_expanded_access: bool | None = None
    nct_id: str | None = None
    status_for_nct_id: ExpandedAccessStatus | None = None


class Status(Part, frozen=True):
    """Recruitment status and the dates of the trial and of its record."""

    status_verified_date: PartialDate | None = None
    overall_status: OverallStatus | None = None
    last_known_status: OverallStatus | None = None
    delayed_posting: bool | None = None
    why_stopped: str | None = None
    expanded_access: ExpandedAccess | None = field(default=None, name="expandedAccessInfo")
    start_date: DatedEvent | None = field(default=None, name="startDateStruct")
    primary_completion_date: DatedEvent | None = field(default=None, name="primaryCompletionDateStruct")
    completion_date: DatedEvent | None = field(default=None, name="completionDateStruct")
    study_first_submit_date: PartialDate | None = None
    study_first_submit_qc_date: PartialDate | None = None
    study_first_post_date: DatedEvent | None = field(default=None, name="studyFirstPostDateStruct")
    results_waived: bool | None = None
    results_first_submit_date: PartialDate | None = None
    results_first_submit_qc_date: PartialDate | None = None
    results_first_post_date: DatedEvent | None = field(default=None, name="resultsFirstPostDateStruct")
    disp_first_submit_date: PartialDate | None = None
    disp_first_submit_qc_date: PartialDate | None = None
    disp_first_post_date: DatedEvent | None = field(default=None, name="dispFirstPostDateStruct")
    last_update_submit_date: PartialDate | None = None
    last_update_post_date: DatedEvent | None = field(default=None, name="lastUpdatePostDateStruct")


class ResponsibleParty(Part, frozen=True):
    """Who answers for the record."""

    type: ResponsiblePartyType | None = None
    investigator_full_name: str | None = None
    investigator_title: str | None = None
    investigator_affiliation: str | None = None
    old_name_title: str | None = None
    old_organization: str | None = None


class Sponsor(Part, frozen=True):
    """A funding or collaborating organisation with its class (INDUSTRY, NIH …)."""

    name: str | None = None
    agency_class: AgencyClass | None = field(default=None, name="class")


class Sponsors(Part, frozen=True):
    """Responsible party, lead sponsor and collaborators."""

    responsible_party: ResponsibleParty | None = None
    lead_sponsor: Sponsor | None = None
    collaborators: tuple[Sponsor, ...] = ()


class Oversight(Part, frozen=True):
    """Data monitoring committee and the regulation that the trial is under."""

    has_dmc: bool | None = field(default=None, name="oversightHasDmc")
    is_fda_regulated_drug: bool | None = None
    is_fda_regulated_device: bool | None = None
    is_unapproved_device: bool | None = None
    is_ppsd: bool | None = None
    is_us_export: bool | None = None
    fdaaa801_violation: bool | None = None


class Description(Part, frozen=True):
    """Brief summary and detailed description."""

    brief_summary: str | None = None
    detailed_description: str | None = None


class Conditions(Part, frozen=True):
    """The conditions studied, and keywords."""

    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
