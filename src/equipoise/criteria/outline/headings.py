"""Headings: which lines name a section, a cohort or a topic instead of asking for something."""

from __future__ import annotations

import re
from dataclasses import dataclass

from equipoise.criteria.outline.model import Section

_SECTION_WORDS = r"(?:non[- ]?inclusion|inclusions?|exclusions?|inclusionary|exclusionary|eligibility|ineligibility|selection|entry|enrol?lment)"
_CRITERIA = r"(?:criteri(?:a|on|as|ons)|criterium|requirements?|characteristics|conditions|factors|considerations|guidelines|checklist)"
# "Key Inclusion Criteria", "Criteria for Inclusion", "Inclusion/Exclusion", "Exclusion"
_NAME = (
    rf"(?:{_SECTION_WORDS}(?:\s*(?:/|and|&|or)\s*{_SECTION_WORDS})?(?:\s+{_CRITERIA})?"
    rf"|{_CRITERIA}\s+(?:for|of)\s+(?:the\s+)?(?:patient\s+|subject\s+|study\s+)?{_SECTION_WORDS}"
    r"|(?:included|excluded|inclusion|exclusion|eligible|ineligible|not\s+eligible|includes|excludes|include|exclude))"
)
_LEAD = r"(?P<lead>(?:[\w'’/&-]+[ ,]+){0,7}?)"
_TAIL = r"(?P<tail>(?:\s*[-–,]?\s*(?:for|of|in|to)\b[^:.;]{0,120}|\s*\([^()]{0,120}\)|\s*[-–:,]\s*(?:part|cohort|arm|group|phase|stage|step|study|substudy|sub-study|stratum|schedule|population)\b[^:.;]{0,80}|\s+(?:part|cohort|arm|group|phase|stage|step|stratum)\s[\w/ ]{1,40})*)"
_SECTION = re.compile(
    rf"\W*(?:\d{{1,2}}[.)]\s*|[A-Z][.)]\s*)?{_LEAD}(?P<name>{_NAME}){_TAIL}\s*(?:#\s*\d*)?\s*(?P<close>[:.;–\-]*)\W*",
    re.IGNORECASE,
)
_SECTION_START = re.compile(
    rf"\W*{_LEAD}(?P<name>(?:{_SECTION_WORDS}\s+{_CRITERIA}|{_SECTION_WORDS}))(?P<tail>\s*\([^()]{{0,80}}\)|\s+for\s[\w /,-]{{1,60}}?)?\s*(?::|\s[-–]\s)\s*",
    re.IGNORECASE,
)
_EXCLUDES = re.compile(
    r"exclu|ineligib|not\s+eligible|non[- ]?inclusion|not\s+(?:be\s+)?(?:included|enrolled|enter)", re.IGNORECASE
)

