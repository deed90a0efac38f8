"""How treatment went: records of response and course, in the words that clinicians use for failure and relapse."""

from __future__ import annotations

from equipoise.patient.facts import Facts, Result
from equipoise.screening.answer import Evidence
from equipoise.screening.findings_of import evidence
from equipoise.screening.outcome import Outcome, true
from equipoise.screening.why import moment_text
from equipoise.screening.wordlists import listed, spoken

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
    asked, said = spoken(result.name), spoken(result.text)
    return bool(asked & _NAMES and said & words) and not said & {"no", "not", "non"}


def how_it_went(key: str, facts: Facts) -> Outcome | None:
    """True where a record says so, of the course or as the reason for stopping a treatment; None where none speaks."""
    found = next((result for result in facts.results if speaks_of_course(result, COURSES[key])), None)
    if found is not None:
        return true(("on record: ", evidence(found)))
    for fact in facts.treatments:
        if fact.response is not None and spoken(fact.response) & COURSES[key] and not fact.planned and not fact.doubt:
            return true(
                ("on record: ", Evidence(fact.resource, f"{fact.name}, {fact.response}", moment_text(fact.when)))
            )
    return None
