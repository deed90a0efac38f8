"""Writing to the terminal: texts of records and bundles as text, never as instructions to it."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from equipoise.errors import EquipoiseError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_WIDTH = 110
"""Of a table that no terminal limits."""


def clean(text: str) -> str:
    """The text without what could move a terminal's cursor, colour it, or turn the direction of reading."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(error: EquipoiseError) -> str:
    """What is wrong, where, and the hint, on one line."""
    hint = f" ({error.hint})" if error.hint else ""
    return clean(" ".join(f"{error}{hint}".split()))


def write_json(line: bytes) -> None:
    """One JSON text on a line of its own."""
    write_line(line)


def write_line(line: bytes) -> None:
    """One line for another program, in UTF-8 whatever the locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def console(*, stderr: bool = False) -> Console:
    """A console that takes no markup from the texts that it is given."""
    from rich.console import Console

    made = Console(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=False)
    if not made.is_terminal and "COLUMNS" not in _environment():
        made.width = _WIDTH
    return made


def _environment() -> set[str]:
    import os

    return set(os.environ)


def text(words: str, style: str = "") -> Text:
    """Cleaned words in a style."""
    from rich.text import Text

    return Text(clean(words), style=style)
