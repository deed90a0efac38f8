"""The query as weighted clauses and limits, for any index that scores words and phrases by BM25."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeAlias

from equipoise.finding.patient.model import Group, PatientQuery, Person, Word
from equipoise.finding.patient.weights import WEIGHTS, Weights

Field: TypeAlias = Literal["body", "title", "condition", "exclusion"]
"""Parts of a record that a clause is looked for in; `body` is all its texts, the exclusion criteria left out."""


_HEADLINE: tuple[Field, ...] = ("title", "condition")


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
class Against:
    """Names of one thing in the exclusion criteria: where any of them stands, `cost` is taken off the score, once."""

    clauses: tuple[Clause, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """The scores of all groups add up, less what stands against the trial.

    A trial whose age limits or sex shut the person out is no answer; one that states none is. Where `required` names
    what a form is about, a trial that speaks of none of it is no answer either.
    """

    groups: tuple[AnyOf, ...]
    required: tuple[Clause, ...]
    against: tuple[Against, ...]
    person: Person


def ranking(query: PatientQuery, statistics: Statistics, weights: Weights = WEIGHTS) -> Ranking:
    """The query in terms of an index."""
    words = (_word(word, statistics, weights) for word in query.words)
    found = [group for group in (*words, *(_group(group, weights) for group in query.groups)) if group.clauses]
    if not any(word.main for word in query.words):
        found += [_in_headline(group, weights.headline) for group in found]
    against = (_against(group, weights) for group in query.groups if group.role not in ("main", "broader"))
    required = (Clause("body", name, 1.0) for group in query.groups if group.role == "main" for name in group.names)
    return Ranking(tuple(found), tuple(required), tuple(against), query.person)


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
    weight = weights.group * weights.roles[group.role]
    # The score of a phrase is about the sum of those of its words: a long name must not count more for its length.
    return AnyOf(tuple(Clause("body", name, weight / len(name.split())) for name in group.names))


def _in_headline(group: AnyOf, times: float) -> AnyOf:
    return AnyOf(
        tuple(
            replace(clause, field=field, weight=clause.weight * times)
            for clause in group.clauses
            for field in _HEADLINE
        )
    )


def _against(group: Group, weights: Weights) -> Against:
    """Exclusion criteria name what shuts people out: who has it is less likely to be wanted."""
    clauses = tuple(Clause("exclusion", name, 1.0) for name in group.names)
    return Against(clauses, weights.against * weights.roles[group.role])
