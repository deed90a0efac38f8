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
    daily = rf"\s+(?:{'|'.join(_longest_first(DAILY))})"
    return (
        rf"(?i:{_multiplier_pattern()}\s*(?:{what})?(?:{per}{size})+|{what}(?:{per}{size})+|{what}{daily}"
        rf"|{_cased_pattern()}|{_alternation('a')}|{per}{_alternation('e')}(?:{per}{size})*)(?!\w)"
    )


def _multiplier_pattern() -> str:
    """Ten and its power need a sign between them, or a sign of multiplication before: `10^9`, `x 10^9`, `x 109`."""
    times, raised = r"[x×✕*•·]\s*", rf"(?:\({POWER}\)|<sup>{POWER}</sup>|{POWER})"
    sign = r"(?:\\?\^|\\?\*{1,2}|e|exp)"
    return (
        rf"(?:(?:{times})?10\s*{sign}\s*{raised}(?!\d)|{times}10\s*{raised}(?!\d)|10\({POWER}\)"
        rf"|(?:{times})?10[⁰¹²³⁴-⁹]+|{times}10{{0,2}}(?:,?000){{1,4}}(?!\d)"
        rf"|(?:{'|'.join(_longest_first(MULTIPLIER_WORDS))})\b)"
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
    playing = (word for word in words_of_table() if not set(roles).isdisjoint(word.roles))
    micro = {word.spelling: word.code.startswith("u") for word in playing}
    return f"(?:{'|'.join(_spelt(spelling, micro[spelling]) for spelling in _longest_first(micro))})"


def _longest_first(spellings: Iterable[str]) -> list[str]:
    return sorted(set(spellings), key=lambda word: (-len(word), word))


def _spelt(spelling: str, micro: bool) -> str:
    """A spelling of the table as an expression: free spaces, raised digits, all three letters for micro."""
    if len(spelling) == 1 and spelling.isalpha() and spelling not in "lu":
        return f"(?-i:{spelling})"  # "2 D echocardiogram" is not two days
    return "".join(_letter(spelling, position, micro) for position in range(len(spelling)))


def _letter(spelling: str, position: int, micro: bool) -> str:
    letter = spelling[position]
    if letter in "23" and position > 0 and spelling[position - 1].isalpha():
        raised = f"[{letter}{'²³'[int(letter) - 2]}]"
        return rf"(?:\({raised}\)|\s?<sup>{letter}</sup>|\s?(?:\\?\^|\*\*)\s?{raised}|{raised})"
    if letter == "u" and position == 0 and micro:
        return "[uµμ]"
    return {" ": r"[\s-]+", "°": "[°º˚]"}.get(letter, re.escape(letter))
