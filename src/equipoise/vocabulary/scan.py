"""Finding the names of quantities and concepts in a text, all of them in one pass.

    scan("SGOT and hemoglobin in women with MS")
        quantity ast, quantity hemoglobin, state female, condition multiple sclerosis (ambiguous)

Leftmost and longest wins, at word boundaries only. Case, accents, hyphens, line breaks and plurals do not count, except
for abbreviations, which count in their own case. A "non-" in front of a name, and qualifiers such as "severe", are not
looked at: whoever reads the sentence must.

The forms lie in `tables/forms.tsv.gz`, already folded and with their variants (`tools/build_vocabulary.py`); the
automaton is built from them on first use.

How the word boundaries come for free: the folded text is title-cased, so the first letter of each word differs from
all others, and no form can begin inside a word. The end of a word is looked at for the few that remain.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from operator import itemgetter
from typing import Literal, NamedTuple, cast

import ahocorasick

from equipoise.vocabulary.tsv import cell_list, lines

MentionKind = Literal["quantity", "condition", "treatment", "test", "state"]


class Mention(NamedTuple):
    """`text[start:end]` names `key`: the slug of a quantity, else the key of a concept.

    `ambiguous` marks an abbreviation that texts use for other things too. `others` are further readings of the same
    words (rheumatoid factor is a quantity and a test), likeliest first.
    """

    start: int
    end: int
    kind: MentionKind
    key: str
    ambiguous: bool = False
    others: tuple[tuple[MentionKind, str], ...] = ()


class Reading(NamedTuple):
    """What a form can mean. `exact` is the only spelling that counts, empty where case does not.

    `caution`: "" none; "ambiguous" an abbreviation of several things; "word" one that is an ordinary word in capitals.
    """

    kind: MentionKind
    key: str
    exact: str
    caution: str


_HYPHENS = "-‐‑‒–—−"
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
_UNEVEN = re.compile(  # one set of characters to begin with, which is what makes the search fast
    rf"[\s{re.escape(_HYPHENS)}{''.join(_LIGATURES)}](?:(?<=[{''.join(_LIGATURES)}])|[\s{re.escape(_HYPHENS)}]+)"
)
_HYPHEN = re.compile(f"[{re.escape(_HYPHENS)}]")
_SHOUTED = re.compile(r"\W*[A-Z]{4,}\b")
_SHOUTING = re.compile(r"\b[A-Z]{4,}\W*$")
_SHOUTING_REACH = 20  # characters before the words in which a neighbour in capitals is looked for
_BARRIER = "\x1f"  # parts two items; stands in no form


def _fold_table() -> dict[int, str]:
    """One character for one character, so that offsets stay."""
    plain = {"a": "àáâãäåā", "c": "çć", "e": "èéêëē", "i": "ìíîïī", "l": "ł", "n": "ñń", "o": "òóôõöøō", "u": "ùúûüū"}
    lower = {accented: letter for letter, group in plain.items() for accented in group}
    upper = {accented.upper(): letter.upper() for accented, letter in lower.items()}
    spaces = dict.fromkeys(" \t\n\r\f\v\u00a0\u2002\u2003\u2009\u202f" + _HYPHENS, " ")
    return str.maketrans({**lower, **upper, "ß": "β", **spaces, **dict.fromkeys("’‘ʼ`´", "'")})


_FOLD = _fold_table()


def fold(text: str) -> str:
    """The text in the characters that forms are written in; same length, case kept."""
    return text.translate(_FOLD)


def _title(folded: str) -> str:
    titled = folded.title()
    if len(titled) == len(folded):
        return titled
    # A few letters become two when their case changes; they are in no form.
    return "".join(c if len(c.title()) == len(c.lower()) == 1 else "?" for c in folded).title()


class _Flat:
    """A folded text with every run of white space made one space, and the way back to the text's own offsets."""

    __slots__ = ("_ends", "_shifts", "text")

    def __init__(self, text: str) -> None:
        self._ends: list[int] = []  # where, in the flat text, each place ends whose length changed
        self._shifts: list[int] = []  # how much the text was longer up to there
        pieces: list[str] = []
        done = shift = 0
        for place in _UNEVEN.finditer(text):
            instead = _even(place.group())
            pieces += (text[done : place.start()], instead)
            done = place.end()
            shift += len(place.group()) - len(instead)
            self._ends.append(done - shift)
            self._shifts.append(shift)
        pieces.append(text[done:])
        self.text = fold("".join(pieces))

    def origin(self, offset: int) -> int:
        """The text's offset for one of the flat text."""
        at = bisect_right(self._ends, offset) if self._ends else 0
        return offset + self._shifts[at - 1] if at else offset


