"""The syntax tree of an eligibility criterion (docs/explanation/ast.md is its document).

Nodes are frozen and mean something; what only speeds up or prettifies lives elsewhere. Every node knows its `span`
(code
points of the eligibility text as the record holds it) and the name of the `rule` that made it; neither counts for
equality.
A tree says when the sentence **as written** is true of a patient; inclusion and exclusion are not folded in.

    Expr  = And | Or | Not | AtLeast | If | Relaxed | Readings | Atom
    Atom  = Quantity | Concept | Personal | Unsupported
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Literal, TypeVar

from equipoise.dates import Duration
from equipoise.source import Span

Op = Literal["<", "<=", ">", ">=", "=", "!="]
Reference = Literal["absolute", "ULN", "LLN", "baseline", "predicted"]
Relation = Literal["within", "before", "after", "for_at_least", "for_at_most", "ever", "current"]
Anchor = Literal[
    "screening",
    "enrolment",
    "randomisation",
    "consent",
    "conditioning",
    "treatment",
    "infusion",
    "diagnosis",
    "test",
    "unspecified",
]
ConceptKind = Literal["condition", "treatment", "test", "state"]
PersonalKind = Literal["agreement", "judgement"]
Response = Literal["failed", "relapsed", "intolerant", "contraindicated", "required"]

NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What all nodes have: where it stands, and which rule made it."""

    span: Span = field(default=NOWHERE, compare=False)
    rule: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Window(Node):
    """When a fact must hold: `within P6M` before `screening`; `for_at_least P12M`; `ever`; `current`.

    `within` reaches back from the anchor and includes the boundary day; `before` is "at least this long before the
    anchor";
    `after` is "after the anchor" (with a length: within that length after it, or planned in the future where there is
    none).
    `half_lives` counts those of a second length ("4 weeks or 5 half-lives"): the longer of the two counts, with
    `shorter` the shorter.
    """

    relation: Relation
    length: Duration | None = None
    anchor: Anchor = "unspecified"
    half_lives: float | None = None
    strict: bool = False  # "more than 4 weeks ago" leaves the boundary day out
    event: str | None = None  # what was diagnosed, where the anchor is the diagnosis of something else ("tumor")
    shorter: bool = False


@dataclass(frozen=True, slots=True)
class Quantity(Node):
    """One bound on something measured: `subject op value unit`, or a multiple of a reference.

    `subject` is a slug of the quantity vocabulary, or plain English in lower case where none fits. `unit` is UCUM and
    "" where the
    text gives none. With reference ULN, LLN or baseline, `value` is the multiple; with predicted, the percentage.
    """

    subject: str
    op: Op
    value: float
    unit: str = ""
    reference: Reference = "absolute"
    windows: tuple[Window, ...] = ()
    consecutive: int | None = None  # the newest k results, none skipped
    formula: str | None = None  # "cockcroft-gault", "bazett", "fridericia": only a value by this formula counts
    change: Literal["increase", "decrease"] | None = None  # bound on a relative change over time, in percent
    sample_needs: Expr | None = None  # the value counts only if this holds of the moment of the sample (anchor "test")
    qualifiers: tuple[str, ...] = ()  # "room air", "serum", …: words that narrow which result counts

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise ValueError(f"Quantity.value: expected a finite number, received {self.value!r}")
        if not self.subject:
            raise ValueError("Quantity.subject: expected a slug or a name, received ''")
        if self.consecutive is not None and self.consecutive < 2:
            raise ValueError(f"Quantity.consecutive: expected at least 2, received {self.consecutive!r}")


@dataclass(frozen=True, slots=True)
class Concept(Node):
    """A disease, treatment, test result or state that is there (`present`) or absent.

    `name` is plain English, lower case, singular, abbreviations expanded; `key` the vocabulary's concept where one is
    certain, for
    the whole phrase or, when `narrowed`, for its head ("severe lupus nephritis" is narrower than the concept it is
    keyed to:
    finding the concept does not by itself make the phrase true).
    """

    kind: ConceptKind
    name: str
    present: bool = True
    key: str | None = None
    narrowed: bool = False
    windows: tuple[Window, ...] = ()
    response: Response | None = None  # of treatments: failed, not tolerated, contraindicated, needed
    planned: bool = False
    family: bool = False  # a relative's disease
    allergy: bool = False  # allergy or hypersensitivity to what `key` names
    suspected: bool = False  # "known or suspected"
    count: int | None = None  # at least so many different ones ("two or more biologics")
    result: str | None = None  # of tests and scores in words: "positive", "negative", "class iv"
    specimen: str | None = None
    qualifiers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("Concept.name: expected a name, received ''")
        if self.count is not None and self.count < 2:
            raise ValueError(f"Concept.count: expected at least 2, received {self.count!r}")


