"""Searching the library: from what is asked in plain terms to trials with their sites and the words that matched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from equipoise.errors import LibraryError, RequestError
from equipoise.finding.essie.tree import FARTHEST, Distance, Expression
from equipoise.finding.search import RELEVANCE, Search, Sort, counted, find
from equipoise.finding.search.asking import expression, one_of, open_to, phases, since, taking
from equipoise.finding.search.snippets import Matched, matched
from equipoise.finding.search.towns import place_named
from equipoise.library.index.record import v2_record
from equipoise.library.index.store import Index
from equipoise.library.listing import Filter, Row
from equipoise.library.store import Library
from equipoise.screening.places import Nearest, Place, nearest, sites_of
from equipoise.study.pieces import area_of_param
from equipoise.study.values import Age, PartialDate

FACETS = ("OverallStatus", "Phase", "StudyType", "Sex", "LocationCountry", "Condition")
DEFAULT_LIMIT = 20
MOST = 1_000
_FACET_VALUES = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """A search in plain terms. `words` by the ending of the API's query parameter: term, cond, intr, titles, spons …

    `patient` describes one in words, as an admission note does. `near` is a town or `LAT,LON`; `advanced` is an
    expression that filters and does not rank; `sort` are fields with an optional `:asc` or `:desc`.
    """

    words: Mapping[str, str]
    patient: str | None = None
    status: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    study_type: tuple[str, ...] = ()
    near: str | None = None
    within_km: float | None = None
    age: str | None = None
    sex: Literal["FEMALE", "MALE"] | None = None
    updated_since: str | None = None
    advanced: str | None = None
    sort: tuple[str, ...] = ()
    limit: int = DEFAULT_LIMIT
    token: str | None = None
    facets: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One trial that was found: its line in the library, the words that matched, and the nearest site."""

    row: Row
    matched: tuple[Matched, ...]
    nearest: Nearest | None


@dataclass(frozen=True, slots=True)
class Result:
    """A page of trials. `behind` is how many changes of the library the index does not know yet."""

    hits: tuple[Hit, ...]
    total: int
    token: str | None
    place: Place | None
    facets: Mapping[str, list[tuple[str, int]]]
    behind: int


def open_index(library: Library) -> Index:
    """The library's index, brought up to date unless another program is doing that or it cannot be written."""
    index = Index.open(library.path)
    with suppress(LibraryError):  # the index's state is of use all the same: the answer says how far behind it is
        index.follow(library)
    return index


def search(library: Library, index: Index, asked: Asked) -> Result:
    """A page of what is asked. Raises RequestError and QueryError."""
    if not 1 <= asked.limit <= MOST:
        raise RequestError(f"expected 1 to {MOST:,}", place=f"--limit {asked.limit}")
    view = index.view()
    place = place_named(view, asked.near, "--near") if asked.near is not None else None
    wanted = _search(asked, place)
    found = find(index, wanted, size=asked.limit, token=asked.token, total=True)
    with library.snapshot():
        hits = tuple(_hits(library, found.trials, wanted, place))
        behind = library.watermark() - found.mark
    facets = counted(index, wanted, FACETS, _FACET_VALUES) if asked.facets else {}
    return Result(hits, found.total or 0, found.token, place, facets, max(0, behind))


def _search(asked: Asked, place: Place | None) -> Search:
    terms = tuple((_area(name), expression(words)) for name, words in asked.words.items() if words.strip())
    around = _around(place, asked.within_km) if place is not None and asked.within_km is not None else None
    sort = tuple(_sort(each) for each in asked.sort) or ((Sort(RELEVANCE, True),) if terms or asked.patient else ())
    return Search(terms=terms, filters=tuple(_filters(asked)), patient=asked.patient, around=around, sort=sort)


def _area(name: str) -> str:
    area = area_of_param(name)
    if area is None:
        raise RequestError(f"there is no search by {name}")
    return area.name


def _filters(asked: Asked) -> Iterable[Expression]:
    if asked.status:
        yield one_of("OverallStatus", asked.status, "--status")
    if asked.phase:
        yield phases(asked.phase, "--phase")
    if asked.study_type:
        yield one_of("StudyType", asked.study_type, "--type")
    if asked.age is not None:
        yield taking(_age(asked.age))
    if asked.sex is not None:
        yield open_to(asked.sex)
    if asked.updated_since is not None:
        yield since("LastUpdatePostDate", _date(asked.updated_since))
    if asked.advanced is not None:
        yield expression(asked.advanced)


def _age(text: str) -> Age:
    """`34` -> 34 years; `6 months` as it stands."""
    words = text.strip().lower()
    amount, _, unit = words.partition(" ")
    try:
        return Age(f"{int(amount)} {(unit or 'years').strip().removesuffix('s').capitalize()}s")
    except ValueError:
        raise RequestError("expected an age", place=f"--age {text}", hint="such as 34 or '6 months'") from None


def _date(text: str) -> PartialDate:
    try:
        return PartialDate(text.strip())
    except ValueError:
        raise RequestError(
            "expected a date", place=f"--updated-since {text}", hint="such as 2026-01-31 or 2026"
        ) from None


def _sort(text: str) -> Sort:
    name, _, direction = text.partition(":")
    match direction:
        case "":
            return Sort.of(name)
        case "asc" | "desc":
            return Sort.of(name, direction)
        case _:
            raise RequestError("expected asc or desc", place=f"--sort {text}", hint="such as StartDate:desc")


def _around(place: Place, kilometres: float) -> Distance:
    if not 1 <= kilometres <= FARTHEST["km"]:
        raise RequestError(f"expected a distance of 1 to {FARTHEST['km']} km", place="--within")
    return Distance(place.lat, place.lon, kilometres, "km")


def _hits(library: Library, trials: tuple[int, ...], wanted: Search, place: Place | None) -> Iterable[Hit]:
    ids = tuple(f"NCT{number:08}" for number in trials)
    rows = {row.nct_id: row for row in library.rows(Filter(ids=ids))}
    for nct_id in ids:
        study = library.study(nct_id)
        yield Hit(
            rows[nct_id],
            matched(v2_record(study), wanted.terms),
            nearest(sites_of(study), place, rows[nct_id].columns.status) if place is not None else None,
        )


__all__ = ["DEFAULT_LIMIT", "FACETS", "MOST", "Asked", "Hit", "Result", "open_index", "search"]
