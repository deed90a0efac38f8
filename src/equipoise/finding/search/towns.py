"""The place that a town's name means among the sites of the index."""

from __future__ import annotations

import math
from typing import cast

from tantivy import Occur, Query

from equipoise.errors import RequestError
from equipoise.finding.planning.matching import Manner, Target, term
from equipoise.library.index.schema import LATITUDE, LONGITUDE
from equipoise.library.index.store import View
from equipoise.screening.places import Place, distance_km, point

_SAME_TOWN_KM = 50.0
_MOST_LOOKED_AT = 20_000
_CLEARLY = 0.9  # the share of a name's sites from which a town is meant without a word on its country
_MOST_SHOWN = 5


def place_named(view: View, text: str, option: str) -> Place:
    """`52.52,13.40`, `Boston` or `Boston, United States` -> the middle of the town's sites.

    Raises RequestError, which names the `option`, where no site lies there or the name means several towns.
    """
    given = point(text)
    if given is not None:
        return given
    towns = _towns(view, [part.strip() for part in text.split(",") if part.strip()])
    if not towns:
        raise RequestError(
            "no site of the library lies there", place=f"{option} {text}", hint="give LAT,LON, such as 52.52,13.40"
        )
    largest = max(towns, key=len)
    if len(largest) < _CLEARLY * sum(map(len, towns)):
        shown = "; ".join(f"{lat:.2f},{lon:.2f}" for lat, lon in sorted(map(_middle, towns))[:_MOST_SHOWN])
        raise RequestError(
            "there are several towns of that name",
            place=f"{option} {text}",
            hint=f"add the state or country, or give one of {shown}",
        )
    return Place(text.strip(), *_middle(largest))


def _towns(view: View, parts: list[str]) -> list[list[tuple[float, float]]]:
    """The coordinates of the sites with that name, those of one town together."""
    if not parts:
        return []
    name, *around = parts
    schema = view.sites.schema
    whole = Manner(coverage="FullMatch", expansion="None")
    wanted = [term(schema, [Target("LocationCity", "text", 1.0, False)], name, whole, together=True)]
    regions = [Target(piece, "text", 1.0, False) for piece in ("LocationState", "LocationCountry")]
    wanted.extend(term(schema, regions, each, whole, together=True) for each in around)
    query = Query.boolean_query([(Occur.Must, each) for each in wanted])
    addresses = [address for _, address in view.sites.searcher.search(query, _MOST_LOOKED_AT, count=False).hits]
    if not addresses:
        return []
    north, east = (view.sites.searcher.fast_field_values(name, addresses) for name in (LATITUDE, LONGITUDE))
    towns: list[list[tuple[float, float]]] = []
    for lat, lon in zip(north, east, strict=True):
        if lat is None or lon is None:
            continue
        here = cast(float, lat), cast(float, lon)
        for town in towns:
            if distance_km(Place("", *town[0]), *here) <= _SAME_TOWN_KM:
                town.append(here)
                break
        else:
            towns.append([here])
    return towns


def _middle(town: list[tuple[float, float]]) -> tuple[float, float]:
    return math.fsum(lat for lat, _ in town) / len(town), math.fsum(lon for _, lon in town) / len(town)
