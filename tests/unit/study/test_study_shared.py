"""Real records, from the reference data beside the checkout: nothing lost, everything in its place."""

from __future__ import annotations

import gzip
import json
from typing import Any

import msgspec
import pytest
from support import shared

from equipoise.source import Problem
from equipoise.study import checking, enumerations, write
from equipoise.study.base import Part
from equipoise.study.canonical import canonical_hash
from equipoise.study.model import Record, Study
from equipoise.study.read import read, read_trial
from equipoise.study.values import Age, PartialDate

pytestmark = pytest.mark.shared


def _known_fields() -> frozenset[str]:
    lines = shared("data/api/study-fields.tsv").read_text().splitlines()[1:]
    return frozenset(line.split("\t", 1)[0] for line in lines) | {
        f"protocolSection.contactsLocationsModule.locations.geoPoint.{axis}" for axis in ("lat", "lon")
    }


def _cut(value: Any, known: frozenset[str], path: str = "") -> Any:
    """What the registry's own list of fields knows of a record."""
    if isinstance(value, list):
        return [_cut(entry, known, path) for entry in value]
    if not isinstance(value, dict):
        return value
    prefix = f"{path}." if path else ""
    return {key: _cut(item, known, prefix + key) for key, item in value.items() if prefix + key in known}


def test_every_api_record_is_read_and_written_back_from_the_model_alone() -> None:
    path = shared("data/records/ctgov_v2.jsonl.gz")
    known = _known_fields()
    with gzip.open(path) as lines:
        originals = [json.loads(line) for line in lines]
    readings = list(read(path, name=path.name))
    assert len(readings) == len(originals) == 863
    for reading, original in zip(readings, originals, strict=True):
        assert reading.study is not None
        assert json.loads(write.to_json(reading.study)) == _cut(original, known)
        assert {problem.code for problem in reading.problems} <= {"unknown-field"}
        for problem in reading.problems:
            assert _field(problem) not in known


def _field(problem: Problem) -> str:
    """`$.a[3].b -> a.b`"""
    assert problem.place is not None
    return ".".join(part.split("[")[0] for part in problem.place.removeprefix("$.").split("."))


def test_the_model_knows_every_field_of_the_registry_and_no_other() -> None:
    def fields(part: type[Part], path: str) -> set[str]:
        found: set[str] = set()
        for shape in checking.shapes(part).values():
            here = f"{path}{shape.key}"
            found.add(here)
            if shape.part is not None:
                found |= fields(shape.part, f"{here}.")
        return found

    ours, listed = fields(Record, ""), _known_fields()
    assert listed <= ours
    # The schema gives withdrawals the counts of milestones; the list of fields leaves this one out.
    assert ours - listed == {"resultsSection.participantFlowModule.periods.dropWithdraws.reasons.numUnits"}


def test_the_model_knows_every_value_of_the_registry_and_no_other() -> None:
    listed = {
        entry["type"]: frozenset(value["value"] for value in entry["values"])
        for entry in json.loads(shared("data/api/enums.json").read_bytes())
    }
    ours = {
        alias.__metadata__[0].name: alias.__metadata__[0].values
        for alias in vars(enumerations).values()
        if hasattr(alias, "__metadata__")
    }
    assert ours == listed


def test_every_record_of_the_retired_xml_is_read() -> None:
    path = shared("data/records/legacy_xml.zip")
    read_ones = failed = 0
    for reading in read(path, name=path.name):
        if reading.study is None:
            failed += 1
            assert reading.error is not None
            assert "root is not <clinical_study>" in reading.error.message  # a list of search results
            continue
        read_ones += 1
        study = reading.study
        assert study.overall_status
        assert study.title != study.nct_id
        codes = {problem.code for problem in reading.problems}
        assert codes <= {"unknown-field", "unknown-value", "unreadable-date", "contradiction"}
        if read_ones % 100 == 0:
            assert (
                msgspec.json.decode(write.to_json(study), type=Record, dec_hook=lambda kind, text: kind(text))
                == study.record
            )
            assert canonical_hash(study) == canonical_hash(study.raw)
    assert (read_ones, failed) == (7091, 1)


SEEDS = {
    "NCT06316791": ("seeds/000_bca57630f6f81437.txt", [14, 28, 30, 99, 113, 115, 128]),
    "NCT06464679": ("seeds/004_7b969a7cbe6b0721.txt", [14, 28, 30, 99, 105, 107, 109, 116]),
}


@pytest.mark.parametrize("nct_id", SEEDS)
def test_each_lost_part_of_a_seed_page_is_reported(nct_id: str) -> None:
    path, lines = SEEDS[nct_id]
    study, problems = read_trial(shared(path))
    assert study.nct_id == nct_id
    assert [(p.code, p.place) for p in problems] == [("lost-section", f"line {line}") for line in lines]
    description, sponsors = study.description, study.sponsors
    assert (description.brief_summary, description.detailed_description, study.conditions) == (None, None, ())
    assert sponsors.responsible_party is None
    assert study.contacts_locations.central_contacts == ()


@pytest.mark.parametrize(
    ("nct_id", "first", "last", "characters"),
    [("NCT06316791", 50, 90, None), ("NCT06464679", 49, 88, None)],
)
def test_the_criteria_of_a_seed_page_are_its_lines(nct_id: str, first: int, last: int, characters: int | None) -> None:
    path = shared(SEEDS[nct_id][0])
    lines = path.read_bytes().decode().split("\n")
    study, _ = read_trial(path)
    assert study.eligibility_text == "\n".join(lines[first - 1 : last])
    assert lines[first - 1] == "Inclusion Criteria"


