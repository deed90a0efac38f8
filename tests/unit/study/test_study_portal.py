"""The text of a portal page: every line in its field, whatever sections there are and in whatever order."""

from __future__ import annotations

import json
import random
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from study_records import PAGE

from equipoise.errors import RecordError
from equipoise.source import Problem
from equipoise.study import portal, write
from equipoise.study.common import Contact
from equipoise.study.model import FacilityContact, RelatedTrial, Study
from equipoise.study.portal_page import HEADINGS
from equipoise.study.sites import Location
from equipoise.study.staleness import stale_status


def _read(text: str) -> tuple[Study, tuple[Problem, ...]]:
    return portal.read_study(text.encode())


def _sections() -> tuple[str, dict[str, str]]:
    """The head of the page and its sections by heading."""
    pattern = "|".join(re.escape(heading) for heading in HEADINGS)
    head, *rest = re.split(rf"^({pattern})\n(?=[^\n]* [^\n]* [^\n]* [^\n]* [^\n]*\.\n)", PAGE, flags=re.MULTILINE)
    pairs = list(zip(rest[::2], rest[1::2], strict=True))
    kept: dict[str, str] = {}
    for heading, body in pairs:
        if heading in kept:  # a line of the criteria that looks like a heading
            last = list(kept)[-1]
            kept[last] += f"{heading}\n{body}"
        else:
            kept[heading] = f"{heading}\n{body}"
    return head, kept


def test_every_line_of_a_page_is_in_its_field() -> None:
    study, problems = _read(PAGE)
    assert problems == ()
    assert (study.nct_id, study.source, study.raw) == ("NCT90000002", "portal", PAGE.encode())
    assert study.title == "Sky-blue tablets for hiccups (fictional)"
    assert study.last_update == "2024-05-01"
    assert (study.has_results, study.overall_status, study.enrollment_count) == (False, "COMPLETED", 1240)
    assert (study.phases, study.design.study_type) == (("PHASE2", "PHASE3"), "INTERVENTIONAL")
    status = study.status
    assert status.start_date is not None
    assert status.primary_completion_date is not None
    assert status.completion_date is not None
    assert status.start_date.date == "2022-01"
    assert status.primary_completion_date.date == "2023-03-01"
    assert status.completion_date.date == "2023-12-31"
    assert study.description.brief_summary == "Tablets against hiccups.\n\nThey are blue."
    assert study.conditions == ("Hiccups", "Sneezing")
    design = study.design_info
    assert (design.allocation, design.intervention_model) == ("RANDOMIZED", "PARALLEL")
    assert design.primary_purpose == "TREATMENT"
    assert design.masking is not None
    assert (design.masking.masking, design.masking.who_masked) == ("DOUBLE", ("PARTICIPANT", "INVESTIGATOR"))


def test_groups_are_told_from_interventions_even_where_they_share_a_name() -> None:
    study, _ = _read(PAGE)
    assert [(arm.label, arm.description, arm.intervention_names) for arm in study.arms] == [
        ("Blue", "Participants take blue tablets every morning.", ("Blue tablet", "Spoon of sugar")),
        ("Placebo", None, ("Placebo",)),
    ]
    assert [(i.name, i.description, i.arm_group_labels) for i in study.interventions] == [
        ("Blue tablet", "One tablet a day.", ("Blue",)),
        ("Spoon of sugar", "Given at noon.", ("Blue",)),
        ("Placebo", "Looks like the tablet.", ("Placebo",)),
    ]


def test_the_criteria_are_kept_character_for_character_without_the_closing_lines() -> None:
    study, _ = _read(PAGE)
    assert study.eligibility_text == (
        "Inclusion Criteria\n1. Hiccups \\> 2 days\n\nInterventions\nThe patient must be willing to laugh.\n"
        "Exclusion Criteria\n1. No"
    )
    rules = study.eligibility
    assert (rules.minimum_age, rules.maximum_age, rules.sex, rules.healthy_volunteers) == (
        "6 Months",
        "N/A",
        "FEMALE",
        True,
    )