def _even(uneven: str) -> str:
    """What stands for a run of spaces and hyphens, or for a ligature.

    A bullet or a blank line parts two items; a line break within a sentence does not, nor a hyphen at a line's end.
    """
    if uneven in _LIGATURES:
        return _LIGATURES[uneven]
    parts = uneven.count("\n") > 1 or (uneven[0].isspace() and _HYPHEN.search(uneven) is not None)
    return _BARRIER if parts else " "


Lexicon = Mapping[str, tuple[Reading, ...]]


@cache
def lexicon() -> Lexicon:
    """Every form, in lower case, and its readings, likeliest first."""
    found: dict[str, tuple[Reading, ...]] = {}
    for kind, key, case, caution, forms in lines("forms.tsv.gz"):
        free = (Reading(cast(MentionKind, kind), key, "", caution),)
        for form in cell_list(forms):
            readings = free if case == "any" else (Reading(cast(MentionKind, kind), key, form, caution),)
            lowered = form if case == "any" else form.lower()
            found[lowered] = (*found[lowered], *readings) if lowered in found else readings
    return found


@cache
def _automaton() -> ahocorasick.Automaton:
    """Yields, for each form that ends somewhere: its length, its readings, whether case counts for any of them."""
    automaton = ahocorasick.Automaton()
    for form, readings in lexicon().items():
        automaton.add_word(_title(form), (len(form), readings, any(reading.exact for reading in readings)))
    automaton.make_automaton()
    return automaton


def _shouted(flat: str, start: int, end: int) -> bool:
    """Whether the words around are in capitals too, so that capitals mean nothing."""
    return bool(_SHOUTED.match(flat, end) or _SHOUTING.search(flat, max(0, start - _SHOUTING_REACH), start))


def _holding(readings: tuple[Reading, ...], flat: str, start: int, end: int) -> tuple[Reading, ...]:
    """The readings that the case of the words allows."""
    words = flat[start:end]
    return tuple(
        reading
        for reading in readings
        if (not reading.exact or reading.exact == words)
        and not (reading.caution == "word" and _shouted(flat, start, end))
    )


def _candidates(flat: str) -> list[tuple[int, int, int, tuple[Reading, ...]]]:
    """(start, minus stop, minus length, readings) of each form at word boundaries; a plural "s" lies before the
    stop."""
    titled = _title(flat) + "  "
    found = []
    for last, (length, readings, case_counts) in _automaton().iter(titled):
        stop = end = last + 1
        start = end - length
        if titled[end].isalnum():
            if titled[end] != "s" or titled[end + 1].isalnum() or flat[end] != "s":
                continue
            stop = end + 1
        if start and titled[start - 1].isalnum():
            continue
        held = _holding(readings, flat, start, end) if case_counts else readings
        if held:
            found.append((start, -stop, -length, held))
    found.sort(key=itemgetter(0, 1, 2))
    return found


def scan(text: str) -> list[Mention]:
    """The mentions in a text, in its order and in its own offsets; none overlaps another."""
    flat = _Flat(text)
    mentions: list[Mention] = []
    free = 0
    for start, minus_stop, _, readings in _candidates(flat.text):
        if start < free:
            continue
        free = -minus_stop
        first = readings[0]
        mentions.append(
            Mention(
                flat.origin(start),
                flat.origin(free - 1) + 1,
                first.kind,
                first.key,
                bool(first.caution),
                tuple([(reading.kind, reading.key) for reading in readings[1:]]),
            )
        )
    return mentions
