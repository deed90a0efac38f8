"""Patients for the tests of this folder, built from the few elements that a test is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from equipoise.logic import FactKind
from equipoise.patient.facts import Facts
from equipoise.patient.fhir import read

Node = dict[str, Any]


def as_bundle(resources: tuple[Node, ...], patient: Node | None = None) -> bytes:
    """A bundle of a woman born on 14 March 1975 (or of another patient) and of these resources."""
    person = patient or {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1975-03-14"}
    entries = [{"resource": person}]
    for number, resource in enumerate(resources, 1):
        entries.append({"resource": {"id": f"r{number}", **resource}})
    return msgspec.json.encode({"resourceType": "Bundle", "type": "collection", "entry": entries})


@pytest.fixture
def bundle_of() -> Callable[..., bytes]:
    """`bundle_of(resource, …, patient=…)` -> JSON."""

    def build(*resources: Node, patient: Node | None = None) -> bytes:
        return as_bundle(resources, patient)

    return build


@pytest.fixture
def facts_of() -> Callable[..., Facts]:
    """`facts_of(resource, …, on=…, patient=…, complete=…)` -> Facts; screened on 16 June 2025 unless said otherwise."""

    def build(
        *resources: Node,
        on: date = date(2025, 6, 16),
        patient: Node | None = None,
        complete: frozenset[FactKind] = frozenset(),
    ) -> Facts:
        return read(as_bundle(resources, patient), on=on, complete=complete)

    return build
