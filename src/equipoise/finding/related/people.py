"""How near two trials are in whom they study."""

from __future__ import annotations

import math

from equipoise.finding.related.model import Agreement
from equipoise.library.index.profile import Population

_SEXES = {"FEMALE": "women only", "MALE": "men only"}
_ADULT, _OLD = 18.0, 60.0
# What each part counts, where it says something of the trial that others are compared with.
_STATES, _MARKERS, _AGES, _SEX, _HEALTHY = 2.0, 2.0, 1.0, 1.0, 0.5


def compared(ours: Population, theirs: Population) -> Agreement | None:
    """The mean over states of the patients, markers, ages, sex and health; None where nothing is stated of ours."""
    parts: list[tuple[float, float]] = []
    words: list[str] = []
    if ours.limited:
        parts.append((_AGES, _ages(ours, theirs) if theirs.limited else 0.0))
    for weight, mine, others in ((_STATES, ours.states, theirs.states), (_MARKERS, ours.markers, theirs.markers)):
        if mine or others:
            shared = [each for each in mine if each in others]
            parts.append((weight, len(shared) / len({*mine, *others})))
            words += shared
    if ours.sex in _SEXES or theirs.sex in _SEXES:
        parts.append((_SEX, float(ours.sex == theirs.sex)))
        if ours.sex == theirs.sex:
            words.append(_SEXES[ours.sex])
    if ours.healthy is not None and theirs.healthy is not None:
        parts.append((_HEALTHY, float(ours.healthy == theirs.healthy)))
    if (group := _group(ours)) and group == _group(theirs):
        words.append(group)
    if not parts:
        return None
    score = sum(weight * part for weight, part in parts) / sum(weight for weight, _ in parts)
    return Agreement(score, tuple(dict.fromkeys(words)))


def _ages(ours: Population, theirs: Population) -> float:
    """The share of ages that both take of those that either takes, on a scale on which early years count more."""
    low, high = max(ours.youngest, theirs.youngest), min(ours.oldest, theirs.oldest)
    least, most = min(ours.youngest, theirs.youngest), max(ours.oldest, theirs.oldest)
    whole = _scaled(most) - _scaled(least)
    return max(0.0, _scaled(high) - _scaled(low)) / whole if whole else 1.0


def _scaled(years: float) -> float:
    return math.log(10.0 + years)


def _group(population: Population) -> str:
    if population.oldest <= _ADULT:
        return "children"
    if population.youngest >= _OLD:
        return "older people"
    return "adults" if population.youngest >= _ADULT else ""
