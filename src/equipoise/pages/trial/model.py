"""What the page of a trial shows: a field for each section, in the order of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NamedTuple

from equipoise.pages.criteria import Line, Share
from equipoise.pages.described import About
from equipoise.pages.prose import Block
from equipoise.pages.related import LikeTrial
from equipoise.pages.trial.tables import Measured, Table


class Section(NamedTuple):
    """A section of the page: the field of `TrialPage` that holds it, and its heading."""

    key: str
    heading: str


SECTIONS = (
    Section("study_results", "Study results"),
    Section("basic_information", "Basic information"),
    Section("brief_summary", "Brief summary"),
    Section("related_trials", "Related clinical trials"),
    Section("named_trials", "Trials that the record names"),
    Section("detailed_description", "Detailed description"),
    Section("conditions", "Conditions"),
    Section("study_design", "Study design"),
    Section("study_groups", "Study groups"),
    Section("interventions", "Interventions"),
    Section("outcome_measures", "Outcome measures"),
    Section("eligibility_criteria", "Eligibility criteria"),
    Section("sponsors", "Sponsors"),
    Section("responsible_party", "Responsible party"),
    Section("principal_investigators", "Principal investigators"),
    Section("locations", "Locations"),
    Section("countries", "Countries"),
    Section("central_contacts", "Central contacts"),
    Section("facility_contacts", "Facility contacts"),
    Section("other_identifiers", "Other identifiers"),
    Section("oversight", "Oversight and data sharing"),
    Section("references", "References and documents"),
    Section("more_related_trials", "More related trials"),
)


@dataclass(frozen=True, slots=True)
class StudyResults:
    """What was posted as results."""

    posted: Annotated[str, About("whether results are posted, as a sentence")]
    first_posted: Annotated[str | None, About("when", label="First posted")]
    recruitment: Annotated[str | None, About("how participants were found", label="Recruitment")]
    flow: Annotated[tuple[Table, ...], About("participant flow, a table a period")]
    baseline: Annotated[tuple[Table, ...], About("baseline characteristics, a table a measure")]
    outcomes: Annotated[tuple[Measured, ...], About("outcome measures with their analyses")]
    events: Annotated[tuple[Table, ...], About("adverse events: totals, serious, other")]
    limitations: Annotated[str | None, About("what limits the results", label="Limitations")]
    contact: Annotated[str | None, About("whom to ask about the results", label="Contact for results")]


@dataclass(frozen=True, slots=True)
class BasicInformation:
    """The trial at a glance."""

    status: Annotated[str | None, About("recruitment status", label="Status")]
    doubt: Annotated[str | None, About("that the status may be out of date", label="But")]
    why_stopped: Annotated[str | None, About("why it stopped", label="Why it stopped")]
    phase: Annotated[str | None, About("phase or phases", label="Phase")]
    enrollment: Annotated[str | None, About("participants, planned or counted", label="Enrollment")]
    study_type: Annotated[str | None, About("interventional, observational …", label="Study type")]
    start: Annotated[str | None, About("start date", label="Start")]
    primary_completion: Annotated[str | None, About("when the last primary measure is due", label="Primary completion")]
    completion: Annotated[str | None, About("completion date", label="Completion")]
    verified: Annotated[str | None, About("when the sponsor last confirmed the record", label="Last verified")]
    expanded_access: Annotated[str | None, About("whether it is to be had outside", label="Expanded access")]


@dataclass(frozen=True, slots=True)
class OtherTrial:
    """Another trial."""

    nct_id: Annotated[str, About("its id")]
    title: Annotated[str, About("its title")]
    here: Annotated[bool, About("whether the library holds it")]


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is studied."""

    conditions: Annotated[tuple[str, ...], About("the conditions", label="Conditions")]
    keywords: Annotated[tuple[str, ...], About("the sponsor's keywords", label="Keywords")]


