"""The library's own affairs: opening it, filling it, listing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from urllib.parse import parse_qsl

from equipoise import sample
from equipoise.errors import LibraryError, RequestError
from equipoise.library.fetch import BASE_URL, Fetched, OnFetchProgress
from equipoise.library.fetch import fetch as fetch_into
from equipoise.library.index.store import Feeder, Index
from equipoise.library.ingest import OnProgress
from equipoise.library.ingest import ingest as ingest_into
from equipoise.library.journal import Quarantined, Summary
from equipoise.library.listing import Filter, Row
from equipoise.library.place import default_path
from equipoise.library.store import Library


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of the records of one ingest, and which of them went into quarantine."""

    summary: Summary
    quarantined: tuple[Quarantined, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A stretch of the trials that a search leaves, and how many it leaves in all."""

    rows: tuple[Row, ...]
    total: int


def library_path(chosen: Path | None) -> Path:
    """The path that was chosen, else `EQUIPOISE_LIBRARY`, else the user's data folder."""
    return chosen.expanduser() if chosen is not None else default_path()


def open_library(path: Path, *, create: bool = False) -> Library:
    """The library at `path`; `create` makes a missing one. Raises LibraryError where there is none."""
    return Library.open(path, create=create)


def ingest(library: Library, paths: Iterable[Path], *, progress: OnProgress | None = None) -> Ingested:
    """Put every record in the files and folders into the library and its search index.

    Raises RequestError for a path that is not there.
    """
    with _feeding(library) as feeder:
        summary = ingest_into(library, paths, feeder=feeder, progress=progress)
    if not summary.quarantined:
        return Ingested(summary)
    run = library.runs()[0].id
    return Ingested(summary, tuple(entry for entry in library.quarantined() if entry.run == run))


def ingest_sample(library: Library, *, progress: OnProgress | None = None) -> Ingested:
    """Put the fictional trials that come with the program into the library."""
    with as_file(files(sample).joinpath("trials")) as folder:
        return ingest(library, [folder], progress=progress)


def fetch(
    library: Library,
    ids: Sequence[str] = (),
    query: str | None = None,
    *,
    base_url: str | None = None,
    progress: OnFetchProgress | None = None,
) -> Fetched:
    """Download trials by id or by query into the library. Raises RequestError unless exactly one of the two is given.

    `query` is an expression ("lupus AND CAR-T"), or the API's own parameters ("query.cond=lupus").
    """
    if bool(ids) == (query is not None):
        raise RequestError("give either trial ids or a query", hint="equipoise fetch --query 'lupus nephritis'")
    asked = _parameters(query) if query is not None else None
    with _feeding(library) as feeder:
        return fetch_into(
            library,
            ids=ids or None,
            query=asked,
            base_url=base_url or BASE_URL,
            feeder=feeder,
            progress=progress,
        )


@contextmanager
def _feeding(library: Library) -> Iterator[Feeder | None]:
    """Whoever keeps the index beside the library; None where another program does: that one catches up, or a search."""
    try:
        feeder = Index.open(library.path).feeder(library)
    except LibraryError:
        yield None
        return
    with feeder:
        yield feeder


def _parameters(query: str) -> str | Mapping[str, str]:
    """The API's parameters where the text is written as such, else the text."""
    names = ("query.", "filter.", "postFilter.", "geoDecay", "aggFilters", "sort")
    return dict(parse_qsl(query, keep_blank_values=True)) if "=" in query and query.startswith(names) else query


def list_trials(library: Library, words: str = "", *, limit: int = 50, offset: int = 0) -> Listing:
    """The trials whose title holds the words, or the trial that has them as its id; the latest update first."""
    where = Filter(title=words) if words else Filter()
    found = library.get(words) if words.upper().startswith("NCT") else None
    if found is not None:
        where = Filter(ids=(found.nct_id,))
    with library.snapshot():
        rows = tuple(library.rows(where, order="last_update", limit=limit, offset=offset))
        return Listing(rows, library.count(where))
