"""docs/explanation/ast.md is true: it names every node and field, relation, anchor, class and pass, and no others."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from support import CHECKOUT

from equipoise.criteria import nodes, parser
from equipoise.criteria.model import LeafKind
from equipoise.criteria.nodes import NODE_TYPES, Anchor, Node, Relation, field_names

PAGE = (CHECKOUT / "docs" / "explanation" / "ast.md").read_text(encoding="utf-8")


def tables() -> dict[str, list[list[str]]]:
    """The rows of every table, each a list of cells, by the word over its first column."""
    found: dict[str, list[list[str]]] = {}
    for block in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE):
        head, _, *rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in block.splitlines()]
        found.setdefault(head[0].strip(), []).extend(rows)
    return found


def code(cell: str) -> list[str]:
    """What is written as code in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def test_every_node_and_field_is_named_and_nothing_else() -> None:
    written = {code(row[0])[0]: code(row[1]) for row in tables()["node"]}
    assert written == {kind.__name__: list(field_names(kind)) for kind in NODE_TYPES}


def test_every_kind_of_node_is_listed_in_the_code() -> None:
    defined = [value for value in vars(nodes).values() if isinstance(value, type) and issubclass(value, Node)]
    assert set(defined) - {Node} == set(NODE_TYPES)


@pytest.mark.parametrize(("column", "values"), [("relation", get_args(Relation)), ("class", get_args(LeafKind))])
def test_every_value_has_a_row(column: str, values: tuple[str, ...]) -> None:
    assert {name for row in tables()[column] for name in code(row[0])} == set(values)


def test_every_anchor_is_named() -> None:
    line = re.search(r"^Anchors: (.*)\.$", PAGE, re.MULTILINE)
    assert line is not None
    assert {re.sub(r" \(.*\)", "", name) for name in line[1].split(", ")} == set(get_args(Anchor))


def test_the_passes_stand_in_their_order() -> None:
    line = re.search(r"─lexer─▶ row of items ─(.*)─▶ atoms ─logic─▶ tree", PAGE)
    assert line is not None
    shown = line[1].split("─")
    summary = parser.__doc__ or ""
    order = [name for name in re.findall(r"^    (\w+) +:", summary, re.MULTILINE) if name != "tree"]
    assert shown == order