def test_people_places_and_numbers() -> None:
    study, _ = _read(PAGE)
    sponsors = study.sponsors
    assert sponsors.lead_sponsor is not None
    assert (sponsors.lead_sponsor.name, sponsors.lead_sponsor.agency_class) == ("Cloud Nine Ltd.", "INDUSTRY")
    assert [(s.name, s.agency_class) for s in sponsors.collaborators] == [
        ("University of Nowhere", None),
        ("Institute of Thin Air", "OTHER"),
    ]
    party = sponsors.responsible_party
    assert party is not None
    assert (party.type, party.investigator_full_name) == ("PRINCIPAL_INVESTIGATOR", "Ada Nobody")
    assert (party.investigator_title, party.investigator_affiliation) == ("Professor", "University of Nowhere")
    assert [(o.name, o.role, o.affiliation) for o in study.contacts_locations.overall_officials] == [
        ("Ada Nobody", "STUDY_CHAIR", "University of Nowhere"),
        ("Ben Noone", "PRINCIPAL_INVESTIGATOR", None),
    ]
    assert study.locations == (
        Location(facility="Nowhere Clinic, East Wing", city="Nowhere", country="Utopia"),
        Location(facility="Thin Air Hospital", city="Erewhon", state="Upland", country="Atlantis", status="RECRUITING"),
        Location(country="Lilliput"),
    )
    assert study.contacts_locations.central_contacts == (
        Contact(name="Cleo Anybody", role="CONTACT", phone="+1 555 010 0000", email="cleo@nowhere.example"),
    )
    numbers = study.identification
    assert numbers.org_study_id is not None
    assert (numbers.org_study_id.id, numbers.org_study_id.type) == ("SKY-1", None)
    assert [(n.id, n.type) for n in numbers.secondary_ids] == [("2024-000001-01", "EUDRACT_NUMBER")]
    assert numbers.nct_id_aliases == ("NCT90000099",)
    assert study.portal_related == (RelatedTrial("NCT90000003", "Red tablets for hiccups (fictional)"),)


def test_a_page_is_written_as_v2_json() -> None:
    study, _ = _read(PAGE)
    written = json.loads(write.to_json(study))
    assert written["protocolSection"]["identificationModule"]["nctId"] == "NCT90000002"
    assert written["protocolSection"]["eligibilityModule"]["sex"] == "FEMALE"


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_the_sections_does_not_matter(seed: int) -> None:
    head, sections = _sections()
    bodies = list(sections.values())
    random.Random(seed).shuffle(bodies)  # noqa: S311 - a fixed shuffle
    shuffled, problems = _read(head + "".join(bodies))
    whole, _ = _read(PAGE)
    assert problems == ()
    assert shuffled.record == whole.record
    assert shuffled.portal_related == whole.portal_related


@pytest.mark.parametrize("missing", [heading for heading in HEADINGS if heading in _sections()[1]])
def test_a_missing_section_leaves_the_others_alone(missing: str) -> None:
    head, sections = _sections()
    rest = {heading: body for heading, body in sections.items() if heading != missing}
    study, problems = _read(head + "".join(rest.values()))
    whole, _ = _read(PAGE)
    assert problems == ()
    assert study.nct_id == whole.nct_id
    if missing != "Eligibility Criteria":
        assert study.eligibility == whole.eligibility
    if missing != "Locations":
        assert study.locations[:2] == whole.locations[:2] or missing == "Countries"


