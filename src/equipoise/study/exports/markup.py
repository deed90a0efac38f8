"""Formatted text in the two forms of the API: Markdown, and the one of the retired interface.

Which fields hold formatted text stands in the table of pieces (source type MARKUP). The retired ("legacy") form has the
same lines and bullets; the backslashes before marks are gone, the characters that HTML would read are written as
entities, and lines end with carriage return and line feed. Only a number or dash that was kept from beginning a list is
not told apart there from one that begins one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal, TypeAlias

from equipoise.errors import RequestError
from equipoise.study.exports.escapes import escaped, unescaped
from equipoise.study.pieces.trees import Tree, tree_of
from equipoise.study.remarks import shown

MarkupFormat: TypeAlias = Literal["markdown", "legacy"]
Change: TypeAlias = Callable[[str, str], str]
"""From the name of a piece and its text to the text that takes its place."""

_BREAK = re.compile(r"\r\n|\r|\n")
_MARGIN = re.compile(r"[ \t]*(?:(?:[*+-]|\d{1,9}[.)])(?:[ \t]+|$))?")


def markup(record: Mapping[str, Any], form: str) -> Mapping[str, Any]:
    """The v2 record with its formatted text in the form asked for: "markdown" (as it is) or "legacy".

    The record itself is not changed. Raises RequestError for another form.
    """
    if form == "markdown":
        return record
    if form != "legacy":
        raise RequestError(f"there is no form of formatted text {shown(form)}", hint="ask for markdown or legacy")
    return changed(record, lambda _, text: to_legacy(text))


def to_legacy(text: str) -> str:
    """Markdown in the retired form: `* LVEF \\> 50 % -> * LVEF &gt; 50 %`, with CRLF between lines."""
    return "\r\n".join(html.escape(unescaped(line), quote=False) for line in text.split("\n"))


def to_markdown(text: str) -> str:
    """The retired form in Markdown; the bullet or number at the start of a line stays one."""
    return "\n".join(map(_markdown_line, _BREAK.split(text)))


def _markdown_line(line: str) -> str:
    margin = _margin(line)
    return margin + escaped(html.unescape(line[len(margin) :]))


def _margin(line: str) -> str:
    found = _MARGIN.match(line)
    return found.group() if found else ""


def changed(record: Mapping[str, Any], change: Change) -> dict[str, Any]:
    """A copy of a v2 record in which each formatted text is what `change` makes of it; the rest is shared."""
    return _changed(record, _TREE, change)


def _changed(part: Mapping[str, Any], tree: Tree, change: Change) -> dict[str, Any]:
    copy = dict(part)
    for key, below in tree.items():
        if key in copy:
            one = partial(_one, below=below, change=change)
            value = copy[key]
            copy[key] = list(map(one, value)) if isinstance(value, list) else one(value)
    return copy


def _one(value: Any, below: str | Tree, change: Change) -> Any:
    if isinstance(below, str):
        return change(below, value) if isinstance(value, str) else value
    return _changed(value, below, change) if isinstance(value, dict) else value


_TREE = tree_of(lambda piece: piece.name if piece.is_markup else None)
