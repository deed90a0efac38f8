"""Conditions and mechanisms as weighted features: what a trial names, and at a discount what that is a kind of.

Two trials of sibling diseases, or of two treatments with one target, are near through what they share above; the
rarer what they share, the nearer.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from equipoise.finding.related.model import Agreement
from equipoise.finding.related.statistics import Statistics
from equipoise.finding.related.weights import ABOVE, NEARBY, OF_MODALITY, OF_TARGET, OF_TREATMENT, OF_WORD
from equipoise.library.index.profile import Profile
from equipoise.library.index.profile.terms import (
    CONDITION,
    MODALITY,
    TARGET,
    TREATMENT,
    WORD,
    concept_line,
    mechanism_line,
)

_MOST_WORDS = 4
_TELLING = 0.1  # of what agrees most: what agrees less is no reason


@dataclass(frozen=True, slots=True)
class Vector:
    """Features with their weights, and the vector's length."""

    features: Mapping[str, float]
    length: float


def conditions(profile: Profile, statistics: Statistics) -> Vector:
    """What is studied."""
    found: dict[str, float] = {}
    for keys, weight in ((profile.conditions, 1.0), (profile.nearby, NEARBY)):
        for key in keys:
            _put(found, CONDITION, concept_line(key), weight)
    found |= dict.fromkeys((WORD + word for word in profile.words), OF_WORD)
    return _vector(found, statistics)


def mechanism(profile: Profile, statistics: Statistics) -> Vector:
    """What is given or done: drugs, targets and kinds of treatment."""
    found: dict[str, float] = {}
    for key in profile.treatments:
        _put(found, TREATMENT, concept_line(key), OF_TREATMENT)
    for mark, names, weight in ((TARGET, profile.targets, OF_TARGET), (MODALITY, profile.modalities, OF_MODALITY)):
        for name in names:
            _put(found, mark, mechanism_line(name), weight)
    return _vector(found, statistics)


def _put(found: dict[str, float], mark: str, line: Sequence[str], weight: float) -> None:
    """The name at its weight, and what is above it at a discount; the greatest weight of each counts."""
    counts = weight
    for name in line:
        feature = mark + name
        if found.get(feature, 0.0) < counts:
            found[feature] = counts
        counts = weight * ABOVE


def _vector(found: dict[str, float], statistics: Statistics) -> Vector:
    rarity = statistics.rarity
    weighed = {feature: weight * rarity(feature) for feature, weight in found.items()}
    return Vector(weighed, math.sqrt(math.fsum(value * value for value in weighed.values())))


def nearness(ours: Vector, theirs: Vector) -> float:
    """The cosine of the two; 0 where either has no length."""
    lengths = ours.length * theirs.length
    return min(1.0, math.fsum(_shared(ours, theirs).values()) / lengths) if lengths else 0.0


def explained(ours: Vector, theirs: Vector) -> Agreement:
    """The cosine, and the names that they share, the most telling first. It takes longer than the cosine alone."""
    return Agreement(nearness(ours, theirs), _reasons(_shared(ours, theirs)))


def _shared(ours: Vector, theirs: Vector) -> dict[str, float]:
    others = theirs.features
    return {name: value * others[name] for name, value in ours.features.items() if name in others}


def _reasons(shared: Mapping[str, float]) -> tuple[str, ...]:
    """The names that count most, without those that are above another shared one."""
    above = {mark + each for mark, name in map(_parted, shared) for each in _line(mark, name)[1:]}
    named = (each for each in shared if each not in above and not each.startswith(WORD))
    names = sorted(named, key=lambda each: (-shared[each], each))
    if not names:
        return ()
    least = _TELLING * shared[names[0]]
    return tuple(dict.fromkeys(each[2:] for each in names if shared[each] >= least))[:_MOST_WORDS]


def _parted(feature: str) -> tuple[str, str]:
    return feature[:2], feature[2:]


def _line(mark: str, name: str) -> tuple[str, ...]:
    return concept_line(name) if mark in (CONDITION, TREATMENT) else mechanism_line(name)
