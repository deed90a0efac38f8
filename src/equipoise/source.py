"""Texts, places in them, and what is wrong there.

`Span` is a half-open range of Unicode code points. `Problem` is anything a reader of a record, a text or a bundle has
to
say about it; it is returned beside the result and never raised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """`text[start:end]`, in code points of the text exactly as the record holds it."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words themselves."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Whether the other span lies inside this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Problem:
    """One remark: a stable code, a sentence, and where (`span` in a text; `place` is a JSON path, XML path or line)."""

    code: str
    message: str
    span: Span | None = None
    place: str | None = None

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message} [{self.code}]"


@dataclass(frozen=True, slots=True)
class Source:
    """A named text that problems can be shown in."""

    name: str
    text: str

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """One-based line and column of an offset."""
        before = self.text[:offset]
        line = before.count("\n") + 1
        return line, offset - (before.rfind("\n") + 1) + 1

    def show(self, problem: Problem) -> str:
        """The problem with its line and a caret under the words, as compilers do.

        eligibility:3:5: lost its comparator [comparator-lost]
            Age: = 18 years
                 ^^^^
        """
        if problem.span is None:
            return f"{self.name}: {problem}"
        line, column = self.line_and_column(problem.span.start)
        words = self.text.split("\n")[line - 1].rstrip("\r")
        length = max(1, min(problem.span.end - problem.span.start, len(words) - column + 1))
        pointer = "".join("\t" if c == "\t" else " " for c in words[: column - 1]) + "^" * length
        return f"{self.name}:{line}:{column}: {problem.message} [{problem.code}]\n    {words}\n    {pointer}"