@dataclass(frozen=True, slots=True)
class StudyDesign:
    """How the trial is built."""

    allocation: Annotated[str | None, About("randomized or not", label="Allocation")]
    model: Annotated[str | None, About("intervention or observational model", label="Model")]
    model_description: Annotated[str | None, About("the model in the sponsor's words", label="About the model")]
    purpose: Annotated[str | None, About("primary purpose", label="Primary purpose")]
    masking: Annotated[str | None, About("how far it is blinded, and who does not know", label="Masking")]
    masking_description: Annotated[str | None, About("the masking in the sponsor's words", label="About the masking")]
    time_perspective: Annotated[str | None, About("of observational studies", label="Time perspective")]
    follow_up: Annotated[str | None, About("of patient registries", label="Target follow-up")]
    specimens: Annotated[str | None, About("which specimens are kept", label="Specimens kept")]


@dataclass(frozen=True, slots=True)
class Group:
    """An arm or group."""

    label: Annotated[str, About("its name")]
    type: Annotated[str | None, About("experimental, comparator …")]
    description: Annotated[tuple[Block, ...], About("what its participants receive")]
    interventions: Annotated[tuple[str, ...], About("the interventions of the group")]


@dataclass(frozen=True, slots=True)
class Intervention:
    """What is given or done."""

    name: Annotated[str, About("its name")]
    type: Annotated[str | None, About("drug, device, procedure …")]
    description: Annotated[tuple[Block, ...], About("how it is given")]
    other_names: Annotated[tuple[str, ...], About("other names")]
    groups: Annotated[tuple[str, ...], About("the groups that receive it")]


@dataclass(frozen=True, slots=True)
class OutcomeMeasure:
    """A planned outcome measure."""

    rank: Annotated[str, About("primary, secondary or other")]
    measure: Annotated[str, About("what is measured")]
    time_frame: Annotated[str | None, About("over which time")]
    description: Annotated[str | None, About("how")]


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who may take part."""

    ages: Annotated[str | None, About("limits of age", label="Ages")]
    sex: Annotated[str | None, About("which sexes", label="Sex")]
    gender: Annotated[str | None, About("the gender that is asked for", label="Gender")]
    healthy_volunteers: Annotated[str | None, About("whether they may take part", label="Healthy volunteers")]
    population: Annotated[str | None, About("whom an observational study draws from", label="Study population")]
    sampling: Annotated[str | None, About("how", label="Sampling")]
    coverage: Annotated[str, About("how far the criteria are understood, as a sentence")]
    shares: Annotated[tuple[Share, ...], About("the account of every criterion and every character")]
    inclusion: Annotated[tuple[Line, ...], About("the inclusion criteria")]
    exclusion: Annotated[tuple[Line, ...], About("the exclusion criteria")]
    text: Annotated[str, About("the text exactly as the record holds it")]


@dataclass(frozen=True, slots=True)
class Sponsor:
    """A funding or collaborating organisation."""

    name: Annotated[str, About("its name")]
    role: Annotated[str, About("lead sponsor or collaborator")]
    kind: Annotated[str | None, About("industry, NIH …")]


@dataclass(frozen=True, slots=True)
class ResponsibleParty:
    """Who answers for the record."""

    type: Annotated[str | None, About("sponsor or investigator", label="Type")]
    name: Annotated[str | None, About("the person's name", label="Name")]
    title: Annotated[str | None, About("the person's title", label="Title")]
    affiliation: Annotated[str | None, About("the person's organisation", label="Affiliation")]


@dataclass(frozen=True, slots=True)
class Investigator:
    """A person who answers for the science."""

    name: Annotated[str, About("the name")]
    role: Annotated[str | None, About("principal investigator, study chair, study director …")]
    affiliation: Annotated[str | None, About("the organisation")]


@dataclass(frozen=True, slots=True)
class Location:
    """A site."""

    facility: Annotated[str, About("the site's name")]
    place: Annotated[str, About("city, state, postal code, country")]
    status: Annotated[str | None, About("the site's own recruitment status")]


@dataclass(frozen=True, slots=True)
class Countries:
    """Where the trial runs."""

    now: Annotated[tuple[str, ...], About("countries that have a site", label="Countries")]
    removed: Annotated[tuple[str, ...], About("countries that the record no longer lists", label="Removed")]


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask."""

    name: Annotated[str, About("person or desk")]
    role: Annotated[str | None, About("contact, backup, investigator")]
    phone: Annotated[str | None, About("telephone, with extension")]
    email: Annotated[str | None, About("electronic mail")]
    facility: Annotated[str | None, About("the site, for a facility's contact")]


