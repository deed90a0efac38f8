"""Parts of the tree of pieces, as nested dictionaries that a walk can go down beside a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from equipoise.study.pieces.catalogue import PIECES, Piece

Tree: TypeAlias = dict[str, Any]
"""By key of the record: another tree for a branch, whatever was chosen for a leaf."""


def tree_of(chosen: Callable[[Piece], object | None]) -> Tree:
    """What `chosen` gives for each leaf, with the branches down to it; leaves for which it gives None are left out.

    tree_of(lambda piece: piece.max_chars) -> {"protocolSection": {"identificationModule": {"nctId": 11, …
    """
    root: Tree = {}
    for piece in PIECES:
        value = None if piece.is_branch else chosen(piece)
        if value is not None:
            *way, last = piece.path.split(".")
            place = root
            for step in way:
                place = place.setdefault(step, {})
            place[last] = value
    return root
