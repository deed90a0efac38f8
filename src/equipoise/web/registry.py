"""The registry's own API, version 2, under `/api/v2`: a client of ClinicalTrials.gov need only be given this address.

GET /api/v2/studies                 a page of studies, as JSON or CSV
GET /api/v2/studies/{nctId}         one study, as JSON, CSV, zip, FHIR or RIS
GET /api/v2/studies/metadata        the fields of a study
GET /api/v2/studies/search-areas    the areas of a search
GET /api/v2/studies/enums           the enumerations
GET /api/v2/stats/size              the sizes of records
GET /api/v2/stats/field/values      how often fields have which values
GET /api/v2/stats/field/sizes       how long lists are
GET /api/v2/version                 the versions of the API and of the data

Any site's script may ask (`Access-Control-Allow-Origin: *`): registry records are public. Errors are plain text, as is
the answer on a path that there is not.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from equipoise.errors import EquipoiseError, InputError, NotFoundError
from equipoise.library.index.store import Index
from equipoise.library.store import Library
from equipoise.service.registry import model, statistics, studies

PREFIX = "/api/v2"
_OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_EXPOSED = {"Access-Control-Expose-Headers": "x-next-page-token, x-total-count"}
_PREFLIGHT = {"Access-Control-Allow-Methods": "GET, HEAD", "Access-Control-Allow-Headers": "*"}
_READ = ["GET", "HEAD"]

_json = msgspec.json.Encoder().encode


def registry_api(library: Library, index: Index) -> APIRouter:
    """The routes over a library and its index."""
    router = APIRouter(prefix=PREFIX)

    def route(path: str, answer: Callable[[Request], Response]) -> None:
        def endpoint(request: Request) -> Response:
            try:
                response = answer(request)
            except NotFoundError as error:
                response = PlainTextResponse(str(error), 404)
            except InputError as error:
                response = PlainTextResponse(str(error), 400)
            except EquipoiseError as error:
                response = PlainTextResponse(str(error), 503)
            response.headers.update(_OPEN)
            return response

        name = "registry_study" if "{" in path else None
        router.add_api_route(path, endpoint, methods=_READ, response_class=Response, include_in_schema=False, name=name)

    def all_studies(request: Request) -> Response:
        page = studies.page_of_studies(library, index, request.query_params.multi_items())
        if page.form == "json":
            return Response(page.body, media_type="application/json")
        headers = dict(_EXPOSED)
        if page.token is not None:
            headers["x-next-page-token"] = page.token
        if page.total is not None:
            headers["x-total-count"] = str(page.total)
        return Response(page.body, media_type="text/csv", headers=headers)

    def one_study(request: Request) -> Response:
        nct_id = request.path_params["nct_id"]
        single = studies.single_study(library, index, nct_id, request.query_params.multi_items())
        if single.moved_to is not None:
            asked = f"?{request.url.query}" if request.url.query else ""
            place = request.url_for("registry_study", nct_id=single.moved_to).path + asked
            return Response(status_code=301, headers={"Location": place})
        headers = {"Content-Disposition": f'attachment; filename="{single.filename}"'} if single.filename else {}
        return Response(single.body, media_type=single.media_type, headers=headers)

    def told(made: Callable[[list[tuple[str, str]]], object]) -> Callable[[Request], Response]:
        """An answer as JSON to the parameters that were given."""
        return lambda request: Response(_json(made(request.query_params.multi_items())), media_type="application/json")

    route("/studies", all_studies)
    route("/studies/metadata", told(model.metadata))
    route("/studies/search-areas", told(model.search_areas))
    route("/studies/enums", told(model.enums))
    route("/studies/{nct_id}", one_study)
    route("/stats/size", told(lambda given: statistics.record_sizes(library, given)))
    route("/stats/field/values", told(lambda given: statistics.field_values(library, index, given)))
    route("/stats/field/sizes", told(lambda given: statistics.list_sizes(index, given)))
    route("/version", told(lambda given: model.version(library, given)))

    @router.api_route("/{path:path}", methods=_READ, include_in_schema=False)
    def nowhere(path: str) -> Response:
        return PlainTextResponse("Not found", 404, _OPEN)

    @router.api_route("/{path:path}", methods=["OPTIONS"], include_in_schema=False)
    def preflight(path: str) -> Response:
        """A script that sends a header of its own is asked about by its browser first."""
        return Response(status_code=204, headers=_OPEN | _PREFLIGHT)

    return router
