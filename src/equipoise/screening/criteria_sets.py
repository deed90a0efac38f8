"""Published sets of criteria: "meets the 2010 ACR/EULAR classification criteria for rheumatoid arthritis".

Met or not is a clinician's record. Where none is on file, a complete problem list without the disease says that it is not
met, for nobody is classified as having a disease that nobody has diagnosed; with the disease it stays unknown.
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
from equipoise.screening.matching import by_keys, words
from equipoise.screening.outcome import Outcome, false, true, unknown
from equipoise.vocabulary.concepts import is_a
from equipoise.vocabulary.normal import normalise
from equipoise.vocabulary.scan import scan

_SET = re.compile(r"\b(?:criteria|criterion|classification|definition|nomenclature)\b", re.IGNORECASE)
_WORDS_OF_A_SET = frozenset(
    normalise(
        "classification classified diagnostic criteria criterion definition consensus conference according accordance accord meet meets met fulfil set"
    ).split()
)


def is_criteria_set(concept: Concept) -> bool:
    """Whether the atom asks for published criteria to be met."""
    return _SET.search(concept.name) is not None and concept.kind in ("condition", "test", "state")


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
    named = tuple(mention.key for mention in scan(concept.name) if mention.kind == "condition")
    return (concept.key,) if concept.key is not None and concept.kind == "condition" else named


def _same_set(concept: Concept, diseases: tuple[str, ...], result: Result) -> bool:
    """Whether the record is of a criteria set for the same disease (a year or a body that both name must not differ)."""
    if _SET.search(result.name) is None:
        return False
    if diseases:
        own = (*result.keys, *(mention.key for mention in scan(result.name) if mention.kind == "condition"))
        if not any(by_keys(own, disease) == "is" or any(is_a(disease, key) for key in own) for disease in diseases):
            return False
    else:
        content = words(concept.name) - _WORDS_OF_A_SET
        if not content or not content & words(result.name):
            return False
    years, recorded = _years(concept.name), _years(result.name)
    return not years or not recorded or bool(years & recorded)


def _years(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\b(?:19|20)\d\d\b", name))
