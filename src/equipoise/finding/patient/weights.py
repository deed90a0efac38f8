"""Every number of the ranking, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from equipoise.finding.patient.model import Role

_ROLES: Mapping[Role, float] = MappingProxyType(
    {"main": 0.5, "condition": 1.0, "other": 0.2, "broader": 0.3, "treatment": 0.6, "test": 0.3, "state": 0.3}
)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of agreement between a patient and a trial counts.

    A word counts `(1 + ln count) · idf ** rarity`, on top of the rarity that the index's own score has in it, and
    `subject` times that if it is of what a form is about. A group counts `group · roles[role]`, shared among the words
    of the name that is found. Where a description does not say itself what it is about, all of them count `headline`
    times once more in the title or the conditions. Where the exclusion criteria name a thing that the patient has,
    `against · roles[role]` is taken off.
    """

    rarity: float = 1.0
    group: float = 4.0
    roles: Mapping[Role, float] = field(default_factory=lambda: _ROLES)
    subject: float = 3.0
    headline: float = 0.5
    against: float = 15.0


WEIGHTS = Weights()
