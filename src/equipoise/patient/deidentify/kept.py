"""What is kept of a bundle: the elements that screening reads, by resource type. Everything else goes."""

from __future__ import annotations

import re

COMMON = ("resourceType", "id", "status", "subject", "patient", "code", "category")
_DRUG = (
    *(
        "medicationCodeableConcept",
        "medicationReference",
        "intent",
        "doNotPerform",
        "authoredOn",
        "dateAsserted",
        "dosage",
    ),
    *("dosageInstruction", "statusReason", "reasonCode", "reasonReference", "contained", "whenHandedOver"),
)
KEPT: dict[str, tuple[str, ...]] = {
    "Patient": ("resourceType", "id", "gender", "birthDate", "deceasedBoolean", "deceasedDateTime", "address"),
    "Observation": (
        *(
            "component",
            "hasMember",
            "interpretation",
            "method",
            "specimen",
            "referenceRange",
            "dataAbsentReason",
            "bodySite",
        ),
        *("issued", "contained"),
    ),
    "Condition": ("clinicalStatus", "verificationStatus", "severity", "stage", "recordedDate", "bodySite"),
    "MedicationStatement": _DRUG,
    "MedicationRequest": _DRUG,
    "MedicationAdministration": _DRUG,
    "MedicationDispense": _DRUG,
    "Medication": ("ingredient",),
    "Procedure": ("statusReason", "reasonCode", "reasonReference", "outcome", "bodySite"),
    "Device": ("type",),
    "DeviceUseStatement": ("device", "reasonCode", "bodySite"),
    "Immunization": ("vaccineCode", "recorded", "reasonCode"),
    "AllergyIntolerance": ("clinicalStatus", "verificationStatus", "recordedDate", "reaction", "criticality", "type"),
    "Consent": ("scope", "dateTime", "provision", "policyRule"),
    "QuestionnaireResponse": ("questionnaire", "authored", "item"),
    "Questionnaire": ("url", "item"),
    "DiagnosticReport": ("result", "conclusionCode", "issued", "contained"),
    "FamilyMemberHistory": ("relationship", "condition"),
    "List": ("mode", "date", "entry", "emptyReason", "extension"),
    "Composition": ("type", "date", "section", "event"),
    "Specimen": ("type",),
}
CHOICES = re.compile(r"(?:value|effective|onset|abatement|performed|occurrence|timing)[A-Z]\w*")
INNER = frozenset(
    {
        *("coding", "system", "code", "display", "text", "value", "unit", "comparator", "low", "high", "start", "end"),
        *(
            "reference",
            "numerator",
            "denominator",
            "timing",
            "repeat",
            "frequency",
            "frequencyMax",
            "period",
            "periodMax",
        ),
        *(
            "periodUnit",
            "boundsPeriod",
            "boundsDuration",
            "count",
            "countMax",
            "dayOfWeek",
            "when",
            "doseAndRate",
            "event",
        ),
        *(
            "doseQuantity",
            "doseRange",
            "asNeededBoolean",
            "asNeededCodeableConcept",
            "route",
            "sequence",
            "type",
            "age",
        ),
        *("appliesTo", "summary", "substance", "manifestation", "itemCodeableConcept", "strength", "isActive", "item"),
        *("linkId", "answer", "entry", "section", "emptyReason", "deleted", "flag", "date", "state", "country", "code"),
        *(
            "dataAbsentReason",
            "interpretation",
            "referenceRange",
            "outcome",
            "valuePeriod",
            "resourceType",
            "id",
            "status",
        ),
        *("ingredient", "provision"),
    }
)
