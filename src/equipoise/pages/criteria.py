"""The page of a trial's criteria: the author's words, plain words beside them, and how far they are understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from equipoise.criteria import Criterion
from equipoise.criteria.coverage import Coverage, Missed, Shares, answered
from equipoise.criteria.english import english
from equipoise.pages.described import About
from equipoise.pages.prose import unescaped
from equipoise.pages.words import count_of
from equipoise.service.criteria import TrialCriteria
from equipoise.source import Problem

Answered = Literal["computed", "person", "not-understood", "structure", "heading"]
"""How a criterion is answered: from data; by a person; not at all; or it asks nothing (structure, heading)."""

_CLASSES: dict[str, Answered] = {
    "computed": "computed",
    "person": "person",
    "not_understood": "not-understood",
    "structure": "structure",
    "heading": "heading",
}
_RULES = {"all": "all of these", "any": "any of these", "none": "none of these"}


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion."""

    id: Annotated[str, About("the author's own number: I7.3 is sub-item 3 of inclusion item 7, E2 exclusion item 2")]
    section: Annotated[str, About("inclusion or exclusion")]
    depth: Annotated[int, About("how deep the item is nested; 0 for the outermost")]
    original: Annotated[
        str, About("the author's words, without number or bullet; empty for an item that the source has lost")
    ]
    plain: Annotated[
        str | None, About("what was understood, in plain words; null where nothing is asked of the patient")
    ]
    answered: Annotated[
        Answered, About("computed from data, person, not-understood, or structure where nothing is asked")
    ]
    passed_over: Annotated[tuple[str, ...], About("words that what was understood leaves out")]
    rule: Annotated[str | None, About("how the items below combine: all of these, any of these, at least 2 of these")]
    population: Annotated[str | None, About("the sub-population to which the item is limited")]
    remarks: Annotated[tuple[str, ...], About("what is odd about the words")] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """One part of the account."""

    name: Annotated[Answered, About("computed, person, not-understood, structure or heading")]
    criteria: Annotated[int, About("how many criteria")]
    characters: Annotated[int, About("how many characters that are not white space")]


@dataclass(frozen=True, slots=True)
class MissedWords:
    """Words that were not understood."""

    criterion: Annotated[str, About("the number of the criterion in which they stand")]
    start: Annotated[int, About("where they begin in the text as the record holds it")]
    end: Annotated[int, About("where they end, exclusive")]
    words: Annotated[str, About("the words")]
    passed_over: Annotated[bool, About("whether no rule used them, although what stands around them was understood")]


@dataclass(frozen=True, slots=True)
class CriteriaPage:
    """A trial's eligibility criteria."""

    nct_id: Annotated[str, About("the trial's id")]
    title: Annotated[str, About("the trial's title")]
    lines: Annotated[tuple[Line, ...], About("the criteria in the order of the text")]
    shares: Annotated[tuple[Share, ...], About("the account of every criterion and every character")]
    coverage: Annotated[str, About("the account as one sentence")]
    missed: Annotated[tuple[MissedWords, ...], About("what was not understood, with its place")]
    findings: Annotated[tuple[str, ...], About("what was lost, damaged or unclear in the text or the record")]


def criteria_page(read: TrialCriteria) -> CriteriaPage:
    """The page of a trial whose criteria have been read."""
    found = read.coverage()
    return CriteriaPage(
        nct_id=read.trial.nct_id,
        title=read.trial.study.title,
        lines=_lines(read, found.missed),
        shares=shares(found),
        coverage=coverage_words(found),
        missed=missed_words(found),
        findings=_messages((*read.criteria.problems, *read.trial.problems)),
    )


def plain_words(criterion: Criterion) -> str | None:
    """What was understood of a criterion; None where it asks nothing."""
    return english(criterion.expr) if criterion.expr is not None else None


def shares(found: Coverage) -> tuple[Share, ...]:
    """The account as rows."""
    return tuple(
        Share(name, getattr(found.criteria, key), getattr(found.characters, key)) for key, name in _CLASSES.items()
    )


def missed_words(found: Coverage) -> tuple[MissedWords, ...]:
    """What was not understood, as rows."""
    return tuple(
        MissedWords(each.criterion, each.span.start, each.span.end, each.text, each.passed_over)
        for each in found.missed
    )


def coverage_words(found: Coverage) -> str:
    """`40 criteria: 21 computed (52 %), 9 for a person, 10 not understood. 4,310 characters: …`."""
    criteria = count_of(found.criteria.total, "criterion", "criteria")
    characters = count_of(found.characters.total, "character")
    of_criteria = _parts(found.criteria, "that state no condition")
    of_characters = _parts(found.characters, "headings, numbers and joining words")
    return f"{criteria}: {of_criteria}. {characters}: {of_characters}."


def _parts(part: Shares, other: str) -> str:
    counted = (
        (part.computed, "computed"),
        (part.person, "for a person"),
        (part.not_understood, "not understood"),
        (part.structure + part.heading, other),
    )
    words = [
        f"{number:,} {name} ({_percent(number, part.total)})" for number, name in counted if number or name != other
    ]
    return ", ".join(words)


def _percent(number: int, total: int) -> str:
    return f"{100 * number / total:.0f} %" if total else "–"


def rule_words(rule: str | None) -> str | None:
    """`atleast 2` -> "at least 2 of these"."""
    if rule is None:
        return None
    return _RULES.get(rule) or f"{rule.replace('atleast', 'at least')} of these"


def _lines(read: TrialCriteria, missed: Sequence[Missed]) -> tuple[Line, ...]:
    of: dict[str, list[Missed]] = {}
    for each in missed:
        of.setdefault(each.criterion, []).append(each)
    return tuple(_line(each, read.criteria.text, of.get(each.id, [])) for each in read.criteria.criteria)


def _line(criterion: Criterion, text: str, missed: Sequence[Missed]) -> Line:
    clause = criterion.clause
    return Line(
        id=clause.id,
        section=clause.section,
        depth=clause.depth,
        original=unescaped(" ".join(clause.span.of(text).split())),
        plain=plain_words(criterion),
        answered=_CLASSES[answered(criterion, missed)],
        passed_over=tuple(unescaped(each.text) for each in missed if each.passed_over),
        rule=rule_words(clause.children_rule),
        population=clause.population,
        remarks=_messages(criterion.problems),
    )


def _messages(problems: tuple[Problem, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(problem) for problem in problems))


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """How far one trial's criteria are understood."""

    nct_id: Annotated[str, About("the trial's id")]
    shares: Annotated[tuple[Share, ...], About("the account of every criterion and every character")]
    coverage: Annotated[str, About("the account as one sentence")]
    missed: Annotated[tuple[MissedWords, ...], About("what was not understood, with its place")]


def coverage_page(read: TrialCriteria) -> CoveragePage:
    """The account alone."""
    found = read.coverage()
    return CoveragePage(read.trial.nct_id, shares(found), coverage_words(found), missed_words(found))
