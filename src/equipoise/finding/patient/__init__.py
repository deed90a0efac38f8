"""From a description of a patient to a ranking of trials.

    note or form ─read_note, read_form─▶ PatientQuery ─ranking─▶ Ranking (weighted clauses, limits) ─an index─▶ trials

Nothing here knows an index: whoever has one runs the clauses on it. `docs/explanation/patient-ranking.md` says what was
tried and what it brought.
"""

from __future__ import annotations

from equipoise.finding.patient.clauses import Against, AnyOf, Clause, Ranking, Statistics, ranking
from equipoise.finding.patient.form import read_form
from equipoise.finding.patient.model import Group, PatientQuery, Word
from equipoise.finding.patient.note import read_note
from equipoise.finding.patient.weights import WEIGHTS, Weights

__all__ = [
    "WEIGHTS",
    "Against",
    "AnyOf",
    "Clause",
    "Group",
    "PatientQuery",
    "Ranking",
    "Statistics",
    "Weights",
    "Word",
    "ranking",
    "read_form",
    "read_note",
]
