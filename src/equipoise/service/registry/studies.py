"""`/studies` and `/studies/{nctId}`: records of the library as the registry's API gives them out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

import msgspec

from equipoise.errors import NotFoundError, RequestError
from equipoise.finding.search import Search, find
from equipoise.finding.search.asking import expression
from equipoise.library.index.record import decoded, v2_json
from equipoise.library.index.store import Index
from equipoise.library.store import Library
from equipoise.service.registry.asked import area_asked, search_of
from equipoise.service.registry.parameters import Value, checked
from equipoise.study.exports import MarkupFormat, csv_header, csv_rows, markup, pieces_of, project, research_study, ris
from equipoise.study.pieces import AREAS
from equipoise.study.remarks import shown

STUDIES = "/studies"
STUDY = "/studies/{nctId}"
_MOST = 1_000
_ID = re.compile(r"nct0*([1-9]\d{0,7})", re.IGNORECASE | re.ASCII)

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Page:
    """A page of studies as bytes, with what the CSV form says in headers instead."""

    body: bytes
    form: Literal["json", "csv"]
    total: int | None
    token: str | None


@dataclass(frozen=True, slots=True)
class Single:
    """One study as bytes, or in `moved_to` the number under which it is found now."""

    body: bytes
    media_type: str
    filename: str | None = None
    moved_to: str | None = None


def page_of_studies(library: Library, index: Index, given: Iterable[tuple[str, str]]) -> Page:
    """What `GET /studies` answers to these parameters. Raises RequestError and QueryError."""
    asked = checked(STUDIES, given)
    search = search_of(asked)
    size = min(cast(int, asked["pageSize"]) or 10, _MOST)
    token = cast("str | None", asked.get("pageToken"))
    total = bool(asked["countTotal"]) and token is None
    form = cast(Literal["json", "csv"], asked["format"])
    fields = cast("tuple[str, ...] | None", asked.get("fields"))
    queried = _queried(asked)
    if fields is not None:  # an unknown name is an error even where nothing is found
        csv_header(fields) if form == "csv" else list(pieces_of(fields, queried))
    found = find(index, search, size=size, token=token, total=total)
    records = [v2_json(library.require(f"NCT{number:08}")) for number in found.trials]
    if form == "csv":
        head = csv_header(fields) if token is None else ""
        body = (head + "".join(csv_rows(map(decoded, records), fields))).encode()
    else:
        body = _page(records, fields, queried, cast(MarkupFormat, asked["markupFormat"]), found.total, found.token)
    return Page(body, form, found.total, found.token)


def single_study(library: Library, index: Index, nct_id: str, given: Iterable[tuple[str, str]]) -> Single:
    """What `GET /studies/{nctId}` answers. Raises RequestError, and NotFoundError for a number that is not here."""
    match = _ID.fullmatch(nct_id)
    if match is None:
        raise RequestError(f"NCT number {shown(nct_id)} is not valid")
    number = f"NCT{int(match[1]):08}"
    asked = checked(STUDY, given)
    record = library.get(number)
    if record is None:
        moved = find(index, Search(terms=(("NCTIdAlias", expression(number)),)), size=1).trials
        if not moved:
            raise NotFoundError(f"NCT number {number} not found")
        return Single(b"", "text/plain", moved_to=f"NCT{moved[0]:08}")
    return _written(number, v2_json(record), asked)


def _written(nct_id: str, record: bytes, asked: Mapping[str, Value]) -> Single:
    fields = cast("tuple[str, ...] | None", asked.get("fields"))
    match asked["format"]:
        case "csv":
            body = csv_header(fields) + "".join(csv_rows([decoded(record)], fields))
            return Single(body.encode(), "text/csv", f"{nct_id}.csv")
        case "ris":
            written = ris(decoded(record), retrieved=date.today(), tags=fields)
            return Single(written.encode(), "application/x-research-info-systems", f"{nct_id}.ris")
        case "fhir.json":
            if fields is not None:
                raise RequestError("Parameter `fields` must be unspecified for `fhir.json` format")
            return Single(_encode(research_study(decoded(record))), "application/fhir+json")
        case "json.zip":
            return Single(_zipped(nct_id, _record(record, fields, (), "markdown")), "application/zip", f"{nct_id}.zip")
        case _:
            form = cast(MarkupFormat, asked["markupFormat"])
            return Single(_record(record, fields, (), form), "application/json")


def _page(
    records: Iterable[bytes],
    fields: tuple[str, ...] | None,
    queried: tuple[str, ...],
    form: MarkupFormat,
    total: int | None,
    token: str | None,
) -> bytes:
    page: dict[str, Any] = {}
    if total is not None:
        page["totalCount"] = total
    page["studies"] = [msgspec.Raw(_record(each, fields, queried, form)) for each in records]
    if token is not None:
        page["nextPageToken"] = token
    return _encode(page)


def _record(record: bytes, fields: tuple[str, ...] | None, queried: tuple[str, ...], form: MarkupFormat) -> bytes:
    """The record in the form asked for; as it is where nothing is to be changed about it."""
    if fields is None and form == "markdown":
        return record
    tree: Mapping[str, Any] = decoded(record)
    if form != "markdown":
        tree = markup(tree, form)
    return _encode(tree if fields is None else project(tree, fields, queried))


def _queried(asked: Mapping[str, Value]) -> tuple[str, ...]:
    """The pieces that the search looks into."""
    areas = [area_asked(name) for name in asked if name.startswith("query.")]
    return tuple(dict.fromkeys(piece for area in areas for piece in (AREAS[area].pieces if area in AREAS else (area,))))


def _zipped(name: str, body: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"{name}.json", (1980, 1, 1, 0, 0, 0)), body)
    return target.getvalue()
