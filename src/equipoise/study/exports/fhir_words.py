"""The words of the registry in the code systems of FHIR R4, and the small parts that FHIR resources are made of."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from equipoise.study.pieces.catalogue import ENUMS
from equipoise.study.values import Age

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
MESH = "https://www.nlm.nih.gov/mesh"
UCUM = "http://unitsofmeasure.org"
REGISTRY = "https://clinicaltrials.gov"
DATA_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
XHTML = "http://www.w3.org/1999/xhtml"

# ResearchStudy.status must be one of FHIR's codes. UNKNOWN and WITHHELD have none: see `status`.
STATUS: Mapping[str, str] = {
    "NOT_YET_RECRUITING": "approved",
    "RECRUITING": "active",
    "ENROLLING_BY_INVITATION": "active",
    "ACTIVE_NOT_RECRUITING": "closed-to-accrual",
    "COMPLETED": "completed",
    "SUSPENDED": "temporarily-closed-to-accrual",
    "TERMINATED": "administratively-completed",
    "WITHDRAWN": "withdrawn",
    "AVAILABLE": "active",
    "TEMPORARILY_NOT_AVAILABLE": "temporarily-closed-to-accrual",
    "NO_LONGER_AVAILABLE": "closed-to-accrual",
    "APPROVED_FOR_MARKETING": "completed",
}

PHASES: Mapping[tuple[str, ...], str] = {
    ("NA",): "n-a",
    ("EARLY_PHASE1",): "early-phase-1",
    ("PHASE1",): "phase-1",
    ("PHASE1", "PHASE2"): "phase-1-phase-2",
    ("PHASE2",): "phase-2",
    ("PHASE2", "PHASE3"): "phase-2-phase-3",
    ("PHASE3",): "phase-3",
    ("PHASE4",): "phase-4",
}

PURPOSES: Mapping[str, str] = {
    "TREATMENT": "treatment",
    "PREVENTION": "prevention",
    "DIAGNOSTIC": "diagnostic",
    "SUPPORTIVE_CARE": "supportive-care",
    "SCREENING": "screening",
    "HEALTH_SERVICES_RESEARCH": "health-services-research",
    "BASIC_SCIENCE": "basic-science",
    "DEVICE_FEASIBILITY": "device-feasibility",
}

_UNITS = {"Year": "a", "Month": "mo", "Week": "wk", "Day": "d", "Hour": "h", "Minute": "min"}
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_URL = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)


def kept(part: Mapping[str, Any]) -> dict[str, Any]:
    """A part without what says nothing: FHIR has no nulls, no empty texts and no empty lists."""
    return {key: value for key, value in part.items() if value is not None and value not in ("", [], {})}


def stated(parts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts that say anything."""
    return [part for part in parts if part]


def concept(words: str, system: str | None = None, code: str | None = None) -> dict[str, Any]:
    """A CodeableConcept: the words, with a code where there is one."""
    return kept({"coding": [{"system": system, "code": code}] if system and code else [], "text": words})


def label(enumeration: str, value: str) -> str:
    """A value of an enumeration in plain words: `SINGLE_GROUP -> Single Group Assignment`."""
    return ENUMS[enumeration].legacy.get(value, value)


def status(value: str) -> dict[str, Any]:
    """The element `status` of a study, with a reason in its place where FHIR has no code for what the registry says."""
    if value in STATUS:
        return {"status": STATUS[value]}
    reason = "masked" if value == "WITHHELD" else "unknown"
    return {"_status": {"extension": [{"url": DATA_ABSENT, "valueCode": reason}]}}


def quantity(text: str) -> dict[str, Any] | None:
    """An age limit (`18 Years`) as a Quantity in UCUM; None for one that cannot be read or limits nothing."""
    try:
        age = Age(text)
    except ValueError:
        return None
    if age.amount is None or age.unit is None:
        return None
    unit = age.unit.lower() + ("" if age.amount == 1 else "s")
    return {"value": age.amount, "unit": unit, "system": UCUM, "code": _UNITS[age.unit]}


def narrative(paragraphs: Sequence[str]) -> dict[str, Any]:
    """Plain text as a Narrative: each paragraph escaped, and nothing in it that XML could not hold."""
    body = "".join(
        f"<p>{html.escape(_NOT_XML.sub('', paragraph))}</p>" for paragraph in paragraphs if paragraph.strip()
    )
    return {"status": "additional", "div": f'<div xmlns="{XHTML}">{body}</div>'} if body else {}


def url_or_none(text: str) -> str | None:
    """A text that FHIR takes for a URL; None for any other."""
    return text if _URL.fullmatch(text) else None
