"""How rare a term is in a state of the index; what was asked once is remembered with the state."""

from __future__ import annotations

import math
from dataclasses import dataclass

from equipoise.library.index.schema import FACETS
from equipoise.library.index.store import View

_MOST_KNOWN = 500_000
_UNSEEN = 1_000
"""Trials without the term that are supposed beside a library's own: a small library knows little about what is rare."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """The rarity of terms in one state of the index."""

    view: View
    known: dict[tuple[str, str], float]

    @classmethod
    def of(cls, view: View) -> Statistics:
        """The statistics of a state, with what has been asked of it before."""
        known = view.memory.recall("rarity", None, dict[tuple[str, str], float], most=1)
        if len(known) > _MOST_KNOWN:
            known.clear()
        return cls(view, known)

    def rarity(self, term: str, field: str = FACETS) -> float:
        """The inverse document frequency as BM25 reckons it, and 0 for a term that stands nowhere: it finds nothing."""
        found = self.known.get((field, term))
        if found is None:
            count = self.view.trials.searcher.doc_freq(field, term)
            without = self.view.count - count + _UNSEEN
            found = math.log(1.0 + (without + 0.5) / (count + 0.5)) if count else 0.0
            self.known[field, term] = found
        return found
