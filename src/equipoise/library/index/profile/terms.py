"""What of a profile the index can be asked for, as words of one field with a letter for the facet in front.

c:lupus nephritis   c:systemic lupus erythematosus   t:CD19   m:CAR-T cells   m:engineered immune cells
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from equipoise.library.index.profile.model import Profile
from equipoise.vocabulary import concepts, mechanisms

CONDITION, TREATMENT, TARGET, MODALITY, MARKER, SPONSOR, WORD = "c:", "i:", "t:", "m:", "k:", "s:", "w:"


def terms_of(profile: Profile) -> list[str]:
    """The terms, each once: names, and for conditions, treatments and mechanisms all that is above them."""
    return list(dict.fromkeys(_terms(profile)))


def _terms(profile: Profile) -> Iterator[str]:
    for prefix, keys in (
        (CONDITION, (*profile.conditions, *profile.nearby)),
        (TREATMENT, profile.treatments),
    ):
        yield from (prefix + each for key in keys for each in concept_line(key))
    for prefix, names in ((TARGET, profile.targets), (MODALITY, profile.modalities)):
        yield from (prefix + each for name in names for each in mechanism_line(name))
    yield from _marked(MARKER, profile.population.markers)
    yield from _marked(SPONSOR, profile.sponsors[:1])
    yield from _marked(WORD, profile.words)


def _marked(prefix: str, names: Iterable[str]) -> Iterator[str]:
    return (prefix + name for name in names)


@lru_cache(maxsize=32768)
def concept_line(key: str) -> tuple[str, ...]:
    """The key, then what is above it in a fixed order; of a name that the vocabulary does not know, itself alone."""
    return (key, *sorted(concepts.above(key) - {key}))


@lru_cache(maxsize=1024)
def mechanism_line(name: str) -> tuple[str, ...]:
    """The target or modality, then what it is a kind of, the nearest first."""
    return (name, *mechanisms.broader(name))
