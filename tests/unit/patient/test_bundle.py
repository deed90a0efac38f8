"""The bundle as a whole: what cannot be used, whose facts they are, how references resolve."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipoise.errors import PatientError
from equipoise.patient.facts import Facts
from equipoise.patient.fhir import read

Node = dict[str, Any]
Read = Callable[..., Facts]
ON = date(2025, 6, 16)
PATIENT = {"resourceType": "Patient", "id": "p", "birthDate": "1975-03-14", "gender": "female"}
CANARY = "Zebulon Quartermaine"


def drug(name: str, **more: Any) -> Node:
    return {
        "resourceType": "MedicationStatement",
        "status": "active",
        "medicationCodeableConcept": {"text": name},
        **more,
    }


def packed(*entries: Node) -> bytes:
    return msgspec.json.encode({"resourceType": "Bundle", "type": "collection", "entry": list(entries)})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b'{"resourceType": "Bundle", "entry": NaN}', "not JSON"),
        (b'{"resourceType": "Bundle", "entry": [1e999]}', "not JSON"),
        (b"[" * 100_000, "too deeply"),
        (b"[]", "JSON object"),
        (b'{"resourceType": "Patient"}', "not a FHIR Bundle"),
        (b'{"resourceType": "Bundle", "entry": {}}', "list"),
        (b'{"resourceType": "Bundle"}', "no Patient"),
        (packed({"resource": PATIENT}, {"resource": {**PATIENT, "id": "q"}}), "2 patients"),
    ],
)
def test_what_is_no_bundle_of_one_patient(data: bytes, words: str) -> None:
    with pytest.raises(PatientError, match=words) as caught:
        read(data, on=ON, name="patient 3")
    assert str(caught.value).startswith("patient 3")


def test_a_file(tmp_path: Path) -> None:
    file = tmp_path / f"{CANARY}.json"
    with pytest.raises(PatientError, match="cannot be read") as caught:
        read(file, on=ON)
    assert CANARY not in str(caught.value)
    file.write_bytes(b"\xef\xbb\xbf" + packed({"resource": PATIENT}))
    assert read(file, on=ON).patient == "p"


def test_the_same_patient_twice_is_one_patient() -> None:
    assert read(packed({"resource": PATIENT}, {"resource": PATIENT}), on=ON).patient == "p"


@pytest.mark.parametrize(
    ("full_url", "reference", "mine"),
    [
        (None, "Patient/p", True),
        (None, None, True),
        (None, "Patient/q", False),
        (None, "https://ehr.example/fhir/Patient/p", True),
        ("https://ehr.example/fhir/Patient/p", "https://ehr.example/fhir/Patient/p", True),
        ("https://ehr.example/fhir/Patient/p", "Patient/p/_history/2", True),
        ("https://ehr.example/fhir/Patient/p", "https://other.example/fhir/Patient/p", False),
        ("urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7", "urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7", True),
        ("urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7", "urn:uuid:00000000-fcbb-4ff8-8a92-55ee120877b7", False),
        (None, "Group/g", False),
    ],
)
def test_whose_fact_it_is(full_url: str | None, reference: str | None, mine: bool) -> None:
    person: Node = {"resource": PATIENT, **({"fullUrl": full_url} if full_url else {})}
    fact = drug("prednisone", id="d", **({"subject": {"reference": reference}} if reference else {}))
    facts = read(packed(person, {"resource": fact}), on=ON)
    assert bool(facts.treatments) is mine
    assert [out.reason for out in facts.left_out] == ([] if mine else ["is about another patient"])


@pytest.mark.parametrize(
    ("reference", "entry"),
    [
        ("#m", {}),
        ("Medication/m", {"id": "m"}),
        ("https://ehr.example/fhir/Medication/m", {"id": "m", "fullUrl": "https://ehr.example/fhir/Medication/m"}),
        ("urn:uuid:1b", {"fullUrl": "urn:uuid:1b"}),
    ],
)
def test_references_resolve(reference: str, entry: Node) -> None:
    medication = {"resourceType": "Medication", "id": entry.get("id", "m"), "code": {"text": "methotrexate"}}
    record = {
        "resourceType": "MedicationStatement",
        "id": "d",
        "status": "active",
        "medicationReference": {"reference": reference},
    }
    if reference.startswith("#"):
        data = packed({"resource": PATIENT}, {"resource": {**record, "contained": [medication]}})
    else:
        beside = {"resource": medication, **({"fullUrl": entry["fullUrl"]} if "fullUrl" in entry else {})}
        data = packed({"resource": PATIENT}, {"resource": record}, beside)
    assert [fact.name for fact in read(data, on=ON).treatments] == ["methotrexate"]


def test_a_dangling_reference_is_listed() -> None:
    record = {"resourceType": "MedicationStatement", "id": "d", "medicationReference": {"reference": "Medication/gone"}}
    facts = read(packed({"resource": PATIENT}, {"resource": record}), on=ON)
    assert facts.treatments == ()
    assert facts.left_out[0].resource == "MedicationStatement/d"


def test_types_that_are_not_read_are_counted() -> None:
    facts = read(
        packed(
            {"resource": PATIENT},
            {"resource": {"resourceType": "Claim"}},
            {"resource": {"resourceType": "Claim", "id": "2"}},
        ),
        on=ON,
    )
    assert [(out.resource, out.reason) for out in facts.left_out] == [("Claim", "is not a type that is read (2)")]


def test_entries_without_a_resource_and_repeated_ones() -> None:
    fact = {"resource": drug("prednisone", id="d")}
    facts = read(packed({"resource": PATIENT}, {}, {"resource": {"resourceType": 3}}, fact, fact), on=ON)
    assert len(facts.treatments) == 1
    assert [out.reason for out in facts.left_out] == [
        "holds no resource",
        "holds no resource",
        "is in the bundle twice",
    ]


@pytest.mark.parametrize(
    ("patient", "on", "sex", "born", "deceased"),
    [
        ({"gender": "male", "birthDate": "1975-03-14"}, ON, "male", date(1975, 3, 14), False),
        ({"gender": "unknown", "birthDate": "1975"}, ON, None, date(1975, 1, 1), False),
        ({"gender": "other"}, ON, None, None, False),
        ({"birthDate": "2026-01-01"}, ON, None, None, False),
        ({"birthDate": "1800-01-01"}, ON, None, None, False),
        ({"deceasedDateTime": "2025-06-01"}, ON, None, None, True),
        ({"deceasedDateTime": "2025-07-01"}, ON, None, None, False),
        ({"deceasedBoolean": True}, ON, None, None, True),
    ],
)
def test_the_patient(
    facts_of: Read, patient: Node, on: date, sex: str | None, born: date | None, deceased: bool
) -> None:
    facts = facts_of(patient={"resourceType": "Patient", "id": "p", **patient}, on=on)
    assert facts.sex == sex
    assert (facts.birth.start if facts.birth else None) == born
    assert facts.deceased is deceased


def test_no_message_names_the_patient() -> None:
    named = {**PATIENT, "name": [{"text": CANARY}], "identifier": [{"value": CANARY}]}
    broken = [
        f'{{"resourceType": "Bundle", "entry": ["{CANARY}"'.encode(),
        f'{{"resourceType": "{CANARY}"}}'.encode(),
        packed({"resource": named}, {"resource": {**named, "id": CANARY}}),
        f'{{"resourceType": "Bundle", "{CANARY}": [1e999]}}'.encode(),
    ]
    for data in broken:
        with pytest.raises(PatientError) as caught:
            read(data, on=ON)
        assert CANARY not in f"{caught.value} {caught.value.hint} {caught.value.place}"
    facts = read(
        packed({"resource": named}, {"resource": {"resourceType": "Condition", "note": [{"text": CANARY}]}}), on=ON
    )
    assert CANARY not in str(facts)


KEYS = [
    *(
        "resourceType",
        "id",
        "entry",
        "resource",
        "fullUrl",
        "status",
        "code",
        "coding",
        "system",
        "text",
        "display",
        "value",
    ),
    *(
        "valueQuantity",
        "valueCodeableConcept",
        "valueString",
        "valueRatio",
        "valueRange",
        "unit",
        "comparator",
        "subject",
    ),
    *(
        "reference",
        "effectiveDateTime",
        "effectivePeriod",
        "start",
        "end",
        "referenceRange",
        "low",
        "high",
        "appliesTo",
        "age",
    ),
    *(
        "component",
        "onsetAge",
        "onsetString",
        "stage",
        "dosage",
        "timing",
        "repeat",
        "period",
        "periodUnit",
        "frequency",
    ),
    *("doseAndRate", "doseQuantity", "medicationReference", "contained", "ingredient", "strength", "numerator"),
    *(
        "denominator",
        "item",
        "answer",
        "section",
        "emptyReason",
        "date",
        "birthDate",
        "gender",
        "clinicalStatus",
        "mode",
    ),
    *("verificationStatus", "result", "conclusionCode", "condition", "specimen", "interpretation", "dayOfWeek", "when"),
]
WORDS = [
    *("Bundle", "Patient", "Observation", "Condition", "MedicationStatement", "MedicationRequest", "Procedure", "List"),
    *("Composition", "QuestionnaireResponse", "DiagnosticReport", "FamilyMemberHistory", "Consent", "Immunization"),
    *(
        "AllergyIntolerance",
        "Device",
        "2025-06-13",
        "2025",
        "<0.5",
        "mg/dL",
        "ALT",
        "http://loinc.org",
        "1742-6",
        "current",
    ),
    *(
        "11450-4",
        "nilknown",
        "Patient/p",
        "#a",
        "active",
        "positive",
        "%",
        "9" * 400,
        "a",
        "10 mg every 0 h",
        "0-40",
        "",
    ),
]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(WORDS)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=12,
)
WHOLE: list[Node] = [
    {
        "resourceType": "Observation", "status": "final", "code": {"text": "ALT", "coding": [{"system": "http://loinc.org"}]},
        "effectiveDateTime": "2025-06-13", "valueQuantity": {"value": 3, "unit": "U/L", "comparator": "<"},
        "referenceRange": [{"high": {"value": 4}, "appliesTo": [{"text": "male"}], "age": {"low": {"value": 3}}}],
        "component": [{"code": {"text": "AST"}, "valueString": "<4"}],
        "interpretation": [{"coding": [{"code": "POS"}]}],
    },
    {
        "resourceType": "Condition", "code": {"text": "Epilepsy"}, "onsetAge": {"value": 4, "code": "a"},
        "clinicalStatus": {"coding": [{"code": "active"}]}, "stage": [{"summary": {"text": "II"}}],
    },
    {
        "resourceType": "MedicationStatement", "status": "active", "medicationReference": {"reference": "#m"},
        "contained": [{
            "resourceType": "Medication", "id": "m", "code": {"text": "prednisone"},
            "ingredient": [{"strength": {"numerator": {"value": 5, "unit": "mg"}, "denominator": {"value": 1}}}],
        }],
        "effectivePeriod": {"start": "2024-01", "end": "2026"},
        "dosage": [{
            "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "dayOfWeek": ["mon"], "when": ["C"]}},
            "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
        }],
    },
    {
        "resourceType": "List", "status": "current", "date": "2025-06-01",
        "code": {"coding": [{"system": "http://loinc.org", "code": "11450-4"}]},
        "entry": [{"item": {"reference": "Condition/x", "display": "Gout"}}], "emptyReason": {"text": "nilknown"},
    },
    {
        "resourceType": "QuestionnaireResponse", "status": "completed", "authored": "2025-06-13",
        "item": [{"linkId": "1", "text": "ECOG", "answer": [{"valueInteger": 1, "item": []}], "item": [{"text": "x"}]}],
    },
]  # fmt: skip


def places(node: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of every value in a tree."""
    inner = list(node.items()) if isinstance(node, dict) else list(enumerate(node)) if isinstance(node, list) else []
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


