"""A bundle without what identifies its patient (45 CFR 164.514(b)(2), "safe harbour"), still fit for screening.

* Only elements that screening reads are kept; names, identifiers, addresses below the state, telephone numbers,
  contacts, photos, narratives, notes, device and accession numbers, extensions and resources about other people go.
* All dates of a patient move by one number of days, so that intervals and ages stay. The number comes from the secret
and the
  patient's id: the same for every bundle of the patient, and not to be told without the secret.
* Ids are replaced in the same way, and references with them.
* Ages above 89 become 90: the birth date is moved so that the patient is 90 on the newest date of the bundle.
* Of texts, what names a thing stays (`code.text`), without names and numbers of people that the bundle holds, and
without
  what looks like an address, a date or a long number. An answer in free words stays only where it is a number or a
  known answer.

It is a help, not a guarantee: who shares the result answers for it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec

from equipoise.errors import PatientError, RequestError
from equipoise.patient.deidentify.kept import CHOICES, COMMON, INNER, KEPT
from equipoise.patient.deidentify.words import known_answer, personal_words, scrubbed
from equipoise.patient.fhir.bundle import Bundle, Resource, decode
from equipoise.patient.fhir.dosage import is_dosage
from equipoise.patient.fhir.naming import named
from equipoise.patient.fhir.times import days
from equipoise.patient.fhir.wire import Node, node, nodes, text

_SHORTEST_SECRET = 16  # bytes
_FURTHEST = 3650  # days; always back, so that nothing lands in the future
_OLDEST_SHOWN = 89  # years
_MONTH = len("2025-06")

_WORDS = frozenset({"text", "display", "unit"})
_FREE = frozenset({"valueString", "onsetString", "abatementString", "performedString", "occurrenceString"})
_DATED = re.compile(
    r"(?:.*(?:[Dd]ate|[Dd]ateTime|Instant|On)|start|end|date|issued|authored|recorded|event|dateAsserted|whenHandedOver)"
)


def deidentify(bundle: bytes, secret: bytes) -> bytes:
    """The bundle without identifiers, as JSON. Deterministic for a secret, so that later exports of a patient join on.

    Raises `RequestError` for a secret shorter than 16 bytes, `PatientError` for what is no bundle of one patient.
    """
    if len(secret) < _SHORTEST_SECRET:
        raise RequestError(f"the secret must have at least {_SHORTEST_SECRET} bytes", place="secret")
    read = decode(bundle, "patient bundle")
    try:
        return msgspec.json.encode(_Veil(read, secret).bundle())
    except RecursionError:
        raise PatientError("nested too deeply to be a patient record", place="patient bundle") from None


class _Veil:
    """One patient's shift of dates, new ids and words to take out."""

    def __init__(self, bundle: Bundle, secret: bytes) -> None:
        self._bundle = bundle
        self._secret = secret
        self._offset = -(1 + int.from_bytes(self._digest("days", bundle.patient.reference)[:8], "big") % _FURTHEST)
        self._people = personal_words(bundle)
        self._newest = max(_all_days(bundle), default=None)

    def bundle(self) -> Node:
        """The whole bundle, with the patient first."""
        kept = [
            resource
            for resource in self._bundle.resources
            if resource.type in KEPT
            and resource.type != "Patient"
            and not nodes(resource.node.get("modifierExtension"))
            and self._bundle.about_patient(resource)
        ]
        entries = [{"resource": self._resource(one, one)} for one in (self._bundle.patient, *kept)]
        return {"resourceType": "Bundle", "type": "collection", "entry": entries}

    def _resource(self, resource: Resource, outer: Resource) -> Node:
        found: Node = {}
        names = (*COMMON, *KEPT[resource.type])
        for key, value in resource.node.items():
            if key not in names and not CHOICES.fullmatch(key):
                continue
            if key == "contained":
                inner = [
                    Resource(f"{resource.reference}#{text(one.get('id'))}", str(one.get("resourceType")), one)
                    for one in nodes(value)
                ]
                found[key] = [self._resource(one, outer) for one in inner if one.type in KEPT]
            elif (clean := self._element(key, value, resource, outer)) is not None:
                found[key] = clean
        found["resourceType"] = resource.type
        found["id"] = self._identity(resource.reference)
        return found

    def _element(self, key: str, value: object, resource: Resource, outer: Resource) -> object:
        if key == "address":
            places = [{part: one[part] for part in ("state", "country") if text(one.get(part))} for one in nodes(value)]
            return [place for place in places if place] or None
        if key == "birthDate":
            return self._birth(value)
        if key in ("questionnaire", "url"):
            return f"urn:questionnaire:{self._identity(str(value).split('|', 1)[0])}"
        if key == "extension":
            return [{"url": "period", "valuePeriod": self._clean("valuePeriod", one["valuePeriod"], outer)}
                    for one in nodes(value) if "valuePeriod" in one] or None  # fmt: skip
        if key in ("onsetAge", "abatementAge", "performedAge") or (key == "valueQuantity" and _is_age(resource)):
            return _capped(self._clean(key, value, outer))
        return self._clean(key, value, outer)

    def _clean(self, key: str, value: object, outer: Resource) -> Any:
        """A value without what is not kept; None where nothing is left."""
        if isinstance(value, list):
            items = [clean for item in value if (clean := self._clean(key, item, outer)) is not None]
            return items or None
        if isinstance(value, dict):
            return self._object(key, value, outer)
        if isinstance(value, str):
            return self._string(key, value)
        return value

    def _object(self, key: str, value: Node, outer: Resource) -> Node | None:
        found = {}
        for inner, content in value.items():
            if inner == "reference":
                found[inner] = self._reference(value, outer)
            elif inner in INNER or CHOICES.fullmatch(inner):
                if inner == "display" and key in ("subject", "patient"):
                    continue
                if inner == "text" and key in ("dosage", "dosageInstruction") and not is_dosage(str(content)):
                    continue
                if (clean := self._clean(inner, content, outer)) is not None:
                    found[inner] = clean
        return found or None

    def _reference(self, value: Node, outer: Resource) -> str:
        """The new reference; one that leads nowhere still leads nowhere, for a list that hides something must not
        look whole.
        """
        target = self._bundle.resolve(value, outer)
        if target is None:
            return f"Unknown/{self._identity(str(value['reference']))}"
        new = self._identity(target.reference)
        return f"#{new}" if "#" in target.reference else f"{target.type}/{new}"

    def _string(self, key: str, value: str) -> str | None:
        # What looks like a date is one, whatever its element is called; a year alone may be anything.
        if _DATED.fullmatch(key) or (key not in ("code", "system") and len(value) >= _MONTH and days(value.strip())):
            return self._moved(value)
        if key in _FREE:
            return value if known_answer(value) else None
        return scrubbed(value, self._people) if key in _WORDS else value

    def _moved(self, value: str) -> str | None:
        """A date as many days earlier, in the precision it has."""
        found = days(value.strip())
        if found is None:
            return None
        middle = found.first + (found.last - found.first) / 2
        moved = self._back(middle).isoformat()
        if found.first == found.last:
            return moved + value.strip()[10:]
        return moved[: len(value.strip())]

    def _back(self, day: date) -> date:
        return date.fromordinal(max(1, day.toordinal() + self._offset))

    def _birth(self, value: object) -> str | None:
        found = days(value.strip()) if isinstance(value, str) else None
        if found is None or not isinstance(value, str):
            return None
        newest = self._newest
        if newest is not None and (newest - found.first).days / 365.25 > _OLDEST_SHOWN:
            return (self._back(newest) - timedelta(days=round((_OLDEST_SHOWN + 1) * 365.25))).isoformat()
        return self._moved(value)

    def _identity(self, reference: str) -> str:
        return self._digest("id", f"{self._bundle.patient.reference}|{reference}").hex()[:24]

    def _digest(self, purpose: str, words: str) -> bytes:
        return hmac.new(self._secret, f"{purpose}|{words}".encode(), hashlib.sha256).digest()


def _all_days(bundle: Bundle) -> Iterator[date]:
    """Every date of the bundle but those of birth."""
    pending: list[object] = [one.node for one in bundle.resources if one.type in KEPT and one.type != "Patient"]
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending += value
        elif isinstance(value, dict):
            for key, item in value.items():
                if isinstance(item, str) and _DATED.fullmatch(key) and (found := days(item.strip())) is not None:
                    yield found.last
                elif isinstance(item, dict | list):
                    pending.append(item)


def _is_age(resource: Resource) -> bool:
    return resource.type == "Observation" and named(resource.node.get("code"), "test").kind == "age"


def _capped(quantity: object) -> object:
    found = dict(node(quantity))
    value = found.get("value")
    if isinstance(value, int | float) and value > _OLDEST_SHOWN:
        found["value"] = _OLDEST_SHOWN + 1
    return found or None
