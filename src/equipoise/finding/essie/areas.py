"""The names of search areas and fields in an expression, looked up in a table that somebody else keeps."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import TypeVar

from equipoise.finding.essie.faults import fault, quoted
from equipoise.finding.essie.tree import Area, Expression, Name, Tilt, walk

T = TypeVar("T")

_LONGEST = 80  # no name is longer; comparing takes time that grows with the square of the length


def names(expression: Expression) -> Iterator[Name]:
    """Every name of an area or field, from left to right."""
    return (node.name for node in walk(expression) if isinstance(node, Area | Tilt))


def resolve(expression: Expression, text: str, known: Mapping[str, T]) -> dict[str, T]:
    """What each name in the expression stands for: name as written -> value of the table.

    `text` is what the expression was parsed from, for the place of an error. A name that differs from one known name
    in capitals only is taken for it. Raises `QueryError` for the first name that is not known, with those like it.
    """
    found: dict[str, T] = {}
    by_fold: dict[str, str] = {}
    for name in names(expression):
        if name.text in known:
            found[name.text] = known[name.text]
            continue
        by_fold = by_fold or {each.casefold(): each for each in known}
        meant = by_fold.get(name.text.casefold())
        if meant is None:
            raise fault(
                text,
                name.span,
                expected="the name of a search area or field",
                found=quoted(name.text),
                hint=_near(name.text, by_fold),
            )
        found[name.text] = known[meant]
    return found


def _near(name: str, by_fold: Mapping[str, str]) -> str | None:
    near = difflib.get_close_matches(name.casefold()[:_LONGEST], by_fold, n=3)
    return f"did you mean {' or '.join(by_fold[each] for each in near)}?" if near else None
