"""Every number of the ranking, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from equipoise.finding.patient.model import Role

_ROLES: Mapping[Role, float] = MappingProxyType(
    {"main": 1.0, "condition": 1.0, "treatment": 0.6, "test": 0.3, "state": 0.3}
)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of agreement between a patient and a trial counts.

    A word counts `(1 + ln count) · idf ** rarity`, on top of the rarity that the index's own score has in it; a group
    counts `group · role · (1 + repeated · ln mentions)`, shared among the words of the name that is found. A word of
    what a form is about counts `subject` times.
    """

    rarity: float = 1.0
    group: float = 5.0
    roles: Mapping[Role, float] = field(default_factory=lambda: _ROLES)
    repeated: float = 0.5
    subject: float = 4.0


WEIGHTS = Weights()
