"""Names that say more than their concept: "juvenile arthritis" where the vocabulary has it as a name of arthritis.

    added_words("severe asthma attack", "asthma")        {"severe"}
    added_words("cardiac arrhythmia", "arrhythmia")      set()

Texts name a concept with words for its severity, activity, age group, cause, form or place, and the tables hold many
of these names as synonyms, so that the concept is found in the text. Whoever has the concept need not have what such a
name names. A synonym that adds words to another synonym of its concept narrows it by these words, unless
`tables/added_words.tsv` says that they add nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from equipoise.vocabulary.concepts import concept
from equipoise.vocabulary.normal import normalise
from equipoise.vocabulary.tsv import lines

_EVERYWHERE = "*"


@cache
def _adding_nothing() -> Mapping[str, frozenset[str]]:
    return {key: frozenset(normalise(words).split()) for key, words in lines("added_words.tsv")}


@lru_cache(maxsize=4096)
def _neutral(key: str) -> frozenset[str]:
    """The words that add nothing to this concept: its own name's, its abbreviation and one-word names, the table's."""
    found = concept(key)
    single = (form for form in (found.synonyms if found else ()) if " " not in normalise(form))
    own = frozenset(word for form in (key, *single, _initials(key)) for word in normalise(form).split())
    return own | _adding_nothing().get(key, frozenset()) | _adding_nothing()[_EVERYWHERE]


def _initials(key: str) -> str:
    return "".join(word[0] for word in normalise(key).split())


@lru_cache(maxsize=4096)
def _cores(key: str) -> tuple[frozenset[str], ...]:
    """The words of the names that name the whole concept: those that add nothing to any shorter one of them."""
    found = concept(key)
    if found is None:
        return ()
    cores: list[frozenset[str]] = []
    forms = {frozenset(normalise(form).split()) for form in (found.name, *found.synonyms)}
    for form in sorted(forms, key=lambda words: (len(words), sorted(words))):
        if all(form - core <= _neutral(key) for core in cores if core < form):
            cores.append(form)
    return tuple(cores)


@lru_cache(maxsize=16_384)
def added_words(name: str, key: str) -> frozenset[str]:
    """The words, in normal form, by which a name of the concept says more than the concept; none for other names."""
    said = frozenset(normalise(name).split())
    inside = [core for core in _cores(key) if core <= said]
    if said in inside:
        return frozenset()
    return frozenset(word for core in inside for word in said - core) - _neutral(key)
