"""Places on the earth: how far a site is, and which place a city's name means among the sites that are known."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from equipoise.errors import RequestError
from equipoise.study.model import Study

_EARTH_KM = 6371.0088  # the mean radius (IUGG)
_KM = {"km": 1.0, "": 1.0, "mi": 1.609344, "mile": 1.609344, "miles": 1.609344}
_DISTANCE = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)")
_POINT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*,\s*([+-]?\d+(?:\.\d+)?)")
_SAME_TOWN_KM = 50.0
_MOST_SHOWN = 5
_OPEN = "RECRUITING"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a trial runs. `lat` and `lon` in degrees (WGS 84), None where the record has no coordinates."""

    facility: str | None
    city: str | None
    state: str | None
    country: str | None
    status: str | None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A point that distances are reckoned from, in degrees, and what it is called."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest site: a recruiting one where the trial has one with coordinates, else any."""

    site: Site
    km: float
    recruiting: bool


def nearest(sites: Iterable[Site], place: Place, status: str | None) -> Nearest | None:
    """The nearest site that recruits, else the nearest of all; None where no site has coordinates.

    A site without a status of its own has the trial's.
    """
    measured = (
        Nearest(site, distance_km(place, site.lat, site.lon), (site.status or status) == _OPEN)
        for site in sites
        if site.lat is not None and site.lon is not None
    )
    return min(measured, key=lambda each: (not each.recruiting, each.km), default=None)


def sites_of(study: Study) -> tuple[Site, ...]:
    """The sites of a record."""
    return tuple(
        Site(
            facility=each.facility,
            city=each.city,
            state=each.state,
            country=each.country,
            status=each.status,
            lat=each.geo_point.lat if each.geo_point else None,
            lon=each.geo_point.lon if each.geo_point else None,
        )
        for each in study.locations
    )


def distance_km(place: Place, lat: float, lon: float) -> float:
    """The great-circle distance in km, by the haversine formula."""
    here, there = math.radians(place.lat), math.radians(lat)
    half_lat, half_lon = (there - here) / 2, math.radians(lon - place.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(here) * math.cos(there) * math.sin(half_lon) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, chord)))


def kilometres(text: str) -> float:
    """`100km`, `60 mi`, `100` -> km. Raises RequestError."""
    found = _DISTANCE.fullmatch(text.strip().lower())
    if found is None or found[2] not in _KM:
        raise RequestError("expected a distance", place=f"--within {text}", hint="such as 100km or 60mi")
    return float(found[1]) * _KM[found[2]]


def point(text: str) -> Place | None:
    """`52.52,13.40` -> the place; None for what is no pair of numbers. Raises RequestError for one off the earth."""
    found = _POINT.fullmatch(text.strip())
    if found is None:
        return None
    lat, lon = float(found[1]), float(found[2])
    if abs(lat) > 90 or abs(lon) > 180:
        raise RequestError("expected latitude,longitude in degrees", place=f"--near {text}", hint="such as 52.52,13.40")
    return Place(text.strip(), lat, lon)


def city(text: str, sites: Iterable[Site]) -> Place:
    """The place that `Boston` or `Boston, United States` means: the middle of the known sites of that city.

    Raises RequestError where no site lies there, or where the name means several cities.
    """
    name, *rest = (part.strip().casefold() for part in text.split(","))
    found: dict[tuple[str, ...], list[tuple[float, float]]] = {}
    for site in sites:
        if site.lat is None or site.lon is None or (site.city or "").strip().casefold() != name or not name:
            continue
        around = tuple(part.strip() for part in (site.city, site.state, site.country) if part)
        if all(word in (part.casefold() for part in around) for word in rest if word):
            found.setdefault(around, []).append((site.lat, site.lon))
    places = _merged({", ".join(key): _middle(points) for key, points in found.items()})
    if not places:
        raise RequestError(
            "no site of the library lies there", place=f"--near {text}", hint="give LAT,LON, such as 52.52,13.40"
        )
    if len(places) > 1:
        shown = "; ".join(place.name for place in places[:_MOST_SHOWN])
        raise RequestError("there are several cities of that name", place=f"--near {text}", hint=f"say which: {shown}")
    return places[0]


def _middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    return sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points)


def _merged(middles: Mapping[str, tuple[float, float]]) -> list[Place]:
    """One place for each town: records write a town's state and country in more than one way."""
    places: list[Place] = []
    for name, (lat, lon) in sorted(middles.items()):
        if not any(distance_km(place, lat, lon) <= _SAME_TOWN_KM for place in places):
            places.append(Place(name, lat, lon))
    return places
