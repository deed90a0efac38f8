"""Synthetic patients and trials of the registry's sample, for what is tried or measured on many of both."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from itertools import islice

from support import shared

from equipoise.criteria import Criteria, read_criteria
from equipoise.screening import Limits, limits_of
from equipoise.study.ctgov import read_study

ON = date(2026, 6, 1)


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
