"""An eligibility text without its exclusion criteria, quickly.

What shuts people out is not what a trial is about: in "Exclusion Criteria: … asthma" a patient with asthma is not
wanted. Headings decide, line by line or in the middle of a line; a text without a heading is taken whole. The reader of
criteria (`equipoise.criteria.read`) does this with more care and a thousand times the work.
"""

from __future__ import annotations

import re

_HEADING = re.compile(
    r"(?:(?:^|[\n~])[ \t\d.)*#•\-–]*(?:(?:key|main|major|general|specific|other|patient|subject|study) )?"
    r"(?:(?P<out>exclu(?:sion|ded|des)\b|non-?inclusion\b)|(?P<back>inclu(?:sion|ded|des)\b|eligib))[^\n~:]{0,40}(?=[:\n~]|$)"
    r"|\b(?:(?P<out_inline>exclusion)|(?P<back_inline>inclusion)) criteria\s*:)",
    re.IGNORECASE,
)


def without_exclusions(criteria: str) -> str:
    """The parts of an eligibility text that say who may take part, a line break between them."""
    kept: list[str] = []
    begin, inside = 0, True
    for heading in _HEADING.finditer(criteria):
        if inside:
            kept.append(criteria[begin : heading.start()])
        begin = heading.start()
        inside = not (heading["out"] or heading["out_inline"])
    if inside:
        kept.append(criteria[begin:])
    return "\n".join(part.strip() for part in kept if part.strip())
