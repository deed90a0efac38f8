"""The page of a trial's criteria: the author's words, plain words beside them, and how far they are understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from equipoise.criteria import Criterion
from equipoise.criteria.english import english
from equipoise.pages.described import About
from equipoise.pages.prose import unescaped
from equipoise.pages.words import count_of
from equipoise.service.criteria import Coverage, Shares, TrialCriteria, Understood, understood
from equipoise.source import Problem

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
    answered: Annotated[Understood, About("computed from data, by a person, not-understood, or no-condition")]
    rule: Annotated[str | None, About("how the items below combine: all of these, any of these, at least 2 of these")]
    population: Annotated[str | None, About("the sub-population to which the item is limited")]
    remarks: Annotated[tuple[str, ...], About("what is odd about the words")] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """One part of the account."""

    name: Annotated[str, About("computed, person, not-understood, or other (headings, numbers, joining words)")]
    criteria: Annotated[int, About("how many criteria")]
    characters: Annotated[int, About("how many characters that are not white space")]


@dataclass(frozen=True, slots=True)
class CriteriaPage:
    """A trial's eligibility criteria."""

    nct_id: Annotated[str, About("the trial's id")]
    title: Annotated[str, About("the trial's title")]
    lines: Annotated[tuple[Line, ...], About("the criteria in the order of the text")]
    shares: Annotated[tuple[Share, ...], About("the account of every criterion and every character")]
    coverage: Annotated[str, About("the account as one sentence")]
    findings: Annotated[tuple[str, ...], About("what was lost, damaged or unclear in the text or the record")]


def criteria_page(read: TrialCriteria) -> CriteriaPage:
    """The page of a trial whose criteria have been read."""
    found = read.coverage
    return CriteriaPage(
        nct_id=read.trial.nct_id,
        title=read.trial.study.title,
        lines=tuple(_line(criterion, read.criteria.text) for criterion in read.criteria.criteria),
        shares=shares(found),
        coverage=coverage_words(found),
        findings=_messages((*read.criteria.problems, *read.trial.problems)),
    )


def plain_words(criterion: Criterion) -> str | None:
    """What was understood of a criterion; None where it asks nothing."""
    return english(criterion.expr) if criterion.expr is not None else None


def shares(found: Coverage) -> tuple[Share, ...]:
    """The account as rows."""
    of, chars = found.criteria, found.characters
    return (
        Share("computed", of.computed, chars.computed),
        Share("person", of.person, chars.person),
        Share("not-understood", of.not_understood, chars.not_understood),
        Share("other", of.other, chars.other),
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
        (part.other, other),
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


def _line(criterion: Criterion, text: str) -> Line:
    clause = criterion.clause
    return Line(
        id=clause.id,
        section=clause.section,
        depth=clause.depth,
        original=unescaped(" ".join(clause.span.of(text).split())),
        plain=plain_words(criterion),
        answered=understood(criterion),
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


def coverage_page(read: TrialCriteria) -> CoveragePage:
    """The account alone."""
    found = read.coverage
    return CoveragePage(read.trial.nct_id, shares(found), coverage_words(found))
