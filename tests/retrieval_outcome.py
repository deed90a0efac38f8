"""Two rankings of the benchmark's trials for each of its patients: the product's, and plain BM25's over the same texts.

Plain BM25 asks for every word of the description but function words, as often as it stands there, in one field that
joins title, conditions, interventions, summary and criteria: the variant that does best over the three collections
(`tools/bench_retrieval.py` prints the others beside it).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from retrieval_index import EVERYTHING, Records, records
from retrieval_measures import interval, ndcg, precision, recall
from retrieval_topics import COLLECTIONS, Topic, judgements, topics

from equipoise.finding.patient import ranking
from equipoise.finding.patient.words import STOP

_WORD = re.compile(r"\w+")

Runs = Mapping[str, Sequence[str]]
MEASURES: Mapping[str, Callable[[Sequence[str], Mapping[str, int]], float]] = {
    "nDCG@10": ndcg,
    "P@10": precision,
    "recall@100": recall,
}


def plain(index: Records, topic: Topic, *, fields: Sequence[str] = (EVERYTHING,), once: bool = False) -> list[str]:
    """Plain BM25's answer to a topic."""
    words = " ".join(word for word in _WORD.findall(topic.words().lower()) if word not in STOP)
    terms = Counter(index.analyze(words))
    return index.bm25(dict.fromkeys(terms, 1.0) if once else terms, fields)


def ours(index: Records, topic: Topic) -> list[str]:
    """The product's answer to a topic."""
    return index.rank(ranking(topic.query(), index))


@dataclass(frozen=True)
class Outcome:
    """Of one collection: each measure's value for each judged topic, in the same order for both runs."""

    ours: Mapping[str, Sequence[float]]
    plain: Mapping[str, Sequence[float]]

    def ratio(self, measure: str) -> float:
        """How many times plain BM25's mean the product's is."""
        return mean(self.ours[measure]) / mean(self.plain[measure])

    def difference(self, measure: str) -> tuple[float, float]:
        """The 95 % interval of the mean difference over topics."""
        return interval([ours - plain for ours, plain in zip(self.ours[measure], self.plain[measure], strict=True)])


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean."""
    return sum(values) / len(values)


def measured(runs: Runs, grades: Mapping[str, Mapping[str, int]]) -> Mapping[str, Sequence[float]]:
    """Each measure's values over the topics that have a relevant trial, in their order."""
    asked = [topic for topic in grades if any(grades[topic].values())]
    return {name: [measure(runs[topic], grades[topic]) for topic in asked] for name, measure in MEASURES.items()}


def outcome(index: Records, labels: Path, collection: str) -> Outcome:
    """Both runs over the judged topics of a collection."""
    grades = judgements(labels, collection)
    asked = {name: topic for name, topic in topics(labels, collection).items() if name in grades}
    return Outcome(
        measured({name: ours(index, topic) for name, topic in asked.items()}, grades),
        measured({name: plain(index, topic) for name, topic in asked.items()}, grades),
    )


@cache
def everything(shared: Path) -> Records:
    """All records of the reference data, indexed: about a minute."""
    return Records(records(shared / "data" / "records" / "normalized.jsonl.gz"))


@cache
def judged_only(shared: Path) -> Records:
    """The records that were judged for any topic, indexed: a quarter of them."""
    labels = shared / "data" / "labels"
    judged = {trial for name in COLLECTIONS for grades in judgements(labels, name).values() for trial in grades}
    path = shared / "data" / "records" / "normalized.jsonl.gz"
    return Records(record for record in records(path) if record["nct_id"] in judged)


def values(index: Records, shared: Path) -> dict[str, float]:
    """nDCG@10 of each collection, and how many times plain BM25's it is, under the names of floors.toml."""
    found: dict[str, float] = {}
    for collection in COLLECTIONS:
        of_both = outcome(index, shared / "data" / "labels", collection)
        found[f"{collection}.ndcg"] = mean(of_both.ours["nDCG@10"])
        found[f"{collection}.ratio"] = of_both.ratio("nDCG@10")
    return found
