"""The regular expression that finds a unit after a number in running text, made from the words of `unit_words`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from equipoise.vocabulary.unit_words import CASED, DAILY, MULTIPLIER_WORDS, POWER, words_of_table


@cache
def unit_pattern() -> str:
    """A regular expression without captures for a unit in running text, to be tried where a number has ended.

    Longest first and closed by a word boundary; it carries its own case rules, so it can be part of any expression.
    Everything that it matches, `from_text` reads.
    """
    per = r"\s*(?:[/∕⁄]|\bper\b)\s*"
    size = f"(?:{_surface_pattern()}|{_alternation('d')})"
    what = _alternation("nc")
    daily = rf"\s+(?:{'|'.join(_spelt(word) for word in DAILY)})"
    multiplier = (
        r"(?:[x×✕*•·]\s*10\s*(?:(?:\\?\^|\\?\*{1,2}|e|exp|<sup>)\s*)?\(?" + rf"{POWER}\)?(?:</sup>)?(?!\d)"
        r"|[x×✕*•·]?\s*10\s*(?:\\?\^|\*{1,2}|e|exp)\s*\(?" + rf"{POWER}\)?(?!\d)"
        r"|[x×✕*•·]?\s*10[⁰¹²³⁴-⁹]+|[x×]\s*1,?000(?:,?000)?|[x×]\s*10,?000|[x×]\s*100,?000"
        rf"|(?:{'|'.join(_longest_first(MULTIPLIER_WORDS))})\b)"
    )
    return (
        rf"(?i:{multiplier}\s*(?:{what})?(?:{per}{size})+|{what}(?:{per}{size})+|{what}{daily}"
        rf"|{_cased_pattern()}|{_alternation('a')}|{per}{_alternation('e')}(?:{per}{size})*)(?!\w)"
    )


def _cased_pattern() -> str:
    """Only those that are not already a spelling in small letters; C and F need more than a number before them."""
    spellings = [word for word in CASED if len(word) > 1 and "/" not in word]
    return f"(?-i:{'|'.join(map(re.escape, _longest_first(spellings)))})"


def _surface_pattern() -> str:
    metre = r"m(?:et(?:er|re)s?)?"
    squared = r"(?:\s*(?:\(2\)|(?:\\?\^|\*\*)?\s*[2²]))?(?:\s+squared)?"
    return rf"1[.,]73(?:\s*(?:sq(?:uare)?\.?\s*)?{metre}{squared})?"


def _alternation(roles: str) -> str:
    """The spellings that may play one of the roles."""
    spellings = (word.spelling for word in words_of_table() if not set(roles).isdisjoint(word.roles))
    return f"(?:{'|'.join(_spelt(spelling) for spelling in _longest_first(spellings))})"


def _longest_first(spellings: Iterable[str]) -> list[str]:
    return sorted(set(spellings), key=lambda word: (-len(word), word))


def _spelt(spelling: str) -> str:
    """A spelling of the table as an expression: free spaces, raised digits, all three letters for micro."""
    out: list[str] = []
    for position, letter in enumerate(spelling):
        after_letter = position > 0 and spelling[position - 1].isalpha()
        if letter.isdigit() and letter in "23" and after_letter:
            raised = f"[{letter}{'²³'[int(letter) - 2]}]"
            out.append(rf"(?:\({raised}\)|\s?<sup>{letter}</sup>|\s?(?:\\?\^|\*\*)?\s?{raised})")
        elif letter == " ":
            out.append(r"[\s-]+")
        elif letter == "u" and position == 0:
            out.append("[uµμ]")
        elif letter == "°":
            out.append("[°º˚]")
        else:
            out.append(re.escape(letter))
    return "".join(out)
