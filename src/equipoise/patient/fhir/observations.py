"""Observations: numbers become measurements, words become results.

One Observation gives a fact for its own value and one for each component; the oxygen that was breathed is no fact of
its own but qualifies the saturation beside it. What has no value is left out with the reason that the record gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from equipoise.patient.facts import LeftOut, Measurement, Moment, Result
from equipoise.patient.fhir import specimens
from equipoise.patient.fhir.answered import Fact, Reader
from equipoise.patient.fhir.bundle import Bundle, Resource, contained
from equipoise.patient.fhir.naming import named
from equipoise.patient.fhir.ranges import Person
from equipoise.patient.fhir.times import at_most, last_day, moment
from equipoise.patient.fhir.wire import Node, concept_text, concept_words, node, nodes, status, text

_VOID = {"entered-in-error": "entered in error", "cancelled": "cancelled", "registered": "has no result yet"}

_UNKNOWN = "its status is not known"


def observations(resource: Resource, bundle: Bundle, person: Person, on: date) -> Iterator[Fact]:
    """The facts of one Observation."""
    observation = resource.node
    state = status(observation.get("status"))
    if state in _VOID:
        yield LeftOut(resource.reference, _VOID[state])
        return
    components = nodes(observation.get("component"))
    breathed = [specimens.oxygen(component) for component in components]
    reader = Reader(
        resource.reference,
        at_most(moment(observation, "effective", person.birth) or _issued(observation), on),
        person,
        specimens.specimen(resource, bundle),
        (*(["preliminary"] if state == "preliminary" else []), *(words for words in breathed if words)),
    )
    found = list(reader.read(observation))
    stated = (concept_words(observation.get(key)) for key in ("code", "bodySite"))
    of_panel = replace(reader, panel=", ".join(words for words in stated if words))
    for component, oxygen in zip(components, breathed, strict=True):
        if oxygen is None:
            found += of_panel.read(component)
    facts = [fact for fact in found if not isinstance(fact, LeftOut)]
    if state == "unknown":
        yield from map(_of_unknown_status, facts)
        return
    # A panel has no value of its own: its members are resources of their own.
    yield from facts or ([] if nodes(observation.get("hasMember")) else found[:1])


def _of_unknown_status(fact: Measurement | Result) -> Fact:
    """It may have been cancelled or entered in error: shown, and not used."""
    if isinstance(fact, Measurement):
        return replace(fact, unusable=fact.unusable or _UNKNOWN)
    return LeftOut(fact.resource, _UNKNOWN)


def _issued(observation: Node) -> Moment:
    """A result was true at the latest when it was issued; how much earlier, nobody says."""
    return Moment(None, last_day(observation.get("issued")))


def reports(resource: Resource, bundle: Bundle, person: Person, on: date) -> Iterator[Fact]:
    """What a DiagnosticReport holds beyond what it refers to: contained observations and coded conclusions."""
    report = resource.node
    state = status(report.get("status"))
    if state in _VOID:
        yield LeftOut(resource.reference, _VOID[state])
        return
    for reference in nodes(report.get("result")):
        target = text(reference.get("reference")) or ""
        inner = contained(resource, target[1:]) if target.startswith("#") else None
        if inner is not None and inner.type == "Observation":
            yield from observations(inner, bundle, person, on)
    when = moment(report, "effective", person.birth) or _issued(report)
    question = named(report.get("code"))
    for conclusion in nodes(report.get("conclusionCode")):
        if (words := concept_text(conclusion)) is not None and question.name:
            yield from Reader(resource.reference, when, person).read(
                {"code": report.get("code"), "valueCodeableConcept": node(conclusion) or words}
            )


def questionnaires(resource: Resource, bundle: Bundle, person: Person) -> Iterator[Fact]:
    """The answers of a finished QuestionnaireResponse, each as a measurement or a result."""
    response = resource.node
    state = status(response.get("status"))
    if state not in ("completed", "amended"):
        yield LeftOut(resource.reference, "entered in error" if state == "entered-in-error" else "is not finished")
        return
    when = moment({"authoredDateTime": response.get("authored")}, "authored") or Moment()
    reader = Reader(resource.reference, when, person)
    asked = _questions(resource, bundle)
    pending = nodes(response.get("item"))[::-1]
    while pending:
        item = pending.pop()
        given = nodes(item.get("answer"))
        for inner in (*given[::-1], item):
            pending += nodes(inner.get("item"))[::-1]
        code = asked.get(text(item.get("linkId")) or "", {})
        words = text(item.get("text")) or concept_text(code)
        if words is None:
            continue
        for answer in given:
            for fact in reader.read({**answer, "code": {**code, "text": words}}):
                if not isinstance(fact, LeftOut):
                    yield fact


def _questions(resource: Resource, bundle: Bundle) -> dict[str, Node]:
    """linkId -> code of the question, where the Questionnaire itself lies in the bundle."""
    canonical = (text(resource.node.get("questionnaire")) or "").split("|", 1)[0]
    if not canonical:
        return {}
    inner = contained(resource, canonical[1:]) if canonical.startswith("#") else None
    found = inner or next(
        (
            other
            for other in bundle.resources
            if other.type == "Questionnaire"
            and canonical in (text(other.node.get("url")), other.full_url, other.reference)
        ),
        None,
    )
    codes_of: dict[str, Node] = {}
    pending = nodes(found.node.get("item")) if found else []
    while pending:
        item = pending.pop()
        pending += nodes(item.get("item"))
        coding = nodes(item.get("code"))
        link = text(item.get("linkId"))
        if coding and link:
            codes_of[link] = {"coding": coding}
    return codes_of
