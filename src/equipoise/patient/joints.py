"""The 28 joints of DAS28, CDAI and SDAI, and the words of a record that name one of them as tender or swollen.

    "Tender joint: left wrist"                              tender, left wrist
    "Swelling, 3rd metacarpophalangeal joint, right hand"   swollen, right MCP 3
    "Interphalangeal joint of left thumb, tenderness"       tender, left PIP 1

Source: Prevoo ML et al. Arthritis Rheum 1995;38:44-48 (shoulders, elbows, wrists, metacarpophalangeal and proximal
interphalangeal joints with that of the thumb, knees). What names no joint of these, no side, or two joints, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

JointSign = Literal["tender", "swollen"]

_SIGNS: tuple[tuple[JointSign, re.Pattern[str]], ...] = (
    ("tender", re.compile(r"\b(?:tender(?:ness)?|painful on (?:pressure|palpation|motion))\b", re.IGNORECASE)),
    ("swollen", re.compile(r"\b(?:swollen|swelling)\b", re.IGNORECASE)),
)
_SIDE = re.compile(r"\b(?:(left|lt|l)|(right|rt|r))\b", re.IGNORECASE)
_FINGERS = (
    ("1", "1st", "first", "i", "thumb", "pollex"),
    ("2", "2nd", "second", "ii", "index"),
    ("3", "3rd", "third", "iii", "middle", "long"),
    ("4", "4th", "fourth", "iv", "ring"),
    ("5", "5th", "fifth", "v", "little", "small"),
)
_FINGER_OF = {word: number for number, words in enumerate(_FINGERS, 1) for word in words}
_FINGER = re.compile(rf"(?<![\d.])({'|'.join(sorted(_FINGER_OF, key=len, reverse=True))})(?![\w.])", re.IGNORECASE)
_LARGE = {name: re.compile(rf"\b{name}s?\b", re.IGNORECASE) for name in ("shoulder", "elbow", "wrist", "knee")}
_SMALL = {
    "MCP": re.compile(r"\b(?:mcp(?=\b|\d)|metacarpo-?phalangeal)", re.IGNORECASE),
    "PIP": re.compile(r"\b(?:pip(?=\b|\d)|proximal inter-?phalangeal)", re.IGNORECASE),
}
_THUMB_IP = re.compile(r"(?<!distal )\binter-?phalangeal|\bip\b", re.IGNORECASE)
_OTHER = re.compile(
    r"\b(?:dip|distal|metatarsal|mtp|metatarso-?phalangeal|toe|foot|hallux|ankle|hip|sternoclavicular|acromioclavicular"
    r"|temporomandibular|carpometacarpal|cmc)",
    re.IGNORECASE,
)


class Joint(NamedTuple):
    """One joint of the 28: `left MCP 3`, `right knee`."""

    side: str
    name: str

    def __str__(self) -> str:
        return f"{self.side} {self.name}"


def _all() -> Iterator[Joint]:
    for side in ("left", "right"):
        yield from (Joint(side, name) for name in _LARGE)
        yield from (Joint(side, f"{name} {finger}") for name in _SMALL for finger in range(1, 6))


JOINTS_28: tuple[Joint, ...] = tuple(_all())


@lru_cache(maxsize=4096)
def sign_in(words: str) -> JointSign | None:
    """Which of the two signs the words ask about; None where they ask about neither or both."""
    found = [sign for sign, pattern in _SIGNS if pattern.search(words)]
    return found[0] if len(found) == 1 else None


def placed(question: str, *beside: str | None) -> str:
    """The question with the words beside it (the site, the panel) that it lacks to name a sign and a joint."""
    for words in beside:
        whole = f"{words}, {question}" if words else question
        if (sign_in(question) is None or joint_in(question) is None) and sign_in(whole) and joint_in(whole):
            return whole
    return question


@lru_cache(maxsize=4096)
def joint_in(words: str) -> Joint | None:
    """The one joint of the 28 that the words name with its side."""
    sides = {"left" if left else "right" for left, _ in _SIDE.findall(words)}
    if len(sides) != 1 or _OTHER.search(words):
        return None
    side = sides.pop()
    found = {name for name, pattern in _LARGE.items() if pattern.search(words)}
    small = {name for name, pattern in _SMALL.items() if pattern.search(words)}
    fingers = {_FINGER_OF[word.casefold()] for word in _FINGER.findall(_spaced(words))}
    if not small and fingers == {1} and _THUMB_IP.search(words):
        small = {"PIP"}
    if len(small) == 1 and len(fingers) == 1:
        found.add(f"{small.pop()} {fingers.pop()}")
    elif small:
        return None
    return Joint(side, found.pop()) if len(found) == 1 else None


def _spaced(words: str) -> str:
    """ "MCP3" -> "MCP 3"."""
    return re.sub(r"(?<=[A-Za-z])(?=\d)", " ", words)
