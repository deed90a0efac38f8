"""Which of a patient's records a name may be about.

Many records bear one name (a drug that was prescribed every month, a question that was asked every year), and many
criteria ask about one concept: a concept is held against each different name once, whatever the trial.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from equipoise.criteria.nodes import Concept
from equipoise.patient.facts import ConditionFact, TreatmentFact
from equipoise.screening.context import Context
from equipoise.screening.matching import Match, Named, by_keys, matches

N = TypeVar("N", bound=Named)
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Found = tuple[tuple[N, Match], ...]
Groups = Mapping[K, Sequence[tuple[int, V]]]
"""Records that are alike, under what they have in common, each with its place."""


def conditions(concept: Concept, context: Context) -> Found[ConditionFact]:
    """The patient's own diagnoses that are or may be the concept, in the order of the record."""
    asked = "conditions", concept.key, concept.name if concept.key is None else None
    return context.once(asked, lambda: _found(concept, _conditions(context)))


def treatments(concept: Concept, context: Context) -> Found[TreatmentFact]:
    """The treatments, also those only planned, that are or may be the concept, in the order of the record."""
    asked = "treatments", concept.key, concept.name if concept.key is None else None
    return context.once(asked, lambda: _found(concept, _treatments(context)))


def conditions_of(keys: Iterable[str], context: Context) -> tuple[ConditionFact, ...]:
    """The patient's own diagnoses that are a concept with one of these keys, in the order of the record."""
    wanted = tuple(keys)
    return context.once(("conditions", wanted), lambda: _of_keys(wanted, _conditions(context)))


def treatments_of(keys: Iterable[str], context: Context) -> tuple[TreatmentFact, ...]:
    """The treatments, also those only planned, that are a concept with one of these keys, in order."""
    wanted = tuple(keys)
    return context.once(("treatments", wanted), lambda: _of_keys(wanted, _treatments(context)))


def alike(records: Iterable[tuple[K, V]]) -> Groups[K, V]:
    """Records under what they have in common, each with its place among all."""
    groups: dict[K, list[tuple[int, V]]] = {}
    for place, (common, record) in enumerate(records):
        groups.setdefault(common, []).append((place, record))
    return groups


def in_order(hits: list[tuple[int, V]]) -> tuple[V, ...]:
    """The records by their places."""
    hits.sort(key=lambda hit: hit[0])
    return tuple(record for _, record in hits)


_ByName = Groups[tuple[tuple[str, ...], str], N]


def _conditions(context: Context) -> _ByName[ConditionFact]:
    own = (((fact.keys, fact.name), fact) for fact in context.facts.conditions if fact.relation is None)
    return context.once("conditions", lambda: alike(own))


def _treatments(context: Context) -> _ByName[TreatmentFact]:
    return context.once("treatments", lambda: alike(((f.keys, f.name), f) for f in context.facts.treatments))


def _found(concept: Concept, groups: _ByName[N]) -> Found[N]:
    hits: list[tuple[int, tuple[N, Match]]] = []
    for (keys, name), records in groups.items():
        match = matches(concept, keys, name)
        if match != "is not":
            hits += [(place, (record, match)) for place, record in records]
    return in_order(hits)


def _of_keys(wanted: tuple[str, ...], groups: _ByName[N]) -> tuple[N, ...]:
    hits: list[tuple[int, N]] = []
    for (keys, _), records in groups.items():
        if any(by_keys(keys, key) == "is" for key in wanted):
            hits += records
    return in_order(hits)
