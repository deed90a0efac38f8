"""Names of cohorts and sub-populations, in headings and in front of items."""

from __future__ import annotations

import re

_UNITS = (
    r"(?:cohorts?|parts?|arms?|groups?|phases?|strat(?:um|a)|sub-?stud(?:y|ies)|steps?|modules?|schedules?|"
    r"panels?|periods?|tracks?|regimens?)"
)
_PEOPLE = (
    r"(?:donors?|recipients?|controls?|volunteers?|caregivers?|carers?|parents?|children|infants?|neonates?|"
    r"adults?|adolescents?|"
    r"partners?|siblings?|relatives?|family members|clinicians?|physicians?|providers?|staff|students?|teachers?|"
    r"wom[ae]n|m[ae]n|females?|males?|mothers?|fathers?|probands?)"
)
_SUBJECTS = r"(?:patients|subjects|participants|individuals)"
_WORD = r"[\w'/+&-]+"

# "Part A", "Phase 2 (Cohort B)", "Dose expansion cohort 1"
_LABEL = re.compile(
    rf"(?:for\s+)?(?:the\s+)?(?:{_WORD}\s+){{0,4}}?{_UNITS}\s+(?:[A-Z]?\d{{1,2}}[a-z]?|[A-Z]|[IVX]+[a-zA-Z]?|"
    rf"one|two|three|four)\b"
    rf"(?:\s*(?:[-–(/,&:]|and|or|to)\s*[^:;]{{0,80}})?(?:\s+{_SUBJECTS})?(?:\s+only)?",
    re.IGNORECASE,
)
_COHORT = re.compile(
    rf"(?:for\s+)?(?:the\s+)?(?:{_WORD}\s+){{1,4}}?(?:cohort|arm|group|population|substudy|"
    rf"sub-study)(?:\s*\([^()]*\))?(?:\s+only)?",
    re.IGNORECASE,
)
_WHO = re.compile(
    rf"(?:for\s+)?(?:the\s+|all\s+)?(?:{_WORD},?\s+){{0,4}}?{_PEOPLE}(?:\s*(?:and|/|"
    rf",)\s*(?:{_WORD}\s+){{0,2}}{_PEOPLE})*(?:\s*\([^()]*\))?(?:\s+only)?",
    re.IGNORECASE,
)
_KIND_OF = re.compile(
    rf"(?:for\s+)?(?:the\s+)?(?:{_WORD}\s+){{1,5}}{_SUBJECTS}(?:\s*\([^()]*\))?(?:\s+only)?", re.IGNORECASE
)
_WITH = re.compile(
    rf"(?:for\s+)?(?:all\s+)?{_SUBJECTS}\s+(?:with|undergoing|receiving|without|in|entering)\s[^:.;]{{2,80}}",
    re.IGNORECASE,
)
_DISEASE = re.compile(
    rf"(?:{_WORD}\s+){{0,4}}?(?:cancers?|tumou?rs?|\w*oma|disease|syndrome|disorder|diabetes|leuka?emia|\w+itis|"
    rf"\w+osis|\w+emia|failure|asthma|infection|"
    r"HIV|COPD|CLL|NSCLC|SCLC|TNBC|AML|SLE|T[12]DM|MDS)(?:\s+(?:cohort|group))?",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"\b(?:must|may|will|can|should|have|has|had|is|are|be|were|was|been|who|following|any|excluded|included|"
    r"eligible|ineligible|including|criteria|"
    r"criterion|contraindication\w*|history|if|not|no|without|meet\w*|fulfil\w*|allowed|conditions?|symptoms?|"
    r"prior|laborator\w+|other|abnormalit\w+|these|those|willing)\b",
    re.IGNORECASE,
)
_EVERYBODY = re.compile(
    r"(?:for\s+)?(?:the\s+)?(?:all|study|both|each|every|eligible|enrolled|potential|"
    r"adult and pediatric)?\s*(?:study\s+)?"
    r"(?:patients?|subjects?|participants?|individuals?|groups?|cohorts?|arms?|parts?|phases?|stages?|study|"
    r"trial|population|substud\w+|men and women|males? and females?)?",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?:(?:healthy|normal)\s+)?(?:volunteers|controls|donors|recipients)", re.IGNORECASE)
