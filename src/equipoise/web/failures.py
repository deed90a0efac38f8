"""Errors as pages, or as JSON where JSON was asked for. No page shows a traceback."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from equipoise.errors import EquipoiseError, InputError, LibraryError, NotFoundError, RemoteError
from equipoise.pages.described import to_json
from equipoise.pages.html import render
from equipoise.pages.problem import ProblemPage, problem_page
from equipoise.web.headers import HEADERS

_STATUSES: tuple[tuple[type[EquipoiseError], int], ...] = (
    (NotFoundError, 404),
    (InputError, 400),
    (LibraryError, 503),
    (RemoteError, 502),
)
_log = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    """Let the application answer errors as below."""
    app.add_exception_handler(EquipoiseError, _own)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unforeseen)


async def _own(request: Request, error: Exception) -> Response:
    assert isinstance(error, EquipoiseError)  # noqa: S101 (what the handler is installed for)
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)
    return _answer(request, problem_page(status, error.code, str(error), error.hint))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 (what the handler is installed for)
    if error.status_code == 404:
        return _answer(request, problem_page(404, "not-found", "there is no such page"))
    return _answer(request, problem_page(error.status_code, "request", str(error.detail)))


async def _invalid(request: Request, error: Exception) -> Response:
    return _answer(request, problem_page(400, "request", "the address has a parameter that cannot be used"))


async def _unforeseen(request: Request, error: Exception) -> Response:
    _log.error("%s while answering %s", type(error).__name__, request.url.path)
    return _answer(request, problem_page(500, "error", "something went wrong in the program"))


def _answer(request: Request, page: ProblemPage) -> Response:
    """With the safe headers, because an unforeseen error is answered outside all middleware."""
    if request.url.path.endswith(".json") or "application/json" in request.headers.get("accept", ""):
        return Response(to_json(page), status_code=page.status, headers=HEADERS, media_type="application/json")
    return HTMLResponse(render("problem.html", page), status_code=page.status, headers=HEADERS)
