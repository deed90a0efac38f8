"""Trial records from the ClinicalTrials.gov API, version 2, into the library.

    GET {base_url}/studies?…&pageSize=…&countTotal=true         the first page
    GET {base_url}/studies?…&pageSize=…&pageToken=…             each further one, until no `nextPageToken` comes

After each page its records are committed and the next page's token is noted, so that an interrupted download goes on
where it was. A token that the host no longer takes begins the download again, which adds nothing twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import httpx
import msgspec

from equipoise import __version__
from equipoise.errors import RemoteError, RequestError
from equipoise.library.ids import normal_id
from equipoise.library.index.store import Feeder
from equipoise.library.journal import Bookmark, Summary
from equipoise.library.pipeline import OnCommit, Pipeline
from equipoise.library.remote import Manners, Remote
from equipoise.library.store import Library
from equipoise.study.containers import Document

BASE_URL = "https://clinicaltrials.gov/api/v2"

_PAGE_SIZE = 200
_IDS_A_REQUEST = 200
_RESTARTS = 2
_OWN_PARAMETERS = frozenset({"pageSize", "pageToken", "countTotal", "format"})


@dataclass(frozen=True, slots=True)
class Fetched:
    """The outcome: what became of the records, and which of the ids that were asked for the host did not give."""

    summary: Summary
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """How far a download is; `total` is how many studies the host announced, where it did."""

    pages: int
    total: int | None
    summary: Summary


OnFetchProgress: TypeAlias = Callable[[FetchProgress], None]


class _Page(msgspec.Struct, rename="camel"):
    studies: list[msgspec.Raw]
    next_page_token: str | None = None
    total_count: int | None = None


_pages = msgspec.json.Decoder(_Page)


def fetch(
    library: Library,
    *,
    ids: Iterable[str] | None = None,
    query: str | Mapping[str, str] | None = None,
    base_url: str = BASE_URL,
    client: httpx.Client | None = None,
    manners: Manners | None = None,
    feeder: Feeder | None = None,
    progress: OnFetchProgress | None = None,
    on_commit: OnCommit | None = None,
) -> Fetched:
    """Download the trials with these ids, or those that a query finds, and put them into the library.

    `query` is an expression for `query.term`, or the API's own parameters (`{"query.cond": "lupus",
    "filter.overallStatus": "RECRUITING"}`; none of them: the whole registry). Raises RequestError for ids or parameters
    that cannot be asked for, or that the host refuses; RemoteError where it gives no usable answer in the end;
    LibraryError where the library cannot be written. What came before an error is kept.
    """
    requests, wanted = _requests(ids, query)
    manners = manners or Manners()
    own = httpx.Client(headers={"User-Agent": f"equipoise/{__version__}"}, follow_redirects=True)
    seen: set[str] = set()

    def committed(trials: Iterable[str]) -> None:
        batch = list(trials)
        if wanted:
            seen.update(batch)
        if on_commit is not None:
            on_commit(batch)

    run = library.begin_run("fetch", base_url)
    with own, Pipeline(library, run, feeder=feeder, on_commit=committed) as pipeline:
        remote = Remote(client or own, manners)
        download = _Download(library, pipeline, remote, base_url.rstrip("/"), progress)
        for parameters in requests:
            download.run(parameters)
    return Fetched(pipeline.summary, tuple(nct_id for nct_id in wanted if nct_id not in seen))


def _requests(
    ids: Iterable[str] | None, query: str | Mapping[str, str] | None
) -> tuple[list[dict[str, str]], tuple[str, ...]]:
    """The parameters of each request, and the ids that are wanted. Raises RequestError."""
    if (ids is None) == (query is None):
        raise RequestError("give either trial ids or a query")
    if ids is not None:
        wanted = tuple(dict.fromkeys(_id(each) for each in ids))
        if not wanted:
            raise RequestError("there are no trial ids to ask for")
        chunks = (wanted[at : at + _IDS_A_REQUEST] for at in range(0, len(wanted), _IDS_A_REQUEST))
        return [{"filter.ids": ",".join(chunk)} for chunk in chunks], wanted
    parameters = {"query.term": query} if isinstance(query, str) else dict(query or {})
    refused = sorted(_OWN_PARAMETERS & parameters.keys())
    if refused:
        raise RequestError(f"the download sets {', '.join(refused)} itself")
    return [parameters], ()


def _id(text: str) -> str:
    found = normal_id(text)
    if found is None:
        raise RequestError(f"{text!r} is no trial id", hint="an id is NCT and eight digits: NCT90000001")
    return found


class _Download:
    """Walks through the pages of requests."""

    def __init__(
        self,
        library: Library,
        pipeline: Pipeline,
        remote: Remote,
        base_url: str,
        progress: OnFetchProgress | None,
    ) -> None:
        self._library = library
        self._pipeline = pipeline
        self._remote = remote
        self._base_url = base_url
        self._progress = progress
        self._pages = 0

    def run(self, parameters: Mapping[str, str]) -> None:
        """All pages of one request, from where an earlier download of the same was interrupted."""
        request = json.dumps([self._base_url, sorted(parameters.items())])
        place: Bookmark | None = self._library.bookmark(request) or _BEGINNING
        total: int | None = None
        restarts, tokens = 0, set[str]()
        while place is not None:
            page = self._page(parameters, place)
            if page is None:
                restarts += 1
                if restarts > _RESTARTS:
                    raise RemoteError(f"{self._host} refuses the page tokens that it gives")
                place, tokens = _BEGINNING, set()
                continue
            total = page.total_count if page.total_count is not None else total
            self._take(page, place)
            place = self._next(page, place, tokens)
            self._library.set_bookmark(request, place)
            self._pages += 1
            if self._progress is not None:
                self._progress(FetchProgress(self._pages, total, self._pipeline.summary))

    def _page(self, parameters: Mapping[str, str], place: Bookmark) -> _Page | None:
        """The page; None where the host does not take the page token."""
        asked = {**parameters, "format": "json", "pageSize": str(_PAGE_SIZE)}
        asked |= {"pageToken": place.page_token} if place.page_token else {"countTotal": "true"}
        answer = self._remote.get(f"{self._base_url}/studies", asked, _read_page)
        if isinstance(answer, _Page):
            return answer
        if answer.status == httpx.codes.BAD_REQUEST:
            if place.page_token:
                return None
            raise RequestError(f"{self._host} refuses the request: {answer.words}")
        raise RemoteError(f"{self._host} answered {answer.status}: {answer.words}", hint="check the base URL")

    def _take(self, page: _Page, place: Bookmark) -> None:
        """Commit the page's records."""
        name = f"{self._base_url}/studies"
        for position, raw in enumerate(page.studies):
            where = f"{name}:page {place.pages + 1}:studies[{position}]"
            self._pipeline.add(Document(where, bytes(raw), "json"), name)
        self._pipeline.flush()

    def _next(self, page: _Page, place: Bookmark, tokens: set[str]) -> Bookmark | None:
        token = page.next_page_token
        if not token:
            return None
        if token in tokens:
            raise RemoteError(f"{self._host} gives the same page token again and again")
        tokens.add(token)
        return Bookmark(token, place.pages + 1)

    @property
    def _host(self) -> str:
        return httpx.URL(self._base_url).host


_BEGINNING = Bookmark("", 0)


def _read_page(body: bytes) -> _Page:
    """Raises ValueError (msgspec's errors are some) for JSON that is cut off, broken, or no page."""
    try:
        return _pages.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(f"its JSON is not a page of studies ({error})") from error
