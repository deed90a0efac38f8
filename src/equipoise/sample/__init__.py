"""The sample library that ships with the program: fictional trials and fictional patients.

Everything here was written for this project. The trials are ClinicalTrials.gov API v2 study records, one JSON file
each, whose ids start with ``NCT9`` and whose titles say "(fictional)". The patients are FHIR R4 collection bundles
whose family names end in "-Fictional". They serve demonstrations and tests; nothing in them is medical advice, and
nobody in them exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

DEMO_TRIAL: Final = "NCT90000101"
"""A lupus-nephritis CAR-T trial, the one that demonstrations screen against."""

DEMO_PATIENTS: Final = ("ottoline-fernsby", "barnaby-thistlewick")
"""Names in `patients`: one whom `DEMO_TRIAL` leaves with a few results to obtain, one whom it turns away."""

DEMO_DATE: Final = "2026-11-15"
"""A screening date on which the patients' newest results are a few days to a few weeks old."""


def trials() -> Iterator[tuple[str, bytes]]:
    """Every sample trial as (file name such as ``NCT90000101.json``, raw UTF-8 JSON), in the order of their ids."""
    for entry in _entries("trials"):
        yield entry.name, entry.read_bytes()


def patients() -> dict[str, Traversable]:
    """The sample patients' bundles by name (the file name without ``.json``), in alphabetical order."""
    return {entry.name.removesuffix(".json"): entry for entry in _entries("patients")}


def _entries(folder: str) -> list[Traversable]:
    found = (entry for entry in files(__package__).joinpath(folder).iterdir() if entry.name.endswith(".json"))
    return sorted(found, key=lambda entry: entry.name)
