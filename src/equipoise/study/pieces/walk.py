"""What a record holds, by piece: one walk over the decoded JSON, beside the tree of the pieces.

A walk sees every record of a registry, so it is kept plain: the tree is nested dictionaries, and what it does not know
or what is not of the kind that it expects is passed over without a word. The record itself is never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from equipoise.errors import RequestError
from equipoise.study.pieces.catalogue import PIECES, Piece, piece

Value: TypeAlias = str | int | float | bool | dict[str, float]
"""One value of a leaf. Only a GeoPoint is a dictionary: `{"lat": …, "lon": …}` in degrees."""

_Tree: TypeAlias = dict[str, tuple[str, "_Tree | None"]]
_Add: TypeAlias = Callable[[tuple[str, Any]], None]

_PLAIN = frozenset({str, int, float, bool})
_GEO_POINT = "GeoPoint"


def _grown() -> tuple[_Tree, dict[str, _Tree]]:
    """The whole tree (key -> piece name and what is below), and each branch of it by path."""
    branches: dict[str, _Tree] = {"": {}}
    for entry in PIECES:
        below = branches.setdefault(entry.path, {}) if entry.is_branch else None
        branches[entry.path.rpartition(".")[0]][entry.field] = entry.name, below
    return branches[""], branches


_TREE, _BRANCHES = _grown()
_POINTS = frozenset(entry.name for entry in PIECES if entry.type == _GEO_POINT)


def leaves(record: Mapping[str, Any], only: frozenset[str] | None = None) -> Iterator[tuple[str, Value]]:
    """Every value of a v2 record with the name of its piece, in the order of the record.

    A list gives each of its entries: `{"phases": ["PHASE1", "PHASE2"]} -> ("Phase", "PHASE1"), ("Phase", "PHASE2")`.
    Unknown keys, nulls and values of another kind than the tree expects are passed over. With `only`, no other pieces
    are looked for, and branches that hold none of them are not entered: that is where the time goes.
    """
    found: list[tuple[str, Value]] = []
    _collect(record, _TREE if only is None else _pruned(only), found.append)
    return iter(found)


@lru_cache(maxsize=64)
def _pruned(only: frozenset[str]) -> _Tree:
    """The tree without the pieces that are not wanted, and without what then is empty."""

    def wanted(tree: _Tree) -> _Tree:
        kept: _Tree = {}
        for key, (name, below) in tree.items():
            if below is None:
                if name in only:
                    kept[key] = name, None
            elif inner := wanted(below):
                kept[key] = name, inner
        return kept

    return wanted(_TREE)


def _collect(part: Mapping[str, Any], tree: _Tree, add: _Add) -> None:
    for key, value in part.items():
        if key in tree:  # two plain look-ups are quicker than one call of `get`
            name, below = tree[key]
            kind = type(value)
            if below is None:
                if kind is str or kind in _PLAIN:
                    add((name, value))
                elif kind is list:
                    for item in value:
                        if type(item) in _PLAIN:
                            add((name, item))
                elif kind is dict and name in _POINTS:
                    add((name, value))
            elif kind is list:
                for item in value:
                    if type(item) is dict:
                        _collect(item, below, add)
            elif kind is dict:
                _collect(value, below, add)


def groups(record: Mapping[str, Any], name: str) -> Iterator[Mapping[str, tuple[Value, ...]]]:
    """The entries of a repeated branch, each as its pieces with all their values: what SEARCH[Location] asks.

        groups(record, "Location") -> {"LocationCity": ("Erewhon",), "LocationContactName": ("A. Nobody", "B. Noone")}

    Raises RequestError where there is no such piece, or none that repeats.
    """
    branch = piece(name)
    if not (branch.is_branch and branch.is_listed):
        raise RequestError(f"{branch.name} is no list of entries that could be searched one by one")
    for entry in _entries(record, branch):
        found: dict[str, tuple[Value, ...]] = {}
        values: list[tuple[str, Value]] = []
        _collect(entry, _BRANCHES[branch.path], values.append)
        for leaf, value in values:
            found[leaf] = (*found.get(leaf, ()), value)
        yield found


def _entries(record: Mapping[str, Any], branch: Piece) -> list[Mapping[str, Any]]:
    """The entries of a branch, wherever they stand below other lists."""
    places: list[Mapping[str, Any]] = [record]
    for step in branch.path.split("."):
        below = [place[step] for place in places if step in place]
        flat = (item for value in below for item in (value if isinstance(value, list) else [value]))
        places = [item for item in flat if isinstance(item, dict)]
    return places


def sizes(record: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """How long each list of the record is, by piece: what AREA[Phase:size] asks.

    A list within a list is counted wherever it stands: the interventions of three arms give three sizes.
    """
    found: list[tuple[str, int]] = []
    _measure(record, _TREE, found)
    return iter(found)


def _measure(part: Mapping[str, Any], tree: _Tree, found: list[tuple[str, int]]) -> None:
    for key, value in part.items():
        entry = tree.get(key)
        if entry is None:
            continue
        name, below = entry
        if isinstance(value, list):
            found.append((name, len(value)))
        if below is not None:
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, dict):
                    _measure(item, below, found)
