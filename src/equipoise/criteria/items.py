"""What the grammar's passes work on: a row of items, each with a one-letter kind.

A clause begins as a row of tokens and is rewritten, pass by pass, into a row of ever larger items. Because a kind is
one
letter, a row of items is also a string, and a rule's left side is an ordinary compiled regular expression over kinds.

    tokens   N number · U unit · T time unit · w word · , ; : . ( ) / - + % punctuation as itself
    phrases  see `phrases.KINDS`
    mentions Q quantity · M condition · R treatment · E test · S state (of the vocabulary)
    built    V bounds · W window · K "at least k of" · 8 semicolon between the members of a list · F a set of criteria
             ^ a relaxation · Z expression (an atom or a tree of atoms)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any


class Item:
    """One token or built thing: kind, place in the normalised text, and what it stands for."""

    __slots__ = ("end", "fallback", "kind", "start", "text", "value")

    def __init__(self, kind: str, start: int, end: int, value: Any = None, text: str = "") -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.value = value
        self.text = text
        self.fallback: list[Item] | None = None  # the items that stand here if no rule of grammar uses this one

    def __repr__(self) -> str:
        return f"{self.kind}[{self.start}:{self.end} {self.value!r} {self.text!r}]"


Row = list[Item]
Build = Callable[[Sequence[Item], "re.Match[str]"], Item | Row | None]
Rule = tuple[re.Pattern[str], Build]


def kinds(items: Sequence[Item]) -> str:
    """The row as a string of kinds."""
    return "".join([item.kind for item in items])


def rewrite(items: Row, pattern: re.Pattern[str], build: Build) -> Row:
    """Replace each match of the pattern by what `build` makes of it; where it makes nothing (None) the items stay.

    Matches do not overlap and are found from left to right; after a refusal the search goes on one item further.
    """
    row = kinds(items)
    match = pattern.search(row)
    if match is None:
        return items
    out: Row = []
    done = 0
    while match is not None:
        begin, end = match.span()
        built = build(items[begin:end], match) if end > begin else None
        if built is None:
            match = pattern.search(row, begin + 1)
            continue
        out.extend(items[done:begin])
        out.extend(built if isinstance(built, list) else (built,))
        done = end
        match = pattern.search(row, done)
    out.extend(items[done:])
    return out


def rewrite_all(items: Row, *rules: Rule) -> Row:
    """Apply the rules in turn. The kinds of the row are written out again only where a rule may have changed it."""
    row = kinds(items)
    for pattern, build in rules:
        if pattern.search(row) is not None:
            items = rewrite(items, pattern, build)
            row = kinds(items)
    return items
