"""Markdown that is both documentation and test: sentences in fenced blocks, and beside each what is read from it.

    ```criterion inclusion          one sentence under that heading; `xfail: reason` may follow
    ```criteria                     a whole eligibility text
    ```english                      the tree in plain words, a line for each criterion
    ```reading                      the tree itself, a node a line, fields with their defaults left out
    ```finding                      the codes of the problems found, a line each
    ```never                        patterns of nodes that no tree may hold: `Quantity subject=creatinine value=5450`
    ```only                         the kinds of node that may occur, or `nothing`

`english`, `reading` and `finding` can be rewritten from what the program reads (`pytest tests/spec --spec-update`);
what must never be read is written by people alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from equipoise.criteria import Criteria, Criterion, read_criteria
from equipoise.criteria.english import english, number
from equipoise.criteria.nodes import (
    NODE_TYPES,
    Expr,
    Node,
    Window,
    children,
    field_names,
    walk,
)  # fmt: skip

_HERE: Final = Path(__file__).parent
SPECS: Final = tuple(sorted((_HERE / "spec").glob("*.md")))
NEGATIVE: Final = tuple(sorted((_HERE / "negative").glob("*.md")))

_KINDS: Final = {kind.__name__: kind for kind in NODE_TYPES}
_PATTERN: Final = re.compile(r"(?P<field>[a-z_]+)(?P<how>[=~])(?P<value>\S+)")
_FENCE: Final = "```"
_SENTENCES: Final = ("criterion inclusion", "criterion exclusion", "criteria")


class SpecError(ValueError):
    """A Markdown file that is no specification; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: the words after its fence, its lines, and where the fence stands (from 1)."""

    info: str
    body: str
    line: int


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence or a text, and what is expected of it."""

    path: Path
    sentence: Block
    expected: tuple[Block, ...]

    @property
    def name(self) -> str:
        """`quantities:12`: the file and the line of the sentence."""
        return f"{self.path.stem}:{self.sentence.line}"

    @property
    def xfail(self) -> str | None:
        """Why the case fails today, or None."""
        _, mark, reason = self.sentence.info.partition(" xfail: ")
        return reason if mark else None

    def read(self) -> Criteria:
        """What the program reads."""
        kind = self.sentence.info.partition(" xfail: ")[0]
        if kind == "criteria":
            return read_criteria(self.sentence.body)
        return read_criteria(f"{kind.removeprefix('criterion ').title()} Criteria:\n\n* {self.sentence.body}\n")


def cases(path: Path) -> tuple[Case, ...]:
    """The cases of a file, in its order. Raises `SpecError`."""
    found: list[Case] = []
    for block in blocks(path):
        kind = block.info.partition(" xfail: ")[0]
        if kind in _SENTENCES:
            found.append(Case(path, block, ()))
        elif found and (kind in ACTUAL or kind in CHECKS):
            found[-1] = Case(path, found[-1].sentence, (*found[-1].expected, block))
        else:
            raise SpecError(f"{path.name}:{block.line}: a block of {block.info!r} is not known here")
    for case in found:
        if not case.expected:
            raise SpecError(f"{path.name}:{case.sentence.line}: nothing is expected of this sentence")
    return tuple(found)


def blocks(path: Path) -> Iterator[Block]:
    """The fenced blocks of a file."""
    info, start, body = "", 0, list[str]()
    for number_, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.startswith(_FENCE):
            body.append(line)
        elif start:
            yield Block(info, "\n".join(body), start)
            start = 0
        else:
            info, start, body = line.removeprefix(_FENCE).strip(), number_, []
    if start:
        raise SpecError(f"{path.name}:{start}: the block is not closed")


def in_english(criteria: Criteria) -> str:
    """The trees in plain words; a criterion of several with its id."""
    if len(criteria.criteria) == 1:
        return _said(criteria.criteria[0])
    return "\n".join(f"{one.id}: {_said(one)}{_part(one)}" for one in criteria.criteria)


def _said(criterion: Criterion) -> str:
    return "(asks nothing)" if criterion.expr is None else english(criterion.expr)


def _part(criterion: Criterion) -> str:
    rule = criterion.clause.children_rule
    parts = ("" if criterion.role == "criterion" else criterion.role, f"of its items: {rule}" if rule else "")
    return "".join(f" [{part}]" for part in parts if part)


def as_tree(criteria: Criteria) -> str:
    """The trees, a node a line, each one level deeper than what holds it."""
    return "\n".join(line for expr in trees(criteria) for line in _lines(expr, 0))


