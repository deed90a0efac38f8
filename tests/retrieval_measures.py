"""How good a ranking is, from what was judged.

Gains are the grades as they were given (0, 1, 2), as in the tracks' own evaluation: in TREC CT 1 is "would be excluded"
and 2 "eligible", in SIGIR 2016 "would consider" and "highly likely to refer". Trials that nobody judged count as 0.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence

Grades = Mapping[str, int]


def ndcg(ranked: Sequence[str], grades: Grades, depth: int = 10) -> float:
    """Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002) with log2(rank + 1) discounts.

    0 where nothing relevant was judged.
    """
    ideal = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(each, 0) for each in ranked[:depth]]) / ideal if ideal else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def precision(ranked: Sequence[str], grades: Grades, depth: int = 10, least: int = 1) -> float:
    """The share of the first `depth` places that hold a trial of at least this grade; a missing place holds none."""
    return sum(grades.get(each, 0) >= least for each in ranked[:depth]) / depth


def reciprocal_rank(ranked: Sequence[str], grades: Grades, least: int = 1) -> float:
    """1 / the first place that holds a trial of at least this grade; 0 where none does."""
    places = (place for place, each in enumerate(ranked, start=1) if grades.get(each, 0) >= least)
    return 1.0 / next(places, math.inf)


def recall(ranked: Sequence[str], grades: Grades, depth: int = 100, least: int = 1) -> float:
    """The share of the trials of at least this grade that stand in the first `depth` places; 0 where there are none."""
    relevant = {each for each, grade in grades.items() if grade >= least}
    return len(relevant.intersection(ranked[:depth])) / len(relevant) if relevant else 0.0


def interval(differences: Sequence[float], *, draws: int = 2000, seed: int = 1) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean, over topics drawn with replacement (percentiles)."""
    chance = random.Random(seed)  # noqa: S311 (sampling, not secrecy)
    count = len(differences)
    means = sorted(math.fsum(chance.choices(differences, k=count)) / count for _ in range(draws))
    return means[round(0.025 * (draws - 1))], means[round(0.975 * (draws - 1))]
