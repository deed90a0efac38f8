"""Published sets of criteria: "meets the 2010 ACR/EULAR classification criteria for rheumatoid arthritis".

Met or not is a clinician's record. Where none is on file, a complete problem list without the disease says that it is
not met, for nobody is classified as having a disease that nobody has diagnosed; with the disease it stays unknown.
"""

from __future__ import annotations

import re
from dataclasses import replace

from equipoise.criteria.nodes import Concept
from equipoise.logic import Truth
from equipoise.patient.facts import Result
from equipoise.screening import findings_of
from equipoise.screening.conditions import has_condition
from equipoise.screening.context import Context
from equipoise.screening.matching import by_keys, names_criteria, words
from equipoise.screening.outcome import Outcome, false, true, unknown
from equipoise.screening.wordlists import listed
from equipoise.vocabulary.concepts import find, is_a
from equipoise.vocabulary.scan import scan

_WORDS_OF_A_SET = listed(
    "classification classified diagnostic criteria criterion definition consensus conference according",
    "accordance accord meet meets met fulfil set",
)


def is_criteria_set(concept: Concept) -> bool:
    """Whether the atom asks for published criteria to be met."""
    return names_criteria(concept.name) and concept.kind in ("condition", "test", "state")


def meets_criteria_set(concept: Concept, context: Context) -> Outcome:
    """The newest record of these criteria for this disease, else what the problem list allows to say."""
    diseases = _diseases(concept)
    recorded = [
        result
        for result in context.facts.results
        if result.polarity is not None and _same_set(concept, diseases, result)
    ]
    if recorded:
        newest = max(recorded, key=lambda result: (result.when.end is not None, result.when.end))
        said = ("on record: ", findings_of.evidence(newest))
        return true(said) if newest.polarity == "positive" else false(said)
    for disease in diseases:
        asked = replace(concept, kind="condition", name=disease, key=disease, narrowed=False, result=None, windows=())
        listed = has_condition(asked, context, favourable=True)
        if listed.truth is Truth.FALSE:
            return listed
    return unknown("missing-data", (f"whether the {concept.name} are met is not recorded",), obtain=(concept.name,))


def _diseases(concept: Concept) -> tuple[str, ...]:
    """The diseases that the set is for."""
    if concept.key is not None and concept.kind == "condition":
        return (concept.key,)
    for words_of_name in (concept.name, concept.key or ""):
        tail = words_of_name.partition(" for ")[2]
        whole = find(tail) if tail else None
        named = tuple(mention.key for mention in scan(words_of_name) if mention.kind == "condition")
        if whole is not None and whole.kind == "condition":
            return (whole.key,)
        if named:
            return named
    return ()


def _same_set(concept: Concept, diseases: tuple[str, ...], result: Result) -> bool:
    """Whether the record is of a criteria set for the same disease (a year that both name must not differ)."""
    if concept.key is not None and concept.kind == "test" and by_keys(result.keys, concept.key) == "is":
        return _same_year(concept, result)
    if not names_criteria(result.name):
        return False
    if diseases:
        own = tuple(dict.fromkeys(disease for name in (result.name, *result.keys) for disease in _diseases_of(name)))
        if not any(is_a(key, disease) or is_a(disease, key) for key in own for disease in diseases):
            return False
    else:
        content = words(concept.name) - _WORDS_OF_A_SET
        if not content or not content & words(result.name):
            return False
    return _same_year(concept, result)


def _diseases_of(name: str) -> tuple[str, ...]:
    return _diseases(Concept("test", name))


def _same_year(concept: Concept, result: Result) -> bool:
    """Whether both may be of one edition, which some name after the meeting and some after the print, a year later."""
    years, recorded = _years(concept.name), _years(result.name)
    return not years or not recorded or any(abs(one - other) <= 1 for one in years for other in recorded)


def _years(name: str) -> frozenset[int]:
    return frozenset(int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", name))