@dataclass(frozen=True, slots=True)
class Identifier:
    """A further number of the trial."""

    id: Annotated[str, About("the number")]
    type: Annotated[str | None, About("what kind of number")]
    source: Annotated[str | None, About("who gave it")]


@dataclass(frozen=True, slots=True)
class Oversight:
    """Committee, regulation, and the sharing of data."""

    committee: Annotated[str | None, About("whether there is one", label="Data monitoring committee")]
    drug: Annotated[str | None, About("under US FDA regulation", label="FDA-regulated drug")]
    device: Annotated[str | None, About("under US FDA regulation", label="FDA-regulated device")]
    sharing: Annotated[
        str | None, About("plan to share individual participant data", label="Sharing of participant data")
    ]
    sharing_plan: Annotated[str | None, About("the plan in the sponsor's words", label="About the sharing")]
    sharing_access: Annotated[str | None, About("when and for whom", label="Access")]


@dataclass(frozen=True, slots=True)
class Reference:
    """An article, a link or a document."""

    kind: Annotated[str, About("article, link, document or data")]
    words: Annotated[str, About("citation, label or name")]
    url: Annotated[str | None, About("where it is; only http and https addresses")]
    note: Annotated[str | None, About("result, background, retracted …")]


@dataclass(frozen=True, slots=True)
class TrialPage:
    """A trial."""

    nct_id: Annotated[str, About("the trial's id")]
    title: Annotated[str, About("the brief title")]
    official_title: Annotated[str | None, About("the official title", label="Official title")]
    acronym: Annotated[str | None, About("the acronym", label="Acronym")]
    last_updated: Annotated[str | None, About("when the record last changed", label="Last updated")]
    organization: Annotated[str | None, About("who registered the trial", label="Registered by")]
    source: Annotated[str, About("what the record was read from", label="Source")]
    notices: Annotated[tuple[str, ...], About("what is lost, damaged or odd about the record and its text")]
    empty: Annotated[dict[str, str], About("for each section that states nothing: why, as a sentence")]
    study_results: Annotated[StudyResults, About("what was posted as results")]
    basic_information: Annotated[BasicInformation, About("the trial at a glance")]
    brief_summary: Annotated[tuple[Block, ...], About("what the trial is about, in the sponsor's words")]
    related_trials: Annotated[
        tuple[LikeTrial, ...], About("trials here that are like it by study characteristics and research focus")
    ]
    named_trials: Annotated[tuple[OtherTrial, ...], About("other trials that the record names")]
    detailed_description: Annotated[tuple[Block, ...], About("the longer description")]
    conditions: Annotated[Conditions, About("what is studied")]
    study_design: Annotated[StudyDesign, About("how the trial is built")]
    study_groups: Annotated[tuple[Group, ...], About("arms or groups")]
    interventions: Annotated[tuple[Intervention, ...], About("what is given or done")]
    outcome_measures: Annotated[tuple[OutcomeMeasure, ...], About("planned outcome measures")]
    eligibility_criteria: Annotated[Eligibility, About("who may take part")]
    sponsors: Annotated[tuple[Sponsor, ...], About("who funds and collaborates")]
    responsible_party: Annotated[ResponsibleParty, About("who answers for the record")]
    principal_investigators: Annotated[tuple[Investigator, ...], About("who answers for the science")]
    locations: Annotated[tuple[Location, ...], About("the sites")]
    countries: Annotated[Countries, About("where the trial runs")]
    central_contacts: Annotated[tuple[Contact, ...], About("whom to ask about the trial")]
    facility_contacts: Annotated[tuple[Contact, ...], About("whom to ask at a site")]
    other_identifiers: Annotated[tuple[Identifier, ...], About("further numbers of the trial")]
    oversight: Annotated[Oversight, About("committee, regulation, and the sharing of data")]
    references: Annotated[tuple[Reference, ...], About("articles, links, documents")]
    more_related_trials: Annotated[tuple[LikeTrial, ...], About("the nearest of the others by overall similarity")]
