"""What to obtain next: the smallest sets of facts that would settle the decision, and those that settle parts of it.

A set settles a criterion where the criterion is no longer open for want of data once the facts are there and come out
well. It settles the decision where that is so of all criteria of one way of qualifying. Facts that come out badly
settle it as well, and sooner.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from equipoise.screening.answer import CriterionAnswer, Needed, Step
from equipoise.screening.costs import EFFORT, cost_of
from equipoise.screening.groups import Line, reasons_of
from equipoise.screening.needs import WANTING, Needs, all_of, any_of, needs, person_needs
from equipoise.screening.outcome import F, T

_MOST_DECIDING = 5
_WAITS = re.compile(r"passes from (\d{4}-\d{2}-\d{2}) if nothing else changes$")


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A criterion that is open: what would settle it, and whether the decision waits for that."""

    id: str
    needs: Needs
    decides: bool = True


def open_line(name: str, line: Line) -> OpenLine | None:
    """An open line, for what would settle it; None where no fact can."""
    if reasons_of(line.outcome) & WANTING:
        found = needs(line.outcome, T if line.favourable else F)
        return OpenLine(name, found, decides=line.stands == "alone")
    found = person_needs(line.outcome)
    return OpenLine(name, found, decides=False) if found else None


def steps(ways: Iterable[Sequence[OpenLine]]) -> tuple[Step, ...]:
    """First what settles the decision, by one way of qualifying or another: the smallest sets, at most five.

    Then the sets that settle one criterion or more: most first, then the fewest facts, then the least effort.
    """
    listed = [tuple(way) for way in ways]
    lines = {line.id: line for way in listed for line in way}
    index = _Index(lines.values())
    deciding = any_of(all_of(line.needs for line in way if line.decides) for way in listed)
    least = [each for each in deciding if each and len(each) == len(deciding[0])][:_MOST_DECIDING]
    parts = {each for line in lines.values() for each in line.needs if each} - set(least)
    # How many criteria each fact has a part in.
    weights = Counter(name for line in lines.values() for name in frozenset().union(*line.needs))
    return (
        *sorted((_step(each, index, weights) for each in least), key=_rank),
        *sorted((_step(each, index, weights) for each in parts), key=_rank),
    )


class _Index:
    """Open lines by a fact of each set that would settle them: no other line is settled by facts without it."""

    def __init__(self, lines: Iterable[OpenLine]) -> None:
        self._ids: list[str] = []
        self._sets: dict[str, list[tuple[int, frozenset[str]]]] = {}
        for place, line in enumerate(lines):
            self._ids.append(line.id)
            for each in line.needs:
                if each:
                    self._sets.setdefault(min(each), []).append((place, each))

    def settled(self, facts: frozenset[str]) -> tuple[str, ...]:
        """The lines that these facts settle, in their order."""
        places = {place for name in facts for place, each in self._sets.get(name, ()) if each <= facts}
        return tuple(self._ids[place] for place in sorted(places))


def _step(facts: frozenset[str], index: _Index, weights: Mapping[str, int]) -> Step:
    needed = [Needed(name, cost_of(name)) for name in facts]
    if len(needed) > 1:
        needed.sort(key=lambda fact: (-weights[fact.name], EFFORT[fact.cost], fact.name))
    return Step(tuple(needed), index.settled(facts))


def _rank(step: Step) -> tuple[int, int, int, str]:
    return -len(step.settles), len(step.facts), max(EFFORT[fact.cost] for fact in step.facts), step.obtain


def wait(blocking: Iterable[Sequence[CriterionAnswer]]) -> tuple[Step, ...]:
    """The first day on which time alone lifts every block of one way of qualifying; nothing where one of them stays."""
    best: tuple[str, Sequence[CriterionAnswer]] | None = None
    for items in blocking:
        days = [found[1] for item in items if (found := _WAITS.search(item.why))]
        if days and len(days) == len(items) and (best is None or max(days) < best[0]):
            best = max(days), items
    if best is None:
        return ()
    day, items = best
    return (Step((Needed(f"wait until {day}", "wait"),), tuple(item.id for item in items)),)