@pytest.mark.parametrize("lost", [heading for heading in HEADINGS if heading in _sections()[1]])
def test_a_section_that_lost_its_text_is_reported_with_its_line(lost: str) -> None:
    head, sections = _sections()
    sections[lost] = "\n".join(sections[lost].split("\n")[:2]) + "\n"
    text = head + "".join(sections.values())
    _, problems = _read(text)
    if lost == "Study Results":
        assert problems == ()  # on a page without results the section is one sentence that says so
        return
    (problem,) = [p for p in problems if p.code == "lost-section"]
    assert lost in problem.message
    line = int((problem.place or "").removeprefix("line "))
    assert text.split("\n")[line - 1] == lost


def test_facility_contacts_go_to_the_only_site() -> None:
    text = (
        "T\nNCT ID: NCT90000004\nLocations\nThese are the places of the trial.\nClinic\nErewhon, , Utopia\n"
        "Facility Contacts\nThese people answer at the site.\nAda, Dr.\nRole: primary\nBen\nRole: backup\n"
    )
    study, problems = _read(text)
    assert problems == ()
    assert study.portal_contacts == (FacilityContact("Ada, Dr.", "primary"), FacilityContact("Ben", "backup"))
    assert [contact.name for contact in study.locations[0].contacts] == ["Ada, Dr.", "Ben"]
    elsewhere, _ = _read(text.replace("Erewhon, , Utopia\n", "Erewhon, , Utopia\nSpital\nB, , Utopia\n"))
    assert [site.contacts for site in elsewhere.locations] == [(), ()]
    assert len(elsewhere.portal_contacts) == 2


def test_an_observational_design_has_a_model_and_a_perspective() -> None:
    text = (
        "T\nNCT ID: NCT90000004\nBasic Information\nHere is the trial in brief.\nOBSERVATIONAL\nUNKNOWN\n"
        "Study Design\nThis is how it is built.\nOTHER\nPROSPECTIVE\n"
    )
    study, problems = _read(text)
    assert problems == ()
    assert (study.design_info.observational_model, study.design_info.time_perspective) == ("OTHER", "PROSPECTIVE")
    assert study.overall_status == "UNKNOWN"


def test_lines_that_mean_nothing_known_are_reported_with_their_place() -> None:
    text = (
        "T\nNCT ID: NCT90000004\nSeen on: Monday\nBasic Information\nHere is the trial in brief.\nRECRUITING\n"
        f"2024-01-01\nabout forty\n, participants\n{'9' * 5000} participants\n"
        "Study Design\nThis is how it is built.\nUPSIDE_DOWN\n"
    )
    study, problems = _read(text)
    assert study.overall_status == "RECRUITING"
    assert [(p.code, p.place) for p in problems] == [
        ("unread-line", "line 3"),
        ("ambiguous-date", "line 7"),
        ("unread-line", "line 8"),
        ("unread-line", "line 9"),
        ("unread-line", "line 10"),
        ("unread-line", "line 13"),
    ]


def test_a_page_that_was_updated_on_no_date_and_one_with_results() -> None:
    study, problems = _read(
        "T\nNCT ID: NCT90000004\nLast Updated: lately\nStudy Results\nThese are the results of the trial.\nAll well\n"
    )
    assert (study.last_update, study.has_results) == (None, True)
    assert [(p.code, p.place) for p in problems] == [("unreadable-date", "line 3"), ("unread-line", "line 6")]
    _, lost = _read("T\nNCT ID: NCT90000004\nStudy Results\nThese are the results of the trial.\n")
    assert [(p.code, p.place) for p in lost] == [("lost-section", "line 3")]


def test_types_that_a_page_gives_for_arms_and_interventions() -> None:
    study, problems = _read(
        "T\nNCT ID: NCT90000004\nStudy Groups\nThese are the arms of the trial.\nBlue\nEXPERIMENTAL\nTablet\nA pill.\n"
        "Interventions\nThese are the things that are given.\nTablet\nDRUG\nA pill.\n"
    )
    assert problems == ()
    assert [(a.label, a.type, a.intervention_names) for a in study.arms] == [("Blue", "EXPERIMENTAL", ("Tablet",))]
    assert [(i.name, i.type, i.description) for i in study.interventions] == [("Tablet", "DRUG", "A pill.")]