_COMMON_WORDS = frozenset(
    "key main major general common primary secondary additional other specific study patient patients subject subjects "
    "participant participants trial the a an of for and both all basic standard overall selected core important initial "
    "screening summary criteria to be in this must meet following these eligible include included enrollment enrolment entry "
    "protocol clinical pre enrollment treatment as follows are is abbreviated partial list selection inclusion exclusion "
    "eligibility each individual individuals persons who brief detailed further specified will our into at".split()
)
_COHORT = re.compile(
    r"\W*(?:for\s+)?(?:the\s+)?(?:(?:\w+[\s-]+){0,4}?"
    r"(?:cohorts?|parts?|arms?|groups?|phases?|stages?|strat(?:um|a)|sub-?stud(?:y|ies)|stud(?:y|ies)|steps?|population|module|schedule|treatment period)\b\s*"
    r"(?:[A-Z0-9]{1,3}[a-z]?\b|[IVX]+\b|one|two|three)?(?:\s*(?:[-–:(/,&]|and|or)\s*[^:]{0,80})?"
    r"|(?:[\w'-]+\s+){0,5}?(?:donors?|recipients?|controls?|volunteers?|caregivers?|parents?|children|infants?|adults?|adolescents?|"
    r"partners?|siblings?|relatives?|clinicians?|physicians?|providers?|staff|students?|teachers?|women|men|females?|males?|mothers?)(?:\s*\([^()]*\))?"
    r"|(?:(?!must|who|have|with)[\w'/-]+\s+){1,5}(?:patients|subjects|participants)(?:\s*\([^()]*\))?"
    r"|(?:patients|subjects|participants|individuals|women|men|children|adults)\s+(?:with|in|undergoing|receiving|without)\s[^:.;]{2,80})"
    r"(?:\s+only)?\s*[:–-]?\W*",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:\W*)(?:in order to|to be (?:eligible|included|considered|enrolled)|(?:for|upon) (?:inclusion|entry|enrol)|"
    r"(?:all |each |eligible |potential |prospective |study |candidate |the |a |an |any |human )*"
    r"(?:patients?|subjects?|participants?|individuals?|persons?|people|women|men|children|volunteers?|candidates?|donors?|recipients?|adults?|those|they|males?|females?|infants?|criteria|criterion)\b"
    r"|(?:the |all of the |any of the |one or more of the |meeting any of the )*following|inclusion|exclusion|eligibility|presence of any|"
    r"(?:must|have|has|having|meets?|meeting)\b)",
    re.IGNORECASE,
)
_OPENING_CLOSE = re.compile(
    r"(?:following(?:[\w\s,/()-]{0,60})?|criteria|criterion|conditions|requirements|requirements are met|below|must(?: also)?(?: have| be| meet)?|"
    r"(?:must|may|can|will|should) not(?: have| be)?(?: \w+)?|if(?: they| the patient| he/she| \w+)?(?: have| has| are| is| meet| meets)?|excluded|ineligible|eligible|included|not eligible|who(?: have| are| meet)?|have|has|be|with|are|is|apply|true|met|study|trial|participation|inclusion|exclusion|enrol\w+)"
    r"\s*[:.]?\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says: the section that it opens, if any, and the population or cohort that it names."""

    section: Section | None
    population: str | None


def section_heading(words: str) -> Heading | None:
    """The heading that these words are, if they name the inclusion or exclusion section and ask for nothing."""
    if len(words) > 220:
        return None
    match = _SECTION.fullmatch(words)
    if match is None:
        return None
    lead = match["lead"].strip()
    if not match["close"] and len(lead.split()) > 4:
        return None
    if re.search(r"\b(?:no|not|any|known|than|with|if|meet(?:s|ing)?)\b", lead, re.IGNORECASE) and not match["close"]:
        return None
    excludes = bool(_EXCLUDES.search(words))
    if excludes and re.search(r"\binclu", re.sub("non[- ]?inclu", "", words, flags=re.IGNORECASE), re.IGNORECASE):
        excludes = not re.match(r"\W*(?:\w+\s){0,3}inclu", words, re.IGNORECASE)
    return Heading("exclusion" if excludes else "inclusion", _population(lead, match["tail"] or ""))


def section_start(text: str, start: int, end: int) -> tuple[int, Heading] | None:
    """Where the words of a section heading stop, when more follows on the same line: "Exclusion criteria: pregnancy"."""
    match = _SECTION_START.match(text, start, min(end, start + 200))
    if match is None or match.end() >= end:
        return None
    lead = match["lead"].strip()
    if len(lead.split()) > 3 or (lead and not lead[0].isupper()):
        return None
    heading = section_heading(text[start : match.end()])
    return (match.end(), heading) if heading else None


def _population(lead: str, tail: str) -> str | None:
    words = [word for word in lead.split() if word.lower().strip(",-–:") not in _COMMON_WORDS and not word.isdigit()]
    inside = re.sub(r"^\s*[-–:,]?\s*\(?(?:for|of|in|to)?\s*|\)?\s*$", "", tail, count=2).strip(" ()-–:,")
    if inside and all(word.lower().strip(",") in _COMMON_WORDS for word in inside.split()):
        inside = ""
    if re.match(
        r"(?:must|all|any|each|one|at least|meet|include|both|yes|no|not|as|see|list|main|key)\b", inside, re.IGNORECASE
    ):
        inside = ""
    return " ".join(words).strip(" ,-–:") or inside or None


def cohort_heading(words: str) -> str | None:
    """The cohort, part or group that these words name: "Part A:", "Healthy volunteers:", "Patients with asthma:"."""
    stripped = words.strip()
    if len(stripped) > 120 or not _COHORT.fullmatch(stripped):
        return None
    return stripped.strip(" :–-*_") or None


_COHORT_LABEL = re.compile(
    r"\W*(?:\w+\s+){0,2}(?:cohorts?|parts?|arms?|groups?|phases?|strat(?:um|a)|sub-?stud(?:y|ies))\s+(?:[A-Z0-9]{1,3}[a-z]?|[IVX]+|one|two|three)\b.{0,60}|"
    r"(?:healthy\s+)?(?:volunteers|controls|donors|recipients)(?:\s+only)?",
    re.IGNORECASE,
)


def is_cohort_label(words: str) -> bool:
    """Whether the words name a cohort even without a colon: "Cohort A", "Part 2", "Healthy volunteers"."""
    return len(words) <= 70 and _COHORT_LABEL.fullmatch(words.strip()) is not None and not re.search(r"[.;]\W*$", words)


def topic_heading(words: str) -> bool:
    """Whether a short line ending in a colon only names what the items below it are about: "Hepatic:", "Laboratory values:"."""
    stripped = words.strip()
    if not stripped.endswith(":") or len(stripped) > 70:
        return False
    names = stripped[:-1].split()
    return len(names) <= 6 and not re.search(
        r"\b(?:following|must|have|has|had|be|is|are|by|of:|to|with|include|includes|including|least|any|one|who|no|not|criteria|as|if|defined|meet|function)\b",
        stripped, re.IGNORECASE,
    )  # fmt: skip


def opening(words: str) -> Heading | None:
    """A sentence that only opens its section: "Patients must meet all of the following criteria:"."""
    stripped = words.strip()
    if len(stripped) > 200 or not _OPENING.match(stripped):
        return None
    if not (stripped.endswith(":") or re.search(r"\b(?:following|below)\b", stripped)):
        return None
    clause = re.split(r"[;.]\s", stripped)[-1]
    if not _OPENING_CLOSE.search(clause) or _says_more(stripped):
        return None
    excludes = bool(_EXCLUDES.search(stripped) or re.search(r"\b(?:must|may|can|will|should) not\b", stripped))
    return Heading("exclusion" if excludes else None, None)


_FILLER = frozenset(
    "in order to be eligible included considered enrolled enroll for inclusion entry upon all each any potential prospective study "
    "candidate the a an human patient patients subject subjects participant participants individual individuals person persons people "
    "women men children volunteer volunteers candidates donors donor recipients recipient adults adult those they criteria criterion "
    "of one or more at least following meet meets meeting who with must have has having had be are is will not may can should if "
    "exclusion eligibility presence conditions requirements apply true met trial participation enrollment enrolment excluded ineligible "
    "eligible from this into also present participate and both as follows his her their following: either below listed fulfil fulfill "
    "fulfilling satisfy satisfying these it does do only on enter both: by time screening baseline visit randomization characteristics "
    "prior unless otherwise when that which such every selected selection protocol clinical male female males females healthy take part research "
    "investigation admitted admission receive first dose drug treatment during after before within qualify qualified considered suitable".split()
)


def _says_more(words: str) -> bool:
    """Whether the sentence holds words that are not the small change of opening sentences."""
    rest = [word for word in re.findall(r"[A-Za-z][\w'-]*", words.lower()) if word not in _FILLER]
    return len(rest) > 1
