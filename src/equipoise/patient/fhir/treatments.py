"""Drugs, procedures, devices and vaccines.

What was not done, not taken, cancelled or forbidden counts for nothing. What is only intended is `planned`: it is
known of, and it has not happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from equipoise.patient.facts import LeftOut, Moment, TreatmentFact
from equipoise.patient.fhir.bundle import Bundle, Resource
from equipoise.patient.fhir.dosage import dose, strengths_of
from equipoise.patient.fhir.naming import NAMELESS, NOTHING, Named, named, named_words
from equipoise.patient.fhir.ranges import Person
from equipoise.patient.fhir.times import at_most, earliest, last_day, moment, period, point
from equipoise.patient.fhir.wire import Node, concept_text, first_text, node, nodes, status, text

_VOID = {
    "entered-in-error": "entered in error", "not-done": "not done", "not-taken": "not taken", "cancelled": "cancelled",
    "declined": "declined",
}  # fmt: skip
# What the record leaves open: whether it was done at all, or as far as it would have to be.
_UNKNOWN = {"unknown": "its status is not known"}
_HALTED = {"on-hold": "it was put on hold"}
_DOUBTED: dict[str, dict[str, str]] = {
    "Procedure": {
        **_UNKNOWN, **_HALTED, "suspended": "it was put on hold", "stopped": "it was stopped before its end",
        "aborted": "it was stopped before its end",
    },
    "MedicationRequest": {**_UNKNOWN, **_HALTED},
    "MedicationDispense": {
        **_UNKNOWN, **_HALTED, "preparation": "it was not handed over yet", "in-progress": "it was not handed over yet",
        "stopped": "it was not handed over",
    },
}  # fmt: skip
# How earlier releases of FHIR said the same, which exporters still mix in.
_NEGATED = ("notDone", "notGiven", "wasNotTaken", "wasNotGiven", "notPerformed")
_UNDER_WAY = frozenset({"active", "in-progress"})
_ONLY_INTENDED = frozenset({"proposal", "plan", "option"})

AFTER = "is dated after the screening date"

Treated = TreatmentFact | LeftOut


def medications(resource: Resource, bundle: Bundle, on: date) -> Iterator[Treated]:
    """The drug of a MedicationStatement, MedicationRequest or MedicationAdministration (or Dispense)."""
    record = resource.node
    void = _void(record)
    if void is None and record.get("doNotPerform") is True:
        void = "an order not to give it"
    if void is not None:
        yield LeftOut(resource.reference, void)
        return
    written = point(record.get("authoredOn"))
    if written is not None and written.start is not None and written.start > on:
        yield LeftOut(resource.reference, AFTER)
        return
    what, medication = _drug(resource, bundle)
    if not what.name:
        yield LeftOut(resource.reference, NAMELESS)
        return
    state, intent = status(record.get("status")), status(record.get("intent"))
    when = _when_given(record, state, on)
    planned = intent in _ONLY_INTENDED or state in ("intended", "draft")
    if not planned and record.get("resourceType") == "MedicationRequest":
        first = earliest(when)
        planned = first is not None and first > on
    yield TreatmentFact(
        resource=resource.reference,
        kind="medication",
        name=what.name,
        keys=what.keys,
        codes=what.codes,
        when=replace(when, ongoing=False) if planned else when,
        planned=planned,
        dose=dose(record.get("dosage") or record.get("dosageInstruction"), strengths_of(medication, what.name)),
        response=first_text(record.get("statusReason")),
        reason=_reason(resource, bundle),
        doubt=_doubt(resource, state),
    )


def _doubt(resource: Resource, state: str | None) -> str | None:
    return _DOUBTED.get(resource.type, _UNKNOWN).get(state or "")


def _void(record: Node) -> str | None:
    if any(record.get(key) is True for key in _NEGATED) or record.get("taken") == "n":
        return _VOID["not-done"]
    return _VOID.get(status(record.get("status")) or "")


def _drug(resource: Resource, bundle: Bundle) -> tuple[Named, Node | None]:
    """What the drug is, and the Medication that says so, where there is one."""
    record = resource.node
    direct = named(record.get("medicationCodeableConcept"), "treatment")
    if direct.name:
        return direct, None
    reference = node(record.get("medicationReference"))
    found = bundle.resolve(reference, resource)
    if found is None:
        words = text(reference.get("display"))
        return (named_words(words, "treatment") if words else NOTHING), None
    own = named(found.node.get("code"), "treatment")
    ingredients = [named(item.get("itemCodeableConcept"), "treatment") for item in nodes(found.node.get("ingredient"))]
    known = [one for one in (own, *ingredients) if one.name]
    if not known:
        return NOTHING, found.node
    keys = tuple(dict.fromkeys(key for one in known for key in one.keys))
    pairs = tuple(dict.fromkeys(pair for one in known for pair in one.codes))
    name = own.name or " / ".join(one.name for one in ingredients if one.name)
    return Named(name, keys, pairs), found.node


def _when_given(record: Node, state: str | None, on: date) -> Moment:
    """From when to when; an order counts from the day on which it was written."""
    stated = moment(record, "effective") or moment(record, "occurrence")
    bounds = _bounds(record)
    written = point(record.get("authoredOn")) or point(record.get("whenHandedOver"))
    if stated is None and bounds is not None:
        stated = bounds
    if stated is None and written is not None:
        stated = Moment(
            written.start, None, period=True, began_by=written.end if written.end != written.start else None
        )
    if stated is None:
        return Moment(
            None,
            None if state in _UNDER_WAY else last_day(record.get("dateAsserted")),
            state in _UNDER_WAY,
            period=True,
        )
    if state not in _UNDER_WAY:
        return at_most(stated, on)
    if not stated.period and record.get("resourceType") != "MedicationAdministration":
        # "Taken on 1 May, active": it began then at the latest.
        stated = Moment(stated.start, None, time=stated.time, period=True, began_by=stated.end)
    stated = at_most(stated, on)
    return replace(stated, ongoing=True) if stated.end is None else stated


def _bounds(record: Node) -> Moment | None:
    """The period that an order or dosage names for itself."""
    for dosage in (*nodes(record.get("dosageInstruction")), *nodes(record.get("dosage"))):
        found = period(node(node(dosage.get("timing")).get("repeat")).get("boundsPeriod"))
        if found is not None and found.start is not None:
            return found
    return None


def _reason(resource: Resource, bundle: Bundle) -> str | None:
    """What it was given for, in words."""
    said = first_text(resource.node.get("reasonCode"))
    if said is not None:
        return said
    for reference in nodes(resource.node.get("reasonReference")):
        found = bundle.resolve(reference, resource)
        words = concept_text(found.node.get("code")) if found is not None else text(reference.get("display"))
        if words is not None:
            return words
    return None


def procedures(resource: Resource, bundle: Bundle, person: Person, on: date) -> Iterator[Treated]:
    """A Procedure, or the use of a device."""
    record = resource.node
    void = _void(record)
    if void is not None:
        yield LeftOut(resource.reference, void)
        return
    what = _procedure_name(resource, bundle)
    if not what.name or what.denied is not None:
        yield LeftOut(resource.reference, "says that it was not done" if what.denied else NAMELESS)
        return
    state = status(record.get("status"))
    stated = moment(record, "performed", person.birth) or moment(record, "occurrence") or moment(record, "timing")
    when = at_most(stated, on) if stated else Moment()
    yield TreatmentFact(
        resource=resource.reference,
        kind="procedure",
        name=what.name,
        keys=what.keys,
        codes=what.codes,
        when=replace(when, ongoing=True) if state in _UNDER_WAY and when.end is None else when,
        planned=state in ("preparation", "intended"),
        response=concept_text(record.get("outcome")) or first_text(record.get("statusReason")),
        reason=_reason(resource, bundle),
        doubt=_doubt(resource, state),
    )


def _procedure_name(resource: Resource, bundle: Bundle) -> Named:
    record = resource.node
    if resource.type == "Device":
        return named(record.get("type"), "treatment")
    if resource.type == "DeviceUseStatement":
        device = bundle.resolve(record.get("device"), resource)
        return named(device.node.get("type"), "treatment") if device is not None else NOTHING
    return named(record.get("code"), "treatment")


def immunizations(resource: Resource) -> Iterator[Treated]:
    """One vaccination."""
    record = resource.node
    void = _void(record)
    what = named(record.get("vaccineCode"), "treatment")
    if void is not None or not what.name:
        yield LeftOut(resource.reference, void or NAMELESS)
        return
    yield TreatmentFact(
        resource=resource.reference,
        kind="immunization",
        name=what.name,
        keys=what.keys,
        codes=what.codes,
        when=moment(record, "occurrence") or Moment(None, last_day(record.get("recorded"))),
        reason=first_text(record.get("reasonCode")),
    )
