"""Whether the patient smokes: what the newest record of it says, "former smoker" being neither yes nor never."""

from __future__ import annotations

from equipoise.criteria.nodes import Concept
from equipoise.logic import Truth
from equipoise.patient.facts import Result
from equipoise.screening.context import Context
from equipoise.screening.findings_of import evidence, in_time, newest_first
from equipoise.screening.outcome import Outcome, decided, unknown
from equipoise.screening.windows import asked_by
from equipoise.screening.wordlists import listed, spoken

_QUESTION = listed("smoking smoker tobacco cigarette nicotine")
_NEVER = listed("never nonsmoker non no none denies")
_FORMER = listed("former ex quit past previous stopped formerly")
_NOW = listed("current currently every daily day some heavy light active yes smokes occasional")


def smokes(concept: Concept, context: Context) -> Outcome:
    """Now, or at any time where the criterion asks for a history."""
    ever = any(window.relation == "ever" for window in concept.windows)
    asked = asked_by(concept.windows, context)
    for result in newest_first(context):
        said = _said(result) if in_time(result, asked, context) is not Truth.FALSE else None
        if said is not None:
            return decided(said == "now" or (ever and said == "former"), ("on record: ", evidence(result)))
    return unknown("missing-data", ("nothing is recorded about smoking",), obtain=("smoking status",))


def _said(result: Result) -> str | None:
    """now, former, never; None where the record is of something else or says neither."""
    if not spoken(result.name) & _QUESTION:
        return None
    words = spoken(result.text)
    if words & _FORMER:
        return "former"
    if words & _NEVER or result.polarity == "negative":
        return "never"
    return "now" if words & _NOW or result.polarity == "positive" else None
