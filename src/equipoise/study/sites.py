"""Where the trial runs and what has been written about it: contacts, locations, references, shared data."""

from __future__ import annotations

from equipoise.study.base import Part
from equipoise.study.common import Contact
from equipoise.study.enumerations import (
    IpdSharingInfoType,
    IpdSharingPlan,
    OfficialRole,
    RecruitmentStatus,
    ReferenceType,
)


class Official(Part, frozen=True):
    """A person who answers for the science of the whole trial."""

    name: str | None = None
    affiliation: str | None = None
    role: OfficialRole | None = None


class GeoPoint(Part, frozen=True):
    """Coordinates in degrees (WGS 84)."""

    lat: float
    lon: float


class Location(Part, frozen=True):
    """A site with its own status and contacts."""

    facility: str | None = None
    status: RecruitmentStatus | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    contacts: tuple[Contact, ...] = ()
    geo_point: GeoPoint | None = None


class ContactsLocations(Part, frozen=True):
    """Central contacts, officials and sites."""

    central_contacts: tuple[Contact, ...] = ()
    overall_officials: tuple[Official, ...] = ()
    locations: tuple[Location, ...] = ()


class Retraction(Part, frozen=True):
    """A notice that a cited article was retracted."""

    pmid: str | None = None
    source: str | None = None


class Reference(Part, frozen=True):
    """A cited article."""

    pmid: str | None = None
    type: ReferenceType | None = None
    citation: str | None = None
    retractions: tuple[Retraction, ...] = ()


class SeeAlsoLink(Part, frozen=True):
    """A further page."""

    label: str | None = None
    url: str | None = None


class AvailableIpd(Part, frozen=True):
    """Individual participant data or a document to be had elsewhere."""

    id: str | None = None
    type: str | None = None
    url: str | None = None
    comment: str | None = None


class References(Part, frozen=True):
    """Articles, links and available data."""

    references: tuple[Reference, ...] = ()
    see_also_links: tuple[SeeAlsoLink, ...] = ()
    avail_ipds: tuple[AvailableIpd, ...] = ()


class IpdSharingStatement(Part, frozen=True):
    """The plan for sharing individual participant data."""

    ipd_sharing: IpdSharingPlan | None = None
    description: str | None = None
    info_types: tuple[IpdSharingInfoType, ...] = ()
    time_frame: str | None = None
    access_criteria: str | None = None
    url: str | None = None
