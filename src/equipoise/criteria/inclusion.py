"""An eligibility text without its exclusion criteria, or only them, quickly.

What shuts people out is not what a trial is about: in "Exclusion Criteria: … asthma" a patient with asthma is not
wanted. Headings decide, line by line or in the middle of a line; a text without a heading is taken whole. The reader of
criteria (`equipoise.criteria.read`) does this with more care and a thousand times the work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_HEADING = re.compile(
    r"(?:(?:^|[\n~])[ \t\d.)*#•\-–]*(?:(?:key|main|major|general|specific|other|patient|subject|study) )?"
    r"(?:(?P<out>exclu(?:sion|ded|des)\b|non-?inclusion\b)|(?P<back>inclu(?:sion|ded|des)\b|eligib))[^\n~:]{0,40}(?=[:\n~]|$)"
    r"|\b(?:(?P<out_inline>exclusion)|(?P<back_inline>inclusion)) criteria\s*:)",
    re.IGNORECASE,
)


def without_exclusions(criteria: str) -> str:
    """The parts of an eligibility text that say who may take part, a line break between them."""
    return _joined(part for part, excludes in _parts(criteria) if not excludes)


def only_exclusions(criteria: str) -> str:
    """The other parts: what shuts people out."""
    return _joined(part for part, excludes in _parts(criteria) if excludes)


@lru_cache(maxsize=8)  # both halves of one text are asked for, one after the other
def _parts(criteria: str) -> tuple[tuple[str, bool], ...]:
    """The stretches between headings, and whether each says what shuts people out."""
    return tuple(_split(criteria))


def _split(criteria: str) -> Iterator[tuple[str, bool]]:
    begin, excludes = 0, False
    for heading in _HEADING.finditer(criteria):
        yield criteria[begin : heading.start()], excludes
        begin, excludes = heading.start(), bool(heading["out"] or heading["out_inline"])
    yield criteria[begin:], excludes


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(stripped for part in parts if (stripped := part.strip()))
