"""What a server loads before its first request, since several that came at once would each load it for themselves."""

from __future__ import annotations

import gc

from equipoise.criteria import read_criteria
from equipoise.finding.search import Search, find
from equipoise.finding.search.asking import expression
from equipoise.library.index.store import Index

_ANY_WORDS = "lupus nephritis"
_ANY_CRITERIA = "Inclusion Criteria:\n- Age 18 to 65 years\n- Lupus nephritis, eGFR at least 30 mL/min"


def warm(index: Index) -> None:
    """Load the vocabulary and the grammar, and open the index's files.

    What is loaded lives as long as the process. It is taken out of the garbage collector's sight, which would stop
    every request for a tenth of a second each time that it looked through it.
    """
    find(index, Search(terms=(("BasicSearch", expression(_ANY_WORDS)),)), size=1, total=True)
    read_criteria(_ANY_CRITERIA)
    gc.freeze()
