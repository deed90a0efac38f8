"""Sites, people, references and shared data of a record in the retired XML."""

from __future__ import annotations

from equipoise.study import enumerations as words
from equipoise.study.common import Contact
from equipoise.study.legacy_tree import Node
from equipoise.study.legacy_words import full_name, spelled, word
from equipoise.study.sites import (
    AvailableIpd,
    ContactsLocations,
    IpdSharingStatement,
    Location,
    Official,
    Reference,
    References,
    SeeAlsoLink,
)


def read_contacts_locations(root: Node) -> ContactsLocations | None:
    """Central contacts, officials and sites; a country listed without a site is a site of which no more is known."""
    contacts = [node for tag in ("overall_contact", "overall_contact_backup") for node in root.nodes(tag)]
    sites = tuple(map(_location, root.nodes("location")))
    listed = root.node("location_countries")
    named = {site.country for site in sites}
    bare = [country for country in (listed.texts("country") if listed else ()) if country not in named]
    module = ContactsLocations(
        central_contacts=tuple(map(_contact, contacts)),
        overall_officials=tuple(map(_official, root.nodes("overall_official"))),
        locations=(*sites, *(Location(country=country) for country in bare)),
    )
    return None if module == ContactsLocations() else module


def _contact(node: Node) -> Contact:
    return Contact(
        name=full_name(node),
        role="CONTACT",
        phone=node.text("phone"),
        phone_ext=node.text("phone_ext"),
        email=node.text("email"),
    )


def _investigator(node: Node) -> Contact:
    return Contact(name=full_name(node), role=word(node, "role", words.ContactRole))


def _official(node: Node) -> Official:
    return Official(
        name=full_name(node), affiliation=node.text("affiliation"), role=word(node, "role", words.OfficialRole)
    )


def _location(node: Node) -> Location:
    facility = node.node("facility")
    address = facility.node("address") if facility else None
    contacts = [*node.nodes("contact"), *node.nodes("contact_backup")]
    return Location(
        facility=facility.text("name") if facility else None,
        status=word(node, "status", words.RecruitmentStatus),
        city=address.text("city") if address else None,
        state=address.text("state") if address else None,
        zip=address.text("zip") if address else None,
        country=address.text("country") if address else None,
        contacts=(*map(_contact, contacts), *map(_investigator, node.nodes("investigator"))),
    )


def read_references(root: Node) -> References | None:
    """Articles, links and available data. The XML does not tell background from derived articles."""
    module = References(
        references=(
            *(_reference(node, None) for node in root.nodes("reference")),
            *(_reference(node, "RESULT") for node in root.nodes("results_reference")),
        ),
        see_also_links=tuple(
            SeeAlsoLink(label=node.text("description"), url=node.text("url")) for node in root.nodes("link")
        ),
        avail_ipds=_available(root),
    )
    return None if module == References() else module


def _reference(node: Node, kind: str | None) -> Reference:
    return Reference(pmid=node.text("PMID"), type=kind, citation=node.text("citation"))


def _available(root: Node) -> tuple[AvailableIpd, ...]:
    whole = root.node("study_docs")
    return tuple(
        AvailableIpd(
            id=node.text("doc_id"),
            type=node.text("doc_type"),
            url=node.text("doc_url"),
            comment=node.text("doc_comment"),
        )
        for node in (whole.nodes("study_doc") if whole else ())
    )


def read_ipd_sharing(root: Node) -> IpdSharingStatement | None:
    """The plan for sharing individual participant data."""
    node = root.node("patient_data")
    if node is None:
        return None
    return IpdSharingStatement(
        ipd_sharing=word(node, "sharing_ipd", words.IpdSharingPlan),
        description=node.text("ipd_description"),
        info_types=tuple(spelled(text, words.IpdSharingInfoType) for text in node.texts("ipd_info_type")),
        time_frame=node.text("ipd_time_frame"),
        access_criteria=node.text("ipd_access_criteria"),
        url=node.text("ipd_url"),
    )
