"""A trial from the text of a portal page: a title, then sections of a heading, an introducing line and the content.

The page carries no labels within its sections: what a line means follows from its section, its place and its shape
(a date, a word of an enumeration, an age). Such pages lose text. A section of which only the heading and its
introduction are left is reported (`lost-section`), and nothing is put in its place.
"""

from __future__ import annotations

import re

from equipoise.errors import RecordError
from equipoise.source import Problem
from equipoise.study import portal_people as people
from equipoise.study import portal_sections as sections
from equipoise.study.checking import unknown_values
from equipoise.study.common import DatedEvent
from equipoise.study.ctgov import NCT_ID, NO_ID
from equipoise.study.design import ArmsInterventions, Design, Eligibility
from equipoise.study.model import FacilityContact, ProtocolSection, Record, RelatedTrial, Study
from equipoise.study.portal_page import CRITERIA, Page, Section, split_page, updated_on
from equipoise.study.protocol import Conditions, Description, Identification, Sponsors, Status
from equipoise.study.remarks import Remarks
from equipoise.study.sites import ContactsLocations, Location

_NOTHING_PUBLISHED = re.compile(r"\b(?:not|no|none)\b", re.IGNORECASE)


def read_study(raw: bytes) -> tuple[Study, tuple[Problem, ...]]:
    """The study on one page, and what is odd or lost about it; problems name the line.

    Raises RecordError where the text is no such page.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RecordError("neither JSON, XML nor text in UTF-8") from None
    page = split_page(text)
    if page.nct_id is None:
        raise RecordError(NO_ID)
    if not NCT_ID.fullmatch(page.nct_id.upper()):
        raise RecordError("the id of the trial is not NCT and eight digits")
    reader = _Reader(page, page.nct_id.upper())
    record = reader.record()
    related = reader.related()
    problems = (*Remarks(sorted(reader.problems, key=_line_number)).all(), *unknown_values(record))
    study = Study(
        nct_id=reader.nct_id,
        source="portal",
        record=record,
        raw=raw,
        portal_related=related,
        portal_contacts=reader.facility_contacts,
    )
    return study, problems


def _line_number(problem: Problem) -> int:
    return int((problem.place or "line 0").removeprefix("line "))


class _Reader:
    """Puts the record together; each method reads the sections of one module."""

    def __init__(self, page: Page, nct_id: str) -> None:
        self.page = page
        self.nct_id = nct_id
        self.problems: list[Problem] = []
        self.by_heading = {section.heading: section for section in page.sections}
        self.problems += map(sections.unread, page.strays)
        self.problems += map(_lost, filter(_is_damaged, page.sections))
        self.facility_contacts: tuple[FacilityContact, ...] = ()
        if section := self._section("Facility Contacts"):
            self.facility_contacts = people.read_contacts(section, self.problems)

    def _section(self, heading: str) -> Section | None:
        """The section where the page has it with content."""
        section = self.by_heading.get(heading)
        return section if section is not None and not section.is_lost else None

    def _text(self, heading: str) -> str | None:
        section = self._section(heading)
        if section is None:
            return None
        return self.page.text[section.filled[0].start : section.filled[-1].end]

    def record(self) -> Record:
        """The page as a v2 record."""
        section = self._section("Basic Information")
        snapshot = sections.read_snapshot(section, self.problems) if section else sections.Snapshot()
        protocol = ProtocolSection(
            identification=self._identification(),
            status=self._status(snapshot),
            sponsors=self._sponsors(),
            description=self._description(),
            conditions=self._conditions(),
            design=self._design(snapshot),
            arms_interventions=self._arms(),
            eligibility=self._eligibility(),
            contacts_locations=self._places(),
        )
        return Record(protocol=protocol, has_results=self._has_results())

    def related(self) -> tuple[RelatedTrial, ...]:
        """The trials that the page lists as related, each once."""
        found: dict[str, RelatedTrial] = {}
        for heading in ("Related Clinical Trials", "More Related Trials"):
            if section := self._section(heading):
                for trial in people.read_related(section, self.nct_id, self.problems):
                    found.setdefault(trial.nct_id, trial)
        return tuple(found.values())

    def _identification(self) -> Identification:
        section = self._section("Other Identifiers")
        numbers = people.read_identifiers(section) if section else people.Identifiers()
        return Identification(
            nct_id=self.nct_id,
            nct_id_aliases=numbers.aliases,
            org_study_id=numbers.organization,
            secondary_ids=numbers.secondary,
            brief_title=self.page.title or None,
        )

    def _status(self, snapshot: sections.Snapshot) -> Status:
        updated = None
        if self.page.updated is not None:
            updated = sections.date_in(updated_on(self.page.updated))
            if updated is None:
                place = self.page.updated.place
                self.problems.append(Problem("unreadable-date", "the date of the last update is no date", place=place))
        return Status(
            overall_status=snapshot.status,
            start_date=snapshot.start,
            primary_completion_date=snapshot.primary_completion,
            completion_date=snapshot.completion,
            last_update_post_date=DatedEvent(date=updated) if updated else None,
        )

    def _sponsors(self) -> Sponsors | None:
        section, party = self._section("Sponsors"), self._section("Responsible Party")
        if section is None and party is None:
            return None
        sponsors = people.read_sponsors(section) if section else ()
        return Sponsors(
            lead_sponsor=sponsors[0] if sponsors else None,
            collaborators=sponsors[1:],
            responsible_party=people.read_responsible_party(party, self.problems) if party else None,
        )

    def _description(self) -> Description | None:
        summary, detail = self._text("Brief Summary"), self._text("Detailed Description")
        return Description(brief_summary=summary, detailed_description=detail) if summary or detail else None

    def _conditions(self) -> Conditions | None:
        section = self._section("Conditions")
        return Conditions(conditions=tuple(line.text.strip() for line in section.filled)) if section else None

    def _design(self, snapshot: sections.Snapshot) -> Design:
        section = self._section("Study Design")
        return Design(
            study_type=snapshot.study_type,
            phases=snapshot.phases,
            enrollment=snapshot.enrollment,
            design_info=sections.read_design(section, snapshot.study_type, self.problems) if section else None,
        )

    def _arms(self) -> ArmsInterventions | None:
        groups, given = self._section("Study Groups"), self._section("Interventions")
        interventions = sections.read_interventions(given) if given else ()
        arms = sections.read_groups(groups, interventions) if groups else ()
        if not arms and not interventions:
            return None
        return ArmsInterventions(arm_groups=arms, interventions=sections.with_arms(interventions, arms))

    def _eligibility(self) -> Eligibility | None:
        section = self._section(CRITERIA)
        return sections.read_eligibility(section, self.page.text, self.problems) if section else None

    def _places(self) -> ContactsLocations | None:
        officials = self._section("Principal Investigators")
        central = self._section("Central Contacts")
        module = ContactsLocations(
            central_contacts=tuple(map(people.as_contact, people.read_contacts(central, self.problems)))
            if central
            else (),
            overall_officials=people.read_officials(officials) if officials else (),
            locations=self._locations(),
        )
        return None if module == ContactsLocations() else module

    def _locations(self) -> tuple[Location, ...]:
        section, countries = self._section("Locations"), self._section("Countries")
        sites = people.read_locations(section) if section else ()
        named = {site.country for site in sites}
        listed = [line.text.strip() for line in countries.filled] if countries else []
        if len(sites) == 1:
            # Only with a single site is it certain whose the facility contacts are.
            sites = (people.with_contacts(sites[0], tuple(map(people.as_contact, self.facility_contacts))),)
        return (*sites, *(Location(country=country) for country in listed if country not in named))

    def _has_results(self) -> bool | None:
        section = self.by_heading.get("Study Results")
        if section is None:
            return None
        if section.is_lost:
            return False if _says_nothing_published(section) else None
        self.problems += map(sections.unread, section.filled)
        return True


def _is_damaged(section: Section) -> bool:
    return section.is_lost and not _says_nothing_published(section)


def _lost(section: Section) -> Problem:
    message = f"the text of the section {section.heading} is lost; only its heading is left"
    return Problem("lost-section", message, place=section.head.place)


def _says_nothing_published(section: Section) -> bool:
    """The results section of a trial without results is a heading and one sentence that says so."""
    sentence = section.introduction.text if section.introduction else ""
    return section.heading == "Study Results" and _NOTHING_PUBLISHED.search(sentence) is not None
