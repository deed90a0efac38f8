"""The syntax tree of a search expression.

    Expression = And | Or | Not | Area | Search | Coverage | Expansion | Tilt
               | Term | Phrase | Range | Distance | Missing | All

Nodes are frozen and say what was written, not what it finds: defaults (`Contains`, `Relaxation`, the area that a
parameter searches) belong to whoever executes. Every node knows its `span` in the expression, which does not count for
equality. A node that no expression could give cannot be built (`ValueError`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Literal, TypeAlias, get_args

from equipoise.source import Span
from equipoise.study.values import Age, PartialDate

Document = Literal["Study", "Location"]
Coverages = Literal["FullMatch", "StartsWith", "EndsWith", "Contains"]
Expansions = Literal["None", "Term", "Concept", "Relaxation", "Lossy"]
Unit = Literal["km", "mi"]

KILOMETRES: dict[Unit, float] = {"km": 1.0, "mi": 1.609344}
FARTHEST: dict[Unit, int] = {"km": 805, "mi": 500}  # the syntax page's limits on a radius; the least is 1 of either

AREA_NAME = re.compile(r"[^\s()\[\]\":,\\]+")
YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)
NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What all nodes have: where they stand in the expression (code points)."""

    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Term(Node):
    """A run of bare words, which together are one term: how far they may stand apart is for `Expansion` to say.

    The words are as written, without the backslashes that made them plain: `Sharp & Dohme, LLC` is
    `("Sharp", "&", "Dohme,", "LLC")`.
    """

    words: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.words or any(not word or len(word.split()) != 1 for word in self.words):
            raise ValueError(f"Term.words: expected one or more words without blanks, received {self.words!r}")

    @property
    def text(self) -> str:
        """The words with a space between each."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Phrase(Node):
    """Words in quotation marks: they stand together and in this order."""

    text: str

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("Phrase.text: expected words, received none")


class Extreme(Enum):
    """The open end of a range."""

    MIN = "MIN"
    MAX = "MAX"


@dataclass(frozen=True, slots=True)
class Bound(Node):
    """One end of a range, which it includes: open, a number, a date known to the year, month or day, or an age.

    Which of them a field takes is the field's affair: `2022` is a number here, and a year to a field of dates.
    """

    value: Extreme | Decimal | PartialDate | Age

    def __post_init__(self) -> None:
        if isinstance(self.value, Decimal) and not self.value.is_finite():
            raise ValueError(f"Bound.value: expected a finite number, received {self.value}")
        if isinstance(self.value, PartialDate) and self.value.month is None:
            raise ValueError(f"Bound.value: expected a number for a year alone, received the date {self.value}")
        if isinstance(self.value, Age) and self.value.amount is None:
            raise ValueError(f"Bound.value: expected an age with a number, received {self.value}")

    @property
    def date(self) -> PartialDate | None:
        """The date meant, where it can be one; `earliest()` is its first day and `latest()` its last."""
        if isinstance(self.value, Decimal) and YEAR.fullmatch(str(self.value)):
            return PartialDate(str(self.value))
        return self.value if isinstance(self.value, PartialDate) else None


@dataclass(frozen=True, slots=True)
class Range(Node):
    """A value from `low` to `high`, both included; a field without a value is in no range."""

    low: Bound
    high: Bound


@dataclass(frozen=True, slots=True)
class Distance(Node):
    """Within `radius` of a place: degrees north and east, and kilometres or miles."""

    latitude: float
    longitude: float
    radius: float
    unit: Unit

    def __post_init__(self) -> None:
        within = {"latitude": (-90, 90), "longitude": (-180, 180), "radius": (1, FARTHEST[self.unit])}
        for name, (least, most) in within.items():
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"Distance.{name}: expected {least} to {most}, received {getattr(self, name)}")

    @property
    def kilometres(self) -> float:
        """The radius in kilometres."""
        return self.radius * KILOMETRES[self.unit]


@dataclass(frozen=True, slots=True)
class Missing(Node):
    """The field has no value."""


@dataclass(frozen=True, slots=True)
class All(Node):
    """Every study, in whatever area it stands: `AREA[Sex]ALL` too; the value of that name is written `"ALL"`."""


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A search area or a field as written; with `size`, how many values the field has instead of the values."""

    text: str
    size: bool = False

    def __post_init__(self) -> None:
        if AREA_NAME.fullmatch(self.text) is None:
            raise ValueError(f"Name.text: expected a name of an area or field, received {self.text!r}")


@dataclass(frozen=True, slots=True)
class Not(Node):
    """The studies that `operand` does not find."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Area(Node):
    """Look for `operand` in this area or field."""

    name: Name
    operand: Expression


@dataclass(frozen=True, slots=True)
class Search(Node):
    """All of `operand` must hold of one part of the record: `Location` is one site, `Study` the record itself."""

    document: Document
    operand: Expression

    def __post_init__(self) -> None:
        _one_of("Search.document", self.document, get_args(Document))


@dataclass(frozen=True, slots=True)
class Coverage(Node):
    """How much of a field's text the terms of `operand` must take up."""

    mode: Coverages
    operand: Expression

    def __post_init__(self) -> None:
        _one_of("Coverage.mode", self.mode, get_args(Coverages))


@dataclass(frozen=True, slots=True)
class Expansion(Node):
    """How far the terms of `operand` may be widened."""

    degree: Expansions
    operand: Expression

    def __post_init__(self) -> None:
        _one_of("Expansion.degree", self.degree, get_args(Expansions))


@dataclass(frozen=True, slots=True)
class Tilt(Node):
    """Rank what `operand` finds by this ordered field too: later dates and greater numbers come first."""

    name: Name
    operand: Expression


@dataclass(frozen=True, slots=True)
class And(Node):
    """All of them hold."""

    operands: tuple[Expression, ...]

    def __post_init__(self) -> None:
        _several("And", self.operands)


@dataclass(frozen=True, slots=True)
class Or(Node):
    """At least one of them holds; the more do, the higher the study ranks."""

    operands: tuple[Expression, ...]

    def __post_init__(self) -> None:
        _several("Or", self.operands)


Source: TypeAlias = Term | Phrase | Range | Distance | Missing | All
Expression: TypeAlias = And | Or | Not | Area | Search | Coverage | Expansion | Tilt | Source


def walk(expression: Expression) -> Iterator[Expression]:
    """The node and all expressions below it, from left to right."""
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        yield node
        match node:
            case And(operands) | Or(operands):
                waiting.extend(reversed(operands))
            case Not() | Area() | Search() | Coverage() | Expansion() | Tilt():
                waiting.append(node.operand)
            case _:
                pass


def _one_of(where: str, received: str, allowed: tuple[str, ...]) -> None:
    if received not in allowed:
        raise ValueError(f"{where}: expected one of {', '.join(allowed)}, received {received!r}")


def _several(kind: str, operands: tuple[Expression, ...]) -> None:
    if len(operands) < 2:
        raise ValueError(f"{kind}.operands: expected two or more, received {len(operands)}")
