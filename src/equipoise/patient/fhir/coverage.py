"""Which lists of the record are complete, so that silence means "no" (contracts: "Coverage: when silence means no").

A List or a section of a Composition vouches for its kind when

* it is current (a Composition: final or amended), not entered in error, and not a list of changes;
* it has entries, or says that there is nothing to enter (`nilknown`). "Not asked", "withheld", "unavailable", "not
started"
  and "closed" are the opposite of knowing that there is nothing;
* every entry can be read: an entry that points outside the bundle and does not say what it is hides something.

An entry that has only words ("Epilepsy") is a fact by those words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from equipoise.logic import FactKind
from equipoise.patient.facts import Covered, LeftOut, Moment
from equipoise.patient.fhir.bundle import Bundle, Resource
from equipoise.patient.fhir.lookup import is_loinc
from equipoise.patient.fhir.times import last_day, period, point
from equipoise.patient.fhir.wire import Node, codes, node, nodes, status, text

KIND_OF_LIST: dict[str, FactKind] = {
    "11450-4": "conditions",
    "10160-0": "medications",
    "47519-4": "procedures",
    "11369-6": "immunizations",
    "48765-2": "allergies",
}
_NOTHING_KNOWN = frozenset({"nilknown", "nil known", "none known", "no known", "nothing known", "none"})
# FHIR International Patient Summary: "absent or unknown" data, and SNOMED CT's findings of the same meaning.
_ABSENT = {
    "no-known-problems": "conditions", "no-known-medications": "medications", "no-known-procedures": "procedures",
    "no-known-immunizations": "immunizations", "no-known-allergies": "allergies",
}  # fmt: skip
_ABSENT_IN_WORDS: dict[str, FactKind] = {
    "no known allergies": "allergies", "no known allergy": "allergies", "nka": "allergies",
    "no known problems": "conditions", "no known medications": "medications", "no known procedures": "procedures",
    "no known immunizations": "immunizations",
}  # fmt: skip
_NAMING_ELEMENT = {
    "AllergyIntolerance": "code", "Condition": "code", "Procedure": "code", "Immunization": "vaccineCode",
    "MedicationStatement": "medicationCodeableConcept",
}  # fmt: skip
_NO_KNOWN_ALLERGY = "716186003"


@dataclass(frozen=True, slots=True)
class Said:
    """An entry that has words and no resource."""

    kind: FactKind
    words: str
    resource: str
    when: Moment


def lists(
    resource: Resource, bundle: Bundle, newest: date, on: date, unreadable: frozenset[str] = frozenset()
) -> Iterator[tuple[FactKind, Covered] | Said | LeftOut]:
    """What one List or Composition vouches for.

    `newest` is the newest date in the bundle that is not after `on`; `unreadable` are the resources that could not be
    read.
    """
    record = resource.node
    state = status(record.get("status"))
    is_list = resource.type == "List"
    if state not in (("current",) if is_list else ("final", "amended", "corrected")):
        if _sections(record, is_list):
            yield LeftOut(resource.reference, f"is {state or 'without a status'}: it vouches for nothing")
        return
    if is_list and status(record.get("mode")) == "changes":
        yield LeftOut(resource.reference, "lists changes, not everything")
        return
    dated = point(record.get("date"))
    until = min(dated.end, on) if dated is not None and dated.end is not None else newest
    span = _period(record, is_list)
    for kind, section in _sections(record, is_list):
        entries = _entries(section, is_list)
        hidden = False
        for entry in entries:
            found = bundle.resolve(entry, resource)
            words = text(entry.get("display"))
            if found is not None:
                hidden = hidden or found.reference in unreadable
            elif words is not None:
                yield Said(kind, words, resource.reference, Moment())
            else:
                hidden = True
        if hidden:
            reason = f"refers to {kind} that are not in the bundle or cannot be read: it vouches for nothing"
            yield LeftOut(resource.reference, reason)
        elif not entries and not _nothing_known(section):
            yield LeftOut(resource.reference, f"is empty without saying that no {kind} are known")
        else:
            start = span.start if span is not None else None
            end = min(span.end, on) if span is not None and span.end is not None else until
            yield kind, Covered(start, end, resource.reference)


def _sections(record: Node, is_list: bool) -> list[tuple[FactKind, Node]]:
    """The list itself, or the sections of a Composition at any depth, with the kind of each that has one."""
    pending = [record] if is_list else nodes(record.get("section"))
    found: list[tuple[FactKind, Node]] = []
    while pending:
        section = pending.pop(0)
        if not is_list:
            pending += nodes(section.get("section"))
        kinds = {
            KIND_OF_LIST[code]
            for system, code in codes(section.get("code"))
            if is_loinc(system) and code in KIND_OF_LIST
        }
        if len(kinds) == 1:
            found.append((kinds.pop(), section))
    return found


def _entries(section: Node, is_list: bool) -> list[Node]:
    """The references of the entries; a List marks what it no longer holds as deleted."""
    listed = nodes(section.get("entry"))
    if is_list:
        return [node(entry.get("item")) for entry in listed if entry.get("deleted") is not True]
    return listed


def _nothing_known(section: Node) -> bool:
    return status(section.get("emptyReason")) in _NOTHING_KNOWN


def _period(record: Node, is_list: bool) -> Moment | None:
    """The span that a Composition's event, or an extension of a List, says is covered."""
    holders = nodes(record.get("extension")) if is_list else nodes(record.get("event"))
    key = "valuePeriod" if is_list else "period"
    spans = [span for holder in holders if (span := period(holder.get(key))) is not None]
    return spans[0] if len(spans) == 1 else None


def nothing_known(resource: Resource, newest: date) -> tuple[FactKind, Covered] | None:
    """What a resource vouches for that says "no known allergies" instead of naming one."""
    element = _NAMING_ELEMENT.get(resource.type)
    kind = _kind_absent(node(resource.node.get(element))) if element else None
    if kind is None:
        return None
    if status(resource.node.get("verificationStatus")) in ("entered-in-error", "refuted"):
        return None
    stated = (resource.node.get(key) for key in ("recordedDate", "dateAsserted", "onsetDateTime"))
    dated = next((day for value in stated if (day := last_day(value)) is not None), newest)
    return kind, Covered(None, min(dated, newest), resource.reference)


def _kind_absent(concept: Node) -> FactKind | None:
    for system, code in codes(concept):
        if system.endswith("absent-unknown-uv-ips") and code in _ABSENT:
            return next(kind for kind in KIND_OF_LIST.values() if kind == _ABSENT[code])
        if system == "http://snomed.info/sct" and code == _NO_KNOWN_ALLERGY:
            return "allergies"
    words = text(concept.get("text"))
    return _ABSENT_IN_WORDS.get(words.casefold().strip(". ")) if words else None
