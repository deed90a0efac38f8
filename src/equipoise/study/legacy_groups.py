"""How the groups of results tables are numbered in the retired XML and in version 2."""

from __future__ import annotations

import re

_GROUP_ID = re.compile(r"([PBOE])(\d+)", re.ASCII)
_GROUP_PREFIX = {"P": "FG", "B": "BG", "O": "OG", "E": "EG"}


def group_id(text: str | None) -> str | None:
    """`O1 -> OG000`: the XML counts groups from 1, version 2 from 0."""
    found = _GROUP_ID.fullmatch(text) if text else None
    if found is None:
        return text
    return f"{_GROUP_PREFIX[found.group(1)]}{int(found.group(2)) - 1:03d}"
