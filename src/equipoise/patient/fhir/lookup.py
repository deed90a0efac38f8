"""The one place where this room asks the vocabulary, so that the readers need not know how it answers."""

from __future__ import annotations

from typing import TypeAlias

from equipoise.vocabulary import concepts, quantities
from equipoise.vocabulary.concepts import ConceptKind
from equipoise.vocabulary.quantities import QuantityKind
from equipoise.vocabulary.scan import Mention, scan

Kinds: TypeAlias = frozenset[ConceptKind]

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
    return tuple(concept.key for concept in concepts.by_code(system, code))


def name_of(kind: str | None, keys: tuple[str, ...]) -> str | None:
    """What the vocabulary calls a quantity, else the first of some concepts."""
    if kind is not None:
        return quantities.QUANTITIES[kind].name
    found = concepts.concept(keys[0]) if keys else None
    return found.name if found else None


def concepts_of_words(words: str, kinds: Kinds) -> tuple[str, ...]:
    """The concept that a name as a whole stands for, if it is of such a kind."""
    found = concepts.find(words)
    return (found.key,) if found and found.kind in kinds else ()


def mentions(words: str, kinds: Kinds) -> tuple[str, ...]:
    """The concepts of such kinds that a text mentions, without those that another one is a kind of."""
    unique = dict.fromkeys(key for mention in scan(words) if not mention.ambiguous for key in _readings(mention, kinds))
    return tuple(key for key in unique if not any(other != key and concepts.is_a(other, key) for other in unique))


def _readings(mention: Mention, kinds: Kinds) -> tuple[str, ...]:
    """The likeliest reading of a mention that is of such a kind."""
    readings = ((mention.kind, mention.key), *mention.others)
    return tuple(key for kind, key in readings if kind in kinds)[:1]