@dataclass(frozen=True, slots=True)
class Personal(Node):
    """What only a person can say: an agreement (consent, willingness, future conduct) or a judgement (the
    investigator's).
    """

    kind: PersonalKind
    name: str
    present: bool = True
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsupported(Node):
    """Words that were not understood. Their presence makes the whole criterion unknown."""

    text: str


@dataclass(frozen=True, slots=True)
class And(Node):
    """All of the items."""

    items: tuple[Expr, ...]

    def __post_init__(self) -> None:
        _several(self.items, "And")


@dataclass(frozen=True, slots=True)
class Or(Node):
    """At least one of the items."""

    items: tuple[Expr, ...]

    def __post_init__(self) -> None:
        _several(self.items, "Or")


@dataclass(frozen=True, slots=True)
class Not(Node):
    """The item is false."""

    item: Expr


@dataclass(frozen=True, slots=True)
class AtLeast(Node):
    """At least `k` of the items."""

    k: int
    items: tuple[Expr, ...]

    def __post_init__(self) -> None:
        _several(self.items, "AtLeast")
        if not 1 <= self.k <= len(self.items):
            raise ValueError(f"AtLeast.k: expected 1 to {len(self.items)}, received {self.k}")


@dataclass(frozen=True, slots=True)
class If(Node):
    """`then` is asked only of those for whom `condition` holds; for others the criterion is not applicable."""

    condition: Expr
    then: Expr


@dataclass(frozen=True, slots=True)
class Relaxed(Node):
    """`item`, which the investigator may relax for those for whom `when` holds (for everybody where it is None).

    For them a failed item is not false but a judgement that is open.
    """

    item: Expr
    when: Expr | None = None


@dataclass(frozen=True, slots=True)
class Readings(Node):
    """An ambiguous or damaged text: each way to read it, and the finding that says why.

    The criterion is open (`damaged`) only where the readings differ for the patient at hand.
    """

    items: tuple[Expr, ...]
    code: str

    def __post_init__(self) -> None:
        _several(self.items, "Readings")


Atom = Quantity | Concept | Personal | Unsupported
Expr = And | Or | Not | AtLeast | If | Relaxed | Readings | Quantity | Concept | Personal | Unsupported

_N = TypeVar("_N", And, Or)


def _several(items: tuple[Expr, ...], name: str) -> None:
    if len(items) < 2:
        raise ValueError(f"{name}.items: expected at least two, received {len(items)}")


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct sub-expressions, left to right (the condition before what it governs)."""
    match expr:
        case Concept() | Personal() | Unsupported():  # the most frequent first
            return ()
        case And(items) | Or(items) | AtLeast(_, items) | Readings(items):
            return items
        case Not(item):
            return (item,)
        case If(condition, then):
            return (condition, then)
        case Relaxed(item, when):
            return (item,) if when is None else (item, when)
        case Quantity():
            return () if expr.sample_needs is None else (expr.sample_needs,)


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and everything below it, outermost first."""
    yield expr
    for child in children(expr):
        yield from walk(child)


def atoms(expr: Expr) -> Iterator[Atom]:
    """The leaves, left to right (a quantity before what its sample needs)."""
    return (node for node in walk(expr) if isinstance(node, Atom))


def all_of(items: tuple[Expr, ...], *, rule: str = "") -> Expr:
    """`And`, flattened; the item itself where there is only one."""
    return _joined(And, items, rule)


def any_of(items: tuple[Expr, ...], *, rule: str = "") -> Expr:
    """`Or`, flattened; the item itself where there is only one."""
    return _joined(Or, items, rule)


def _joined(kind: type[_N], items: tuple[Expr, ...], rule: str) -> Expr:
    flat: list[Expr] = []
    for item in items:
        flat.extend(item.items if isinstance(item, kind) else (item,))
    if len(flat) == 1:
        return flat[0]
    return kind(tuple(flat), span=hull(item.span for item in flat), rule=rule)


def hull(spans: Iterator[Span]) -> Span:
    """The smallest span that covers all of them."""
    found = [span for span in spans if span != NOWHERE]
    return Span(min(s.start for s in found), max(s.end for s in found)) if found else NOWHERE


def at(node: _M, span: Span, rule: str) -> _M:
    """The node, placed."""
    return replace(node, span=span, rule=rule)


_M = TypeVar("_M", bound=Node)

NODE_TYPES: tuple[type[Node], ...] = (
    And, Or, Not, AtLeast, If, Relaxed, Readings, Quantity, Concept, Personal, Unsupported, Window,
)  # fmt: skip


def field_names(kind: type[Node]) -> tuple[str, ...]:
    """The fields that carry meaning: all but place and rule."""
    return tuple(f.name for f in fields(kind) if f.name not in ("span", "rule"))
