"""From a FHIR bundle to `Facts`.

decode -> leave out what is not this patient's -> read each resource by its type -> leave out what lies after the
screening date -> lists and coverage -> drop repeated facts
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import TypeAlias, TypeVar

from equipoise.errors import PatientError
from equipoise.logic import LISTED_KINDS, FactKind
from equipoise.patient.facts import (
    AllergyFact,
    ConditionFact,
    ConsentFact,
    Covered,
    Facts,
    LeftOut,
    Measurement,
    Moment,
    Result,
    Sex,
    TreatmentFact,
)
from equipoise.patient.fhir.bundle import Bundle, Resource, decode
from equipoise.patient.fhir.conditions import allergies, conditions, families
from equipoise.patient.fhir.consents import consents
from equipoise.patient.fhir.coverage import Said, lists, nothing_known
from equipoise.patient.fhir.naming import NAMELESS, named, named_words
from equipoise.patient.fhir.observations import observations, questionnaires, reports
from equipoise.patient.fhir.ranges import Person
from equipoise.patient.fhir.times import earliest, point
from equipoise.patient.fhir.treatments import AFTER, immunizations, medications, procedures
from equipoise.patient.fhir.wire import nodes, text
from equipoise.vocabulary.concepts import ConceptKind

Fact: TypeAlias = Measurement | Result | ConditionFact | TreatmentFact | AllergyFact | ConsentFact
_F = TypeVar("_F", Measurement, Result, ConditionFact, TreatmentFact, AllergyFact, ConsentFact)

MEDICATIONS = frozenset({"MedicationStatement", "MedicationRequest", "MedicationAdministration", "MedicationDispense"})
PROCEDURES = frozenset({"Procedure", "DeviceUseStatement", "Device"})
LISTS = frozenset({"List", "Composition"})
# Read where another resource refers to them.
SUPPORT = frozenset({"Patient", "Medication", "Specimen", "Questionnaire"})
_CONTENT = {
    kind: attrgetter(*(one.name for one in fields(kind) if one.name != "resource"))
    for kind in (Measurement, Result, ConditionFact, TreatmentFact, AllergyFact, ConsentFact)
}
_MODIFIED = "carries a modifier that is not understood"
_OLDEST = 130  # years; a birth date further back is a placeholder


def read(
    data: bytes | Path, *, on: date, complete: frozenset[FactKind] = frozenset(), name: str = "patient bundle"
) -> Facts:
    """What the bundle tells of its one patient on a day.

    `complete` names the kinds that the caller vouches for. `name` is what messages call the input; it is not read
    from the bundle, so no message names the patient. Raises `PatientError` for what is no bundle of one patient.
    """
    bundle = decode(data, name)
    try:
        return _Reading(bundle, on).facts(complete)
    except RecursionError:
        raise PatientError("nested too deeply to be a patient record", place=name) from None


@dataclass(slots=True)
class _Reading:
    """The facts of one bundle while they are being collected."""

    bundle: Bundle
    on: date
    found: list[Fact] = field(default_factory=list)
    covered: list[tuple[FactKind, Covered]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)

    def facts(self, complete: frozenset[FactKind]) -> Facts:
        birth = self._birth()
        person = Person(_sex(self.bundle), birth)
        self.left_out += [LeftOut(place, reason) for place, reason in self.bundle.unusable]
        mine = list(self._mine())
        for resource in mine:
            self._add(resource, person)
        newest = self._newest(mine)
        for resource in mine:
            if resource.type in LISTS:
                self._vouch(resource, newest)
            elif (silence := nothing_known(resource, newest)) is not None:
                self.covered.append(silence)
        self.covered += [(kind, Covered(None, self.on, "--complete")) for kind in LISTED_KINDS if kind in complete]
        self.left_out += [
            LeftOut(kind, f"is not a type that is read ({count})") for kind, count in sorted(self.others.items())
        ]
        return self._facts(birth, person)

    def _facts(self, birth: Moment | None, person: Person) -> Facts:
        found = self._without_repeats()
        known = [fact for fact in found if isinstance(fact, ConditionFact)]
        return Facts(
            patient=text(self.bundle.patient.node.get("id")) or self.bundle.patient.reference,
            birth=birth,
            sex=person.sex,
            deceased=self._deceased(),
            measurements=_of(found, Measurement),
            results=_of(found, Result),
            conditions=tuple(fact for fact in known if fact.relation is None),
            treatments=_of(found, TreatmentFact),
            allergies=_of(found, AllergyFact),
            consents=_of(found, ConsentFact),
            family=tuple(fact for fact in known if fact.relation is not None),
            coverage={kind: tuple(one for k, one in self.covered if k == kind) for kind, _ in self.covered},
            left_out=tuple(self.left_out),
        )

    def _mine(self) -> Iterator[Resource]:
        """The resources that are about the patient and may be read, each once."""
        seen: dict[str, list[object]] = {}
        for resource in self.bundle.resources:
            if resource.type == "Patient":
                continue
            same = seen.setdefault(resource.reference, [])
            if resource.node in same:
                self.left_out.append(LeftOut(resource.reference, "is in the bundle twice"))
                continue
            same.append(resource.node)
            if not self.bundle.about_patient(resource):
                self.left_out.append(LeftOut(resource.reference, "is about another patient"))
            elif nodes(resource.node.get("modifierExtension")) or text(resource.node.get("implicitRules")):
                self.left_out.append(LeftOut(resource.reference, _MODIFIED))
            else:
                yield resource

    def _add(self, resource: Resource, person: Person) -> None:
        for fact in self._read(resource, person):
            if isinstance(fact, LeftOut):
                self.left_out.append(_with_name(fact, resource))
            elif self._later(fact):
                self.left_out.append(_with_name(LeftOut(fact.resource, AFTER), resource))
            else:
                self.found.append(fact)

    def _read(self, resource: Resource, person: Person) -> Iterable[Fact | LeftOut]:
        kind = resource.type
        if kind in SUPPORT or kind in LISTS or nothing_known(resource, self.on) is not None:
            return ()
        if kind == "Observation":
            return observations(resource, self.bundle, person, self.on)
        if kind == "Condition":
            return conditions(resource, person, self.on)
        if kind in MEDICATIONS:
            return medications(resource, self.bundle, self.on)
        if kind in PROCEDURES:
            return procedures(resource, self.bundle, person, self.on)
        if kind == "Immunization":
            return immunizations(resource)
        if kind == "AllergyIntolerance":
            return allergies(resource, person)
        if kind == "Consent":
            return consents(resource, self.on)
        if kind == "QuestionnaireResponse":
            return questionnaires(resource, self.bundle, person)
        if kind == "DiagnosticReport":
            return reports(resource, self.bundle, person, self.on)
        if kind == "FamilyMemberHistory":
            return families(resource)
        self.others[kind] += 1
        return ()

    def _later(self, fact: Fact) -> bool:
        """Whether the fact lies wholly after the screening date. What is planned is dated by its plan, not by its
        day.
        """
        if isinstance(fact, TreatmentFact) and fact.planned:
            return False
        if isinstance(fact, ConditionFact):
            first = earliest(fact.onset) or fact.recorded
        else:
            first = earliest(fact.when)
        return first is not None and first > self.on

    def _vouch(self, resource: Resource, newest: date) -> None:
        dated = point(resource.node.get("date"))
        if dated is not None and dated.start is not None and dated.start > self.on:
            self.left_out.append(LeftOut(resource.reference, AFTER))
            return
        unreadable = frozenset(one.resource for one in self.left_out if one.reason in (NAMELESS, _MODIFIED))
        for said in lists(resource, self.bundle, newest, self.on, unreadable):
            if isinstance(said, LeftOut):
                self.left_out.append(said)
            elif isinstance(said, Said):
                self.found.append(_fact_in_words(said))
            else:
                self.covered.append(said)

    def _newest(self, mine: list[Resource]) -> date:
        """The newest date of a fact or a list in the bundle, the screening date at the latest."""
        days = [day for fact in self.found for day in _days(fact)]
        days += [at.end for one in mine if one.type in LISTS and (at := point(one.node.get("date"))) and at.end]
        return max((day for day in days if day <= self.on), default=self.on)

    def _without_repeats(self) -> list[Fact]:
        """Each fact once: the same result reported by two resources is one result."""
        seen: dict[tuple[object, ...], str] = {}
        unique = []
        for fact in self.found:
            bare = (type(fact), *_CONTENT[type(fact)](fact))
            if bare in seen and seen[bare] != fact.resource:
                self.left_out.append(LeftOut(fact.resource, f"repeats {seen[bare]}"))
                continue
            seen.setdefault(bare, fact.resource)
            unique.append(fact)
        return unique

    def _birth(self) -> Moment | None:
        born = point(self.bundle.patient.node.get("birthDate"))
        if born is None or born.start is None or born.end is None:
            return None
        if born.start > self.on or self.on.year - born.end.year > _OLDEST:
            self.left_out.append(LeftOut(self.bundle.patient.reference, "has a birth date that cannot be"))
            return None
        return born

    def _deceased(self) -> bool:
        record = self.bundle.patient.node
        died = point(record.get("deceasedDateTime"))
        if died is not None and died.start is not None:
            return died.start <= self.on
        return record.get("deceasedBoolean") is True


def _with_name(left: LeftOut, resource: Resource) -> LeftOut:
    """The same with what the resource is about, so that who asks for it is told why it does not count."""
    node = resource.node
    stated = node.get("code") or node.get("medicationCodeableConcept") or node.get("vaccineCode")
    what = named(stated, _ABOUT.get(resource.type))
    return replace(left, name=what.name, keys=what.keys, kind=what.kind)


_ABOUT: dict[str, ConceptKind] = {
    "Observation": "test",
    "Condition": "condition",
    **dict.fromkeys((*MEDICATIONS, *PROCEDURES, "Immunization", "AllergyIntolerance"), "treatment"),
}


def _of(found: list[Fact], kind: type[_F]) -> tuple[_F, ...]:
    return tuple(fact for fact in found if isinstance(fact, kind))


def _sex(bundle: Bundle) -> Sex | None:
    gender = text(bundle.patient.node.get("gender"))
    return {"male": "male", "female": "female"}.get(gender or "")  # type: ignore[return-value]


def _days(fact: Fact) -> list[date]:
    moments = [fact.onset, fact.abated] if isinstance(fact, ConditionFact) else [fact.when]
    days = [day for when in moments if when is not None for day in (when.start, when.end)]
    return [day for day in days if day is not None]


def _fact_in_words(said: Said) -> Fact:
    """The fact of a list's entry that has only words."""
    if said.kind == "conditions":
        what = named_words(said.words, "condition")
        return ConditionFact(said.resource, what.name, what.keys, what.codes, Moment())
    if said.kind == "allergies":
        what = named_words(said.words)
        return AllergyFact(said.resource, what.name, what.keys, Moment())
    what = named_words(said.words, "treatment")
    kind = {"medications": "medication", "procedures": "procedure", "immunizations": "immunization"}[said.kind]
    return TreatmentFact(said.resource, kind, what.name, what.keys, what.codes, Moment())  # type: ignore[arg-type]
