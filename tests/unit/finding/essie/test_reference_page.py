"""docs/reference/query-language.md is true: its expressions are read as it says, and it names every operator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

import pytest
from support import CHECKOUT

from equipoise.errors import QueryError
from equipoise.finding.essie import parse, tree, written
from equipoise.finding.essie.lexer import OPERATORS, QUOTES
from equipoise.finding.essie.parser import MAX_DEPTH

PAGE = (CHECKOUT / "docs" / "reference" / "query-language.md").read_text(encoding="utf-8")


def examples() -> Iterator[tuple[str, str]]:
    """Each expression of the page with the line under it, which says how it is read."""
    for block in re.findall(r"^```essie\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        lines = block.splitlines()
        yield from zip(lines[::2], lines[1::2], strict=True)


@pytest.mark.parametrize(("expression", "answer"), list(examples()))
def test_examples_are_read_as_the_page_says(expression: str, answer: str) -> None:
    sign, _, expected = answer.partition(" ")
    if sign == "!":
        with pytest.raises(QueryError) as caught:
            parse(expression)
        assert str(caught.value) == expected
    else:
        assert sign == "="
        assert written(parse(expression)) == expected
        assert written(parse(expected)) == expected


def test_every_operator_parameter_and_limit_is_named() -> None:
    code = " ".join(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)))
    named = set(re.findall(r"\w+", code))
    assert named >= OPERATORS
    for values in (tree.Document, tree.Coverages, tree.Expansions, tree.Unit):
        assert named >= set(get_args(values))
    assert f"may go {MAX_DEPTH}\ndeep" in PAGE
    assert f"1 to {tree.FARTHEST['km']} `km` or 1 to {tree.FARTHEST['mi']} `mi`" in PAGE


def test_a_phrase_may_begin_with_every_quotation_mark() -> None:
    for opening, closing in QUOTES.items():
        assert parse(f"{opening}gout{closing[0]}") == tree.Phrase("gout")