def replaced(node: Any, path: tuple[str | int, ...], value: object) -> Any:
    """The tree with another value at a path."""
    if not path:
        return value
    copy: Any = dict(node) if isinstance(node, dict) else list(node)
    copy[path[0]] = replaced(node[path[0]], path[1:], value)
    return copy


@st.composite
def nearly_right(draw: st.DrawFn) -> Node:
    """A resource as exporters write it, with something else in one place."""
    resource = draw(st.sampled_from(WHOLE))
    place = draw(st.sampled_from([path for path in places(resource) if path and path != ("resourceType",)]))
    changed: Node = replaced(resource, place, draw(JSON))
    return changed


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(nearly_right())
def test_whatever_a_resource_holds_the_bundle_is_read(resource: Node) -> None:
    assert read(packed({"resource": PATIENT}, {"resource": resource}), on=ON).patient == "p"


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=6) | JSON)
def test_only_patient_errors_escape(tree: object) -> None:
    with pytest.raises(PatientError):
        read(msgspec.json.encode(tree), on=ON)


def test_the_newest_version_of_a_resource_counts() -> None:
    def version(drug_name: str, updated: str | None) -> Node:
        meta = {"meta": {"lastUpdated": updated}} if updated else {}
        return {"resource": drug(drug_name, id="d", **meta)}

    old, new = version("prednisone", "2025-01-01T00:00:00Z"), version("methotrexate", "2025-02-01T00:00:00Z")
    facts = read(packed({"resource": PATIENT}, old, new), on=ON)
    assert [fact.name for fact in facts.treatments] == ["methotrexate"]
    assert facts.left_out[0].reason == "is superseded by a newer version"
    # Which of two is the newer cannot be told: both are kept.
    unknown = read(packed({"resource": PATIENT}, version("prednisone", None), version("methotrexate", None)), on=ON)
    assert len(unknown.treatments) == 2


