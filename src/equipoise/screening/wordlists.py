"""Lists of words, written as text and compared in normal form."""

from __future__ import annotations

from functools import lru_cache

from equipoise.vocabulary.normal import normalise


def listed(*texts: str) -> frozenset[str]:
    """The words of the texts, in the form in which `normalise` leaves them."""
    return frozenset(word for text in texts for word in normalise(text).split())


@lru_cache(maxsize=16_384)
def spoken(text: str) -> frozenset[str]:
    """Every word of a text, in normal form."""
    return frozenset(normalise(text).split())
