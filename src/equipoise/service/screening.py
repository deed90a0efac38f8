"""Trials × patients -> answers: a decision for each pair, criterion by criterion, with the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from equipoise.criteria.nodes import Anchor
from equipoise.errors import PatientError, RequestError
from equipoise.logic import FactKind
from equipoise.patient import fhir
from equipoise.patient.facts import Facts
from equipoise.screening import Answer, Finding, limits_of, screen
from equipoise.service.criteria import TrialCriteria, criteria_of
from equipoise.service.trials import Trial

MAX_AGE_DAYS = 90

FINDING_CODES = frozenset(
    {
        "missing-item", "list-restart", "lost-heading", "lost-section", "lost-superscript", "comparator-lost",
        "unit-missing", "impossible-value", "contradiction", "conflict", "suspect-term", "ambiguous-scope",
        "ambiguous-connective", "stale-status", "duplicate", "encoding",
    }
)  # fmt: skip
"""The codes that an answer's findings may have; what else a reader noted about a record does not touch screening."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How to screen: the day, the days of other events, the complete lists, after how many days a value is stale."""

    on: date
    anchors: Mapping[Anchor, date] = field(default_factory=dict)
    complete: frozenset[FactKind] = frozenset()
    max_age_days: int = MAX_AGE_DAYS

    def __post_init__(self) -> None:
        if self.max_age_days < 0:
            raise RequestError("expected a number of days, 0 or more", place=f"--max-age {self.max_age_days}")


@dataclass(frozen=True, slots=True)
class Screened:
    """One answer with what it was made from."""

    trial: TrialCriteria
    facts: Facts
    answer: Answer


def read_patient(path: Path, terms: Terms) -> Facts:
    """What a bundle tells of its patient on the day. Raises PatientError."""
    if not path.is_file():
        raise PatientError("there is no such file", place=str(path))
    return fhir.read(path, on=terms.on, complete=terms.complete, name=str(path))


def screen_all(trials: Iterable[Trial], patients: Sequence[Facts], terms: Terms) -> Iterator[Screened]:
    """Every patient against every trial, trial by trial. Text and record of each trial are read once."""
    for trial in trials:
        read = criteria_of(trial)
        for facts in patients:
            yield Screened(read, facts, screen_one(read, facts, terms))


def screen_one(trial: TrialCriteria, facts: Facts, terms: Terms) -> Answer:
    """One patient against one trial, with what the record's reader found beside what the text's did."""
    answer = screen(
        limits_of(trial.trial.study),
        trial.criteria,
        facts,
        on=terms.on,
        anchors=terms.anchors,
        max_age_days=terms.max_age_days,
    )
    of_record = (Finding(each.code, each.message) for each in trial.trial.problems if each.code in FINDING_CODES)
    return replace(answer, findings=tuple(dict.fromkeys((*answer.findings, *of_record))))
