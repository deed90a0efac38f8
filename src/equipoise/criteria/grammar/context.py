"""What every rule may ask about the clause at hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from equipoise.criteria.text import NormalText
from equipoise.source import Problem, Span

Section = Literal["inclusion", "exclusion"]


@dataclass(slots=True)
class Context:
    """The clause's normalised text and section; rules add the problems that they find.

    `terms`: words that were understood and left no atom, since what they name is spelled out beside them.
    """

    view: NormalText
    section: Section
    problems: list[Problem] = field(default_factory=list)
    terms: list[Span] = field(default_factory=list)
    judged: bool = False  # whether anything of the clause is left to somebody's judgement

    @property
    def text(self) -> str:
        """The clause on one line."""
        return self.view.text

    def span(self, start: int, end: int) -> Span:
        """Offsets of the record's own text for offsets of the view."""
        return self.view.raw_span(start, end)

    def term(self, start: int, end: int) -> None:
        """Remember words whose meaning other words give."""
        self.terms.append(self.span(start, end))

    def problem(self, code: str, message: str, start: int, end: int) -> None:
        """Remember a finding."""
        self.problems.append(Problem(code, message, self.span(start, end)))
