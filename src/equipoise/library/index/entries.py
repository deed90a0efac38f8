"""A record as the index takes it in: JSON objects of its words and values, by the kinds of `layout`.

They are made beside an ingest, in the processes that read the records, and need only the trial's number and place in
the library's sequence to be complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from equipoise.library.index.layout import COUNTED, END, START, TRIALS, Kind, kind_of
from equipoise.library.index.schema import (
    HAS,
    LATITUDE,
    LONGITUDE,
    OTHER,
    SITE,
    SITE_PIECES,
    SITES_A_TRIAL,
    SIZE,
    VALUES,
)
from equipoise.library.index.values import count, day_number, minutes
from equipoise.study.pieces import groups, leaves, sizes
from equipoise.study.pieces.catalogue import PIECES

_KINDS: dict[str, Kind] = {piece.name: kind_of(piece.name) for piece in PIECES}
_MOST_SITES = SITES_A_TRIAL
_POINT = "LocationGeoPoint"

_encode = msgspec.json.Encoder().encode


class Entries(msgspec.Struct, array_like=True, frozen=True):
    """The trial's entry and those of its sites, each a JSON object that lacks the trial's number and place."""

    trial: str
    sites: tuple[str, ...]


def entries_of(record: Mapping[str, Any]) -> Entries:
    """The entries of a record in the form of the API, version 2. What has not the type it should have is left out."""
    words: dict[str, list[Any]] = {}
    for name, value in leaves(record):
        words.setdefault(name, []).append(value)
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
            case "none":
                pass
            case kind:
                if (reckoned := _reckoned(kind, values[0])) is not None:
                    trial[name] = reckoned * TRIALS + number
    trial[OTHER] = other
    trial[VALUES] = {name: list(dict.fromkeys(map(str, words[name]))) for name in COUNTED & words.keys()}
    trial[SIZE] = dict(sizes({part: value for part, value in record.items() if part != "resultsSection"}))
    return Entries(_encode(trial).decode(), tuple(_sites(record, number)))


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
    entries = [_site(place) for place in groups(record, "Location")][:_MOST_SITES] or [{}]
    for at, entry in enumerate(entries):
        entry[SITE] = number * SITES_A_TRIAL + at
    return [_encode(entry).decode() for entry in entries]


def _site(place: Mapping[str, tuple[Any, ...]]) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    for name in SITE_PIECES & place.keys():
        values = place[name]
        entry[name] = [str(value) for value in values] if _KINDS[name] == "word" else _marked([*values])
    point = place.get(_POINT, ({},))[0]
    if isinstance(point, dict) and {"lat", "lon"} <= point.keys():
        entry[LATITUDE], entry[LONGITUDE] = float(point["lat"]), float(point["lon"])
    return entry
