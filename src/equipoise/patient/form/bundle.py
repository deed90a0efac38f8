"""A checked form as a FHIR R4 bundle, so that a form and an export go the same way from here on.

The ids say where in the form a fact stands: Observation/lab-2 is the second item of `labs`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from equipoise.patient.fhir.numbers import COMPARATORS, number_in
from equipoise.patient.fhir.units import UCUM, unit_of
from equipoise.patient.form.schema import Form, Row, parse_form
from equipoise.vocabulary.units import UnitError, parse_unit

Resource = dict[str, Any]

_UCUM = min(UCUM, key=len)
_LIST_CODES = {
    "conditions": "11450-4",
    "medications": "10160-0",
    "procedures": "47519-4",
    "immunizations": "11369-6",
    "allergies": "48765-2",
}
_TYPES = {
    "conditions": ("Condition",),
    "medications": ("MedicationStatement",),
    "procedures": ("Procedure",),
    "immunizations": ("Immunization",),
    "allergies": ("AllergyIntolerance",),
}
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_EMPTY = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
_SIGNS = {meaning: meaning for meaning in COMPARATORS.values()}


def read_form(text: str, *, name: str = "form") -> bytes:
    """The FHIR R4 bundle (JSON) of a filled-in form. Raises `PatientError` with the line of what is wrong.

    `name` is what messages call the form.
    """
    form = parse_form(text, name)
    resources = list(_resources(form))
    entries = [{"fullUrl": f"urn:equipoise:form:{r['resourceType']}:{r['id']}", "resource": r} for r in resources]
    return msgspec.json.format(msgspec.json.encode({"resourceType": "Bundle", "type": "collection", "entry": entries}))


def _resources(form: Form) -> Iterator[Resource]:
    patient = _patient(form.rows("patient")[0] if form.rows("patient") else {})
    subject = {"reference": f"Patient/{patient['id']}"}
    yield patient
    listed: list[Resource] = []
    for section, singular in (("labs", "lab"), ("vitals", "vital"), ("scores", "score")):
        for index, row in enumerate(form.rows(section), 1):
            yield _measured(f"{singular}-{index}", row, subject)
    for index, row in enumerate(form.rows("findings"), 1):
        yield _finding(f"finding-{index}", row, subject)
    makers = {
        "diagnoses": _diagnosis,
        "drugs": _drug,
        "procedures": _procedure,
        "vaccines": _vaccine,
        "allergies": _allergy,
        "family": _relative,
        "consents": _consent,
    }
    for section, make in makers.items():
        for index, row in enumerate(form.rows(section), 1):
            resource = make(row, subject)
            resource["id"] = f"{_SINGULAR[section]}-{index}"
            listed.append(resource)
    yield from listed
    for row in form.rows("complete"):
        for kind in row["lists"]:  # type: ignore[union-attr]
            yield _complete(kind, str(row["as_of"]), listed, subject)


_SINGULAR = {
    "diagnoses": "diagnosis", "drugs": "drug", "procedures": "procedure", "vaccines": "vaccine", "allergies": "allergy",
    "family": "relative", "consents": "consent",
}  # fmt: skip


def _patient(row: Row) -> Resource:
    found: Resource = {"resourceType": "Patient", "id": _identity(str(row.get("id", "patient")))}
    if "birth_date" in row:
        found["birthDate"] = row["birth_date"]
    found["gender"] = row.get("sex", "unknown")
    if row.get("deceased"):
        found["deceasedBoolean"] = True
    return found


def _identity(words: str) -> str:
    """An id as FHIR allows them: letters, digits, hyphens and points."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-.") else "-" for c in words)[:64] or "patient"


def _concept(row: Row, key: str, systems: Mapping[str, str] | None = None) -> Resource:
    coding = [{"system": uri, "code": row[name]} for name, uri in (systems or {}).items() if name in row]
    return {"text": row[key], **({"coding": coding} if coding else {})}


def _words(row: Row, key: str) -> Resource:
    return {"text": row[key]}


def _measured(identity: str, row: Row, subject: Resource) -> Resource:
    found = _observation(identity, row, subject)
    number = number_in(str(row["value"]))
    unit = str(row["unit"]) if "unit" in row else (number.unit if number else None)
    if number is None:
        found["valueString"] = row["value"]
    else:
        found["valueQuantity"] = _quantity(number.value, unit)
        if number.comparator:
            found["valueQuantity"]["comparator"] = _SIGNS[number.comparator]
    limits: Resource = {}
    for key, side in (("lower_limit", "low"), ("upper_limit", "high")):
        if key in row and (limit := number_in(str(row[key]))) is not None:
            limits[side] = _quantity(limit.value, unit)
    ranges = ([limits] if limits else []) + ([{"text": f"scale {row['scale']}"}] if "scale" in row else [])
    if ranges:
        found["referenceRange"] = ranges
    if "oxygen" in row:
        found["component"] = [_oxygen(str(row["oxygen"]))]
    return found


def _observation(identity: str, row: Row, subject: Resource) -> Resource:
    found: Resource = {
        "resourceType": "Observation",
        "id": identity,
        "status": "final",
        "subject": subject,
        "code": _words(row, "test"),
        "effectiveDateTime": row["date"],
    }
    if "specimen" in row:
        found["specimen"] = {"display": row["specimen"]}
    if "method" in row:
        found["method"] = _words(row, "method")
    return found


