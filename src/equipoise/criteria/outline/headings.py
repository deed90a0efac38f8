"""Headings: which lines name a section or a topic, or only open a list, instead of asking for something."""

from __future__ import annotations

import re
from dataclasses import dataclass

from equipoise.criteria.outline.cohorts import population_in
from equipoise.criteria.outline.model import Section
from equipoise.criteria.outline.words import word_set

_LONGEST = 220
_STRONG = r"(?:non[- ]?inclusion|inclusions?|exclusions?|eligibility|ineligibility)"
_NAMED = rf"(?:{_STRONG}|inclusionary|exclusionary|selection|entry|enrol?lment|withdrawal|participation|admission)"
_CRITERIA = (
    r"(?:criteri(?:a|on|as|ons|ums?)|requirements?|characteristics|conditions|factors|considerations|guidelines|"
    r"checklist)"
)
_JOIN = r"\s*(?:/|and|&|or)\s*"
_FOR = r"(?P<for>(?:\s*[-–,]?\s*(?:for|of|in|to|at)\b[^:.;]{0,120})?)"
_ASIDE = (
    r"(?P<aside>(?:\s*\([^()]{0,120}\)|\s*\[[^\[\]]{0,120}\]"
    r"|\s*[-–:,]?\s*(?:part|cohort|arm|group|phase|stage|step|study|substudy|sub-study|stratum|schedule|"
    r"population)\b[^:.;]{0,60}(?::\s*[^:.;]{1,40}$)?"
    r"|\s+[-–]\s*[^:.;]{0,60}|\s+include(?:s|d)?(?: the following| any of the following)?)*)"
)
# "Key Inclusion Criteria", "Criteria for Inclusion", "Inclusion/Exclusion Criteria - Part A"; a bare "Exclusion"
# takes no "of …".
_SECTION = re.compile(
    r"\W*(?:\d{1,2}[.)]\s*|[A-Z][.)]\s*)?(?P<lead>(?:[\w'/&.-]+[ ,:]+){0,7}?)"
    rf"(?:(?P<full>(?:{_NAMED}(?:{_JOIN}{_NAMED})?\s+{_CRITERIA}|{_CRITERIA}\s+(?:for|"
    rf"of)\s+(?:the\s+)?(?:\w+\s+)?{_NAMED})){_FOR}"
    rf"|(?P<bare>{_STRONG}(?:{_JOIN}{_STRONG})?|(?:not\s+)?(?:included|excluded|eligible|ineligible)|(?:in|"
    rf"ex)cludes?)(?P<bare_for>(?:\s+(?:for|in)\s[^:.;]{{0,80}})?))"
    rf"{_ASIDE}\s*(?P<close>[:.;–\-=]*)\W*",
    re.IGNORECASE,
)
# One of these stands in every section heading; looking first is what makes reading fast.
_SECTION_HINTS = (
    "clu",
    "eligib",
    "criteri",
    "requirement",
    "characteristic",
    "condition",
    "factor",
    "consideration",
    "guideline",
    "checklist",
)
_SECTION_START = re.compile(
    rf"\W*(?P<lead>(?:[\w'/&-]+\s+){{0,3}}?)(?P<name>{_NAMED}(?:{_JOIN}{_NAMED})?\s+{_CRITERIA}|{_STRONG})"
    r"(?:\s*\([^()]{0,80}\)|\s+for\s[\w /,-]{1,60}?)?\s*(?::|\s[-–]\s|[-–](?=[A-Z]))\s*",
    re.IGNORECASE,
)
_EXCLUDES = re.compile(
    r"exclu|ineligib|\bnot\s+(?:be\s+)?(?:eligible|included|enrolled|permitted|allowed|entered)|non[- ]?inclusion|"
    r"\b(?:must|may|can|will|should)\s+not\b|\bcannot\b",
    re.IGNORECASE,
)
_INCLUDES = re.compile(
    r"(?<!not )(?<!be )\b(?:be\s+)?(?:eligible|included|inclusion|eligibility|enrolled)", re.IGNORECASE
)
_PLAIN_WORDS = word_set(
    "key main major minor general common primary secondary additional other specific study patient patients "
    "subject subjects participant participants trial the a an of for and or both all basic standard overall core "
    "important initial screening summary protocol clinical pre pre-enrollment partial list brief detailed further "
    "each individual individuals selected randomization randomisation enrollment enrolment registration "
    "eligibility trial-specific study-specific disease population age ocular medical special tumor cancer safety "
    "laboratory following these abbreviated current complete full select selection principal local target global "
    "strict formal final baseline at after before"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says: the section that it opens, if any, and the population or cohort that it names."""

    section: Section | None
    population: str | None = None


def section_heading(words: str) -> Heading | None:
    """The heading that these words are, if they name the inclusion or exclusion section and ask for nothing."""
    if len(words) > _LONGEST:
        return None
    lower = words.lower()
    match = _SECTION.fullmatch(words) if any(hint in lower for hint in _SECTION_HINTS) else None
    if match is None or not _is_name(match):
        return None
    lead, rest = match["lead"].strip(" ,:"), f"{match['for'] or match['bare_for'] or ''} {match['aside'] or ''}"
    if match["full"]:
        excludes = _EXCLUDES.search(match["full"])
    else:
        excludes = _EXCLUDES.search(match["bare"])
    both = excludes and re.match(r"(?:in|ex)clusions?\s*(?:/|and|&|or)", match["full"] or match["bare"], re.IGNORECASE)
    return Heading("exclusion" if excludes and not both else "inclusion", population_in(lead) or population_in(rest))


def _is_name(match: re.Match[str]) -> bool:
    lead = match["lead"].replace(",", " ").replace(":", " ").split()
    closed = ":" in match["close"]
    plain = all(_names(word) for word in lead)
    if match["full"]:
        return plain and (closed or "." not in match["close"] or not lead) and (closed or len(lead) <= 4)
    if match["bare_for"] and not closed:
        return False
    if re.fullmatch(_STRONG, match["bare"], re.IGNORECASE) is None and lead:
        return closed and all(word.lower() in _PLAIN_WORDS for word in lead)
    if (
        match["aside"].strip()
        and not closed
        and not re.match(r"\s*[(\[-–]|\s+(?:part|cohort|arm|group|phase)\b", match["aside"], re.IGNORECASE)
    ):
        return False
    return plain and (closed or (len(lead) <= 1 and match["close"] in ("", "-", "–", ".")))


def _names(word: str) -> bool:
    """Whether a word can stand in front of "criteria" in a heading: small change, or a name with a capital."""
    return word.lower() in _PLAIN_WORDS or word[:1].isupper() or word[:1].isdigit() or population_in(word) is not None


def section_start(text: str, start: int, end: int) -> tuple[int, Heading] | None:
    """Where a section heading stops, when more follows on the same line: "Exclusion criteria: pregnancy"."""
    match = _SECTION_START.match(text, start, min(end, start + _LONGEST))
    if match is None or match.end() >= end:
        return None
    lead = match["lead"].strip()
    if lead and not lead[0].isupper():
        return None
    heading = section_heading(text[start : match.end()])
    return (match.end(), heading) if heading else None


_NOT_A_TOPIC = re.compile(
    r"\b(?:following|must|have|has|had|be|is|are|by|of:|to|with|include|includes|including|least|any|one|who|no|"
    r"not|criteria|as|if|"
    r"defined|meet|function)\b",
    re.IGNORECASE,
)


def topic_heading(words: str) -> bool:
    """Whether a short line only names what the items below it are about: "Hepatic:", "--Laboratory values--"."""
    stripped = words.strip()
    return (
        stripped.endswith(":")
        and len(stripped) <= 70
        and len(stripped.split()) <= 6
        and not _NOT_A_TOPIC.search(stripped)
    )


# Sentences made of nothing but these words open a section; with more than one other word they state something
# themselves.
_FILLER = word_set(
    "in order to be eligible included considered enrolled enroll for inclusion entry upon all each any potential "
    "prospective study candidate candidates the a an human patient patients subject subjects participant "
    "participants individual individuals person persons people women men children volunteer volunteers donors "
    "donor recipients recipient adult adults those they you he she he/she criteria criterion of one or more at "
    "least following meet meets meeting who with must has have having had be are is will not may can cannot "
    "should if exclusion eligibility presence conditions condition requirements apply applies true met trial "
    "participation enrollment enrolment excluded ineligible from this into also present participate and both as "
    "follows his her their either below listed fulfil fulfill fulfils fulfills fulfilling satisfy satisfying "
    "these it does do only on enter by time screening baseline visit randomization characteristics unless "
    "otherwise when that which such every selected selection protocol clinical male female males females healthy "
    "take part research investigation admitted receive during after before within qualify qualified considered "
    "suitable symptoms symptom prior diseases disease disorders were was being there registration treatment none "
    "exist exists judged deemed join joining based admission entered permitted allowed our we answer yes among other"
)
_OPENS = re.compile(
    r"following|below|criteria|criterion|\bmust\b|\bif\b|excluded|eligible|included|\b(?:have|has|with|are|be|"
    r"is)\W*$|\bwho\b",
    re.IGNORECASE,
)


def opening(words: str, *, others_at_most: int = 1) -> Heading | None:
    """A sentence that only opens a list: "All participants have to satisfy these conditions:"."""
    stripped = words.strip()
    if len(stripped) > _LONGEST or not (stripped.endswith(":") or re.search(r"\b(?:following|below|if)\b", stripped)):
        return None
    if not _OPENS.search(stripped):
        return None
    others = [word for word in re.findall(r"[A-Za-z][\w'/-]*", stripped.lower()) if word not in _FILLER]
    if len(others) > others_at_most:
        return None
    if _EXCLUDES.search(stripped) and not re.search(
        r"\bnone\b|not\s+(?:\w+\s+)?meet\s+any\s+of\s+the\s+exclusion", stripped, re.IGNORECASE
    ):
        return Heading("exclusion")
    return Heading("inclusion" if _INCLUDES.search(stripped) else None)
