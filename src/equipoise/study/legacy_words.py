"""The words of the retired XML in the spelling of API version 2: enumerations, dates, yes and no, numbers, names."""

from __future__ import annotations

import re

from equipoise.study.common import DatedEvent
from equipoise.study.enumerations import values_of
from equipoise.study.legacy_tree import Node
from equipoise.study.remarks import shown
from equipoise.study.values import Age, PartialDate

_NOT_A_WORD = re.compile(r"[^A-Z0-9]+")
_DATE = re.compile(r"(?:(?P<name>[A-Z][a-z]{2,8}) (?:(?P<day>\d{1,2}), )?|(?P<month>\d\d)/)?(?P<year>\d{4})", re.ASCII)
_MONTH_NAMES = "January February March April May June July August September October November December"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}
_CONFIDENCE = re.compile(r"([\d.]+)% Confidence Interval", re.ASCII)

_IRREGULAR = {
    "1_SIDED": "ONE_SIDED",
    "2_SIDED": "TWO_SIDED",
    "ANTICIPATED": "ESTIMATED",
    "BOTH": "ALL",
    "CAREGIVER": "CARE_PROVIDER",
    "CLINICAL_STUDY_REPORT_CSR": "CSR",
    "EARLY_PHASE_1": "EARLY_PHASE1",
    "EDUCATIONAL_COUNSELING_TRAINING": "ECT",
    "ESTIMATE": "ESTIMATED",
    "GEOMETRIC_COEFFICIENT_OF_VARIATION": "GEOMETRIC_COEFFICIENT",
    "INDIVIDUAL": "INDIV",
    "INFORMED_CONSENT_FORM_ICF": "ICF",
    "NO_MASKING": "NONE",
    "N_A": "NA",
    "OPEN_LABEL": "NONE",
    "PHASE_0": "EARLY_PHASE1",
    "STANDARD_ERROR_OF_THE_MEAN": "STANDARD_ERROR_OF_MEAN",
    "STATISTICAL_ANALYSIS_PLAN_SAP": "SAP",
    "SUBJECT": "PARTICIPANT",
    "UNKNOWN_STATUS": "UNKNOWN",
    "U_S_FED": "FED",
}
_ENDINGS = ("_ASSIGNMENT", "_MASKED", "_BLIND")


def spelled(text: str, alias: object) -> str:
    """A word of the XML as version 2 spells it; kept as it is where the enumeration has no such value.

    "Active, not recruiting" -> ACTIVE_NOT_RECRUITING; "Parallel Assignment" -> PARALLEL; "Phase 2" -> PHASE2
    """
    values = values_of(alias)
    plain = _NOT_A_WORD.sub("_", text.upper()).strip("_")
    if (share := _CONFIDENCE.fullmatch(text)) is not None:
        plain = f"CONFIDENCE_{share.group(1).replace('.', '')}"
    candidates = [plain, _IRREGULAR.get(plain, plain), plain.replace("_", "")]
    candidates += [plain.removesuffix(ending) for ending in _ENDINGS]
    return next((word for word in candidates if word in values), text)


def word(node: Node, tag: str, alias: object) -> str | None:
    """A child's word in the spelling of version 2."""
    text = node.text(tag)
    return None if text is None else spelled(text, alias)


def date_of(text: str) -> PartialDate:
    """A date as the XML writes it: `June 5, 2007`, `June 2007`, `06/2007`, `2007`. Raises ValueError otherwise."""
    found = _DATE.fullmatch(text)
    if found is None or (found["name"] and found["name"] not in _MONTHS):
        raise ValueError("not a date as the registry's XML writes them")
    month = _MONTHS[found["name"]] if found["name"] else int(found["month"] or 0)
    parts = [found["year"], f"{month:02d}" if month else "", f"{int(found['day']):02d}" if found["day"] else ""]
    return PartialDate("-".join(part for part in parts if part))


def date(node: Node, *tags: str) -> PartialDate | None:
    """The date in the first of several children that is there; one that cannot be read is reported."""
    found: PartialDate | None = None
    for tag in tags:
        text = node.text(tag)
        if text is not None and found is None:
            found = read_date(node, tag, text)
    return found


def read_date(node: Node, tag: str, text: str) -> PartialDate | None:
    """The date a text is; None and a remark where it is none."""
    try:
        return date_of(text)
    except ValueError as error:
        node.log.say("unreadable-date", f"{error}: {shown(text)}", f"{node.path}/{tag}")
        return None


def event(node: Node, tag: str, alias: object) -> DatedEvent | None:
    """A date with its kind, which the XML gives as an attribute."""
    inner = node.node(tag)
    if inner is None or inner.words is None:
        return None
    kind = inner.attribute("type")
    return DatedEvent(
        date=read_date(node, tag, inner.words),
        type=spelled(kind, alias) if kind else None,
    )


def age(node: Node, tag: str) -> Age | None:
    """An age; one that cannot be read is reported. The XML writes `N/A` where version 2 writes nothing."""
    text = node.text(tag)
    if text is None or text == "N/A":
        return None
    try:
        return Age(text)
    except ValueError as error:
        node.log.say("unreadable-age", f"{error}: {shown(text)}", f"{node.path}/{tag}")
        return None


def flag(node: Node, tag: str) -> bool | None:
    """Yes or no; anything else is reported."""
    text = node.text(tag)
    if text is None:
        return None
    if text.casefold() in ("yes", "no"):
        return text.casefold() == "yes"
    node.log.say("wrong-type", "expected Yes or No", f"{node.path}/{tag}")
    return None


def number(node: Node, text: str | None, tag: str) -> int | None:
    """A whole number; anything else is reported."""
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 12:
        return int(text)
    node.log.say("wrong-type", "expected a whole number", f"{node.path}/{tag}")
    return None


def full_name(node: Node) -> str | None:
    """First, middle and last name, and degrees behind a comma."""
    parts = [node.text(tag) for tag in ("first_name", "middle_name", "last_name")]
    name = " ".join(part for part in parts if part)
    degrees = node.text("degrees")
    return f"{name}, {degrees}" if name and degrees else name or degrees
