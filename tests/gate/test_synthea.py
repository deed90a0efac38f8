"""Synthetic patients × trials of the registry: nothing raises, and every reference of an answer is in its bundle."""

from __future__ import annotations

from itertools import islice

import pytest
from synthea import ON, bundles, trials

from equipoise.patient.fhir import read
from equipoise.screening import screen

pytestmark = pytest.mark.shared

PATIENTS, TRIALS = 119, 200


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
