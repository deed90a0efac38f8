"""The page of a search: the trials found, where they are, and how many there are of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from equipoise.pages.described import About
from equipoise.pages.sites import NearestSite, nearest_site
from equipoise.service.search import Hit, Result


@dataclass(frozen=True, slots=True)
class MatchedWords:
    """A field of the record that has the words that were asked for."""

    field: Annotated[str, About("the field, by the registry's name")]
    text: Annotated[str, About("the words around the match")]
    marks: Annotated[
        tuple[tuple[int, int], ...], About("where in the text the words that were asked for begin and end")
    ]


@dataclass(frozen=True, slots=True)
class SearchRow:
    """One trial."""

    nct_id: Annotated[str, About("the trial's id")]
    title: Annotated[str, About("the trial's title")]
    status: Annotated[str | None, About("the recruitment status")]
    phases: Annotated[tuple[str, ...], About("the phases")]
    conditions: Annotated[tuple[str, ...], About("the conditions")]
    sponsor: Annotated[str | None, About("the lead sponsor")]
    last_update: Annotated[str | None, About("the date of the last update")]
    matched: Annotated[tuple[MatchedWords, ...], About("the fields that matched best, with the words around the match")]
    nearest: Annotated[NearestSite | None, About("the nearest site, where a place was given")]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many of the trials found have a value."""

    value: Annotated[str, About("the value, as the registry writes it")]
    trials: Annotated[int, About("how many of the trials found have it")]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of a search."""

    total: Annotated[int, About("how many trials were found")]
    near: Annotated[str | None, About("the place that distances are reckoned from, with its coordinates")]
    trials: Annotated[tuple[SearchRow, ...], About("this page's trials, in the order asked for")]
    facets: Annotated[
        dict[str, tuple[FacetValue, ...]],
        About("by field: the most frequent values among the trials found, on request"),
    ]
    next: Annotated[str | None, About("what --after takes to show the next page; null on the last one")]
    behind: Annotated[int, About("how many changes of the library the search index does not know yet")]


def search_page(result: Result) -> SearchPage:
    """The page of a result."""
    place = result.place
    return SearchPage(
        total=result.total,
        near=f"{place.name} ({place.lat:.2f}, {place.lon:.2f})" if place is not None else None,
        trials=tuple(_row(hit) for hit in result.hits),
        facets=_facets(result.facets),
        next=result.token,
        behind=result.behind,
    )


def _row(hit: Hit) -> SearchRow:
    columns = hit.row.columns
    return SearchRow(
        nct_id=hit.row.nct_id,
        title=columns.title,
        status=columns.status,
        phases=columns.phases,
        conditions=columns.conditions,
        sponsor=columns.sponsor,
        last_update=columns.last_update,
        matched=tuple(MatchedWords(each.piece, each.text, each.marks) for each in hit.matched),
        nearest=nearest_site(hit.nearest),
    )


def _facets(facets: Mapping[str, list[tuple[str, int]]]) -> dict[str, tuple[FacetValue, ...]]:
    return {name: tuple(FacetValue(*each) for each in found) for name, found in facets.items()}