@pytest.mark.parametrize(
    ("more", "mine"),
    [
        ({"focus": [{"reference": "RelatedPerson/fetus"}]}, False),
        ({"focus": [{"reference": "Patient/p"}]}, True),
        ({"subject": {"identifier": {"value": "mrn-2"}}}, False),
        ({"subject": {"identifier": {"value": "mrn-1"}}}, True),
        ({"subject": {"reference": "#x"}, "contained": [{"resourceType": "Patient", "id": "x"}]}, True),
        (
            {"subject": {"reference": "#x"}, "contained": [{"resourceType": "Patient", "id": "x", "gender": "male"}]},
            False,
        ),
    ],
)
def test_whom_a_value_is_about(more: Node, mine: bool) -> None:
    person = {**PATIENT, "identifier": [{"value": "mrn-1"}]}
    value = {
        "resourceType": "Observation",
        "code": {"text": "ALT"},
        "valueQuantity": {"value": 3, "unit": "U/L"},
        **more,
    }
    assert bool(read(packed({"resource": person}, {"resource": value}), on=ON).measurements) is mine


def test_a_patient_without_an_id() -> None:
    person = {"resource": {key: value for key, value in PATIENT.items() if key != "id"}}
    facts = read(packed(person, {"resource": drug("prednisone", subject={"reference": "Patient/7"})}), on=ON)
    assert len(facts.treatments) == 1
