"""The first page: the library's trials, and a search by title or id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from equipoise.library.listing import Row
from equipoise.pages.described import About
from equipoise.pages.words import count_of, phases, plain
from equipoise.service.library import Listing

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One trial in a list."""

    nct_id: Annotated[str, About("its id")]
    title: Annotated[str, About("its title")]
    status: Annotated[str | None, About("recruitment status")]
    phase: Annotated[str | None, About("phase or phases")]
    conditions: Annotated[tuple[str, ...], About("what it studies")]
    sponsor: Annotated[str | None, About("who leads it")]
    last_updated: Annotated[str | None, About("when its record last changed")]


@dataclass(frozen=True, slots=True)
class HomePage:
    """A stretch of the library's trials."""

    query: Annotated[str, About("the words searched for; empty for all trials")]
    found: Annotated[str, About("how many trials there are, as a phrase")]
    total: Annotated[int, About("how many trials the search leaves")]
    trials: Annotated[tuple[TrialRow, ...], About("the trials of this page, the latest update first")]
    page: Annotated[int, About("the number of this page, from 1")]
    pages: Annotated[int, About("how many pages there are")]


def home_page(listing: Listing, query: str, page: int) -> HomePage:
    """The page of a search."""
    return HomePage(
        query=query,
        found=f"{count_of(listing.total, 'trial')} {'found' if query else 'in the library'}",
        total=listing.total,
        trials=tuple(_row(row) for row in listing.rows),
        page=page,
        pages=max(1, -(-listing.total // PAGE_SIZE)),
    )


def _row(row: Row) -> TrialRow:
    line = row.columns
    return TrialRow(
        nct_id=row.nct_id,
        title=line.title,
        status=plain(line.status),
        phase=phases(line.phases),
        conditions=line.conditions,
        sponsor=line.sponsor,
        last_updated=line.last_update,
    )
