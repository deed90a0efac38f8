"""Other words for the words that were asked for: their inflections, and the other names of the thing they name.

The index holds words as they were written, with their endings, so that one index answers for the exact word and for
the word in any number; a word's other forms are made when it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from equipoise.finding.essie.words import tokens
from equipoise.library.index.analysis import ANALYZER, EXACT, analyzer
from equipoise.vocabulary.concepts import Concept, concept, find
from equipoise.vocabulary.scan import scan

MOST_NAMES = 6
_MOST_VARIANTS = 4
_SHORTEST = 4  # letters from which a word has inflections worth looking for


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words that name one thing, or a single word; `names` are other names of it, each as words."""

    words: tuple[str, ...]
    names: tuple[tuple[str, ...], ...] = ()


@lru_cache(maxsize=4096)
def exact_words(text: str) -> tuple[str, ...]:
    """The words of a text as the index has them."""
    return tuple(tokens(text, EXACT))


@lru_cache(maxsize=4096)
def parts_of(text: str) -> tuple[Part, ...]:
    """The things that the text names, in order, and its other words one by one."""
    whole = find(text)
    if whole is not None:
        return (Part(exact_words(text), names_of(whole, text)),)
    parts: list[Part] = []
    at = 0
    for mention in scan(text):
        if mention.kind == "quantity" or mention.ambiguous:
            continue
        named = concept(mention.key)
        parts.extend(Part((word,)) for word in exact_words(text[at : mention.start]))
        words = text[mention.start : mention.end]
        parts.append(Part(exact_words(words), names_of(named, words) if named else ()))
        at = mention.end
    parts.extend(Part((word,)) for word in exact_words(text[at:]))
    return tuple(part for part in parts if part.words)


def names_of(thing: Concept, besides: str) -> tuple[tuple[str, ...], ...]:
    """The thing's names as words, without the one that was given; the plainest first."""
    given = exact_words(besides)
    every = dict.fromkeys(words for name in (thing.name, *thing.synonyms) if (words := exact_words(name)))
    every.pop(given, None)
    return tuple(islice(every, MOST_NAMES))


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """The word without its English endings."""
    found: list[str] = analyzer(ANALYZER).analyze(word)
    return found[0] if found else word


@lru_cache(maxsize=8192)
def inflections(word: str) -> tuple[str, ...]:
    """The word, and its plural or singular: only what has the word's own stem, since not every -s is an ending."""
    if len(word) < _SHORTEST or not word.isalpha():
        return (word,)
    root = stem(word)
    guesses = {word + "s", word + "es", word.removesuffix("s"), word.removesuffix("es")}
    if word.endswith("y"):
        guesses.add(word[:-1] + "ies")
    if word.endswith("ies"):
        guesses.add(word[:-3] + "y")
    found = sorted(guess for guess in guesses - {word} if len(guess) >= _SHORTEST and stem(guess) == root)
    return (word, *found[: _MOST_VARIANTS - 1])
