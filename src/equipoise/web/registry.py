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

Any site's script may ask (`Access-Control-Allow-Origin: *`): registry records are public. Errors are plain text.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from equipoise.errors import EquipoiseError, InputError, NotFoundError
from equipoise.library.index.store import Index
from equipoise.library.store import Library
from equipoise.service.registry import statistics, studies
from equipoise.service.registry.parameters import checked
from equipoise.study.pieces import enums, metadata_tree, search_areas

API_VERSION = "2.0.5"
PREFIX = "/api/v2"
_OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_EXPOSED = {"Access-Control-Expose-Headers": "x-next-page-token, x-total-count"}
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

    def metadata(request: Request) -> Response:
        asked = checked("/studies/metadata", request.query_params.multi_items())
        tree = metadata_tree(
            indexed_only=bool(asked["includeIndexedOnly"]), historic_only=bool(asked["includeHistoricOnly"])
        )
        return _answer(tree)

    def plain(path: str, made: Callable[[], object]) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            checked(path, request.query_params.multi_items())
            return _answer(made())

        return answer

    def values(request: Request) -> Response:
        return _answer(statistics.field_values(library, index, request.query_params.multi_items()))

    def sizes(request: Request) -> Response:
        return _answer(statistics.list_sizes(index, request.query_params.multi_items()))

    route("/studies", all_studies)
    route("/studies/metadata", metadata)
    route("/studies/search-areas", plain("/studies/search-areas", search_areas))
    route("/studies/enums", plain("/studies/enums", enums))
    route("/studies/{nct_id}", one_study)
    route("/stats/size", plain("/stats/size", lambda: statistics.record_sizes(library)))
    route("/stats/field/values", values)
    route("/stats/field/sizes", sizes)
    route("/version", plain("/version", lambda: {"apiVersion": API_VERSION, "dataTimestamp": library.changed_at()}))
    return router


def _answer(value: object) -> Response:
    return Response(_json(value), media_type="application/json")
