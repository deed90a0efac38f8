"""Records that would have answered and count for nothing: entered in error, refuted, not done, too late, valueless.

A "no" or "not on file" says which there are and why they do not count, so that nobody takes them for overlooked.
"""

from __future__ import annotations

from dataclasses import replace

from equipoise.criteria.nodes import Concept
from equipoise.patient.facts import LeftOut
from equipoise.screening.answer import Evidence
from equipoise.screening.context import Context
from equipoise.screening.matching import matches
from equipoise.screening.outcome import Outcome
from equipoise.screening.why import Phrase

_MOST = 3


def with_records_of(concept: Concept, outcome: Outcome, context: Context) -> Outcome:
    """The outcome, saying which records of the concept do not count."""
    found = [left for left in _named(context) if left.kind is None and matches(concept, left.keys, left.name) == "is"]
    return _with(outcome, found)


def with_results_of(slug: str, outcome: Outcome, context: Context) -> Outcome:
    """The outcome, saying which results of the quantity do not count."""
    return _with(outcome, [left for left in _named(context) if left.kind == slug])


def _named(context: Context) -> tuple[LeftOut, ...]:
    return context.once("left out", lambda: tuple(left for left in context.facts.left_out if left.name))


def _with(outcome: Outcome, found: list[LeftOut]) -> Outcome:
    if not found:
        return outcome
    said: list[Phrase] = [
        ("not counted: ", Evidence(left.resource, f"{left.name}, {left.reason}")) for left in found[:_MOST]
    ]
    return replace(outcome, said=(*outcome.said, *said))
