"""The words of a description, each once, with how often it stands there in any of its forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from equipoise.finding.patient.model import Word
from equipoise.vocabulary.normal import normalise

_WORD = re.compile(r"[^\W_]+")

# Words that every text is full of (the usual list of English function words). Words of notes need no list: they are
# rare in trials, or weigh little because they are common there.
_STOP_WORDS = """
    a about above after again against all am an and any are as at be because been before being below between both but by
    can could did do does doing down during each few for from further had has have having he her here hers herself him
    himself his how i if in into is it its itself just me more most my myself no nor not now of off on once only or
    other
    our ours ourselves out over own same she should so some such than that the their theirs them themselves then there
    these they this those through to too under
    until up very was we were what when where which while who whom why will
    with would you your yours yourself yourselves
"""
STOP = frozenset(_STOP_WORDS.split())


def words_of(text: str, *, main: bool = False) -> tuple[Word, ...]:
    """The words in the order of their first place; numbers and function words are left out.

    A word's forms count together ("seizure", "seizures"), under the form that comes first.
    """
    return merged(Word(word, 1, main) for word in _words(text))


def merged(words: Iterable[Word]) -> tuple[Word, ...]:
    """The same words with the counts of each one's forms added up."""
    found: dict[str, Word] = {}
    for word in words:
        key = normalise(word.text) or word.text
        old = found.get(key)
        found[key] = Word(old.text, old.count + word.count, old.main or word.main) if old else word
    return tuple(found.values())


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        word = match.group().lower()
        if word not in STOP and not word.isdigit():
            yield word
