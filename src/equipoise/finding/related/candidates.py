"""The few hundred trials that are worth comparing: those that share the trial's rarest words, and its rarest facets.

Two flat unions of weighted terms, for the index skips through those by the best score that a block of trials can have;
a query of queries it would have to read whole.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import cast

from tantivy import DocAddress, Occur, Query, Schema, Searcher

from equipoise.finding.related.model import Subject
from equipoise.finding.related.statistics import Statistics
from equipoise.finding.related.vectors import Vector
from equipoise.library.index.analysis import ANALYZER, analyzer
from equipoise.library.index.profile import Profile, decoded
from equipoise.library.index.schema import BODY, FACETS, NCT, PROFILE

WORDS, FEATURES = 40, 12
"""How many words and how many features are asked for: the most telling ones."""

DEPTH = 100
"""How many trials by words, and how many by features, are compared at least; more rank no better."""

_TEXTS = 1_000  # trials whose texts' nearness is known


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trial to be compared: how near its text is to the subject's (0 to 1), and its profile."""

    number: int
    text: float
    profile: Profile


def candidates(
    subject: Subject, vectors: Iterable[tuple[Vector, float]], statistics: Statistics, size: int
) -> list[Candidate]:
    """The trials worth comparing where lists of `size` are asked for; `vectors` come with what each counts."""
    depth = max(DEPTH, 2 * size)
    part = statistics.view.trials
    words = telling_words(subject, statistics)
    near = _found(part.searcher, _union(part.schema, BODY, words), _TEXTS)
    features = Counter[str]()
    for vector, weight in vectors:
        features.update({name: weight * value / vector.length for name, value in vector.features.items() if value})
    alike = _found(part.searcher, _union(part.schema, FACETS, dict(features.most_common(FEATURES))), depth)
    best = max((score for score, _ in near.values()), default=0.0) or 1.0
    chosen = {number: address for number, (_, address) in (*islice(near.items(), depth), *alike.items())}
    chosen.pop(subject.number, None)
    return [
        Candidate(number, near[number][0] / best if number in near else 0.0, _profile(part.searcher, address))
        for number, address in chosen.items()
    ]


def telling_words(subject: Subject, statistics: Statistics) -> dict[str, float]:
    """The words of the subject that tell most, with what each counts in the query."""
    analyze = analyzer(ANALYZER).analyze
    counts = Counter(word for text in subject.body for word in analyze(text))
    weight = {word: 1.0 + math.log(count) for word, count in counts.items()}
    tells = {word: weight[word] * statistics.rarity(word, BODY) for word in counts}
    best = sorted((word for word in tells if tells[word]), key=lambda word: (-tells[word], word))
    return {word: weight[word] for word in best[:WORDS]}  # the index's own score has the rarity in it


def _union(schema: Schema, field: str, terms: Mapping[str, float]) -> Query:
    option = "freq" if field == BODY else "basic"
    queries = (Query.boost_query(Query.term_query(schema, field, term, option), each) for term, each in terms.items())
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _found(searcher: Searcher, query: Query, limit: int) -> dict[int, tuple[float, DocAddress]]:
    """The best trials by number, each with its score and where the index has it, best first."""
    hits = searcher.search(query, limit, count=False).hits
    numbers = searcher.fast_field_values(NCT, [address for _, address in hits])
    return {
        int(cast(int, number)): (float(score), address) for number, (score, address) in zip(numbers, hits, strict=True)
    }


def _profile(searcher: Searcher, address: DocAddress) -> Profile:
    kept = searcher.doc(address)[PROFILE][0]
    return decoded(bytes(kept))
