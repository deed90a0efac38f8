"""Which facts would settle what is open: alternatives, each a set of facts with none to spare.

Asked is what it takes for an outcome to come out well (true of an inclusion, false of an exclusion) if the facts do:
of "A and B" both must be known, of "A or B" one is enough, and a value that is computed needs all of its inputs.

The work is bounded: of many alternatives the smallest are kept, so that a set is never wrong and never missing, and
the smallest is certain to be found where no more than `MOST` stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterable

from equipoise.logic import Reason, Truth
from equipoise.screening.outcome import Made, Outcome, T, U

Needs = tuple[frozenset[str], ...]
"""Alternatives, the smallest first: `(∅,)` where nothing has to be obtained, `()` where nothing that can would do."""

NOTHING: Needs = (frozenset(),)
NEVER: Needs = ()
MOST = 16

WANTING: frozenset[Reason] = frozenset({"missing-data", "stale"})
"""The reasons for being open that data would settle."""


def needs(outcome: Outcome, wanted: Truth) -> Needs:
    """What would give the outcome the wanted truth, as far as data are wanting; what is for a person needs no fact."""
    if outcome.truth is not U:
        return NOTHING if outcome.truth in (wanted, None) else NEVER
    if not any(item.reason in WANTING for item in outcome.open):
        return NOTHING
    if outcome.made is not None:
        return _of_parts(outcome.made, ~wanted if outcome.made.turned else wanted)
    asked = frozenset(name for item in outcome.open if item.reason in WANTING for name in item.obtain)
    return (asked,) if asked else NEVER


def person_needs(outcome: Outcome) -> Needs:
    """What would help whoever has to judge what is open although no data are wanting."""
    asked = frozenset(name for item in outcome.open for name in item.obtain)
    return (asked,) if asked else NEVER


def all_of(families: Iterable[Needs]) -> Needs:
    """What settles all of them: one alternative of each, a fact that several need counted once."""
    listed = list(families)
    if NEVER in listed:
        return NEVER
    # Those without a choice first: what they need may settle others.
    found: Needs = (frozenset().union(*(family[0] for family in listed if len(family) == 1)),)
    for family in listed:
        if len(family) > 1 and not all(any(own <= each for own in family) for each in found):
            found = smallest(each | own for each in found for own in family)
    return found


def any_of(families: Iterable[Needs]) -> Needs:
    """What settles one of them."""
    return smallest(each for family in families for each in family)


def smallest(sets: Iterable[frozenset[str]]) -> Needs:
    """The sets that hold no other, the smallest first and then by name."""
    different = set(sets)
    if len(different) < 2:
        return tuple(different)
    kept: list[frozenset[str]] = []
    for each in sorted(different, key=lambda facts: (len(facts), sorted(facts))):
        if not any(other <= each for other in kept):
            kept.append(each)
            if len(kept) == MOST:
                break
    return tuple(kept)


def _of_parts(made: Made, wanted: Truth) -> Needs:
    """A list that must be met in full, in one item, or in so many; where it must not be met, the other way round."""
    unknown = [part for part in made.parts if part.truth is U]
    if isinstance(made.rule, str):
        every = (made.rule == "all") == (wanted is T)
        return _every(unknown, wanted) if every else _one(unknown, wanted)
    met = sum(part.truth is T for part in made.parts)
    lacking = made.rule - met if wanted is T else met + len(unknown) - made.rule + 1
    return _so_many(lacking, [_fully(part, wanted) for part in unknown]) or _every(unknown, wanted)


def _every(parts: list[Outcome], wanted: Truth) -> Needs:
    return all_of(needs(part, wanted) for part in parts)


def _one(parts: list[Outcome], wanted: Truth) -> Needs:
    """One that facts can settle; where a person would have to judge of each as well, all that is wanting of data."""
    return any_of(_fully(part, wanted) for part in parts) or _every(parts, wanted)


def _fully(part: Outcome, wanted: Truth) -> Needs:
    return needs(part, wanted) if all(item.reason in WANTING for item in part.open) else NEVER


def _so_many(count: int, families: list[Needs]) -> Needs:
    """What settles `count` of them."""
    best: list[Needs] = [NOTHING, *([NEVER] * count)]
    for family in families:
        for number in range(count, 0, -1):
            joined = (one | own for one in best[number - 1] for own in family)
            best[number] = smallest((*best[number], *joined))
    return best[count]