def _seed(nct_id: str) -> Study:
    return read_trial(shared(SEEDS[nct_id][0]))[0]


def _dates(study: Study) -> tuple[str | None, str | None]:
    start, end = study.status.start_date, study.status.completion_date
    return (start.date if start else None), (end.date if end else None)


def test_every_fact_of_the_first_seed_is_in_its_field() -> None:
    study = _seed("NCT06316791")
    site = "The First Affiliated Hospital of Zhengzhou University"
    assert study.title.startswith("Exploratory Clinical Study of CNCT19")
    assert (study.last_update, study.has_results) == (PartialDate("2025-02-10"), False)
    assert (study.overall_status, study.phases, study.enrollment_count) == ("RECRUITING", ("EARLY_PHASE1",), 24)
    assert (study.design.study_type, _dates(study)) == ("INTERVENTIONAL", ("2021-12-14", "2025-12-13"))
    info = study.design_info
    assert (info.allocation, info.intervention_model, info.primary_purpose) == ("NA", "SINGLE_GROUP", "TREATMENT")
    assert info.masking is not None
    assert info.masking.masking == "NONE"
    assert [trial.nct_id for trial in study.portal_related] == [
        "NCT05930314",
        "NCT07031713",
        "NCT06886919",
        "NCT06585514",
        "NCT06310811",
    ]
    assert study.portal_related[1].title.startswith("Safety, Efficacy and Cellular Metabolic")
    (arm,), (given,) = study.arms, study.interventions
    assert arm.label == "Single dose of CNCT19"
    assert (arm.description or "").startswith("A conditioning chemotherapy regimen")
    assert arm.intervention_names == (given.name,) == ("single dose of CNCT19",)
    assert (given.description or "").startswith("Autologous 2nd generation")
    assert given.arm_group_labels == (arm.label,)
    rules = study.eligibility
    assert (rules.minimum_age, rules.maximum_age) == (Age("18 Years"), Age("70 Years"))
    assert (rules.sex, rules.healthy_volunteers) == ("ALL", False)
    assert study.lead_sponsor is not None
    assert (study.lead_sponsor.name, study.lead_sponsor.agency_class) == ("Juventas Cell Therapy Ltd.", "INDUSTRY")
    assert study.sponsors.collaborators == ()
    assert [(o.name, o.role, o.affiliation) for o in study.contacts_locations.overall_officials] == [
        ("Yi Zhang", "PRINCIPAL_INVESTIGATOR", site),
        ("Shengyun Liu", "PRINCIPAL_INVESTIGATOR", site),
    ]
    (place,) = study.locations
    assert (place.facility, place.city, place.state, place.country) == (site, "Zhengzhou", "Henan", "China")
    assert [(c.name, c.role) for c in study.portal_contacts] == [
        ("Yi Zhang, Dr.", "primary"),
        ("Shengyun Liu, Dr.", "backup"),
    ]
    assert [c.name for c in place.contacts] == ["Yi Zhang, Dr.", "Shengyun Liu, Dr."]
    assert study.identification.org_study_id is not None
    assert (study.identification.org_study_id.id, study.identification.org_study_id.type) == ("HY001007", None)
    assert study.identification.secondary_ids == ()


def test_every_fact_of_the_second_seed_is_in_its_field() -> None:
    study = _seed("NCT06464679")
    assert (study.last_update, study.has_results) == (PartialDate("2025-08-29"), False)
    assert (study.overall_status, study.phases, study.enrollment_count) == ("RECRUITING", ("PHASE1",), 72)
    assert _dates(study) == ("2024-06-27", "2026-06-30")
    assert [trial.nct_id for trial in study.portal_related] == [
        "NCT07246096",
        "NCT07193667",
        "NCT06420154",
        "NCT06318533",
        "NCT06680388",
    ]
    (arm,), (given,) = study.arms, study.interventions
    assert (arm.label, arm.description) == ("CD19 CAR NK cells", None)
    assert arm.intervention_names == (given.name,) == ("anti-CD19 CAR NK cells",)
    assert (given.description or "").endswith("dose-escalation strategy.")
    rules = study.eligibility
    assert (rules.minimum_age, rules.maximum_age) == (Age("18 Years"), Age("65 Years"))
    assert (rules.sex, rules.healthy_volunteers) == ("ALL", False)
    assert study.lead_sponsor is not None
    assert (study.lead_sponsor.name, study.lead_sponsor.agency_class) == ("Rui Therapeutics", "UNKNOWN")
    assert [(c.name, c.agency_class) for c in study.sponsors.collaborators] == [("Changhai Hospital", "OTHER")]
    (place,) = study.locations
    assert (place.facility, place.city, place.state, place.country) == ("Changhai Hospital", "Shanghai", None, "China")
    assert study.contacts_locations.overall_officials == ()
    assert study.portal_contacts == ()
    assert study.identification.org_study_id is not None
    assert study.identification.org_study_id.id == "CHEC2024-181"


def test_the_api_samples_are_read() -> None:
    (one,) = read(shared("data/api/sample-NCT06008288.json"), name="one")
    assert one.study is not None
    assert one.study.nct_id == "NCT06008288"
    page = list(read(shared("data/api/sample-studies-response.json"), name="page"))
    assert len(page) == 10
    assert all(reading.study is not None and reading.problems == () for reading in page)