def test_a_status_that_the_registry_does_not_know_is_kept_and_reported() -> None:
    study, problems = _read("T\nNCT ID: NCT90000004\nBasic Information\nHere is the trial in brief.\nON_HOLIDAY\n")
    assert study.overall_status == "ON_HOLIDAY"
    assert [p.code for p in problems] == ["unknown-value"]


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        ("18 Years\n65 Years\nALL\nNo", ("18 Years", "65 Years", "ALL", False)),
        ("18 Years\n-\nALL\nYes", ("18 Years", None, "ALL", True)),
        ("-\n65 Years\nMALE\nNo", (None, "65 Years", "MALE", False)),
        ("18 Years\nALL\nNo", ("18 Years", None, "ALL", False)),
        ("18 Years\n65 Years\nALL", ("18 Years", "65 Years", "ALL", None)),
        ("2. No\nNo", (None, None, None, None)),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_the_closing_lines_of_the_criteria(
    closing: str, expected: tuple[str | None, str | None, str | None, bool | None], end: str
) -> None:
    line = end or "\n"
    head = "T\nNCT ID: NCT90000004\nEligibility Criteria\nThese are the rules for it.\n"
    text = f"{head}Inclusion Criteria\n1. Any\n{closing}"
    study, _ = _read(text.replace("\n", line) + end)
    rules = study.eligibility
    assert (rules.minimum_age, rules.maximum_age, rules.sex, rules.healthy_volunteers) == expected
    criteria = f"Inclusion Criteria{line}1. Any"
    assert study.eligibility_text == (criteria if expected[2] else f"{criteria}{line}2. No{line}No")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"Hello\nWorld\n", "nothing gives an NCT id"),
        (b"T\nNCT ID: soon\n", "NCT and eight digits"),
        (b"\xff\xfe\x00", "neither JSON, XML nor text"),
    ],
)
def test_a_text_that_is_no_page_is_refused(raw: bytes, message: str) -> None:
    with pytest.raises(RecordError, match=message):
        portal.read_study(raw)


@settings(deadline=None)  # the machines are shared
@given(st.lists(st.sampled_from([*PAGE.split("\n"), "", "x", "2024-01-01", "NCT90000009"]), max_size=60))
def test_any_jumble_of_lines_is_read_without_failing(lines: list[str]) -> None:
    study, problems = _read("NCT ID: NCT90000002\n" + "\n".join(lines))
    assert study.nct_id == "NCT90000002"
    assert all(problem.place for problem in problems)
    assert "NCT90000002" not in {trial.nct_id for trial in study.portal_related}


@settings(deadline=None)  # the machines are shared
@given(st.text(max_size=300))
def test_the_criteria_are_a_part_of_the_page(words: str) -> None:
    text = (
        f"T\nNCT ID: NCT90000004\nEligibility Criteria\nThese are the rules for it.\n{words}\n18 Years\nN/A\nALL\nNo\n"
    )
    study, _ = _read(text)
    assert study.eligibility_text in text
    assert study.eligibility.sex == "ALL"


def test_a_status_is_stale_once_the_completion_date_has_passed() -> None:
    running, _ = _read(PAGE.replace("COMPLETED", "RECRUITING", 1))
    assert stale_status(running, date(2023, 12, 31)) is None
    found = stale_status(running, date(2024, 1, 1))
    assert found is not None
    assert found.code == "stale-status"
    assert stale_status(_read(PAGE)[0], date(2030, 1, 1)) is None
    to_the_month, _ = _read(PAGE.replace("COMPLETED", "RECRUITING", 1).replace("2023-12-31", "2023-12"))
    assert stale_status(to_the_month, date(2023, 12, 31)) is None
    undated, _ = _read("T\nNCT ID: NCT90000004\n")
    assert stale_status(undated, date(2030, 1, 1)) is None
