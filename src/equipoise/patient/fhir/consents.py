"""Consents on file: what to, since when, and whether they hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from equipoise.patient.facts import ConsentFact, LeftOut, Moment
from equipoise.patient.fhir.bundle import Resource
from equipoise.patient.fhir.times import period, point
from equipoise.patient.fhir.wire import concept_text, first_text, node, status, text


def consents(resource: Resource, on: date) -> Iterator[ConsentFact | LeftOut]:
    """One Consent. It is active when its status is, when it permits, and when its period has not run out."""
    record = resource.node
    state = status(record.get("status"))
    if state == "entered-in-error":
        yield LeftOut(resource.reference, "entered in error")
        return
    provision = node(record.get("provision"))
    span = period(provision.get("period"))
    over = span is not None and span.end is not None and span.end < on
    denies = text(provision.get("type")) == "deny"
    said = (
        first_text(record.get("category")),
        concept_text(record.get("scope")),
        concept_text(record.get("policyRule")),
    )
    yield ConsentFact(
        resource=resource.reference,
        text="; ".join(words for words in said if words) or "consent",
        active=state == "active" and not over and not denies,
        when=point(record.get("dateTime")) or Moment(),
    )
