"""What Markdown would take for a mark, with a backslash before it, as the registry writes it; and back."""

from __future__ import annotations

import re

_MARKS = re.compile(r"[\\`*_\[\]<>&^~]")
_AT_START = re.compile(r"(\d{1,9})([.)])(?=\s|$)|(-+|\+|#+)(?=\s|$)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def escaped(line: str) -> str:
    """Plain words as one line of Markdown: `a_b > 1 -> a\\_b \\> 1`; `1. x -> 1\\. x`, which would begin a list."""
    marked = _MARKS.sub(r"\\\g<0>", line)
    if start := _AT_START.match(line):  # none of these is in _MARKS, so that both texts begin alike
        at = start.start(2) if start.group(2) else start.start(3)
        marked = f"{marked[:at]}\\{marked[at:]}"
    return marked


def unescaped(line: str) -> str:
    """Markdown's words without the backslashes: `\\> 1 -> > 1`."""
    return _ESCAPED.sub(r"\1", line)
