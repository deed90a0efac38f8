"""Running a search: one page of trials in the order asked for, how many there are, and their values counted.

Three ways to an order, by what lets a page go on where the last one ended:

* by one field (or by number, where no order is asked for): each entry's value is unique, and a page begins after the
  last one's, whatever has been ingested since; a walk meets every trial that was there once
* by relevance: a page begins after so many trials, in the state of the index that the first page saw, which is kept for
  a while
* by two fields, or by relevance and distance: everything found is put in order once for that state
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from tantivy import FieldType, Occur, Order, Query, SearchResult

from equipoise.finding.planning import PLAIN, UNRANKED, Manner, Planner, Scope, sites
from equipoise.finding.search.cursor import Cursor, cursor_of, digest
from equipoise.finding.search.described import described
from equipoise.finding.search.request import RELEVANCE, Search, Sort
from equipoise.library.index.layout import COUNTED, TRIALS
from equipoise.library.index.schema import NCT, VALUES
from equipoise.library.index.store import Index, View

MOST_DECAYED = 10_000
"""More trials than this are not put in order by distance."""

_QUERIES_KEPT = 256
_ORDERS_KEPT = 16  # of all trials in the registry one takes two megabytes
_BY_NUMBER = Sort(NCT, descending=True)
_GREATEST = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Found:
    """One page: NCT numbers in order, how many there are in all where that was asked, and the next page's token."""

    trials: tuple[int, ...]
    total: int | None
    token: str | None
    mark: int


def find(index: Index, search: Search, *, size: int, token: str | None = None, total: bool = False) -> Found:
    """A page of at most `size` trials; the one after the page that gave the token. Raises RequestError."""
    cursor = cursor_of(token, search) if token else None
    view = index.view(cursor.mark if cursor else None)
    query = query_of(view, search)
    if size == 0:
        return Found((), _count(view, query) if total else None, None, view.mark)
    orders = search.sort or (_BY_NUMBER,)
    by_field = len(orders) == 1 and orders[0].piece != RELEVANCE
    if by_field:
        hits = _by_field(view, query, orders[0], size + 1, cursor, total)
    else:
        start = cursor.last if cursor else 0
        hits = _by_place(view, query, search, start, size + 1, total)
    count = None if not total else hits.count if hits.count is not None else _count(view, query)
    numbers = tuple(number for number, _ in hits.trials[:size])
    if len(hits.trials) <= size:
        return Found(numbers, count, None, view.mark)
    phase, last = _after(hits.trials[size - 1]) if by_field else ("place", start + size)
    following = Cursor(cast(Any, phase), last, view.mark, digest(search))
    return Found(numbers, count, following.word, view.mark)


@dataclass(frozen=True, slots=True)
class _Hits:
    """Trials, each with its unique value in the field that orders them; their count where the same pass told it."""

    trials: list[tuple[int, int | None]]
    count: int | None = None


def query_of(view: View, search: Search) -> Query:
    """The whole search as one query, planned once for a state; relevance comes from its terms alone."""
    manner = PLAIN if any(order.piece == RELEVANCE for order in search.sort) else UNRANKED
    key = manner, digest(replace(search, sort=(), decay=None))
    return view.memory.recall("query", key, lambda: _planned(view, search, manner), most=_QUERIES_KEPT)


def _planned(view: View, search: Search, manner: Manner) -> Query:
    planner = Planner(view)
    asked = [(Occur.Must, planner.query(expression, Scope.of(area, manner))) for area, expression in search.terms]
    if search.patient is not None:
        asked.append((Occur.Must, described(view, search.patient)))
    everywhere = Scope.of("BasicSearch", UNRANKED)
    narrowing = [planner.query(each, everywhere) for each in search.filters]
    if search.trials is not None:
        narrowing.append(planner.trials(search.trials))
    if search.around is not None:
        narrowing.append(planner.query(search.around, everywhere))
    asked.extend((Occur.Must, Query.const_score_query(each, 0.0)) for each in narrowing)
    return Query.boolean_query(asked) if asked else Query.const_score_query(Query.all_query(), 0.0)


def counted(index: Index, search: Search, pieces: Sequence[str], most: int = 20) -> dict[str, list[tuple[str, int]]]:
    """How many of the trials found have each value of these pieces, the most frequent first.

    The pieces are enumerations, or those of `layout.COUNTED`.
    """
    view = index.view()
    wanted = {name: {"terms": {"field": values_field(name), "size": most}} for name in pieces}
    found = view.trials.searcher.aggregate(query_of(view, replace(search, sort=())), wanted)
    return {name: [(str(each["key"]), int(each["doc_count"])) for each in found[name]["buckets"]] for name in pieces}


