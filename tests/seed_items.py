"""How the seeds that are read by hand are written down: a clause by its line, and atoms in a few words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from equipoise.criteria.model import Role
from equipoise.criteria.nodes import (
    Anchor,
    Concept,
    Expr,
    Personal,
    Quantity,
    Relation,
    Window,
)
from equipoise.dates import Duration


@dataclass(frozen=True)
class Item:
    """A clause by line: `begin` and `end` are words within the line where it holds several."""

    id: str
    line: int
    expr: Expr | None = None
    rule: str | None = None
    block: int | None = None
    population: str | None = None
    role: Role = "criterion"
    damage: tuple[str, ...] = ()
    begin: str = ""
    end: str = ""


def window(
    relation: Relation, length: str | None = None, anchor: Anchor = "unspecified", *, strict: bool = False
) -> Window:
    return Window(relation, Duration.parse(length) if length else None, anchor, strict=strict)


def condition(
    key: str, name: str | None = None, *, narrowed: bool = False, present: bool = True, windows: tuple[Window, ...] = ()
) -> Concept:
    return Concept("condition", name or key, present, key, narrowed, windows)


def drug(key: str, name: str | None = None, **more: object) -> Concept:
    return replace(Concept("treatment", name or key, key=key), **more)  # type: ignore[arg-type]


def assay(name: str, key: str | None = None, **more: object) -> Concept:
    return replace(Concept("test", name, key=key), **more)  # type: ignore[arg-type]


def times_uln(subject: str, op: str, value: float) -> Quantity:
    return Quantity(subject, op, value, "1", "ULN")  # type: ignore[arg-type]


EVER = (window("ever"),)
NOW = (window("current"),)
JUDGED = Personal("judgement", "judgement of the investigator")


def judged(name: str) -> Personal:
    return Personal("judgement", name)


def agreed(name: str) -> Personal:
    return Personal("agreement", name)


GILBERT = condition("gilbert syndrome")
MALE, FEMALE = Concept("state", "male", key="male"), Concept("state", "female", key="female")
FERTILE = Concept("state", "woman of childbearing potential", key="woman of childbearing potential")


def long_enough(key: str, length: str, name: str | None = None) -> Concept:
    return drug(key, name, windows=(window("for_at_least", length, strict=True),))
