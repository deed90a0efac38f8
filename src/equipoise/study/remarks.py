"""The problems of one record, as many as anybody would read."""

from __future__ import annotations

from collections.abc import Iterable

from equipoise.source import Problem

MOST = 1000
"""How many problems of one record are kept; a hostile record could have millions."""

_SHOWN = 80


class Remarks:
    """Collects problems up to `MOST` and counts the rest."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._problems: list[Problem] = []
        self._more = 0
        for problem in problems:
            self.add(problem)

    def add(self, problem: Problem) -> None:
        """Keeps a problem, or counts it where there are too many."""
        if len(self._problems) < MOST:
            self._problems.append(problem)
        else:
            self._more += 1

    def all(self) -> tuple[Problem, ...]:
        """The problems in their order; a last one says how many more there were."""
        if not self._more:
            return tuple(self._problems)
        return (*self._problems, Problem("more-problems", f"{self._more} more problems are not listed"))


def shown(text: str) -> str:
    """A text from a record as a message may quote it: within quotation marks, escaped, not endless."""
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