_TRIM = " :–-*_.,"
_PREFIX = re.compile(
    r"\W*(?P<name>(?:for\s+)?(?:(?:patients|subjects|participants)\s+in\s+)?(?:the\s+)?(?:\w+\s+)?(?:cohorts?|"
    r"parts?|arms?|groups?|phases?|strat(?:um|a))\s+"
    r"(?:[A-Z]?\d{1,2}[a-z]?|[A-Z]|[IVX]+[a-z]?)(?:\s*(?:,|&|and|or|/|to|-)\s*(?:[A-Z]?\d{1,2}[a-z]?|[A-Z]|"
    r"[IVX]+[a-z]?))*(?:\s*\([^()]{1,50}\))?(?:\s+only)?)\s*[:–,-]\s*(?=\S)",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"[(\[]\s*(?P<name>(?:for\s+)?(?:the\s+)?(?:\w+\s+)?(?:cohorts?|parts?|arms?|groups?|phases?|strat(?:um|"
    r"a))\s+[A-Z0-9][\w ,&/-]{0,30}?)\s+only\s*[)\]]\W*$",
    re.IGNORECASE,
)


def cohort_heading(words: str, *, including: bool) -> str | None:
    """The cohort that a line names and nothing else: "Part A:", "Healthy volunteers:"; "Patients with asthma:" when
    `including`.

    Among exclusions "Patients with heart disease:" is a criterion and not a cohort. A line for everybody gives "".
    """
    name = _bare(words)
    closed = words.rstrip().endswith(":")
    if len(name) > 120 or (not closed and words.rstrip()[-1:] in ".;,"):
        return None
    if closed and _EVERYBODY.fullmatch(name):
        return ""
    if _NOT_A_NAME.search(name):
        return None
    if _LABEL.fullmatch(name):
        return name if closed or len(name) <= 70 else None
    if closed and any(pattern.fullmatch(name) for pattern in (_COHORT, _WHO, _KIND_OF)):
        return name
    if closed and including and _WITH.fullmatch(name):
        return name
    return name if _ALONE.fullmatch(name) else None


def population_in(words: str) -> str | None:
    """The cohort named in the words that stand around "inclusion criteria", None for everybody or nobody."""
    name = re.sub(r"^(?:for|in|of|at|to)\s+(?:the\s+)?|\s*\bonly\b", "", _bare(words))
    name = re.sub(
        r"^(?:(?:key|main|major|general|common|additional|specific|other|all)\s+)+", "", name, flags=re.IGNORECASE
    )
    name = re.sub(r"(?:[\s:,–-]+(?:key|main|major|general|specific|additional))+$", "", name, flags=re.IGNORECASE)
    if not name or _EVERYBODY.fullmatch(name) or _NOT_A_NAME.search(name):
        return None
    return (
        name if any(pattern.fullmatch(name) for pattern in (_LABEL, _COHORT, _WHO, _KIND_OF, _WITH, _DISEASE)) else None
    )


def _bare(words: str) -> str:
    """The words on one line without outer punctuation, and without a pair of brackets around all of them."""
    name = " ".join(words.split()).strip(_TRIM)
    if name.startswith("(") and name.endswith(")") and name.count("(") == 1:
        name = name[1:-1]
    return name.strip(_TRIM).removeprefix("For ").removeprefix("for ")


def population_of_item(words: str) -> str | None:
    """The cohort that an item names for itself: "Part B: …", "… (Cohort 2 only)"."""
    match = _PREFIX.match(words) or _SUFFIX.search(words[-90:])
    return re.sub(r"^for\s+(?:the\s+)?", "", match["name"].strip(), flags=re.IGNORECASE) if match else None
