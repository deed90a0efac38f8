"""Windows of which half-lives of the drug are one length: "4 weeks or 5 half-lives, whichever is longer".

How long a half-life is, no record says, and labels differ by indication and dose. It is between no time and any: what
both ends agree on is known, and all else waits for the drug's half-life. So four weeks that have not passed violate
the longer of the two, and four weeks that have passed satisfy the shorter, whatever the drug.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from equipoise.criteria.nodes import Concept, Window
from equipoise.dates import Duration
from equipoise.patient.facts import TreatmentFact
from equipoise.screening.claims import Claim
from equipoise.screening.outcome import U
from equipoise.screening.why import number

_NO_TIME, _A_DAY, _ANY_TIME = Duration(), Duration(days=1), Duration(years=200)


def counts_half_lives(concept: Concept) -> bool:
    """Whether a window of the concept is counted in half-lives."""
    return any(window.half_lives is not None for window in concept.windows)


def with_longest(concept: Concept) -> Concept:
    """The concept with every window as long as it may be."""
    return replace(concept, windows=tuple(_of(window, _ANY_TIME) for window in concept.windows))


def _with_shortest(concept: Concept) -> Concept:
    return replace(concept, windows=tuple(_of(window, _NO_TIME) for window in concept.windows))


def _of(window: Window, lasting: Duration) -> Window:
    """The window where the half-lives last for no time, or for any."""
    if window.half_lives is None:
        return window
    if lasting is _NO_TIME and window.relation != "within":
        lasting = _A_DAY  # what goes on has not ended at least no time ago
    other = window.length
    other_counts = other is not None and window.shorter == (lasting is _ANY_TIME)
    return replace(window, length=other if other_counts else lasting, half_lives=None, shorter=False)


def timely(concept: Concept, fact: TreatmentFact, claim: Callable[[Concept], Claim]) -> Claim:
    """What the treatment's dates say, `claim` giving it for windows without half-lives."""
    least, most = claim(_with_shortest(concept)), claim(with_longest(concept))
    if least.truth is most.truth:
        return least
    lives = next(window.half_lives for window in concept.windows if window.half_lives is not None)
    words = f"whether {number(lives)} half-lives of {fact.name} lie between is not known"
    dates = tuple(name for each in (least, most) if each.truth is U for name in each.obtain)
    return Claim(U, least.evidence, words, "missing-data", tuple(dict.fromkeys((f"half-life of {fact.name}", *dates))))
