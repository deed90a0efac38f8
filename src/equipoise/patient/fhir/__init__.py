"""FHIR R4 bundles, read into `Facts`."""

from equipoise.patient.fhir.reader import read

__all__ = ["read"]
