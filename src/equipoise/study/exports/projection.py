"""The `fields` parameter of the API: a record cut down to what was asked for.

A name is looked for in this order, first as it is spelled and then in any case:

    @query                                        the pieces that the search asked
    a piece                NCTId, LocationCity    its own name
    a search area          ConditionSearch        all pieces of the area
    a path                 hasResults, protocolSection.statusModule
    a field                briefTitle, locations  wherever the tree has it
    an alternative name    BRIEF-TITLE, Gender

A branch stands for all that is below it. As in the registry's own answers, a branch of the record that is gone down
into stays there, though nothing of it was asked for is stated: a site of which only the city was asked keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from equipoise.errors import RequestError
from equipoise.study.pieces.areas import AREAS, find_area
from equipoise.study.pieces.catalogue import BY_NAME, BY_PATH, PIECES, Piece, find_piece, near
from equipoise.study.pieces.trees import Tree
from equipoise.study.remarks import shown

QUERIED = "@query"
"""The special name for the pieces that a search asked."""

_SEPARATOR = re.compile(r"[,|]")
_WHOLE = True
"""What a selection has where everything below is wanted."""


def split_fields(text: str) -> tuple[str, ...]:
    """The names in the text of a `fields` parameter, separated by commas or pipes: `NCTId|Phase -> NCTId, Phase`.

    Raises RequestError where there is none.
    """
    names = tuple(name for part in _SEPARATOR.split(text) if (name := part.strip()))
    if not names:
        raise RequestError("Parameter 'fields' must not be empty")
    return names


def project(record: Mapping[str, Any], fields: Iterable[str], queried: Iterable[str] = ()) -> dict[str, Any]:
    """A copy of a v2 record with only the fields asked for; `queried` are the names of pieces for `@query`.

    Raises RequestError, in the words of the registry's API, for a name that nothing has.
    """
    return _cut(record, selection(tuple(fields), tuple(queried)))


@lru_cache(maxsize=256)
def selection(fields: tuple[str, ...], queried: tuple[str, ...] = ()) -> Tree:
    """The tree of what is asked for: True stands for all that is below.

    It is remembered, because a page of a thousand records asks for the same.
    """
    chosen: Tree = {}
    for name in fields:
        for piece in _named(name, queried):
            _choose(chosen, piece.path.split("."))
    return chosen


def _choose(chosen: Tree, way: list[str]) -> None:
    """Adds a path, unless something above it is wanted whole."""
    *steps, last = way
    place = chosen
    for step in steps:
        if place.get(step) is _WHOLE:
            return
        place = place.setdefault(step, {})
    place[last] = _WHOLE


def _named(name: str, queried: tuple[str, ...]) -> tuple[Piece, ...]:
    if name == QUERIED:
        return tuple(piece for asked in queried for piece in _named(asked, ()))
    for lookup in _LOOKUPS:
        if found := lookup(name):
            return found
    raise RequestError(f"Parameter 'fields' contains invalid field name: {shown(name)}", hint=near(name))


def _area(area: str) -> tuple[Piece, ...]:
    found = AREAS.get(area) or find_area(area)
    return tuple(BY_NAME[name] for name in found.pieces) if found else ()


def _one(piece: Piece | None) -> tuple[Piece, ...]:
    return (piece,) if piece else ()


def _by_field(spelled: Callable[[str], str]) -> dict[str, tuple[Piece, ...]]:
    found: dict[str, tuple[Piece, ...]] = {}
    for piece in PIECES:
        key = spelled(piece.field)
        found[key] = (*found.get(key, ()), piece)
    return found


_FIELDS = _by_field(str)
_FOLDED_FIELDS = _by_field(str.casefold)
_FOLDED_NAMES = {piece.name.casefold(): piece for piece in PIECES}
_FOLDED_PATHS = {piece.path.casefold(): piece for piece in PIECES}

_LOOKUPS: tuple[Callable[[str], tuple[Piece, ...]], ...] = (
    lambda name: _one(BY_NAME.get(name)),
    lambda name: _area(name) if name in AREAS else (),
    lambda name: _one(BY_PATH.get(name)),
    lambda name: _FIELDS.get(name, ()),
    lambda name: _one(_FOLDED_NAMES.get(name.casefold())),
    _area,
    lambda name: _one(_FOLDED_PATHS.get(name.casefold())),
    lambda name: _FOLDED_FIELDS.get(name.casefold(), ()),
    lambda name: _one(find_piece(name)),
)


def _cut(part: Mapping[str, Any], chosen: Tree) -> dict[str, Any]:
    return {key: _below(value, chosen[key]) for key, value in part.items() if key in chosen}


def _below(value: Any, chosen: Any) -> Any:
    if chosen is _WHOLE:
        return value
    if isinstance(value, list):
        return [_cut(item, chosen) if isinstance(item, dict) else item for item in value]
    return _cut(value, chosen) if isinstance(value, dict) else value


def pieces_of(fields: Iterable[str], queried: Iterable[str] = ()) -> Iterator[Piece]:
    """The pieces that names stand for, each once, in the order of the names: for the statistics of fields.

    Raises RequestError as `project` does.
    """
    asked = tuple(queried)
    yield from dict.fromkeys(piece for name in fields for piece in _named(name, asked))