def found(criteria: Criteria) -> str:
    """The codes of the problems."""
    return "\n".join(problem.code for problem in criteria.problems)


def trees(criteria: Criteria) -> tuple[Expr, ...]:
    """The trees of the criteria that ask something."""
    return tuple(one.expr for one in criteria.criteria if one.expr is not None)


def _lines(expr: Expr, depth: int) -> Iterator[str]:
    yield "  " * depth + _node(expr)
    for child in children(expr):
        yield from _lines(child, depth + 1)


def _node(node: Node) -> str:
    held = {name: getattr(node, name) for name in field_names(type(node)) if name in _plain(type(node))}
    shown = [f"{name}={_value(value)}" for name, value in held.items() if value != _default(type(node), name)]
    return " ".join([type(node).__name__, *shown])


def _plain(kind: type[Node]) -> frozenset[str]:
    """The fields that hold no expressions: those are lines of their own."""
    return frozenset(field_names(kind)) - {"items", "item", "condition", "then", "when", "sample_needs"}


def _default(kind: type[Node], name: str) -> object:
    return next(field.default for field in fields(kind) if field.name == name)


def _value(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case float() | int():
            return number(value)
        case tuple():
            return "[" + ", ".join(_window(one) if isinstance(one, Window) else str(one) for one in value) + "]"
        case _:
            return f'"{value}"' if " " in str(value) or value == "" else str(value)


def _window(window: Window) -> str:
    parts = [window.relation, str(window.length or ""), "" if window.anchor == "unspecified" else window.anchor]
    parts += [
        "strict" if window.strict else "",
        f"{window.half_lives:g} half-lives" if window.half_lives else "",
        "whichever is shorter" if window.shorter else "",
    ]
    return " ".join(part for part in [*parts, window.event or ""] if part)


def never(criteria: Criteria, patterns: str) -> str:
    """The nodes that a pattern forbids, a line each; "" is as it should be. Raises `SpecError` for a broken pattern."""
    tests = [(line, _matcher(line)) for line in patterns.split("\n") if line.strip()]
    every = [node for expr in trees(criteria) for node in walk(expr)]
    return "\n".join(f"{_node(node)} (never {line})" for node in every for line, test in tests if test(node))


def only(criteria: Criteria, kinds: str) -> str:
    """The nodes of other kinds than these, a line each; "" is as it should be."""
    allowed = tuple(_KINDS[kind] for kind in kinds.split() if kind != "nothing")
    return "\n".join(_node(node) for expr in trees(criteria) for node in walk(expr) if not isinstance(node, allowed))


def _matcher(line: str) -> Callable[[Node], bool]:
    """`Quantity value=3`: of this kind, with this field; `name~lupus`: with this in it. `Node` is any kind."""
    name, *rest = line.split()
    kind = Node if name == "Node" else _KINDS.get(name)
    wanted = [_PATTERN.fullmatch(part) for part in rest]
    if kind is None or not all(wanted):
        raise SpecError(f"not the pattern of a node: {line!r}")
    conditions = [(match["field"], match["how"], match["value"]) for match in wanted if match is not None]
    if unknown := [field for field, _, _ in conditions if kind is not Node and field not in field_names(kind)]:
        raise SpecError(f"{name} has no field {unknown[0]!r}: {line!r}")
    return lambda node: issubclass(type(node), kind) and all(_fits(node, *each) for each in conditions)


def _fits(node: Node, field: str, how: str, value: str) -> bool:
    if field not in field_names(type(node)):
        return False
    held = _value(getattr(node, field)).strip('"')
    return held == value if how == "=" else value.lower() in held.lower()


ACTUAL: Final[dict[str, Callable[[Criteria], str]]] = {"english": in_english, "reading": as_tree, "finding": found}
CHECKS: Final[dict[str, Callable[[Criteria, str], str]]] = {"never": never, "only": only}


def update(path: Path) -> None:
    """Rewrite what is expected from what is read; cases that are to fail and the rules of `never` and `only` stay."""
    lines = path.read_text(encoding="utf-8").split("\n")
    for case in reversed(cases(path)):
        criteria = case.read()
        for block in reversed(case.expected):
            if case.xfail is None and block.info in ACTUAL:
                end = lines.index(_FENCE, block.line)
                lines[block.line : end] = ACTUAL[block.info](criteria).split("\n")
    path.write_text("\n".join(lines), encoding="utf-8")
