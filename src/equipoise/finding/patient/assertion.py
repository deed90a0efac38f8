"""What a note says is not there, or was somebody else's.

    "Denies fever, chills or cough, but has a rash."      fever, chills, cough: absent; rash: there
    "Family history of diabetes."                         diabetes: a relative's

A word that denies reaches to the end of its clause, over the commas of a list. This is the reach of NegEx (Chapman et
al. 2001, doi:10.1006/jbin.2001.1029) with the end of the clause in place of a number of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DENIES = re.compile(
    r"\b(?:no|not|never|den(?:y|ies|ied|ying)|without|w/o|negative for|absence of|free of|neither|nor|"
    r"rule[sd]? out|ruling out|r/o|unremarkable for|lack(?:s|ed)? of|(?:has|have|had)n't|(?:does|did|is|was)n't)\b",
    re.IGNORECASE,
)
# "No change in his asthma", "not only": what follows is there.
_PSEUDO = re.compile(
    r"\b(?:no (?:change|increase|improvement|longer|further|response|relief)|not (?:only|yet|improv\w+|respond\w*|"
    r"controlled|resolv\w+|certain|sure)|without (?:relief|improvement|response|difficulty))\b",
    re.IGNORECASE,
)
_END = re.compile(
    r"[.;:](?!\d)|\n|\b(?:but|however|although|though|except|who|which|presents?|presented|developed|reports?|reported|"
    r"secondary to|due to|because|until|since|and (?:has|had|is|was|does|did|reports?))\b",
    re.IGNORECASE,
)
_FAMILY = re.compile(
    r"\b(?:family (?:history|hx)|f(?:am)?hx?|father|mother|sisters?|brothers?|siblings?|aunts?|uncles?|cousins?|"
    r"grand(?:father|mother|parents?)|parents?)\b",
    re.IGNORECASE,
)
# "His mother reports fever": a relative who speaks is not the one who is ill.
_SPEAKS = re.compile(
    r"\s+(?:\w+\s+){0,2}(?:reports?|reported|states?|stated|notes?|noted|noticed|says?|said|describes?|brought|brings|"
    r"complain\w*|denies|denied|is concerned|was concerned|are concerned)\b",
    re.IGNORECASE,
)
_DENIED_BEHIND = re.compile(
    r"\s*(?:\w+\s+){0,2}(?:(?:was|were|is|are)\s+)?(?:negative|absent|ruled out|excluded|denied|unlikely|not (?:seen|"
    r"present|found|detected|noted))\b",
    re.IGNORECASE,
)


class Assertions:
    """The stretches of one text that speak of what is not the patient's."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._stretches = tuple(sorted((*_denied(text), *_relatives(text))))

    def absent(self, start: int, end: int) -> bool:
        """Whether `text[start:end]` names something that the patient does not have."""
        if any(begin <= start and end <= stop for begin, stop in self._stretches):
            return True
        return _DENIED_BEHIND.match(self._text, end) is not None


def _reach(text: str, start: int) -> int:
    end = _END.search(text, start)
    return end.start() if end else len(text)


def _denied(text: str) -> Iterator[tuple[int, int]]:
    pseudo = {match.start() for match in _PSEUDO.finditer(text)}
    for match in _DENIES.finditer(text):
        if match.start() not in pseudo:
            yield match.start(), _reach(text, match.end())


def _relatives(text: str) -> Iterator[tuple[int, int]]:
    for match in _FAMILY.finditer(text):
        if not _SPEAKS.match(text, match.end()):
            begin = match.end() + 1 if text[match.end() : match.end() + 1] == ":" else match.end()
            yield match.start(), _reach(text, begin)