def values_field(piece: str) -> str:
    """The columnar field that holds a piece's values as they are written."""
    return f"{VALUES}.{piece}" if piece in COUNTED else piece


def _count(view: View, query: Query) -> int:
    """How many the query finds; put in an order, since only without one would they be ranked."""
    return _told(view.trials.searcher.search(query, 1, count=True, order_by_field=NCT))


def _told(result: SearchResult) -> int:
    return int(cast(Any, result).count)  # the type of a result lacks its count


def _by_field(view: View, query: Query, order: Sort, size: int, cursor: Cursor | None, total: bool) -> _Hits:
    """Trials with their unique values; those without a value, by number, when the others are at an end."""
    searcher = view.trials.searcher
    everywhere = order.piece == NCT
    found: list[tuple[int, int | None]] = []
    count = None
    if cursor is None or cursor.phase == "value":
        parts = [(Occur.Must, query)]
        if not everywhere:
            parts.append((Occur.Must, Query.const_score_query(Query.exists_query(order.piece), 0.0)))
        if cursor is not None:
            parts.append((Occur.Must, _beyond(view, order.piece, cursor.last, order.descending)))
        result = searcher.search(
            Query.boolean_query(parts), size, count=total, order_by_field=order.piece, order=_direction(order)
        )
        found = [(int(value) % TRIALS, int(value)) for value, _ in result.hits]
        count = _told(result) if total and everywhere and cursor is None else None
    if len(found) < size and not everywhere:
        parts = [(Occur.Must, query), (Occur.MustNot, Query.exists_query(order.piece))]
        if cursor is not None and cursor.phase == "rest":
            parts.append((Occur.Must, _beyond(view, NCT, cursor.last, descending=True)))
        rest = searcher.search(Query.boolean_query(parts), size - len(found), count=False, order_by_field=NCT).hits
        found.extend((int(value), None) for value, _ in rest)
    return _Hits(found, count)


def _after(last: tuple[int, int | None]) -> tuple[str, int]:
    number, value = last
    return ("rest", number) if value is None else ("value", value)


def _beyond(view: View, field: str, last: int, descending: bool) -> Query:
    low, high = (0, last - 1) if descending else (last + 1, _GREATEST)
    return Query.const_score_query(
        Query.range_query(view.trials.schema, field, FieldType.Unsigned, low, max(low, high)), 0.0
    )


def _direction(order: Sort) -> Order:
    return Order.Desc if order.descending else Order.Asc


def _by_place(view: View, query: Query, search: Search, start: int, size: int, total: bool) -> _Hits:
    if search.sort[0].piece == RELEVANCE and len(search.sort) == 1 and search.sort[0].descending and not search.decay:
        searcher = view.trials.searcher
        result = searcher.search(query, size, count=total, offset=start)
        numbers = searcher.fast_field_values(NCT, [address for _, address in result.hits])
        return _Hits([(int(cast(int, number)), None) for number in numbers], _told(result) if total else None)
    ordered = view.memory.recall(
        "order", digest(search), lambda: array("I", _ordered(view, query, search)), most=_ORDERS_KEPT
    )
    return _Hits([(number, None) for number in ordered[start : start + size]], len(ordered))


def _ordered(view: View, query: Query, search: Search) -> list[int]:
    """All that is found, by each of the orders in turn."""
    searcher = view.trials.searcher
    hits = searcher.search(query, max(1, view.count), count=False).hits
    addresses = [address for _, address in hits]
    numbers = [int(cast(int, number)) for number in searcher.fast_field_values(NCT, addresses)]
    scores = {number: float(score) for number, (score, _) in zip(numbers, hits, strict=True)}
    if search.around and search.decay and len(numbers) <= MOST_DECAYED:
        near = sites.nearest(Planner(view).circle(search.around))
        scores = {number: score * search.decay.factor(near.get(number, 0.0)) for number, score in scores.items()}
    ordered = sorted(numbers, reverse=True)
    for order in reversed(search.sort):
        if order.piece == RELEVANCE:
            ordered.sort(key=lambda number: scores[number], reverse=order.descending)
            continue
        valued = dict(zip(numbers, searcher.fast_field_values(order.piece, addresses), strict=True))
        of_trial = {number: int(value) // TRIALS for number, value in valued.items() if value is not None}
        having = [each for each in ordered if each in of_trial]
        having.sort(key=of_trial.__getitem__, reverse=order.descending)  # equals stay in the order that they have
        ordered = having + [each for each in ordered if each not in of_trial]
    return ordered
