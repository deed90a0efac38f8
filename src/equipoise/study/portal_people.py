"""What the lines of a portal page's sections mean: sponsors, people, places, identifiers, related trials."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from msgspec.structs import replace

from equipoise.source import Problem
from equipoise.study import enumerations as words
from equipoise.study.common import Contact
from equipoise.study.enumerations import values_of
from equipoise.study.model import FacilityContact, RelatedTrial
from equipoise.study.portal_page import Line, Section
from equipoise.study.portal_sections import stated, unread
from equipoise.study.protocol import OrganizationStudyId, ResponsibleParty, SecondaryId, Sponsor
from equipoise.study.sites import Location, Official

_AGENCY = values_of(words.AgencyClass)
_PARTY = values_of(words.ResponsiblePartyType)
_SITE_STATUS = values_of(words.RecruitmentStatus)
_NCT = re.compile(r"NCT\d{8}", re.ASCII)
_LABEL = re.compile(r"(Role|Phone|Email|Identifier Type|Identifier Source):\s*(.*)", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_LONGEST_ADDRESS = 320
_PHONE = re.compile(r"\+?[\d(][\d\s().\-/]{5,}(?:(?:ext|x)\.?\s*\d+)?", re.IGNORECASE | re.ASCII)


@dataclass(slots=True)
class Entry:
    """A first line with the labelled and unlabelled lines that follow it."""

    head: Line
    labels: dict[str, str] = field(default_factory=dict)
    rest: list[Line] = field(default_factory=list)


def _label(line: Line, of_a_person: bool) -> tuple[str, str] | None:
    """What a line is by its label; with people, addresses and telephone numbers are known by their shape too."""
    text = line.text.strip()
    found = _LABEL.fullmatch(text)
    if found:
        return found.group(1).casefold(), found.group(2)
    if not of_a_person or len(text) > _LONGEST_ADDRESS:
        return None
    if _EMAIL.fullmatch(text):
        return "email", text
    return ("phone", text) if _PHONE.fullmatch(text) else None


def _entries(section: Section, *, people: bool) -> Iterator[Entry]:
    """The entries of a section whose lines are partly labelled.

    An unlabelled line that a label follows begins an entry; further unlabelled lines behind the labels belong to it.
    Where a section has no labels at all, every line is an entry.
    """
    lines = section.filled
    labels = [_label(line, people) for line in lines]
    entry: Entry | None = None
    for position, (line, label) in enumerate(zip(lines, labels, strict=True)):
        if label is not None and entry is not None:
            entry.labels.setdefault(*label)
        elif entry is None or not any(labels) or _begins(labels, position):
            if entry is not None:
                yield entry
            entry = Entry(line)
        else:
            entry.rest.append(line)
    if entry is not None:
        yield entry


def _begins(labels: list[tuple[str, str] | None], position: int) -> bool:
    return position + 1 < len(labels) and labels[position + 1] is not None


def read_sponsors(section: Section) -> tuple[Sponsor, ...]:
    """Names, each with its class where one follows. The first leads."""
    sponsors: list[Sponsor] = []
    for line in section.filled:
        text = line.text.strip()
        if sponsors and sponsors[-1].agency_class is None and text in _AGENCY:
            sponsors[-1] = Sponsor(name=sponsors[-1].name, agency_class=text)
        else:
            sponsors.append(Sponsor(name=text))
    return tuple(sponsors)


def read_responsible_party(section: Section, problems: list[Problem]) -> ResponsibleParty:
    """A kind known by its enumeration; then name, title and affiliation in this order."""
    kind: str | None = None
    texts: list[str] = []
    for line in section.filled:
        text = line.text.strip()
        if kind is None and text in _PARTY:
            kind = text
        elif len(texts) < 3:
            texts.append(text)
        else:
            problems.append(unread(line))
    name, title, affiliation = [*texts, None, None, None][:3]
    if kind in (None, "SPONSOR") and len(texts) == 1:
        return ResponsibleParty(type=kind, old_organization=name)
    return ResponsibleParty(
        type=kind, investigator_full_name=name, investigator_title=title, investigator_affiliation=affiliation
    )


def read_officials(section: Section) -> tuple[Official, ...]:
    """Name, role, affiliation."""
    return tuple(
        Official(
            name=entry.head.text.strip(),
            role=stated(entry.labels.get("role", "")),
            affiliation=", ".join(line.text.strip() for line in entry.rest) or None,
        )
        for entry in _entries(section, people=True)
    )


def read_contacts(section: Section, problems: list[Problem]) -> tuple[FacilityContact, ...]:
    """People with their role (primary or backup), telephone and e-mail."""
    contacts: list[FacilityContact] = []
    for entry in _entries(section, people=True):
        problems += map(unread, entry.rest)
        contacts.append(
            FacilityContact(
                name=entry.head.text.strip(),
                role=stated(entry.labels.get("role", "")),
                phone=stated(entry.labels.get("phone", "")),
                email=stated(entry.labels.get("email", "")),
            )
        )
    return tuple(contacts)


def as_contact(contact: FacilityContact) -> Contact:
    """A page's contact in the registry's form, which knows roles of other words."""
    return Contact(name=contact.name, role="CONTACT", phone=contact.phone, email=contact.email)


def read_locations(section: Section) -> tuple[Location, ...]:
    """A facility, then `city, state, country`, any of which may be empty; perhaps the site's status."""
    sites: list[Location] = []
    facility: str | None = None
    lines = [line.text.strip() for line in section.filled]
    for position, text in enumerate(lines):
        if text in _SITE_STATUS and sites and facility is None:
            sites[-1] = replace(sites[-1], status=text)
        elif _is_address(text) and (
            facility is not None or not any(map(_is_address, lines[position + 1 : position + 2]))
        ):
            city, state, country = (part.strip() or None for part in text.split(",", 2))
            sites.append(Location(facility=facility, city=city, state=state, country=country))
            facility = None
        else:
            if facility is not None:
                sites.append(Location(facility=facility))
            facility = text
    if facility is not None:
        sites.append(Location(facility=facility))
    return tuple(sites)


