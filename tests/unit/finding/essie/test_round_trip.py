"""Whatever tree is printed is read back as itself; whatever is typed is a tree with true spans, or a clear error."""

from __future__ import annotations

from dataclasses import fields

from hypothesis import example, given, settings
from search_expressions import expressions, typed

from equipoise.errors import QueryError
from equipoise.finding.essie import parse, walk, written
from equipoise.finding.essie.tree import Area, Expression, Node, Phrase, Term, Tilt


@settings(max_examples=300)
@given(expressions)
@example(Term(("AML,ALL",)))
@example(Term(("“AND",)))
@example(Phrase('5" \\'))
def test_a_printed_tree_is_read_back(expression: Expression) -> None:
    assert parse(written(expression)) == expression


@settings(max_examples=1000)
@given(typed)
@example("AML,ALL")
@example("(a OR b), c")
@example('" \\ "')
def test_what_is_typed_is_a_tree_or_an_error_with_its_place(text: str) -> None:
    try:
        expression = parse(text)
    except QueryError as error:
        check_error(error, text)
    else:
        assert parse(written(expression)) == expression
        check_spans(expression, text)


def check_error(error: QueryError, text: str) -> None:
    """It has a place in the text, both halves of its message, and carets under the words."""
    assert 0 <= error.start <= error.end <= len(text)
    assert all((error.place, error.expected, error.found))
    words, pointer = error.excerpt.split("\n")
    assert set(pointer.strip()) == {"^"}
    assert len(pointer) <= len(words) + 1


def check_spans(expression: Expression, text: str) -> None:
    """Each node's span lies in its parent's, and its words alone are that node."""
    assert 0 <= expression.span.start < expression.span.end <= len(text)
    for node in walk(expression):
        assert parse(node.span.of(text)) == node
        for child in children(node):
            assert node.span.covers(child.span)
        if isinstance(node, Area | Tilt):
            assert node.name.span.of(text).startswith(node.name.text)


def children(node: Expression) -> list[Node]:
    values = [getattr(node, each.name) for each in fields(node)]
    flat = [part for value in values for part in (value if isinstance(value, tuple) else (value,))]
    return [part for part in flat if isinstance(part, Node)]
