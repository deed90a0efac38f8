"""The sections that say who and where: sponsors, investigators, sites, contacts, and the trial's numbers."""

from __future__ import annotations

from equipoise.pages.trial.model import (
    Contact,
    Countries,
    Identifier,
    Investigator,
    Location,
    ResponsibleParty,
    Sponsor,
)
from equipoise.pages.words import plain
from equipoise.study.common import Contact as StudyContact
from equipoise.study.model import Study
from equipoise.study.sites import Location as Site

_UNNAMED = "(without a name)"


def sponsors(study: Study) -> tuple[Sponsor, ...]:
    """The lead sponsor, then the collaborators."""
    lead = study.lead_sponsor
    first = (Sponsor(lead.name or _UNNAMED, "Lead sponsor", plain(lead.agency_class)),) if lead else ()
    return first + tuple(
        Sponsor(each.name or _UNNAMED, "Collaborator", plain(each.agency_class))
        for each in study.sponsors.collaborators
    )


def responsible_party(study: Study) -> ResponsibleParty:
    """Who answers for the record."""
    party = study.sponsors.responsible_party
    if party is None:
        return ResponsibleParty(None, None, None, None)
    return ResponsibleParty(
        type=plain(party.type),
        name=party.investigator_full_name or party.old_name_title,
        title=party.investigator_title,
        affiliation=party.investigator_affiliation or party.old_organization,
    )


def investigators(study: Study) -> tuple[Investigator, ...]:
    """Who answers for the science."""
    return tuple(
        Investigator(each.name or _UNNAMED, plain(each.role), each.affiliation)
        for each in study.contacts_locations.overall_officials
    )


def locations(study: Study) -> tuple[Location, ...]:
    """The sites."""
    return tuple(Location(_facility(site), _place(site), plain(site.status)) for site in study.locations)


def _facility(site: Site) -> str:
    return site.facility or _UNNAMED


def _place(site: Site) -> str:
    return ", ".join(part for part in (site.city, site.state, site.zip, site.country) if part)


def countries(study: Study) -> Countries:
    """Where the trial runs, and what the record no longer lists."""
    derived = study.record.derived
    removed = derived.misc_info.removed_countries if derived and derived.misc_info else ()
    return Countries(study.countries, removed)


def central_contacts(study: Study) -> tuple[Contact, ...]:
    """Whom to ask about the trial."""
    return tuple(_contact(each, None) for each in study.contacts_locations.central_contacts)


def facility_contacts(study: Study) -> tuple[Contact, ...]:
    """Whom to ask at each site."""
    return tuple(_contact(each, _facility(site)) for site in study.locations for each in site.contacts)


def _contact(contact: StudyContact, facility: str | None) -> Contact:
    extension = f" ext. {contact.phone_ext}" if contact.phone_ext else ""
    phone = f"{contact.phone}{extension}" if contact.phone else None
    return Contact(contact.name or _UNNAMED, plain(contact.role), phone, contact.email, facility)


def identifiers(study: Study) -> tuple[Identifier, ...]:
    """The sponsor's own number, further numbers, and former ids."""
    names = study.identification
    own = names.org_study_id
    sponsor = names.organization.full_name if names.organization else None
    found = [Identifier(own.id, plain(own.type) or "Sponsor's number", sponsor)] if own and own.id else []
    found += [Identifier(each.id or _UNNAMED, plain(each.type), each.domain) for each in names.secondary_ids]
    found += [Identifier(alias, "Former trial id", None) for alias in names.nct_id_aliases]
    return tuple(found)
