"""Bundles without what identifies their patient."""

from equipoise.patient.deidentify.veil import deidentify

__all__ = ["deidentify"]
