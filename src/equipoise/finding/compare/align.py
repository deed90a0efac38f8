"""The requirements of two trials side by side: the same, tighter, looser, different, or in one of them only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from equipoise.finding.compare.requirements import Requirement

Relation: TypeAlias = Literal["same", "tighter", "looser", "different", "only first", "only second"]

_LEAST_STRICT = 1e-9


@dataclass(frozen=True, slots=True)
class Aligned:
    """What the first trial requires beside what the second does; `relation` is that of the second to the first.

    *Tighter* means that the second takes nobody on this account whom the first does not take. *Different* is said where
    neither can be told: an alternative, a condition, or a bound of another kind.
    """

    first: Requirement | None
    second: Requirement | None
    relation: Relation


def align(first: Sequence[Requirement], second: Sequence[Requirement]) -> tuple[Aligned, ...]:
    """Every requirement of the first in its order, and then those that only the second has."""
    waiting = list(second)
    found: list[Aligned] = []
    for one in first:
        other = _partner(one, waiting)
        if other is None:
            found.append(Aligned(one, None, "only first"))
            continue
        waiting.remove(other)
        found.append(Aligned(one, other, relation(one, other)))
    found.extend(Aligned(None, other, "only second") for other in waiting)
    return tuple(found)


def _partner(one: Requirement, others: Sequence[Requirement]) -> Requirement | None:
    """The requirement about the same thing that is most like it; None where there is none."""
    about = [other for other in others if other.about == one.about]
    return min(about, key=lambda other: (relation(one, other) != "same", other.alone != one.alone), default=None)


def relation(first: Requirement, second: Requirement) -> Relation:
    """How the second requirement stands to the first."""
    if first.alone != second.alone or not first.alone:
        return "same" if _facts(first) == _facts(second) and first.alone == second.alone else "different"
    if first.value is None or second.value is None:
        return _of_windows(first, second)
    if first.about[2] == "exact":
        return "same" if abs(first.value - second.value) < _LEAST_STRICT else "different"
    if first.days != second.days:
        return "different"
    return _of_bounds(first, second)


def _facts(one: Requirement) -> tuple[object, ...]:
    return one.value, one.strict, one.wanted, one.days


def _of_bounds(first: Requirement, second: Requirement) -> Relation:
    assert first.value is not None  # asked by the caller  # noqa: S101
    assert second.value is not None  # noqa: S101
    # Converting units is exact to a few units in the last place, which is no difference between two trials.
    near = _LEAST_STRICT * max(1.0, abs(first.value))
    higher = second.value - first.value
    if abs(higher) <= near:
        if first.strict == second.strict:
            return "same"
        return "tighter" if second.strict else "looser"
    return "tighter" if (higher > 0) == (first.about[2] == "low") else "looser"


def _of_windows(first: Requirement, second: Requirement) -> Relation:
    """Of what must not have been, a longer look back is tighter; of what must have been, a shorter one."""
    if first.wanted != second.wanted:
        return "different"
    if first.days == second.days:
        return "same"
    longer = second.days is None or (first.days is not None and second.days > first.days)
    return "tighter" if longer != first.wanted else "looser"
