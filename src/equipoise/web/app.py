"""The application: routes, and what becomes of errors.

GET /                       the library's trials; ?q= searches by title or id, ?page= turns the pages
GET /trials/{id}            a trial
GET /trials/{id}.json       the same page as data
GET /healthz                whether the library answers
GET /static/equipoise.css   the style sheet
GET /api/v2/…               the registry's own API (see `equipoise.web.registry`)
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware

from equipoise import __version__
from equipoise.library.index.store import Index
from equipoise.library.store import Library
from equipoise.pages.described import to_json
from equipoise.pages.home import PAGE_SIZE, home_page
from equipoise.pages.html import render, stylesheet
from equipoise.pages.trial import TrialPage, trial_page
from equipoise.service.criteria import criteria_of
from equipoise.service.library import list_trials, open_library
from equipoise.service.related import surroundings
from equipoise.service.search import open_index
from equipoise.service.trials import in_library
from equipoise.service.warming import warm
from equipoise.web.failures import install
from equipoise.web.headers import SafeHeaders
from equipoise.web.registry import registry_api

_JSON = "application/json"
_READ = ["GET", "HEAD"]


def create_app(library_path: Path, *, hosts: Sequence[str] = ("*",)) -> FastAPI:
    """The application on one library, which must exist (LibraryError).

    `hosts` are the names under which it may be asked; naming them keeps other sites' scripts out of a server on this
    machine.
    """
    library = open_library(library_path)
    index = open_index(library)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await run_sync(warm, index)
        yield
        library.close()

    app = FastAPI(
        title="Equipoise", version=__version__, lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None
    )
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(SafeHeaders)
    install(app)
    _add_routes(app, library, index)
    app.include_router(registry_api(library, index))
    return app


def _add_routes(app: FastAPI, library: Library, index: Index) -> None:
    @app.api_route("/", methods=_READ, response_class=HTMLResponse)
    def home(
        q: Annotated[str, Query(max_length=200)] = "", page: Annotated[int, Query(ge=1, le=1_000_000)] = 1
    ) -> HTMLResponse:
        words = " ".join(q.split())
        listing = list_trials(library, words, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
        return HTMLResponse(render("home.html", home_page(listing, words, page)))

    @app.api_route("/trials/{nct_id}.json", methods=_READ)
    def trial_data(nct_id: str) -> Response:
        return Response(to_json(_trial(library, index, nct_id)), media_type=_JSON)

    @app.api_route("/trials/{nct_id}", methods=_READ, response_model=None)
    def trial(nct_id: str, request: Request) -> Response:
        page = _trial(library, index, nct_id)
        if page.nct_id != nct_id:
            return RedirectResponse(request.url_for("trial", nct_id=page.nct_id).path, status_code=308)
        return HTMLResponse(render("trial.html", page))

    @app.api_route("/healthz", methods=_READ)
    def healthz() -> dict[str, object]:
        return {"status": "ok", "version": __version__, "trials": library.count()}

    @app.api_route("/static/equipoise.css", methods=_READ)
    def css() -> Response:
        return Response(stylesheet(), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


def _trial(library: Library, index: Index, nct_id: str) -> TrialPage:
    with library.snapshot():
        found = in_library(library, nct_id)
        return trial_page(criteria_of(found), surroundings(library, index, found))
