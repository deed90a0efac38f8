"""The trial: `Record`, everything that the registry's schema knows, and `Study`, the record with where it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from equipoise.study.annexes import AnnotationSection, DerivedSection, DocumentSection
from equipoise.study.base import Part
from equipoise.study.design import (
    Arm,
    ArmsInterventions,
    Design,
    DesignInfo,
    Eligibility,
    Intervention,
    Outcomes,
)
from equipoise.study.protocol import (
    Conditions,
    Description,
    Identification,
    Oversight,
    Sponsor,
    Sponsors,
    Status,
)
from equipoise.study.results import ResultsSection
from equipoise.study.sites import ContactsLocations, IpdSharingStatement, Location, References
from equipoise.study.values import PartialDate

SourceFormat: TypeAlias = Literal["ctgov", "legacy_xml", "portal"]


class ProtocolSection(Part, frozen=True):
    """What the sponsor registered. A module that the record does not have is None; `Study` offers them never None."""

    identification: Identification | None = msgspec.field(default=None, name="identificationModule")
    status: Status | None = msgspec.field(default=None, name="statusModule")
    sponsors: Sponsors | None = msgspec.field(default=None, name="sponsorCollaboratorsModule")
    oversight: Oversight | None = msgspec.field(default=None, name="oversightModule")
    description: Description | None = msgspec.field(default=None, name="descriptionModule")
    conditions: Conditions | None = msgspec.field(default=None, name="conditionsModule")
    design: Design | None = msgspec.field(default=None, name="designModule")
    arms_interventions: ArmsInterventions | None = msgspec.field(default=None, name="armsInterventionsModule")
    outcomes: Outcomes | None = msgspec.field(default=None, name="outcomesModule")
    eligibility: Eligibility | None = msgspec.field(default=None, name="eligibilityModule")
    contacts_locations: ContactsLocations | None = msgspec.field(default=None, name="contactsLocationsModule")
    references: References | None = msgspec.field(default=None, name="referencesModule")
    ipd_sharing_statement: IpdSharingStatement | None = msgspec.field(default=None, name="ipdSharingStatementModule")


class Record(Part, frozen=True):
    """A study record of the ClinicalTrials.gov API, version 2: all fields that its schema knows."""

    protocol: ProtocolSection | None = msgspec.field(default=None, name="protocolSection")
    results: ResultsSection | None = msgspec.field(default=None, name="resultsSection")
    annotation: AnnotationSection | None = msgspec.field(default=None, name="annotationSection")
    document: DocumentSection | None = msgspec.field(default=None, name="documentSection")
    derived: DerivedSection | None = msgspec.field(default=None, name="derivedSection")
    has_results: bool | None = None


class Blank(NamedTuple):
    """A known field that the record writes although it states nothing there: `null`, or a list without entries.

    The model has one way to say that nothing is stated; this keeps the other spellings, so that a record is written
    back as it was. `path` holds encoded names and list positions.
    """

    path: tuple[str | int, ...]
    value: Literal["null", "[]"]


class RelatedTrial(NamedTuple):
    """Another trial that a portal page lists beside this one. Its id is never this trial's id."""

    nct_id: str
    title: str


