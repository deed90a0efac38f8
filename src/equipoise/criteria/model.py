"""What reading an eligibility text gives: its criteria with their trees, and an account of every character."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from equipoise.criteria.nodes import Expr
from equipoise.criteria.outline import Clause, Outline
from equipoise.source import Problem, Span

LeafKind = Literal["heading", "structure", "computed", "person", "term", "not-understood"]
Role = Literal["criterion", "definition", "note", "rule", "lost"]
Decidable = Literal["data", "clinician", "judgement", "attestation", "damaged"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A stretch of the text and what became of it. White space belongs to no leaf.

    A `term` is a name whose meaning other words of the clause give: a label, or what bounds in brackets define.
    """

    span: Span
    kind: LeafKind


@dataclass(frozen=True, slots=True)
class Criterion:
    """One clause of the outline with its tree.

    `role`: a `definition` says what a term means and is not by itself required; a `note` permits or explains; a
    `rule` says how the
    items it stands with combine; a `lost` item is missing from the source. `expr` is None where nothing is asked of
    the patient.
    """

    clause: Clause
    expr: Expr | None
    role: Role = "criterion"
    decidable: Decidable = "data"
    leaves: tuple[Leaf, ...] = ()
    problems: tuple[Problem, ...] = ()
    words: str = ""  # the clause on one line, marks of Markdown and HTML undone

    @property
    def id(self) -> str:
        """The author's number: `I7.3`, `E2`."""
        return self.clause.id


@dataclass(frozen=True, slots=True)
class Criteria:
    """A whole eligibility text, read. The leaves cover every character that is not white space, in order, once."""

    text: str
    outline: Outline
    criteria: tuple[Criterion, ...]
    leaves: tuple[Leaf, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
