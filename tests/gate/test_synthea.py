"""Synthetic patients × trials of the registry: nothing raises, and every reference of an answer is in its bundle."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

import pytest
from support import shared

from equipoise.criteria import Criteria, read_criteria
from equipoise.patient.fhir import read
from equipoise.screening import Limits, limits_of, screen
from equipoise.study.ctgov import read_study

pytestmark = pytest.mark.shared

Json = dict[str, Any]
ON = date(2026, 6, 1)
PATIENTS, TRIALS = 119, 200


def trials(count: int) -> list[tuple[Limits, Criteria]]:
    """So many trials, spread over the registry's records."""
    with gzip.open(shared("data/records/ctgov_v2.jsonl.gz"), "rb") as file:
        lines = file.read().splitlines()
    found = []
    for line in lines[:: max(1, len(lines) // count)][:count]:
        study, _ = read_study(line)
        found.append((limits_of(study), read_criteria(study.eligibility_text or "")))
    return found


def bundles(count: int) -> Iterator[tuple[bytes, frozenset[str]]]:
    """So many bundles of a patient, spread over the archive, and what a reference into each may be."""
    with zipfile.ZipFile(shared("data/patients/synthea_fhir_r4.zip")) as archive:
        names = [name for name in archive.namelist() if name.endswith(".json")]
        for name in islice(names, 0, None, max(1, len(names) // count)):
            raw = archive.read(name)
            resources = [entry["resource"] for entry in json.loads(raw)["entry"]]
            if any(resource["resourceType"] == "Patient" for resource in resources):
                yield raw, frozenset(f"{each['resourceType']}/{each['id']}" for each in resources)


def screened(patients: int, count: int) -> int:
    """How many answers were given; what fails is said of the first answer that does."""
    read_trials = trials(count)
    answers = 0
    for raw, references in islice(bundles(patients), patients):
        facts = read(raw, on=ON)
        for limits, criteria in read_trials:
            answer = screen(limits, criteria, facts, on=ON)
            named = {shown.resource for item in answer.criteria for shown in item.evidence}
            assert named <= references, f"{limits.trial}: {sorted(named - references)[:3]}"
            answers += 1
    return answers


def test_a_sample_of_synthetic_patients() -> None:
    assert screened(6, 20) == 6 * 20


@pytest.mark.long
def test_all_synthetic_patients() -> None:
    assert screened(PATIENTS, TRIALS) == PATIENTS * TRIALS