class FacilityContact(NamedTuple):
    """A person to ask as a portal page gives it; `role` is the page's word (primary, backup)."""

    name: str
    role: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """One trial: the parsed record, the raw record kept whole, and the format that it was read from.

    `raw` is exactly what the source held for this trial: one JSON object, one XML document, one page.
    """

    nct_id: str
    source: SourceFormat
    record: Record
    raw: bytes = field(repr=False)
    blanks: tuple[Blank, ...] = ()
    portal_related: tuple[RelatedTrial, ...] = ()
    portal_contacts: tuple[FacilityContact, ...] = ()

    @property
    def protocol(self) -> ProtocolSection:
        """The protocol section; empty where the record has none, as are the modules below."""
        return self.record.protocol or _NO_PROTOCOL

    @property
    def identification(self) -> Identification:
        """Numbers and titles."""
        return self.protocol.identification or _NO_IDENTIFICATION

    @property
    def status(self) -> Status:
        """Recruitment status and dates."""
        return self.protocol.status or _NO_STATUS

    @property
    def sponsors(self) -> Sponsors:
        """Responsible party, lead sponsor, collaborators."""
        return self.protocol.sponsors or _NO_SPONSORS

    @property
    def oversight(self) -> Oversight:
        """Committee and regulation."""
        return self.protocol.oversight or _NO_OVERSIGHT

    @property
    def description(self) -> Description:
        """Brief summary and detailed description."""
        return self.protocol.description or _NO_DESCRIPTION

    @property
    def design(self) -> Design:
        """Study type, phases, design, enrolment."""
        return self.protocol.design or _NO_DESIGN

    @property
    def design_info(self) -> DesignInfo:
        """Allocation, model, purpose, masking."""
        return self.design.design_info or _NO_DESIGN_INFO

    @property
    def outcomes(self) -> Outcomes:
        """Planned outcome measures."""
        return self.protocol.outcomes or _NO_OUTCOMES

    @property
    def eligibility(self) -> Eligibility:
        """Who may take part."""
        return self.protocol.eligibility or _NO_ELIGIBILITY

    @property
    def contacts_locations(self) -> ContactsLocations:
        """Central contacts, officials, sites."""
        return self.protocol.contacts_locations or _NO_CONTACTS

    @property
    def references(self) -> References:
        """Articles, links, available data."""
        return self.protocol.references or _NO_REFERENCES

    @property
    def ipd_sharing(self) -> IpdSharingStatement:
        """The plan for sharing individual participant data."""
        return self.protocol.ipd_sharing_statement or _NO_IPD_SHARING

    @property
    def title(self) -> str:
        """The brief title, else the official one, else the id."""
        names = self.identification
        return names.brief_title or names.official_title or self.nct_id

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions studied."""
        return (self.protocol.conditions or _NO_CONDITIONS).conditions

    @property
    def keywords(self) -> tuple[str, ...]:
        """The sponsor's keywords."""
        return (self.protocol.conditions or _NO_CONDITIONS).keywords

    @property
    def phases(self) -> tuple[str, ...]:
        """`PHASE1`, `PHASE2` …; two where a trial spans both."""
        return self.design.phases

    @property
    def arms(self) -> tuple[Arm, ...]:
        """Arms or groups."""
        return (self.protocol.arms_interventions or _NO_ARMS).arm_groups

    @property
    def interventions(self) -> tuple[Intervention, ...]:
        """What is given or done."""
        return (self.protocol.arms_interventions or _NO_ARMS).interventions

    @property
    def lead_sponsor(self) -> Sponsor | None:
        """Who leads."""
        return self.sponsors.lead_sponsor

    @property
    def locations(self) -> tuple[Location, ...]:
        """The sites."""
        return self.contacts_locations.locations

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries of the sites, each once, in the order of the sites."""
        return tuple(dict.fromkeys(site.country for site in self.locations if site.country))

    @property
    def overall_status(self) -> str | None:
        """`RECRUITING`, `COMPLETED` …"""
        return self.status.overall_status

    @property
    def last_update(self) -> PartialDate | None:
        """When the record last changed: posted, else submitted."""
        posted = self.status.last_update_post_date
        return (posted.date if posted else None) or self.status.last_update_submit_date

    @property
    def enrollment_count(self) -> int | None:
        """Participants, planned or counted."""
        return self.design.enrollment.count if self.design.enrollment else None

    @property
    def eligibility_text(self) -> str:
        """The criteria exactly as the record holds them; "" where it holds none."""
        return self.eligibility.eligibility_criteria or ""

    @property
    def has_results(self) -> bool:
        """Whether results are posted."""
        stated = self.record.has_results
        return self.record.results is not None if stated is None else stated


_NO_PROTOCOL = ProtocolSection()
_NO_IDENTIFICATION = Identification()
_NO_STATUS = Status()
_NO_SPONSORS = Sponsors()
_NO_OVERSIGHT = Oversight()
_NO_DESCRIPTION = Description()
_NO_CONDITIONS = Conditions()
_NO_DESIGN = Design()
_NO_DESIGN_INFO = DesignInfo()
_NO_ARMS = ArmsInterventions()
_NO_OUTCOMES = Outcomes()
_NO_ELIGIBILITY = Eligibility()
_NO_CONTACTS = ContactsLocations()
_NO_REFERENCES = References()
_NO_IPD_SHARING = IpdSharingStatement()
