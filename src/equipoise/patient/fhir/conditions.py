"""Conditions, family histories and allergies.

A record that says that something is absent ("No known problems", "No history of epilepsy") is never a diagnosis,
whatever it names; a diagnosis of a relative is not the patient's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from equipoise.patient.facts import AllergyFact, ConditionFact, LeftOut, Moment, Result
from equipoise.patient.fhir.bundle import Resource
from equipoise.patient.fhir.naming import NAMELESS, Named, named, named_words
from equipoise.patient.fhir.ranges import Person
from equipoise.patient.fhir.times import last_day, moment
from equipoise.patient.fhir.wire import Node, concept_text, nodes, status

_VOID = {"entered-in-error": "entered in error", "refuted": "refuted"}
_NO_HISTORY = {"entered-in-error": "entered in error", "health-unknown": "says that nothing is known"}
_SUSPECTED = frozenset({"unconfirmed", "provisional", "differential"})
_ACTIVE = frozenset({"active", "recurrence", "relapse"})
_PAST = frozenset({"inactive", "remission", "resolved"})
# "History of X" says that there was X, and leaves open whether there still is.
_HISTORY = re.compile(
    r"(?:personal )?(?:past )?(?:medical )?(?:history of|h/o|status post|s/p|hx of|previous|prior)\b", re.IGNORECASE
)
# A name that says so itself is believed before a clinical status that systems fill in by default.
_OVER = re.compile(
    r"\b(?:inactive|quiescent|resolved|healed|in (?:(?:complete|partial|full|clinical|sustained) )?remission)\b",
    re.IGNORECASE,
)
_DOUBTED = re.compile(
    r"(?:suspected|suspicion of|possible|probable|presumed|likely|questionable|query|rule out|r/o|\?|susp\.)\s*",
    re.IGNORECASE,
)
_FAMILY = re.compile(r"(?:family history of|fh of|fhx of|family hx of)\s+(?P<what>.+)", re.IGNORECASE)
_ICD = frozenset(
    {"http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10", "urn:oid:2.16.840.1.113883.6.90"}
)
_FAMILY_ICD = re.compile(r"Z8[0-4]\b")


def conditions(resource: Resource, person: Person, on: date) -> Iterator[ConditionFact | Result | LeftOut]:
    """The diagnosis of one Condition. One that ends after `on` had not ended then."""
    condition = resource.node
    void = _VOID.get(status(condition.get("verificationStatus")) or "") or _VOID.get(
        status(condition.get("status")) or ""
    )
    if void is not None:
        yield LeftOut(resource.reference, void)
        return
    what = named(condition.get("code"), "condition")
    if not what.name:
        yield LeftOut(resource.reference, NAMELESS)
        return
    onset = moment(condition, "onset", person.birth) or Moment()
    if what.denied is not None:
        absent = named_words(what.denied, "condition")
        yield Result(resource.reference, what.denied, absent.keys, what.name, onset, "negative")
        return
    abated = moment(condition, "abatement", person.birth)
    if abated is not None and abated.start is not None and abated.start > on:
        abated = None
    yield ConditionFact(
        resource=resource.reference,
        name=what.name,
        keys=what.keys,
        codes=what.codes,
        onset=onset,
        recorded=last_day(condition.get("recordedDate")),
        abated=abated,
        active=_active(condition, what.name, abated, on),
        stage=_stage(condition),
        severity=concept_text(condition.get("severity")),
        suspected=status(condition.get("verificationStatus")) in _SUSPECTED or _DOUBTED.match(what.name) is not None,
        relation="family" if of_family(what) else None,
    )


def _active(condition: Node, name: str, abated: Moment | None, on: date) -> bool | None:
    state = status(condition.get("clinicalStatus"))
    ends_later = moment(condition, "abatement") is not None and abated is None
    if state in _PAST:
        return ends_later
    if abated is not None or condition.get("abatementBoolean") is True or _OVER.search(name):
        return False
    if _HISTORY.match(name):
        return None
    return True if state in _ACTIVE or ends_later else None


def of_family(what: Named) -> bool:
    """Whether the diagnosis is a relative's: "Family history of …", ICD-10-CM Z80 to Z84."""
    return _FAMILY.fullmatch(what.name) is not None or any(
        system in _ICD and _FAMILY_ICD.match(code) for system, code in what.codes
    )


def _stage(condition: Node) -> str | None:
    stages = []
    for stage in nodes(condition.get("stage")):
        summary, kind = concept_text(stage.get("summary")), concept_text(stage.get("type"))
        if summary is not None:
            stages.append(f"{kind}: {summary}" if kind and kind not in summary else summary)
    return "; ".join(stages) or None


def families(resource: Resource) -> Iterator[ConditionFact | LeftOut]:
    """The conditions of one relative."""
    history = resource.node
    state = status(history.get("status"))
    if state in _NO_HISTORY:
        yield LeftOut(resource.reference, _NO_HISTORY[state])
        return
    relation = concept_text(history.get("relationship"))
    for condition in nodes(history.get("condition")):
        what = named(condition.get("code"), "condition")
        if what.name and what.denied is None:
            yield ConditionFact(
                resource.reference, what.name, what.keys, what.codes, Moment(), relation=relation or "family"
            )


def allergies(resource: Resource, person: Person) -> Iterator[AllergyFact | LeftOut]:
    """The substances of one AllergyIntolerance."""
    allergy = resource.node
    void = _VOID.get(status(allergy.get("verificationStatus")) or "")
    if void is not None:
        yield LeftOut(resource.reference, void)
        return
    when = moment(allergy, "onset", person.birth) or Moment(None, last_day(allergy.get("recordedDate")))
    what = named(allergy.get("code"), "treatment")
    if what.denied is not None:
        yield LeftOut(resource.reference, "says what there is no allergy to")
        return
    substances = [named(reaction.get("substance"), "treatment") for reaction in nodes(allergy.get("reaction"))]
    known = [one for one in (what, *substances) if one.name]
    if not known:
        yield LeftOut(resource.reference, NAMELESS)
    state = status(allergy.get("clinicalStatus"))
    active = True if state in _ACTIVE else False if state in _PAST else None
    suspected = status(allergy.get("verificationStatus")) in _SUSPECTED
    seen: set[str] = set()
    for one in known:
        if one.name not in seen:
            seen.add(one.name)
            yield AllergyFact(resource.reference, one.name, one.keys, when, active, suspected)
