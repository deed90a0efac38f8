"""Running text as the registry keeps it (a light markdown, or lines wrapped by hand) into paragraphs and lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from equipoise.pages.described import About

_ITEM = re.compile(r"\s*(?:[*•·]|-(?=\s)|\d{1,2}[.)])\s+")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!<>^~|&=@$%-])")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the items of a list."""

    kind: Annotated[Literal["paragraph", "list"], About("paragraph or list")]
    lines: Annotated[tuple[str, ...], About("the paragraph's one text, or the list's items")]


def prose(text: str | None) -> tuple[Block, ...]:
    """Blank lines part paragraphs; a line that begins with a bullet or number begins an item; other lines go on."""
    if not text:
        return ()
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", text.replace("\r", "")):
        for kind, words in _pieces(chunk):
            if kind == "list" and blocks and blocks[-1].kind == "list":
                blocks[-1] = Block("list", (*blocks[-1].lines, words))
            else:
                blocks.append(Block(kind, (words,)))
    return tuple(blocks)


def unescaped(text: str) -> str:
    r"""`\>` -> `>`: the registry's markdown escapes, for reading only."""
    return _ESCAPED.sub(r"\1", text)


def _pieces(chunk: str) -> list[tuple[Literal["paragraph", "list"], str]]:
    pieces: list[tuple[Literal["paragraph", "list"], list[str]]] = []
    for line in chunk.split("\n"):
        marker = _ITEM.match(line)
        if marker is not None:
            number = marker.group().strip()
            kept = f"{number} " if number[0].isdigit() else ""
            pieces.append(("list", [kept + line[marker.end() :]]))
        elif pieces:
            pieces[-1][1].append(line)
        elif line.strip():
            pieces.append(("paragraph", [line]))
    joined = ((kind, unescaped(" ".join(" ".join(lines).split()))) for kind, lines in pieces)
    return [(kind, words) for kind, words in joined if words]
