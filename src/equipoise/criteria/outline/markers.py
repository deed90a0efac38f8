"""Numbers, letters and bullets at the start of an item.

A marker is read in every way it could be meant ("i." is a roman one or the ninth letter); the list it stands in
decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROMAN = {
    numeral: value
    for value, numeral in enumerate(
        [f"{ten}{unit}" for ten in ("", "x") for unit in ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")],
        start=1,
    )
}
_CIRCLED = {chr(0x2460 + n): n + 1 for n in range(20)}
_BULLETS = "•●○▪■◦‣⁃·►➢✓✔※→"

_MARKER = re.compile(
    rf"(?P<bullet>[{_BULLETS}]+(?=\s|\w|[(\[<>=≤≥\"'])|[-–*+]{{1,3}}(?=\s)|[-–*•](?=[A-Za-z(≥≤<>\"'])|"
    rf"[o§¿Ø#](?=\s+\S)|§(?=\S))"
    rf"|(?P<circled>[{''.join(_CIRCLED)}])\.?"
    r"|(?P<open>[(\[])(?P<inner>\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})[)\]](?=\s|[A-Z≥≤<>(])"
    # not the value of "1.5 < X" or "18.5 kg/m2 ≤ X"
    r"|(?P<dotted>\d{1,2}(?:\.\d{1,2}){1,3}[.)]?)(?!\s*(?:[^\W\d]\S*/\S+\s*)?[≥≤<>]=?\s*[^\W\d])"
    r"(?=\s+[^\W\d]|\s+[≥≤<>(])"
    r"|(?P<mixed>\d{1,2}[a-z])(?P<mixed_end>[.)])(?=\s|[A-Z])"
    r"|(?P<coded>(?:[IE]|IC|EC|SI|SE|INC?|EXC?|RI|RE)[ -]?\d{1,2})(?P<coded_end>[.:)])(?=\s)"
    r"|(?P<number>\d{1,3})(?P<number_end>\s?[.)]|[.][)]|-(?=\s|[A-Z])|:(?=\s)|"
    r",(?=\s+[A-Za-z]))(?!\d)(?!\s*(?:or|and|to)\s+\d)(?=\s|[A-Za-z(≥≤<>\"'=])"
    r"|(?P<letter>[a-zA-Z])(?P<letter_end>[.]|\s?\)|\.\))(?=\s|[A-Z≥≤<>(])"
    r"|(?P<roman>[ivxIVX]{2,5})(?P<roman_end>[.)]|\.\))(?=\s|[A-Z≥≤<>(])"
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker as written: `readings` are pairs of a list style and a place in it; a bullet has none.

    `path` holds the outer numbers of "2.1" or "3a". `end` is where the marker stops, as an offset into the text
    given.
    """

    start: int
    end: int
    style: str
    readings: tuple[tuple[str, int], ...] = ()
    path: tuple[int, ...] = ()

    @property
    def is_bullet(self) -> bool:
        """Whether the marker says nothing of the item's place."""
        return not self.readings


def read_marker(text: str, start: int, end: int) -> Marker | None:
    """The marker at `text[start:end]`, white space skipped before. "- 1." is the number, the dash is part of it."""
    match = _MARKER.match(text, start, end)
    if match is None:
        return None
    if not match["bullet"]:
        return _enumerated(match)
    inner_start = _skip(text, match.end(), end)
    inner = _MARKER.match(text, inner_start, end)
    if inner is None or inner_start == match.end():
        return Marker(start, match.end(), "bullet " + match["bullet"][0])
    if inner["bullet"]:
        return Marker(start, inner.end(), "bullet " + match["bullet"][0] + inner["bullet"][0])
    found = _enumerated(inner)
    return Marker(start, found.end, found.style, found.readings, found.path)


def _skip(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _enumerated(match: re.Match[str]) -> Marker:
    start, end = match.span()
    if match["circled"]:
        return Marker(start, end, "circled", (("circled", _CIRCLED[match["circled"]]),))
    if match["dotted"]:
        *outer, last = (int(n) for n in match["dotted"].rstrip(".)").split("."))
        style = f"dotted{len(outer)}"
        return Marker(start, end, style, ((style, last),), tuple(outer))
    if match["mixed"]:
        letter = match["mixed"][-1]
        style = "mixed" + match["mixed_end"]
        return Marker(start, end, style, ((style, ord(letter) - 96),), (int(match["mixed"][:-1]),))
    if match["coded"]:
        style = "coded" + re.sub(r"[\d\s-]", "", match["coded"])
        return Marker(start, end, style, ((style, int(re.sub(r"\D", "", match["coded"]))),))
    if match["open"]:
        return _plain(start, end, match["inner"], "()")
    for kind in ("number", "letter", "roman"):
        if match[kind]:
            return _plain(start, end, match[kind], match[f"{kind}_end"].strip()[-1])
    raise AssertionError("the pattern has no other branch")


def _plain(start: int, end: int, words: str, closing: str) -> Marker:
    if words.isdigit():
        closing = "." if closing in ",:-" else closing
        style = f"number {closing}"
        return Marker(start, end, style, ((style, int(words)),))
    case = "upper" if words[0].isupper() else "lower"
    readings: list[tuple[str, int]] = []
    if len(words) == 1:
        readings.append((f"letter {case} {closing}", ord(words.lower()) - 96))
    if words.lower() in _ROMAN:
        readings.append((f"roman {case} {closing}", _ROMAN[words.lower()]))
    if not readings:
        return Marker(start, end, "none")
    readings.sort(key=lambda reading: reading[1])
    return Marker(start, end, readings[0][0], tuple(readings))
