"""The sentence that says why, made of words and of the evidence itself.

A phrase is a sequence of words and `Evidence`; the sentence and the list of evidence are both read off it, so no fact
can be mentioned that is not listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from equipoise.patient.facts import Moment
from equipoise.screening.answer import Evidence

Phrase = tuple[str | Evidence, ...]

MOST_PHRASES = 8  # a sentence that lists more than this is not read by anybody


def sentence(phrases: tuple[Phrase, ...]) -> str:
    """The phrases in plain words, each once, joined by semicolons."""
    return "; ".join(["".join([p if isinstance(p, str) else p.shown() for p in phrase]) for phrase in _kept(phrases)])


def evidence_of(phrases: tuple[Phrase, ...]) -> tuple[Evidence, ...]:
    """Every fact that `sentence` mentions, in order, once."""
    found = [part for phrase in _kept(phrases) for part in phrase if isinstance(part, Evidence)]
    return tuple(found) if len(found) < 2 else tuple(dict.fromkeys(found))


def _kept(phrases: tuple[Phrase, ...]) -> Sequence[Phrase]:
    return phrases if len(phrases) < 2 else list(dict.fromkeys(phrases))[:MOST_PHRASES]


def number(value: float) -> str:
    """A number for people: up to six significant digits, no exponent for everyday sizes."""
    text = f"{value:.6g}"
    return f"{value:,.0f}".replace(",", " ") if "e+" in text and abs(value) < 1e15 else text


def day(value: date | None) -> str | None:
    """ISO, or None."""
    return None if value is None else value.isoformat()


def moment_text(when: Moment) -> str | None:
    """When, as evidence shows it: a day, a span `2019-05-02/2021-01-01`, `since …`; None where nothing is known."""
    if when.start is None and when.end is None:
        return None
    if when.start is not None and when.start == when.end:
        return when.start.isoformat()
    if when.end is None:
        return f"{day(when.start)}/"
    return f"{day(when.start) or ''}/{when.end.isoformat()}"
