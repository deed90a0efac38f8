"""The reference evaluator: a trial's criteria × a patient's facts -> a verdict on each criterion, with the evidence."""

from __future__ import annotations

from equipoise.screening.answer import Answer, CriterionAnswer, Evidence, Finding, Step
from equipoise.screening.screen import screen
from equipoise.screening.settle import Settlement, settlement
from equipoise.screening.structured import Limits, limits_of

__all__ = [
    "Answer",
    "CriterionAnswer",
    "Evidence",
    "Finding",
    "Limits",
    "Settlement",
    "Step",
    "limits_of",
    "screen",
    "settlement",
]
