"""How treatment went: records of response and course, in the words that clinicians use for failure and relapse."""

from __future__ import annotations

from equipoise.patient.facts import Result
from equipoise.screening.findings_of import evidence
from equipoise.screening.outcome import Outcome, true
from equipoise.screening.wordlists import listed
from equipoise.vocabulary.normal import normalise

REFRACTORY = listed(
    "refractory resistant ineffective failed failure nonresponse inadequate insufficient unresponsive",
    "nonresponder",
)
RELAPSED = listed("relapsed relapsing relapse recurrent recurred recurrence flare")
_NAMES = frozenset({"response", "course", "outcome"})

# States of the vocabulary that a recorded response or course answers.
COURSES = {"treatment failure": REFRACTORY, "refractory": REFRACTORY, "relapse": RELAPSED}


def speaks_of_course(result: Result, words: frozenset[str]) -> bool:
    """Whether the result is a response or course, and one of these words is its answer."""
    asked, said = frozenset(normalise(result.name).split()), frozenset(normalise(result.text).split())
    return bool(asked & _NAMES and said & words) and not said & {"no", "not", "non"}


def how_it_went(key: str, context_results: tuple[Result, ...]) -> Outcome | None:
    """True where a record says so; None where none speaks of it."""
    found = next((result for result in context_results if speaks_of_course(result, COURSES[key])), None)
    return None if found is None else true(("on record: ", evidence(found)))
