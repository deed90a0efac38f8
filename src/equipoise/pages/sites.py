"""A site as the pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from equipoise.pages.described import About
from equipoise.screening.places import Nearest


@dataclass(frozen=True, slots=True)
class NearestSite:
    """The nearest site: a recruiting one where the trial has one with coordinates, else any."""

    facility: Annotated[str | None, About("the site's name")]
    city: Annotated[str | None, About("the city")]
    country: Annotated[str | None, About("the country")]
    km: Annotated[float, About("the distance in km, as the crow flies")]
    recruiting: Annotated[bool, About("whether this site recruits")]


def nearest_site(near: Nearest | None) -> NearestSite | None:
    """The site, its distance to a tenth of a kilometre."""
    if near is None:
        return None
    site = near.site
    return NearestSite(site.facility, site.city, site.country, round(near.km, 1), near.recruiting)
