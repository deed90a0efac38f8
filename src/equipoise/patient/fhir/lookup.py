"""The one place where this room asks the vocabulary, so that the readers need not know how it answers."""

from __future__ import annotations

from equipoise.vocabulary import quantities
from equipoise.vocabulary.quantities import QuantityKind

_LOINC = frozenset({"http://loinc.org", "https://loinc.org", "urn:oid:2.16.840.1.113883.6.1"})


def is_loinc(system: str) -> bool:
    """Whether a code system is LOINC."""
    return system.rstrip("/") in _LOINC


def quantity_of_code(system: str, code: str) -> str | None:
    """The slug of the quantity that a LOINC code measures."""
    kind = quantities.by_loinc(code) if is_loinc(system) else None
    return kind.slug if kind else None


def quantity_of_words(words: str) -> str | None:
    """The slug of the quantity that a name stands for."""
    kind = quantities.by_text(words)
    return kind.slug if kind else None


def quantity(slug: str | None) -> QuantityKind | None:
    """The quantity of a slug."""
    return quantities.by_slug(slug) if slug else None


def concepts_of_code(system: str, code: str) -> tuple[str, ...]:
    """The concepts that a code stands for, most specific first."""
    return ()


def concepts_of_words(words: str) -> tuple[str, ...]:
    """The concept that a name as a whole stands for."""
    return ()


def mentions(words: str, about: str | None) -> tuple[str, ...]:
    """The concepts that a text mentions."""
    return ()
