"""What the outline of an eligibility text is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from equipoise.source import Problem, Span

Section = Literal["inclusion", "exclusion"]
Connective = Literal["and", "or", "and/or"]
Skeleton = Literal["heading", "structure"]


@dataclass(frozen=True, slots=True)
class Clause:
    """One eligibility criterion: an item that the author set apart and did not divide further, or a sentence.

    `span` holds the criterion's own words in raw offsets: without number or bullet, without its children.
    `children_rule` says how the children combine (`all`, `any`, `none`, `atleast 2`) and stands only where there
    are children. `population` is the cohort or sub-population that the clause is limited to, in the author's words.
    `block` numbers the alternatives of which a patient needs one (disease blocks). `rule_for` lists the clauses for
    which this one states how they combine ("if three of the above hold"). A `lost` item is one that the author's
    numbering promises and the text does not hold: its span is empty. `damage` are finding codes. `topic` is the
    nearest heading that names a subject ("Hepatic"), for items that rely on it ("over 20"). `then` is the
    connective that the author put between this clause and its next sibling, at the end of the one, at the start of
    the other or on a line of its own.
    """

    id: str
    section: Section
    span: Span
    marker: Span | None = None
    depth: int = 0
    parent: int | None = None
    children: tuple[int, ...] = ()
    children_rule: str | None = None
    population: str | None = None
    block: int | None = None
    damage: tuple[str, ...] = ()
    lost: bool = False
    rule_for: tuple[int, ...] | None = None
    topic: str | None = None
    then: Connective | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """The clauses of a text in reading order, and what holds them together.

    Every character of the text that is not white space lies in exactly one clause or one entry of `skeleton`
    (headings, and the structure: bullets, numbers, separators). Parents come before their children.
    """

    clauses: tuple[Clause, ...]
    problems: tuple[Problem, ...] = ()
    skeleton: tuple[tuple[Span, Skeleton], ...] = ()
    sections: tuple[tuple[Section, Span], ...] = ()

    def text_of(self, clause: Clause, text: str) -> str:
        """The clause's own words."""
        return clause.span.of(text)
