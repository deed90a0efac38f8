"""The query as weighted clauses and limits, for any index that scores words and phrases by BM25."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from equipoise.finding.patient.model import Group, PatientQuery, Person, Word
from equipoise.finding.patient.weights import WEIGHTS, Weights

Field: TypeAlias = Literal[
    "body", "title", "condition", "intervention", "keyword", "summary", "description", "criteria"
]
"""Parts of a record that a clause is looked for in; `body` is all its texts, the exclusion criteria left out."""


class Statistics(Protocol):
    """What an index knows of a word. Words are given as they are written; the index takes their endings off."""

    @property
    def total(self) -> int:
        """How many trials there are."""

    def trials_with(self, field: Field, word: str) -> int:
        """In how many the word stands."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Words that must stand in a row in the field; what the index scores them counts `weight` times."""

    field: Field
    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Names of one thing: the best of them counts, so that many synonyms are no advantage."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The scores of all groups add up. A trial whose age limits or sex shut the person out is no answer; one that
    states none is."""

    groups: tuple[AnyOf, ...]
    person: Person


def ranking(query: PatientQuery, statistics: Statistics, weights: Weights = WEIGHTS) -> Ranking:
    """The query in terms of an index."""
    words = (_word(word, statistics, weights) for word in query.words)
    groups = (_group(group, weights) for group in query.groups)
    return Ranking(tuple(group for group in (*words, *groups) if group.clauses), query.person)


def rarity(trials: int, total: int) -> float:
    """The inverse document frequency of BM25, as Lucene and tantivy reckon it; never below 0."""
    return math.log(1.0 + (total - trials + 0.5) / (trials + 0.5))


def _word(word: Word, statistics: Statistics, weights: Weights) -> AnyOf:
    trials = statistics.trials_with("body", word.text)
    if not trials:
        return AnyOf(())
    frequency = (1.0 + math.log(word.count)) * (weights.subject if word.main else 1.0)
    weight = frequency * rarity(trials, statistics.total) ** weights.rarity
    return AnyOf((Clause("body", word.text, weight),))


def _group(group: Group, weights: Weights) -> AnyOf:
    weight = weights.group * weights.roles[group.role] * (1.0 + weights.repeated * math.log(max(1, group.mentions)))
    # The score of a phrase is about the sum of those of its words: a long name must not count more for its length.
    return AnyOf(tuple(Clause("body", name, weight / len(name.split())) for name in group.names))
