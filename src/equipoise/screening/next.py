"""What to obtain next: the few things that would settle most, and what kind of effort each takes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from equipoise.screening.answer import Cost, CriterionAnswer, Step
from equipoise.vocabulary.quantities import QUANTITIES

_COSTS: tuple[tuple[Cost, str], ...] = (
    ("chart", r"complete .*(?:list|record)|dates? of|its date|limit of normal|whether|response to|daily dose"),
    ("question", r"\b(?:sex|consent|lactation|childbearing|history|participation|smok\w*)\b"),
    (
        "imaging",
        r"\b(?:h?r?ct|mri|imaging|echocardiogra\w*|ejection fraction|x-ray|radiograph\w*|ultrasound|scan|pet)\b",
    ),
    ("procedure", r"\b(?:biopsy|bone marrow|endoscopy|histolog\w*)\b"),
)
_WAITS = re.compile(r"passes from (\d{4}-\d{2}-\d{2}) if nothing else changes$")
_ORDER: tuple[Cost, ...] = ("chart", "question", "blood test", "clinician score", "imaging", "procedure", "wait")
_BY_GROUP: dict[str, Cost] = {
    "lab": "blood test",
    "vital": "clinician score",
    "score": "clinician score",
    "imaging": "imaging",
    "demographic": "question",
    "history": "question",
}


def steps(criteria: Iterable[CriterionAnswer], together: frozenset[str] = frozenset()) -> tuple[Step, ...]:
    """What is missing, with the criteria it would settle: most first, then the least effort, then by name.

    `together` are the ids of lines that only repeat their items.
    """
    settles: dict[str, list[str]] = {}
    for item in criteria:
        if item.effect == "block" and item.id not in together and (waits := _WAITS.search(item.why)):
            settles.setdefault(f"wait until {waits[1]}", []).append(item.id)
        if item.effect == "open" and item.id not in together:
            for name in item.missing:
                settles.setdefault(name, []).append(item.id)
    found = [Step(name, tuple(dict.fromkeys(ids)), cost_of(name)) for name, ids in settles.items()]
    return tuple(sorted(found, key=lambda step: (-len(step.settles), _ORDER.index(step.cost), step.obtain)))


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
