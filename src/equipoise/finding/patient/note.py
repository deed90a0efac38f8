"""A free text about a patient (an admission note, a summary) as a query."""

from __future__ import annotations

from equipoise.finding.patient.concepts import groups_of, with_broader
from equipoise.finding.patient.model import PatientQuery
from equipoise.finding.patient.people import read_person
from equipoise.finding.patient.words import words_of


def read_note(text: str) -> PatientQuery:
    """The patient of a note. Any text can be read; an empty one gives a query that asks nothing."""
    groups, absent = groups_of(text)
    return PatientQuery(read_person(text), with_broader(groups), words_of(text), absent)
