"""What is wrong with the numbering and the characters of a text, each with the clause that it touches."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from equipoise.criteria.outline.model import Clause
from equipoise.criteria.outline.tree import Node
from equipoise.source import Problem, Span

_MOJIBAKE = re.compile(r"Ã[\u0080-\u00bf©¢¨±]|â€|Â[\u00a0-\u00bf]|ï¿½|\ufffd|[\ue000-\uf0ff]|(?<=\s)[¿³£](?=\s?\d)")
_LOST_SUPERSCRIPT = re.compile(
    r"10(?:(?<=[x×*]10)|(?<=[x×*]\s10))(?:3|6|9|12)\s?/|\b10(?:9|12)\s?/\s?L\b|RR1/[23]\b", re.IGNORECASE
)
# Code, pattern, whether the pattern can occur at all (looking there first is much faster), and what to say.
_DAMAGE: tuple[tuple[str, re.Pattern[str], Callable[[str], bool], str], ...] = (
    ("encoding", _MOJIBAKE, lambda text: not text.isascii(), "was garbled when this text was copied"),
    (
        "lost-superscript",
        _LOST_SUPERSCRIPT,
        lambda text: any(sign in text for sign in ("109", "106", "103", "1012", "RR1/")),
        "has lost its superscript",
    ),
)
_LEAST_WORDS = 3


def examine(text: str, clauses: Sequence[Clause], nodes: Sequence[Node]) -> tuple[list[Clause], list[Problem]]:
    """The clauses with their damage, and the problems in reading order."""
    damage: list[list[str]] = [list(clause.damage) for clause in clauses]
    problems: list[Problem] = []
    for index, problem in _all(text, clauses, nodes):
        problems.append(problem)
        if problem.code not in damage[index]:
            damage[index].append(problem.code)
    done = [
        replace(clause, damage=tuple(codes)) if tuple(codes) != clause.damage else clause
        for clause, codes in zip(clauses, damage, strict=True)
    ]
    problems.sort(key=lambda problem: problem.span or Span(0, 0))
    return done, problems


def _all(text: str, clauses: Sequence[Clause], nodes: Sequence[Node]) -> Iterator[tuple[int, Problem]]:
    yield from _numbering(clauses, nodes)
    yield from _duplicates(text, clauses)
    starts = [clause.span.start for clause in clauses]
    for code, pattern, hint, message in _DAMAGE:
        if not hint(text):
            continue
        for match in pattern.finditer(text):
            index = bisect_right(starts, match.start()) - 1
            if index >= 0 and clauses[index].span.covers(Span(*match.span())):
                yield index, Problem(code, f"'{match.group().strip()}' {message}", Span(*match.span()))


def _numbering(clauses: Sequence[Clause], nodes: Sequence[Node]) -> Iterator[tuple[int, Problem]]:
    restarted = {
        clause.section for clause, node in zip(clauses, nodes, strict=True) if node.restart and node.parent is None
    }
    for index, (clause, node) in enumerate(zip(clauses, nodes, strict=True)):
        if clause.lost:
            yield (
                index,
                Problem("missing-item", f"{clause.section} item {clause.id[1:]} is missing in the source", clause.span),
            )
        if not node.restart:
            continue
        yield index, Problem("list-restart", f"the numbering begins anew at {clause.id}", clause.span)
        if node.parent is None:
            yield (
                index,
                Problem("lost-heading", f"the list that begins at {clause.id} has no heading of its own", clause.span),
            )
    for index, (clause, node) in enumerate(zip(clauses, nodes, strict=True)):
        if (
            clause.section == "exclusion"
            and "exclusion" in restarted
            and clause.parent is None
            and not clause.lost
            and node.population is None
        ):
            yield (
                index,
                Problem("ambiguous-scope", f"{clause.id} may be meant for some of the patients only", clause.span),
            )


def _duplicates(text: str, clauses: Sequence[Clause]) -> Iterator[tuple[int, Problem]]:
    seen: dict[tuple[str, str | None, int | None, str], str] = {}
    for index, clause in enumerate(clauses):
        words = _tidy(clause.span.of(text))
        if len(words.split()) < _LEAST_WORDS:
            continue
        key = (clause.section, clause.population, clause.parent, words)
        if key in seen:
            yield index, Problem("duplicate", f"{clause.id} repeats {seen[key]}", clause.span)
        else:
            seen[key] = clause.id


def _tidy(words: str) -> str:
    """Words for comparison: lower case, on one line."""
    return " ".join(words.lower().split()).rstrip(".")
