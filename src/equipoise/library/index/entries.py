"""A record as the index takes it in: JSON objects of its words and values, by the kinds of `layout`.

They are made beside an ingest, in the processes that read the records, and need only the trial's number and place in
the library's sequence to be complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec

from equipoise.library.index.layout import COUNTED, END, START, TRIALS, Kind, kind_of
from equipoise.library.index.profile import Values, body_of, encoded, exclusions_of, profile_of, terms_of
from equipoise.library.index.schema import (
    BODY,
    EXCLUSION,
    FACETS,
    HAS,
    LATITUDE,
    LONGITUDE,
    OTHER,
    PROFILE,
    SITE,
    SITE_PIECES,
    SITES_A_TRIAL,
    SIZE,
    VALUES,
)
from equipoise.library.index.values import count, day_number, minutes
from equipoise.study.pieces.catalogue import BY_NAME, PIECES

_Tree: TypeAlias = dict[str, tuple[str, "_Tree | None"]]

_KINDS: dict[str, Kind] = {piece.name: kind_of(piece.name) for piece in PIECES}
_LOCATIONS = BY_NAME["Location"].path.split(".")
_SITE_FIELDS = tuple((BY_NAME[name].field, name) for name in sorted(SITE_PIECES))
_POINT = BY_NAME["LocationGeoPoint"].field
_PLAIN = frozenset({str, int, float, bool})


def _indexed() -> _Tree:
    """The tree of the record (key -> piece and what is below) without what the index leaves out.

    A registry's results are mostly numbers, and a walk that does not go there is twice as fast as one that does.
    """
    branches: dict[str, _Tree] = {"": {}}
    kept = [piece for piece in PIECES if piece.is_branch or _KINDS[piece.name] != "none"]
    for piece in kept:
        below = branches.setdefault(piece.path, {}) if piece.is_branch else None
        branches[piece.path.rpartition(".")[0]][piece.field] = piece.name, below
    for path in sorted(branches, key=len, reverse=True):
        if path and not branches[path]:
            above, _, field = path.rpartition(".")
            del branches[above][field]
    return branches[""]


_TREE = _indexed()

_encode = msgspec.json.Encoder().encode


class Entries(msgspec.Struct, array_like=True, frozen=True):
    """The trial's entry and those of its sites, each a JSON object that lacks the trial's number and place."""

    trial: str
    sites: tuple[str, ...]


def entries_of(record: Mapping[str, Any]) -> Entries:
    """The entries of a record in the form of the API, version 2. What has not the type it should have is left out."""
    words, lengths = _gathered(record)
    profile = profile_of(words)
    number = _number(words)
    trial: dict[str, Any] = {HAS: [*words]}
    other: dict[str, list[str]] = {}
    for name, values in words.items():
        match _KINDS[name]:
            case "text":
                trial[name] = _marked(values)
            case "other":
                other[name] = _marked(values)
            case "word":
                trial[name] = list(dict.fromkeys(_word(value) for value in values))
            case kind:
                if (reckoned := _reckoned(kind, values[0])) is not None:
                    trial[name] = reckoned * TRIALS + number
    trial[OTHER] = other
    trial[VALUES] = {name: list(dict.fromkeys(map(str, words[name]))) for name in COUNTED & words.keys()}
    trial[SIZE] = lengths
    trial |= {
        BODY: body_of(words),
        EXCLUSION: exclusions_of(words),
        FACETS: terms_of(profile),
        PROFILE: encoded(profile),
    }
    return Entries(_encode(trial).decode(), tuple(_sites(record, number)))


def values_of(record: Mapping[str, Any]) -> Values:
    """The values of a record in the form of the API, version 2, by piece."""
    return _gathered(record)[0]


def _gathered(record: Mapping[str, Any]) -> tuple[dict[str, list[Any]], dict[str, int]]:
    """The values by piece, and how long the lists are."""
    words: dict[str, list[Any]] = {}
    lengths: dict[str, int] = {}
    _gather(record, _TREE, words, lengths)
    return words, lengths


def _gather(part: Mapping[str, Any], tree: _Tree, words: dict[str, list[Any]], lengths: dict[str, int]) -> None:
    """The values of the pieces below a part, and how long its lists are. Values of a wrong type are passed over."""
    for key, value in part.items():
        known = tree.get(key)
        if known is None:
            continue
        name, below = known
        kind = type(value)
        if kind is list:
            lengths[name] = len(value)
            if below is None:
                if plain := [item for item in value if type(item) in _PLAIN]:
                    words.setdefault(name, []).extend(plain)
                continue
            for item in value:
                if type(item) is dict:
                    _gather(item, below, words, lengths)
        elif below is None:
            if kind in _PLAIN:
                words.setdefault(name, []).append(value)
        elif kind is dict:
            _gather(value, below, words, lengths)


def _number(words: Mapping[str, list[Any]]) -> int:
    return int(words["NCTId"][0][3:])


def _marked(values: list[Any]) -> list[str]:
    """Each value once, between the words that mark its begin and its end."""
    return [f"{START} {value} {END}" for value in dict.fromkeys(values)]


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _reckoned(kind: Kind, value: Any) -> int | None:
    if kind == "number":
        return count(value)
    if not isinstance(value, str):
        return None
    return day_number(value) if kind == "date" else minutes(value)


def _sites(record: Mapping[str, Any], number: int) -> list[str]:
    """The sites' entries; one that says only that there is no site, so that the trial's change is seen there, too."""
    entries = [_site(place) for place in _places(record)[:SITES_A_TRIAL]] or [{}]
    for at, entry in enumerate(entries):
        entry[SITE] = number * SITES_A_TRIAL + at
    return [_encode(entry).decode() for entry in entries]


def _places(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found: Any = record
    for step in _LOCATIONS:
        found = found.get(step) if isinstance(found, dict) else None
    return [place for place in found if isinstance(place, dict)] if isinstance(found, list) else []


def _site(place: Mapping[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        name: value if _KINDS[name] == "word" else f"{START} {value} {END}"
        for field, name in _SITE_FIELDS
        if isinstance(value := place.get(field), str)
    }
    point = place.get(_POINT)
    if isinstance(point, dict) and all(isinstance(point.get(axis), int | float) for axis in ("lat", "lon")):
        entry[LATITUDE], entry[LONGITUDE] = float(point["lat"]), float(point["lon"])
    return entry
