"""The closed list of phrases that carry grammar: comparators, connectives, negators, windows, anchors, people's parts.

Content words (diseases, drugs, tests, quantities) are the vocabulary's; what stands in `tables/phrases.tsv` is the
same in
every trial. Each phrase has a one-letter kind (see `KINDS`) and a payload. Longer phrases win. An apostrophe is written
as ', a dash as -.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_TABLE: Final = Path(__file__).parent / "tables" / "phrases.tsv"

# A number, a word (with inner hyphens and apostrophes), a comparator of two parts ("> or =", "</="), or any other sign.
# Most tokens are plain words: those come first, since their letters are the quickest to tell.
TOKEN: Final = re.compile(
    r"(?P<plain>[A-Za-z]++(?![\w'’(-]|\.\d))"
    r"|(?P<num>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|(?<![\w.])\.\d+)"
    r"|(?P<word>(?<!\w)[vV]\.?\d+(?:\.\d+)+(?!\w)|[^\W\d_][^\W_]*(?:['’][^\W_]+)*(?:-[^\W_]+(?:['’][^\W_]+)*)*(?:\((?:s|es|ies)\))?)"
    r"|(?P<either>[<>≤≥]\s?(?:/|or(?=[\s=])|_)\s?(?:=(?:\s?to\b)?|equals?(?:\sto)?\b)|=\s?(?:/|or(?=[\s<>]))\s?[<>]|=\s[<>](?=\s?[\d.])|[<>]_(?=\s?\d))"
    r"|(?P<sign>>=|=>|<=|=<|[^\s])"
)

KINDS: Final = {
    "C": "comparator before a value (payload: op)",
    "c": "comparator after a value (payload: op)",
    "O": "one of the following, any of (payload: any | all | none)",
    "&": "and",
    "|": "or",
    "~": "and/or",
    "!": "negation (payload: no | without | lack)",
    "x": "except",
    "u": "unless",
    "i": "if",
    "o": "other than",
    "h": "history (payload: ever)",
    "k": "current (payload: current)",
    "q": "how a treatment went (payload: response)",
    "I": "within, in the past",
    "b": "before",
    "a": "after",
    "f": "for (a length of time)",
    "A": "anchor of a window (payload: anchor)",
    "@": "at an anchor (payload: anchor)",
    "D": "during the study, planned (payload: after)",
    "J": "judgement",
    "j": "would interfere: what a person must judge",
    "G": "agreement (payload: name)",
    "e": "examples follow",
    "n": "including",
    "d": "is defined as",
    "Y": "within normal limits (payload: high | low | both)",
    "L": "upper limit of normal",
    "l": "lower limit of normal",
    "B": "baseline value",
    "P": "predicted value",
    "X": "times",
    "g": "of age, old",
    "t": "determiner",
    "v": "words that ask nothing of their own (payload: the kind of thing that follows, where they tell it)",
    "s": "the people the text speaks of",
    "m": "must, is required",
    "z": "are excluded, are not eligible",
    "y": "are allowed, may be included",
    "r": "is needed for: requiring, treated with",
    "p": "preposition",
    "+": "positive result",
    "_": "negative result",
    "H": "more than, over: a comparator only before a value",
    "w": "words that stay content words, read as one (payload: how they are written)",
    "5": "the sentence is another way to meet what was stated",
    "7": "in which state a measurement is taken (payload: the state)",
    "^": "the bound may be relaxed, or does not apply (payload: may | exempt)",
    "0": "nothing is asked: not specified",
    "?": "whichever is longer",
}

# One phrase may stand under several kinds ("over" is a comparator before a number and a preposition elsewhere): the
# lexer chooses by what follows.
Entry = tuple[str, str]


class Branch:
    """A step in the tree of phrases: what may follow, and what the words up to here mean if they are a phrase."""

    __slots__ = ("entries", "next")

    def __init__(self) -> None:
        self.next: dict[str, Branch] = {}
        self.entries: tuple[Entry, ...] = ()


def phrase_tree() -> Branch:
    """All phrases, word by word; the longest that fits is found by walking."""
    root = Branch()
    for kind, payload, phrase in _rows():
        branch = root
        for word in split_words(phrase):
            branch = branch.next.setdefault(word, Branch())
        branch.entries = (*branch.entries, (kind, payload))
    return root


def _rows() -> Iterator[tuple[str, str, str]]:
    """The rows of the table: kind, payload, phrase."""
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            kind, payload, phrase = line.split("\t")
            yield kind, payload, phrase


def split_words(phrase: str) -> list[str]:
    """The phrase as the lexer would cut it: words and single signs."""
    return [match.group().lower() for match in TOKEN.finditer(phrase)]