def _is_address(text: str) -> bool:
    return text.count(",") >= 2


def with_contacts(site: Location, contacts: tuple[Contact, ...]) -> Location:
    """The site with the people to ask there."""
    return replace(site, contacts=contacts)


@dataclass(slots=True)
class Identifiers:
    """The identifiers of a page by what they are."""

    organization: OrganizationStudyId | None = None
    secondary: tuple[SecondaryId, ...] = ()
    aliases: tuple[str, ...] = ()


def read_identifiers(section: Section) -> Identifiers:
    """Identifiers with their type and source (`org_study_id`, `nct_alias`, otherwise a secondary id)."""
    found = Identifiers()
    for entry in _entries(section, people=False):
        number = entry.head.text.strip()
        kind = stated(entry.labels.get("identifier type", ""))
        source = entry.labels.get("identifier source", "").casefold()
        if source == "org_study_id" and found.organization is None:
            found.organization = OrganizationStudyId(id=number, type=kind)
        elif "alias" in source:
            found.aliases += (number,)
        else:
            found.secondary += (SecondaryId(id=number, type=kind),)
    return found


def read_related(section: Section, own_id: str, problems: list[Problem]) -> tuple[RelatedTrial, ...]:
    """Titles, each with the id that follows it."""
    related: list[RelatedTrial] = []
    title: list[Line] = []
    for line in section.filled:
        text = line.text.strip()
        if _NCT.fullmatch(text):
            if text != own_id:
                related.append(RelatedTrial(text, " ".join(part.text.strip() for part in title)))
            title = []
        else:
            title.append(line)
    problems += map(unread, title)
    return tuple(related)
