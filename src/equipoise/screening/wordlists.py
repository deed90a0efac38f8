"""Lists of words, written as text and compared in normal form."""

from __future__ import annotations

from equipoise.vocabulary.normal import normalise


def listed(*texts: str) -> frozenset[str]:
    """The words of the texts, in the form in which `normalise` leaves them."""
    return frozenset(word for text in texts for word in normalise(text).split())
