"""How rare a term is in a state of the index; what was asked once is remembered with the state."""

from __future__ import annotations

import math
from dataclasses import dataclass

from equipoise.library.index.schema import FACETS
from equipoise.library.index.store import View

_RARITIES_KEPT = 200_000
_UNSEEN = 1_000
"""Trials without the term that are supposed beside a library's own: a small library knows little about what is rare."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """The rarity of terms in one state of the index."""

    view: View

    def rarity(self, term: str, field: str = FACETS) -> float:
        """The inverse document frequency as BM25 reckons it, and 0 for a term that stands nowhere: it finds nothing."""
        return self.view.memory.recall(
            "rarity", (field, term), lambda: self._reckoned(term, field), most=_RARITIES_KEPT
        )

    def _reckoned(self, term: str, field: str) -> float:
        count = self.view.trials.searcher.doc_freq(field, term)
        without = self.view.count - count + _UNSEEN
        return math.log(1.0 + (without + 0.5) / (count + 0.5)) if count else 0.0
