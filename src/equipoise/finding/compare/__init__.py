"""Two trials beside each other: what each requires of a patient, and which of them is the stricter."""

from __future__ import annotations

from equipoise.finding.compare.align import Aligned, Relation, align
from equipoise.finding.compare.requirements import Requirement, requirements

__all__ = ["Aligned", "Relation", "Requirement", "align", "requirements"]
