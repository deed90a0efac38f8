"""What related trials are measured beside: plain BM25 and TF-IDF, over the words of the same trials.

Both know the trials that are ranked and nothing else; words are those of the program's own analyzer.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from equipoise.library.index.analysis import ANALYZER, analyzer

Record = Mapping[str, Any]
Scores = dict[str, float]

_K1, _B = 1.2, 0.75


def named(record: Record) -> str:
    """Title, conditions and interventions."""
    return " . ".join((record["title"] or "", *record["conditions"], *record["interventions"]))


def everything(record: Record) -> str:
    """All texts: what is named, the official title, the summary and the criteria."""
    rest = (record.get(name) or "" for name in ("official", "summary", "criteria"))
    return " . ".join((named(record), *rest))


class Words:
    """The words of some texts, to rank the texts by their likeness to one of them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        analyze = analyzer(ANALYZER).analyze
        self._counts = {name: Counter(analyze(text)) for name, text in texts.items()}
        self._lists: dict[str, list[tuple[str, int]]] = {}
        for name, counts in self._counts.items():
            for word, count in counts.items():
                self._lists.setdefault(word, []).append((name, count))
        total = len(texts)
        self._rarity = {
            word: math.log(1.0 + (total - len(found) + 0.5) / (len(found) + 0.5)) for word, found in self._lists.items()
        }
        self._sizes = {name: counts.total() for name, counts in self._counts.items()}
        self._mean = sum(self._sizes.values()) / max(1, total)
        self._lengths = {
            name: math.sqrt(math.fsum(self._tfidf(word, count) ** 2 for word, count in counts.items())) or 1.0
            for name, counts in self._counts.items()
        }

    def bm25(self, name: str) -> list[str]:
        """The others by BM25 (Robertson; k1 1.2, b 0.75), every word of the text asked for as often as it stands."""
        scores: Scores = {}
        for word, times in self._counts[name].items():
            for other, count in self._lists[word]:
                norm = _K1 * (1.0 - _B + _B * self._sizes[other] / self._mean)
                scores[other] = scores.get(other, 0.0) + times * self._rarity[word] * count * (_K1 + 1) / (count + norm)
        return best(scores, name)

    def tfidf(self, name: str) -> list[str]:
        """The others by the cosine of (1 + ln count) · rarity."""
        scores: Scores = {}
        for word, times in self._counts[name].items():
            weight = self._tfidf(word, times)
            for other, count in self._lists[word]:
                scores[other] = scores.get(other, 0.0) + weight * self._tfidf(word, count) / self._lengths[other]
        return best(scores, name)

    def _tfidf(self, word: str, count: int) -> float:
        return (1.0 + math.log(count)) * self._rarity[word]


def best(scores: Scores, but: str, depth: int = 100) -> list[str]:
    """The names with the greatest scores, without one of them."""
    return [name for name in sorted(scores, key=lambda each: (-scores[each], each)) if name != but][:depth]


def fused(*rankings: Sequence[str], depth: int = 100) -> list[str]:
    """Reciprocal rank fusion (Cormack et al. 2009, k = 60)."""
    scores: Scores = {}
    for ranking in rankings:
        for rank, name in enumerate(ranking, start=1):
            scores[name] = scores.get(name, 0.0) + 1.0 / (60 + rank)
    return best(scores, "", depth)
