"""Trials like a trial, each with its reasons.

    profile of the trial ─candidates─▶ a few hundred trials ─facets─▶ scores and words ─weights─▶ two lists

`docs/explanation/related-trials.md` says how trials are compared and what was measured.
"""

from __future__ import annotations

from equipoise.finding.related.atoms import Atoms, atoms_of
from equipoise.finding.related.lists import Lists, ranked, related
from equipoise.finding.related.model import Agreement, Related, Subject, subject_of
from equipoise.finding.related.weights import FACETS, WEIGHTS, Facet, ListName

__all__ = [
    "FACETS",
    "WEIGHTS",
    "Agreement",
    "Atoms",
    "Facet",
    "ListName",
    "Lists",
    "Related",
    "Subject",
    "atoms_of",
    "ranked",
    "related",
    "subject_of",
]
