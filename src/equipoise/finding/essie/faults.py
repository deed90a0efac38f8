"""What is wrong in an expression: the character, what was expected there, and what was found."""

from __future__ import annotations

from equipoise.errors import QueryError
from equipoise.source import Problem, Source, Span

_SHOWN = 40  # characters of the expression that are shown before a fault, and of what was found


def fault(text: str, span: Span, *, expected: str, found: str | None = None, hint: str | None = None) -> QueryError:
    """The error for a place in an expression, to be raised; `found` is what stands there, unless it is said.

    Whoever executes an expression raises the same for what only he can know ("a date" where the field holds dates).
    """
    source = Source("query", text)
    line, column = source.line_and_column(span.start)
    return QueryError(
        expected,
        _named(text, span) if found is None else found,
        start=span.start,
        end=span.end,
        place=f"line {line}, character {column}" if "\n" in text else f"character {column}",
        excerpt=_excerpt(text, span),
        hint=hint,
    )


def quoted(words: str) -> str:
    """The words between apostrophes: shortened, and with nothing in them that a terminal would act on."""
    short = words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
    return f"'{_plain(short)}'"


def _named(text: str, span: Span) -> str:
    return quoted(span.of(text)) if span.start < span.end else "the end of the expression"


def _plain(words: str) -> str:
    return "".join(c if c.isprintable() or c == "\t" else "·" for c in words)


def _excerpt(text: str, span: Span) -> str:
    """The stretch of the line around the place, and carets under the place.

    hypertension AND OR stroke
                     ^^
    """
    line_start = text.rfind("\n", 0, span.start) + 1
    line_end = text.find("\n", span.start)
    line_end = len(text) if line_end < 0 else line_end
    low, high = max(line_start, span.start - _SHOWN), min(line_end, span.start + 2 * _SHOWN)
    before, after = "…" if low > line_start else "", "…" if high < line_end else ""
    shift = len(before) - low
    problem = Problem("query", "", Span(span.start + shift, min(span.end, high) + shift))
    shown = Source("query", before + _plain(text[low:high]) + after).show(problem)
    return shown.split("\n", 1)[1]
