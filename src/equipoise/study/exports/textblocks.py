"""Text of the retired XML as the Markdown in which version 2 of the API gives it.

The XML breaks texts into lines of some hundred characters and indents them. A list item begins with a dash and two
blanks, or a number and one, further in than the paragraphs; its following lines stand below its first word:

    Inclusion Criteria:                  Inclusion Criteria:

      -  Hiccups for more than     ->    * Hiccups for more than two days
         two days
                                           1. by day
           1. by day                     * Able to laugh

      -  Able to laugh

Items follow each other without an empty line; a list that begins, and a paragraph, have one before them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from equipoise.study.exports.escapes import escaped

_DASH = re.compile(r"- {2}(?=\S)")
_NUMBER = re.compile(r"(?P<number>\d{1,3}\.) (?=\S)")
_BULLET = re.compile(r"(?:[-*•]|(?P<number>\d{1,3}\.)) +(?=\S)")
_INDENT = 2


@dataclass(slots=True)
class _Block:
    """A paragraph or list item: the column it begins at, that of its words, its mark in Markdown, its words."""

    column: int
    content: int
    mark: str
    words: list[str]


class _Open(NamedTuple):
    """A list item that later blocks may belong to."""

    content: int
    mark: str


def from_textblock(text: str) -> str:
    """The Markdown of an indented, broken text block."""
    return _written(_wrapped_blocks(text))


def from_lines(text: str) -> str:
    """The Markdown of a text whose line breaks were made by its author: each line stands for itself."""
    return _written(_line_blocks(text))


def _lines(text: str) -> list[tuple[int, str]]:
    """Column and words of each line; no words for an empty one."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return [(len(line) - len(line.lstrip()), line.strip()) for line in plain.split("\n")]


def _wrapped_blocks(text: str) -> list[_Block]:
    found: list[_Block] = []
    margin = _margin(text)
    is_open = False
    for column, words in _lines(text):
        number = None if is_open or column <= margin else _NUMBER.match(words)
        if not words:
            is_open = False
        elif item := _DASH.match(words) or number:
            found.append(_item(column, words, item))
            is_open = True
        elif is_open:
            found[-1].words.append(words)
        else:
            found.append(_Block(column, column, "", [words]))
            is_open = True
    return found


def _margin(text: str) -> int:
    """The column of paragraphs: two further in than the closing tag, before which the block's last line ends."""
    last = text.expandtabs(4).rpartition("\n")[2]
    if "\n" in text and not last.strip():
        return len(last) + _INDENT
    return min((column for column, words in _lines(text)[1:] if words), default=0)


def _line_blocks(text: str) -> list[_Block]:
    found: list[_Block] = []
    for column, words in _lines(text):
        if item := _BULLET.match(words):
            found.append(_item(column, words, item))
        elif words:
            found.append(_Block(column, column, "", [words]))
    return found


def _item(column: int, words: str, item: re.Match[str]) -> _Block:
    number = item.groupdict().get("number")
    mark = f"{number} " if number else "* "
    return _Block(column, column + item.end(), mark, [words[item.end() :]])


def _written(blocks: list[_Block]) -> str:
    parts: list[str] = []
    items: list[_Open] = []
    for block in blocks:
        continues = False  # a list that is open at the block's own level
        while items and items[-1].content > block.column:
            items.pop()
            continues = True
        if parts:
            parts.append("\n" if block.mark and continues else "\n\n")
        margin = sum(len(item.mark) for item in items)
        parts.append(f"{' ' * margin}{block.mark}{escaped(' '.join(block.words))}")
        if block.mark:
            items.append(_Open(block.content, block.mark))
    return "".join(parts)