def _quantity(value: float, unit: str | None) -> Resource:
    found: Resource = {"value": int(value) if value.is_integer() and abs(value) < 1e15 else value}
    if unit:
        code = unit_of({"unit": unit})
        found["unit"] = unit
        if _is_code(code):
            found |= {"system": _UCUM, "code": code}
    return found


def _is_code(words: str | None) -> bool:
    """Whether a unit is UCUM, and not words that no table knows."""
    try:
        return words is not None and parse_unit(words).code == words
    except UnitError:
        return False


def _oxygen(words: str) -> Resource:
    """ "room air", "40 %" of oxygen in what is breathed, or a flow: "2 L/min"."""
    number = number_in(words)
    if number is not None and number.unit and "min" in number.unit:
        code, quantity = "3151-8", _quantity(number.value, number.unit)
    else:
        code, quantity = "3150-6", _quantity(number.value if number else 21.0, "%")
    if number is None and words.casefold() != "room air":
        # Oxygen was given and nobody says how much: any share but that of room air.
        quantity = _quantity(100.0, "%")
    return {"code": {"coding": [{"system": "http://loinc.org", "code": code}]}, "valueQuantity": quantity}


def _finding(identity: str, row: Row, subject: Resource) -> Resource:
    return {**_observation(identity, row, subject), "valueCodeableConcept": _words(row, "answer")}


def _diagnosis(row: Row, subject: Resource) -> Resource:
    systems = {"icd10": "http://hl7.org/fhir/sid/icd-10-cm", "snomed": "http://snomed.info/sct"}
    found: Resource = {"resourceType": "Condition", "subject": subject, "code": _concept(row, "name", systems)}
    status = row.get("status")
    if status is not None and status != "suspected":
        found["clinicalStatus"] = {"coding": [{"system": _CLINICAL, "code": status}]}
    verified = "provisional" if status == "suspected" else "confirmed"
    found["verificationStatus"] = {"coding": [{"system": _VERIFICATION, "code": verified}]}
    for key, element in (("since", "onsetDateTime"), ("until", "abatementDateTime")):
        if key in row:
            found[element] = row[key]
    if "stage" in row:
        found["stage"] = [{"summary": _words(row, "stage")}]
    if "severity" in row:
        found["severity"] = _words(row, "severity")
    return found


def _drug(row: Row, subject: Resource) -> Resource:
    if row.get("planned"):
        status = "intended"
    elif "stop" in row:
        status = "completed"
    else:
        status = "active" if row.get("taking") else "unknown"
    found: Resource = {
        "resourceType": "MedicationStatement",
        "subject": subject,
        "status": status,
        "medicationCodeableConcept": _concept(row, "name", {"rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm"}),
    }
    span = {end: row[key] for key, end in (("start", "start"), ("stop", "end")) if key in row}
    if span:
        found["effectivePeriod"] = span
    if "dose" in row:
        found["dosage"] = [_words(row, "dose")]
    if "reason" in row:
        found["reasonCode"] = [_words(row, "reason")]
    if "outcome" in row:
        found["statusReason"] = [_words(row, "outcome")]
    return found


def _procedure(row: Row, subject: Resource) -> Resource:
    found: Resource = {
        "resourceType": "Procedure",
        "subject": subject,
        "status": "preparation" if row.get("planned") else "completed",
        "code": _words(row, "name"),
    }
    if "date" in row:
        found["performedDateTime"] = row["date"]
    if "reason" in row:
        found["reasonCode"] = [_words(row, "reason")]
    if "outcome" in row:
        found["outcome"] = _words(row, "outcome")
    return found


def _vaccine(row: Row, subject: Resource) -> Resource:
    found: Resource = {
        "resourceType": "Immunization",
        "patient": subject,
        "status": "completed",
        "vaccineCode": _words(row, "name"),
    }
    return {**found, "occurrenceDateTime": row["date"]} if "date" in row else found


def _allergy(row: Row, subject: Resource) -> Resource:
    found: Resource = {"resourceType": "AllergyIntolerance", "patient": subject, "code": _words(row, "substance")}
    return {**found, "onsetDateTime": row["since"]} if "since" in row else found


def _relative(row: Row, subject: Resource) -> Resource:
    found: Resource = {
        "resourceType": "FamilyMemberHistory",
        "patient": subject,
        "status": "completed",
        "condition": [{"code": _words(row, "name")}],
    }
    return {**found, "relationship": _words(row, "relation")} if "relation" in row else found


def _consent(row: Row, subject: Resource) -> Resource:
    return {
        "resourceType": "Consent",
        "patient": subject,
        "status": "active",
        "scope": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "research"}]},
        "category": [_words(row, "to")],
        "dateTime": row["date"],
    }


def _complete(kind: str, as_of: str, listed: list[Resource], subject: Resource) -> Resource:
    found: Resource = {
        "resourceType": "List",
        "id": f"complete-{kind}",
        "status": "current",
        "mode": "snapshot",
        "subject": subject,
        "code": {"coding": [{"system": "http://loinc.org", "code": _LIST_CODES[kind]}]},
        "date": as_of,
    }
    entries = [
        {"item": {"reference": f"{one['resourceType']}/{one['id']}"}}
        for one in listed
        if one["resourceType"] in _TYPES[kind]
    ]
    if entries:
        return {**found, "entry": entries}
    return {**found, "emptyReason": {"coding": [{"system": _EMPTY, "code": "nilknown"}]}}
