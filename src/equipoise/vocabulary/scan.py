"""Finding the names of quantities and concepts in a text, all of them in one pass.

    scan("SGOT and hemoglobin in women with MS")
        quantity ast, quantity hemoglobin, state female, condition multiple sclerosis (ambiguous)

Leftmost and longest wins, at word boundaries only. Case, accents, hyphens, line breaks and plurals do not count, except for
abbreviations, which count in their own case. "non" and "anti" in front of a name are not looked at: whoever reads the sentence must.

The forms lie in `tables/forms.tsv.gz`, one line a reading, already folded and with their variants
(`tools/build_vocabulary.py`); the automaton is built from it on first use.

How the word boundaries come for free: the folded text is title-cased, so the first letter of each word differs from
all others, and no form can begin inside a word. The end of a word is looked at for the few that remain.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple, cast

import ahocorasick

from equipoise.vocabulary.tsv import lines

MentionKind = Literal["quantity", "condition", "treatment", "test", "state"]


class Mention(NamedTuple):
    """`text[start:end]` names `key`: the slug of a quantity, else the key of a concept.

    `ambiguous` marks an abbreviation that texts use for other things too. `others` are further readings of the same words
    (rheumatoid factor is a quantity and a test), likeliest first.
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
_RUN = re.compile(rf"[\s{re.escape(_HYPHENS)}]{{2,}}")
_HYPHEN = re.compile(f"[{re.escape(_HYPHENS)}]")
_SHOUTED = re.compile(r"[A-Z]{4,}\b")
_SHOUTING = re.compile(r"\b[A-Z]{4,}$")
_BARRIER = "\n"  # stands in no form


def _fold_table() -> dict[int, str]:
    """One character for one character, so that offsets stay."""
    accented = {
        **dict.fromkeys("àáâãäåā", "a"), "ç": "c", "ć": "c", **dict.fromkeys("èéêëē", "e"), **dict.fromkeys("ìíîïī", "i"),
        "ñ": "n", "ń": "n", **dict.fromkeys("òóôõöøō", "o"), "ł": "l", "ß": "β", **dict.fromkeys("ùúûüū", "u"), "ý": "y",
    }  # fmt: skip
    upper = {letter.upper(): plain.upper() for letter, plain in accented.items() if letter != "ß"}
    spaces = dict.fromkeys(" \t\n\r\f\v\u00a0\u2002\u2003\u2009\u202f" + _HYPHENS, " ")
    return str.maketrans({**accented, **upper, **spaces, **dict.fromkeys("’‘ʼ`´", "'")})


_FOLD = _fold_table()


def fold(text: str) -> str:
    """The text in the characters that forms are written in; same length, case kept."""
    return text.translate(_FOLD)


def _title(folded: str) -> str:
    titled = folded.title()
    if len(titled) == len(folded):
        return titled
    # A few ligatures grow when their case changes; they are in no form.
    return "".join(c if len(c.title()) == len(c.lower()) == 1 else "?" for c in folded).title()


class _Flat:
    """A text with every run of white space made one space, and the way back to the text's own offsets."""

    __slots__ = ("ends", "shifts", "text")

    def __init__(self, text: str) -> None:
        self.ends: list[int] = []  # where, in the flat text, each shortened run ends
        self.shifts: list[int] = []  # how much all runs up to there were shortened by
        pieces: list[str] = []
        done = shift = 0
        for run in _RUN.finditer(text):
            words = run.group()
            # A bullet or a blank line parts two items; a line break within a sentence does not.
            parts = words.count("\n") > 1 or (words[0].isspace() and _HYPHEN.search(words) is not None)
            pieces += (text[done : run.start()], _BARRIER if parts else " ")
            done = run.end()
            shift += len(words) - 1
            self.ends.append(done - shift)
            self.shifts.append(shift)
        pieces.append(text[done:])
        single = "".join(piece if piece == _BARRIER else fold(piece) for piece in pieces)
        self.text = single

    def origin(self, offset: int) -> int:
        """The text's offset for one of the flat text."""
        at = bisect_right(self.ends, offset)
        return offset + self.shifts[at - 1] if at else offset


Lexicon = Mapping[str, tuple[Reading, ...]]


@cache
def lexicon() -> Lexicon:
    """Every form and its readings, likeliest first."""
    found: dict[str, tuple[Reading, ...]] = {}
    for form, kind, key, exact, caution in lines("forms.tsv.gz"):
        reading = Reading(cast(MentionKind, kind), key, exact, caution)
        found[form] = (*found[form], reading) if form in found else (reading,)
    return found


@cache
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for form, readings in lexicon().items():
        automaton.add_word(_title(form), (len(form), readings))
    automaton.make_automaton()
    return automaton


def _shouted(flat: str, start: int, end: int) -> bool:
    """Whether the words around are in capitals too, so that capitals mean nothing."""
    return bool(_SHOUTED.match(flat, end + 1) or _SHOUTING.search(flat, max(0, start - 20), max(0, start - 1)))


def _holding(readings: tuple[Reading, ...], flat: str, start: int, end: int) -> tuple[Reading, ...]:
    """The readings that the case of the words allows."""
    if not any(reading.exact for reading in readings):
        return readings
    words = flat[start:end]
    return tuple(
        reading
        for reading in readings
        if (not reading.exact or reading.exact == words)
        and not (reading.caution == "word" and _shouted(flat, start, end))
    )


def _candidates(flat: str) -> list[tuple[int, int, tuple[Reading, ...]]]:
    """(start, minus end, readings) of each form at word boundaries; an "s" after the form belongs to it."""
    titled = _title(flat) + "  "
    found = []
    for last, (length, readings) in _automaton().iter(titled):
        end = last + 1
        following = titled[end]
        stop = end
        if following.isalnum():
            if following != "s" or titled[end + 1].isalnum():
                continue
            stop = end + 1
        start = end - length
        if start and titled[start - 1].isalnum():
            continue
        held = _holding(readings, flat, start, end)
        if held:
            found.append((start, -stop, held))
    found.sort(key=lambda candidate: candidate[:2])
    return found


def scan(text: str) -> list[Mention]:
    """The mentions in a text, in its order and in its own offsets; none overlaps another."""
    flat = _Flat(text)
    mentions: list[Mention] = []
    free = 0
    for start, minus_end, readings in _candidates(flat.text):
        if start < free:
            continue
        free = -minus_end
        first, *rest = readings
        mentions.append(
            Mention(
                flat.origin(start),
                flat.origin(free - 1) + 1,
                first.kind,
                first.key,
                bool(first.caution),
                tuple((reading.kind, reading.key) for reading in rest),
            )
        )
    return mentions
