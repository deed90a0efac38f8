"""The sentence that says why, made of words and of the evidence itself.

A phrase is a sequence of words and `Evidence`; the sentence and the list of evidence are both read off it, so no fact
can be mentioned that is not listed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from equipoise.patient.facts import Moment
from equipoise.screening.answer import Evidence

Phrase = tuple[str | Evidence, ...]

MOST_PHRASES = 8  # a sentence that lists more than this is not read by anybody


def sentence(phrases: Iterable[Phrase]) -> str:
    """The phrases in plain words, each once, joined by semicolons."""
    return "; ".join("".join(part if isinstance(part, str) else part.shown() for part in p) for p in _kept(phrases))


def evidence_of(phrases: Iterable[Phrase]) -> tuple[Evidence, ...]:
    """Every fact that `sentence` mentions, in order, once."""
    return tuple(dict.fromkeys(part for p in _kept(phrases) for part in p if isinstance(part, Evidence)))


def _kept(phrases: Iterable[Phrase]) -> list[Phrase]:
    return list(dict.fromkeys(phrases))[:MOST_PHRASES]


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
