"""Rankings of the trials of a benchmark collection by their likeness to a trial: the product's, and those beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index_in_memory import view_of
from related_baselines import Words, everything, named
from related_labels import COLLECTIONS, co_relevance, judged, queries, records, v2_of
from retrieval_measures import interval, ndcg, precision, reciprocal_rank

from equipoise.finding.related import ListName, ranked, subject_of

MEASURES: Mapping[str, Callable[[Sequence[str], Mapping[str, int]], float]] = {
    "nDCG@10": ndcg,
    "MRR": reciprocal_rank,
    "P@5": lambda ranking, grades: precision(ranking, grades, 5),
}
DEPTH = 60

Record = Mapping[str, Any]
Rankings = Mapping[str, Sequence[str]]
"""For each query trial the others, best first."""


@dataclass(frozen=True)
class Collection:
    """The judged trials of a collection, which trials are related, and the trials that are asked about."""

    name: str
    records: Mapping[str, Record]
    related: Mapping[str, Mapping[str, int]]
    asked: tuple[str, ...]

    def ours(self) -> dict[str, Rankings]:
        """The product's two lists, each by itself."""
        view = view_of(map(v2_of, self.records.values()))
        subjects = {name: subject_of(int(name[3:]), v2_of(self.records[name])) for name in self.asked}
        lists: tuple[ListName, ...] = ("overall", "focus")
        return {
            each: {
                name: [f"NCT{found.number:08}" for found in ranked(view, subject, each, size=DEPTH)]
                for name, subject in subjects.items()
            }
            for each in lists
        }

    def baselines(self) -> dict[str, Rankings]:
        """Plain BM25 and TF-IDF, over what names the trial and over all its texts."""
        found: dict[str, Rankings] = {}
        for label, text in (("title, conditions, interventions", named), ("all texts", everything)):
            words = Words({name: text(record) for name, record in self.records.items()})
            found[f"BM25, {label}"] = {name: words.bm25(name) for name in self.asked}
            found[f"TF-IDF, {label}"] = {name: words.tfidf(name) for name in self.asked}
        return found

    def measured(self, rankings: Rankings, measure: str) -> list[float]:
        """The measure's values, in the order of the trials that are asked about."""
        return [MEASURES[measure](rankings[name], self.related[name]) for name in self.asked]


def collections(shared: Path, count: int) -> list[Collection]:
    """Each collection with so many query trials."""
    every = records(shared)
    found = []
    for name in COLLECTIONS:
        related = co_relevance(shared, name)
        trials = {trial: every[trial] for trial in judged(shared, name)}
        found.append(Collection(name, trials, related, tuple(queries(related, count))))
    return found


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean."""
    return sum(values) / len(values)


def difference(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean difference over query trials."""
    return interval([one - other for one, other in zip(ours, theirs, strict=True)])


def values(shared: Path, count: int) -> dict[str, float]:
    """What the gate holds: nDCG@10 of the overall list by collection, and the mean gain over the best baseline."""
    found: dict[str, float] = {}
    ours, best = [], []
    for collection in collections(shared, count):
        reached = mean(collection.measured(collection.ours()["overall"], "nDCG@10"))
        plain = max(mean(collection.measured(each, "nDCG@10")) for each in collection.baselines().values())
        found[f"{collection.name}.nDCG@10"] = reached
        ours.append(reached)
        best.append(plain)
    found["gain over the best plain ranking"] = mean(ours) - mean(best)
    return found
