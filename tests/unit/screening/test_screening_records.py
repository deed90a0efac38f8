"""Records that are found by word and concept are those that looking at every one finds."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest
from screening_facts import ON, answered, diagnosis, person, treated

from equipoise import sample
from equipoise.criteria.nodes import Concept
from equipoise.patient import fhir
from equipoise.patient.facts import Facts
from equipoise.screening import findings_of, records
from equipoise.screening.context import Context
from equipoise.screening.matching import by_keys, matches
from equipoise.vocabulary.concepts import all_concepts

DEMO = date.fromisoformat(sample.DEMO_DATE)
EITHER = "biologic or targeted synthetic dmard"
NAMES = (
    "asthma", "history of disease", "condition", "renal impairment", "lupus nephritis", "no infection", "drug",
    "type 2", "interstitial lung disease on chest ct", "response", "positive", "smoker", "severe active disease",
)  # fmt: skip


def patients() -> list[Facts]:
    read = [fhir.read(path.read_bytes(), on=DEMO, complete=frozenset(), name=name)
            for name, path in sample.patients().items()]  # fmt: skip
    mixed = person(
        diagnosis("systemic lupus erythematosus"), diagnosis("liver disease"), diagnosis("Renal impairment, severe"),
        treated("methotrexate"), treated("adalimumab"), treated("methotrexate", planned=True), treated("tofacitinib"),
        answered("Chest CT", "no interstitial lung disease", "negative"),
        answered("Chest CT", "interstitial lung disease"),
        answered("History of disease", "none", "negative"), answered("Muscle involvement", "Absent", "negative"),
        answered("Chest CT", "no interstitial lung disease", "negative", "2024-01-01"),
    )  # fmt: skip
    return [*read, mixed]


def concepts() -> list[Concept]:
    keyed = [Concept("condition", each.key, key=each.key) for each in islice(all_concepts(), 0, None, 7)]
    narrowed = [Concept("condition", f"severe {each.name}", key=each.key, narrowed=True) for each in keyed[::5]]
    unkeyed = [Concept("state", name) for name in NAMES]
    return [*keyed, *narrowed, *unkeyed, Concept("treatment", EITHER, key=EITHER)]


@pytest.mark.parametrize("facts", patients(), ids=lambda facts: facts.patient)
def test_what_is_found_is_what_looking_at_every_record_finds(facts: Facts) -> None:
    context = Context(facts, ON)
    own = [fact for fact in facts.conditions if fact.relation is None]
    told = 0
    for concept in concepts():
        for found, every in (
            (records.conditions(concept, context), own),
            (records.treatments(concept, context), facts.treatments),
        ):
            matched = [(fact, matches(concept, fact.keys, fact.name)) for fact in every]
            assert list(found) == [(fact, match) for fact, match in matched if match != "is not"], concept
            told += len(found)
        if concept.key is not None:
            wanted = (concept.key, "methotrexate")
            of_keys = [fact for fact in facts.treatments if any(by_keys(fact.keys, key) == "is" for key in wanted)]
            assert list(records.treatments_of(wanted, context)) == of_keys
        asked = findings_of.asked_of(concept)
        spoken = [(result, findings_of.speaks(asked, result)) for result in findings_of.newest_first(context)]
        assert list(findings_of.speaking(concept, context)) == [(r, truth) for r, truth in spoken if truth is not None]
        told += len(spoken)
    assert told > 100
