"""What kind of effort it takes to obtain a fact, by what it is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from equipoise.screening.answer import Cost
from equipoise.vocabulary.quantities import QUANTITIES, QuantityKind

_PATTERNS: tuple[tuple[Cost, str], ...] = (
    ("chart", r"complete .*(?:list|record)|dates? of|its date|limit of normal|whether|response to|daily dose"),
    ("question", r"\b(?:sex|consent|lactation|childbearing|history|participation|smok\w*)\b"),
    (
        "imaging",
        r"\b(?:h?r?ct|mri|imaging|echocardiogra\w*|ejection fraction|x-ray|radiograph\w*|ultrasound|scan|pet)\b",
    ),
    (
        "procedure",
        r"\b(?:biopsy|bone marrow|endoscopy|histolog\w*|spirometr\w*|(?:vital|diffusing) capacity|expiratory volume)\b",
    ),
)
_COSTS = tuple((cost, re.compile(pattern, re.IGNORECASE)) for cost, pattern in _PATTERNS)
_AGAIN = re.compile(r"^(?:repeat|exact value of|another|earlier and present|baseline)\s+")
_TESTED = re.compile(r"\b(?:antibody|antigen|test|pcr|serology|culture)\b", re.IGNORECASE)
_BY_GROUP: dict[str, Cost] = {
    "lab": "blood test",
    "vital": "clinician score",
    "score": "clinician score",
    "imaging": "imaging",
    "demographic": "question",
    "history": "question",
}


_LEAST_FIRST: tuple[Cost, ...] = ("chart", "question", "blood test", "clinician score", "imaging", "procedure", "wait")
EFFORT = {cost: effort for effort, cost in enumerate(_LEAST_FIRST)}
"""The more, the greater."""


@lru_cache(maxsize=65_536)
def cost_of(name: str) -> Cost:
    """The cost class of something to obtain."""
    if name.startswith("wait until "):
        return "wait"
    for cost, pattern in _COSTS:
        if pattern.search(name):
            return cost
    words = _AGAIN.sub("", name).split(" ")
    named = (_quantities().get(" ".join(words[:count])) for count in range(len(words), 0, -1))
    kind = next((each for each in named if each is not None), None)
    if kind is not None:
        return "clinician score" if kind.clinician else _BY_GROUP[kind.group]
    return "blood test" if _TESTED.search(name) else "chart"


@cache
def _quantities() -> Mapping[str, QuantityKind]:
    return {kind.name: kind for kind in reversed([*QUANTITIES.values()])}
