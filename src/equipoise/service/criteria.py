"""A trial's eligibility criteria, understood, with an account of every character of the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from equipoise.criteria import Criteria, read_criteria
from equipoise.criteria.coverage import Coverage, coverage
from equipoise.criteria.reading import reading
from equipoise.service.trials import Trial

__all__ = ["Coverage", "TrialCriteria", "criteria_of"]


@dataclass(frozen=True, slots=True)
class TrialCriteria:
    """A trial with its criteria, read."""

    trial: Trial
    criteria: Criteria

    def coverage(self) -> Coverage:
        """How far the text is understood: every criterion once, and every character that is not white space once."""
        return coverage(self.criteria)

    def reading(self) -> dict[str, Any]:
        """The exchange form, for tools outside the program."""
        return reading(self.trial.nct_id, self.criteria)


def criteria_of(trial: Trial) -> TrialCriteria:
    """Read the trial's eligibility text. Never raises: what is not understood is in the result, with its place."""
    return TrialCriteria(trial, read_criteria(trial.study.eligibility_text))
