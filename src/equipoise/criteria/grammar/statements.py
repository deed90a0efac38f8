"""What a sentence says of a person without naming a thing of the vocabulary -> a state that goes by its words.

neurologically stable           U        "neurologically stable": nobody but a person can say
unfit for surgery or asthma     U | Z    likewise, as a member of a list
as read by a central panel      … r U    a piece of a sentence: it stays not understood
glorp of the flurb              U        nor is what no table knows a word of

Such a state has no concept of the vocabulary, so that no record can make it true or false. It is taken only where the
words are a statement of their own: between the ends of the sentence and its connectives, and the only ones of the
clause that name nothing.
"""

from __future__ import annotations

import re
from itertools import pairwise

from equipoise.criteria.function_words import FUNCTION_WORDS
from equipoise.criteria.grammar.heads import SAID_ALONE
from equipoise.criteria.items import Item, Row
from equipoise.criteria.nodes import Concept, Unsupported

_OPENS = frozenset("&|,~.;:sm!")
_CLOSES = frozenset("&|,~.;WF")
_WORD = re.compile(r"[^\W\d_][\w'’-]+")
_ONLY_WORDS = re.compile(r"[^\W\d_][\w\s'’,()/.&-]*$")
_MOST_UNKNOWN = 1


def statements(row: Row) -> Row:
    """`U` -> `Z(state)`, where it is all that is said."""
    unknown = [index for index, item in enumerate(row) if _is_unknown(item)]
    if not 1 <= len(unknown) <= _MOST_UNKNOWN:
        return row
    out = list(row)
    for index in unknown:
        if _stands_alone(row, index) and _says_something(row[index]):
            out[index] = _state(row[index])
    return out


def _is_unknown(item: Item) -> bool:
    return item.kind == "Z" and isinstance(item.value, Unsupported)


def _stands_alone(row: Row, index: int) -> bool:
    before = index - 1
    while before >= 0 and (row[before].kind == "t" or (row[before].kind == "v" and not row[before].value)):
        before -= 1
    after = row[index + 1].kind if index + 1 < len(row) else "."
    return (before < 0 or row[before].kind in _OPENS) and after in _CLOSES


def _says_something(item: Item) -> bool:
    """Whether it is two words or more, and one that heads them is known to say what somebody is or does."""
    words = [word.lower() for word in _WORD.findall(item.value.text)]
    means = [word for word in words if word not in FUNCTION_WORDS]
    if len(means) < 2 or _ONLY_WORDS.match(item.value.text) is None:
        return False
    head = next((word for word, after in pairwise((*words, "of")) if after in _ENDS_HEAD), "")
    return words[0] in SAID_ALONE or head in SAID_ALONE


_ENDS_HEAD = frozenset({"of", "in", "to", "from", "for", "by", "with", "at", "on", "as", "that", "who", "which", "and"})


def _state(item: Item) -> Item:
    node: Unsupported = item.value
    name = " ".join(node.text.lower().split())
    made = Concept("state", name, narrowed=True, span=node.span, rule="statement")
    return Item("Z", item.start, item.end, made, "K")
