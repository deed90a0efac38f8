"""Which of a patient's records a name may be about.

Many records bear one name (a drug that was prescribed every month, a question that was asked every year), and many
criteria ask about one concept: records are found by their words and by the concepts that they are instances of, and
what is found for a concept is kept for every trial.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from equipoise.criteria.nodes import Concept
from equipoise.patient.facts import ConditionFact, TreatmentFact
from equipoise.screening.context import Context
from equipoise.screening.matching import Match, Named, by_keys, parts_of, specific, words
from equipoise.vocabulary.concepts import above

N = TypeVar("N", bound=Named)
V = TypeVar("V")
Found = tuple[tuple[N, Match], ...]


def conditions(concept: Concept, context: Context) -> Found[ConditionFact]:
    """The patient's own diagnoses that are or may be the concept, in the order of the record."""
    asked = "conditions", concept.key, concept.name if concept.key is None else None
    return context.once(asked, lambda: _conditions(context).about(concept))


def treatments(concept: Concept, context: Context) -> Found[TreatmentFact]:
    """The treatments, also those only planned, that are or may be the concept, in the order of the record."""
    asked = "treatments", concept.key, concept.name if concept.key is None else None
    return context.once(asked, lambda: _treatments(context).about(concept))


def conditions_of(keys: Iterable[str], context: Context) -> tuple[ConditionFact, ...]:
    """The patient's own diagnoses that are a concept with one of these keys, in the order of the record."""
    wanted = tuple(keys)
    return context.once(("conditions", wanted), lambda: _conditions(context).of_keys(wanted))


def treatments_of(keys: Iterable[str], context: Context) -> tuple[TreatmentFact, ...]:
    """The treatments, also those only planned, that are a concept with one of these keys, in order."""
    wanted = tuple(keys)
    return context.once(("treatments", wanted), lambda: _treatments(context).of_keys(wanted))


def in_order(hits: list[tuple[int, V]]) -> tuple[V, ...]:
    """The records by their places."""
    hits.sort(key=lambda hit: hit[0])
    return tuple(record for _, record in hits)


class _Names(Generic[N]):
    """Records by the words of their names and the concepts that they are: what `matching.matches` says of each."""

    def __init__(self, records: Iterable[N]) -> None:
        alike: dict[tuple[tuple[str, ...], str], list[tuple[int, N]]] = {}
        for place, record in enumerate(records):
            alike.setdefault((record.keys, record.name), []).append((place, record))
        self._groups = tuple(alike.items())
        self._of_kind: dict[str, list[int]] = {}  # a key -> the groups of records that are such a thing
        self._narrowest: dict[str, list[int]] = {}  # a key -> the groups of records that say no more than that
        self._of_word: dict[str, list[int]] = {}
        for number, (keys, name) in enumerate(alike):
            for key in frozenset().union(*map(above, keys)):
                self._of_kind.setdefault(key, []).append(number)
            for key in specific(keys)[:1]:
                self._narrowest.setdefault(key, []).append(number)
            for word in words(name):
                self._of_word.setdefault(word, []).append(number)

    def about(self, concept: Concept) -> Found[N]:
        """The records that are or may be the concept."""
        found = self._worded(words(concept.name)) if concept.key is None else self._keyed(concept.key)
        return in_order(
            [(place, (record, match)) for number, match in found.items() for place, record in self._groups[number][1]]
        )

    def of_keys(self, keys: tuple[str, ...]) -> tuple[N, ...]:
        """The records that are one of the concepts."""
        found = {number for key in keys for number, match in self._keyed(key).items() if match == "is"}
        return in_order([hit for number in found for hit in self._groups[number][1]])

    def _keyed(self, key: str) -> dict[int, Match]:
        if parts_of(key):  # of "A or B" either
            every = ((number, by_keys(keys, key)) for number, ((keys, _), _) in enumerate(self._groups))
            return {number: match for number, match in every if match != "is not"}
        found: dict[int, Match] = {}
        for wider in above(key):
            found |= dict.fromkeys(self._narrowest.get(wider, ()), "may be")
        found |= dict.fromkeys(self._of_kind.get(key, ()), "is")
        return found

    def _worded(self, asked: frozenset[str]) -> dict[int, Match]:
        rarest = min((self._of_word.get(word, []) for word in asked), key=len, default=[])
        return {number: "is" for number in rarest if asked <= words(self._groups[number][0][1])}


def _conditions(context: Context) -> _Names[ConditionFact]:
    return _names("conditions", context, lambda: (f for f in context.facts.conditions if f.relation is None))


def _treatments(context: Context) -> _Names[TreatmentFact]:
    return _names("treatments", context, lambda: context.facts.treatments)


def _names(which: str, context: Context, records: Callable[[], Iterable[N]]) -> _Names[N]:
    return context.once(which, lambda: _Names(records()))
