"""Two trials compared: their records, and their criteria held against each other."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.finding.compare import Aligned, align, requirements
from equipoise.service.criteria import criteria_of
from equipoise.service.trials import Trial


@dataclass(frozen=True, slots=True)
class Compared:
    """Two trials and their requirements side by side."""

    first: Trial
    second: Trial
    criteria: tuple[Aligned, ...]


def compare(first: Trial, second: Trial) -> Compared:
    """The second trial held against the first. Never raises: what is not understood is held against nothing."""
    one, other = (requirements(criteria_of(trial).criteria) for trial in (first, second))
    return Compared(first, second, align(one, other))
