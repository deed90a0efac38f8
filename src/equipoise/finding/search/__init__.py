"""A search: what is asked, in which order it is answered, page by page, with counts and the words that matched."""

from __future__ import annotations

from equipoise.finding.search.request import RELEVANCE, Decay, Search, Sort
from equipoise.finding.search.run import Found, counted, find, values_field

__all__ = ["RELEVANCE", "Decay", "Found", "Search", "Sort", "counted", "find", "values_field"]
