"""What kind of effort it takes to obtain a fact, by what it is called."""

from __future__ import annotations

import re
from functools import lru_cache

from equipoise.screening.answer import Cost
from equipoise.vocabulary.quantities import QUANTITIES

_COSTS: tuple[tuple[Cost, str], ...] = (
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


@lru_cache(maxsize=8192)
def cost_of(name: str) -> Cost:
    """The cost class of something to obtain."""
    if name.startswith("wait until "):
        return "wait"
    for cost, pattern in _COSTS:
        if re.search(pattern, name, re.IGNORECASE):
            return cost
    bare = re.sub(r"^(?:repeat|exact value of|another|earlier and present|baseline)\s+", "", name)
    for kind in QUANTITIES.values():
        if bare == kind.name or bare.startswith(f"{kind.name} "):
            return "clinician score" if kind.clinician else _BY_GROUP[kind.group]
    if re.search(r"\b(?:antibody|antigen|test|pcr|serology|culture)\b", name, re.IGNORECASE):
        return "blood test"
    return "chart"
