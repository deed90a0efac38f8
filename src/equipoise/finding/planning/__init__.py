"""From an expression to the index's queries: what each node of Essie's tree finds, and how it ranks."""

from __future__ import annotations

from equipoise.finding.planning.matching import PLAIN, UNRANKED, Manner
from equipoise.finding.planning.plan import Planner, Scope

__all__ = ["PLAIN", "UNRANKED", "Manner", "Planner", "Scope"]
