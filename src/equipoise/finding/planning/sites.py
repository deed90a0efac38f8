"""Sites around a point: a box of degrees from the index, and then the distance itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tantivy import FieldType, Occur, Query

from equipoise.library.index.schema import LATITUDE, LONGITUDE, SITE, SITES_A_TRIAL
from equipoise.library.index.store import Part

_EARTH_KM = 6371.0088  # the mean radius (IUGG)
_POLE = 89.0  # a box around a point nearer to a pole takes in all longitudes


def circle(sites: Part, latitude: float, longitude: float, kilometres: float) -> dict[int, float]:
    """The sites in the circle: the number of the site's entry -> km. The trial is `number // SITES_A_TRIAL`."""
    import numpy as np

    box = near(sites, latitude, longitude, kilometres)
    hits = sites.searcher.search(box, max(1, sites.searcher.num_docs), count=False, order_by_field=SITE).hits
    addresses = [address for _, address in hits]
    if not addresses:
        return {}
    north, east = (
        np.array(sites.searcher.fast_field_values(name, addresses), dtype=float) for name in (LATITUDE, LONGITUDE)
    )
    far = _kilometres(latitude, longitude, north, east)
    return {int(hits[at][0]): float(far[at]) for at in np.flatnonzero(far <= kilometres)}


def nearest(around: Mapping[int, float]) -> dict[int, float]:
    """The trials of these sites: NCT number -> km to the nearest of them."""
    found: dict[int, float] = {}
    for site, away in around.items():
        trial = site // SITES_A_TRIAL
        found[trial] = min(away, found.get(trial, math.inf))
    return found


def near(sites: Part, latitude: float, longitude: float, kilometres: float) -> Query:
    """The sites in the box around the circle."""
    high = math.degrees(kilometres / _EARTH_KM)
    north, south = min(90.0, latitude + high), max(-90.0, latitude - high)
    if max(abs(north), abs(south)) >= _POLE:
        wide = 180.0
    else:
        wide = math.degrees(math.asin(min(1.0, math.sin(math.radians(high)) / math.cos(math.radians(latitude)))))
    schema = sites.schema
    parts = [Query.range_query(schema, LATITUDE, FieldType.Float, south, north)]
    if wide < 180.0:
        spans = [
            Query.range_query(schema, LONGITUDE, FieldType.Float, low, low + 2 * wide)
            for low in (longitude - wide + turn for turn in (-360.0, 0.0, 360.0))
        ]
        parts.append(Query.boolean_query([(Occur.Should, span) for span in spans]))
    return Query.const_score_query(Query.boolean_query([(Occur.Must, part) for part in parts]), 0.0)


def _kilometres(latitude: float, longitude: float, north: Any, east: Any) -> Any:
    """The great-circle distances, by the haversine formula; arrays of one length."""
    import numpy as np

    here, there = math.radians(latitude), np.radians(north)
    half_north, half_east = (there - here) / 2, np.radians(east - longitude) / 2
    chord = np.sin(half_north) ** 2 + math.cos(here) * np.cos(there) * np.sin(half_east) ** 2
    return 2 * _EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, chord)))
