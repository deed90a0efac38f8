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
from equipoise.library.index.record import v2_record
from equipoise.library.index.store import Index
from equipoise.library.store import Library
from equipoise.service.registry.asked import area_asked, search_of
from equipoise.service.registry.parameters import Value, checked
from equipoise.study.exports import MarkupFormat, csv_header, csv_rows, markup, pieces_of, project, research_study, ris
from equipoise.study.model import Study
from equipoise.study.pieces import AREAS
from equipoise.study.remarks import shown

STUDIES = "/studies"
STUDY = "/studies/{nctId}"
_MOST = 1_000
_ID = re.compile(r"nct0*([1-9]\d{0,7})", re.IGNORECASE | re.ASCII)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

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
    studies = [library.study(f"NCT{number:08}") for number in found.trials]
    if form == "csv":
        head = csv_header(fields) if token is None else ""
        body = (head + "".join(csv_rows(map(v2_record, studies), fields))).encode()
    else:
        body = _page(studies, fields, queried, cast(MarkupFormat, asked["markupFormat"]), found.total, found.token)
    return Page(body, form, found.total, found.token)


def single_study(library: Library, index: Index, nct_id: str, given: Iterable[tuple[str, str]]) -> Single:
    """What `GET /studies/{nctId}` answers. Raises RequestError, and NotFoundError for a number that is not here."""
    match = _ID.fullmatch(nct_id)
    if match is None:
        raise RequestError(f"NCT number {shown(nct_id)} is not valid")
    number = f"NCT{int(match[1]):08}"
    asked = checked(STUDY, given)
    if library.get(number) is None:
        moved = find(index, Search(terms=(("NCTIdAlias", expression(number)),)), size=1).trials
        if not moved:
            raise NotFoundError(f"NCT number {number} not found")
        return Single(b"", "text/plain", moved_to=f"NCT{moved[0]:08}")
    return _written(library.study(number), asked)


def _written(study: Study, asked: Mapping[str, Value]) -> Single:
    fields = cast("tuple[str, ...] | None", asked.get("fields"))
    match asked["format"]:
        case "csv":
            body = csv_header(fields) + "".join(csv_rows([v2_record(study)], fields))
            return Single(body.encode(), "text/csv", f"{study.nct_id}.csv")
        case "ris":
            written = ris(v2_record(study), retrieved=date.today(), tags=fields)
            return Single(written.encode(), "application/x-research-info-systems", f"{study.nct_id}.ris")
        case "fhir.json":
            if fields is not None:
                raise RequestError("Parameter `fields` must be unspecified for `fhir.json` format")
            return Single(_encode(research_study(v2_record(study))), "application/fhir+json")
        case "json.zip":
            return Single(_zipped(study.nct_id, _record(study, fields, (), "markdown")), "application/zip",
                          f"{study.nct_id}.zip")  # fmt: skip
        case _:
            record = _record(study, fields, (), cast(MarkupFormat, asked["markupFormat"]))
            return Single(record, "application/json")


def _page(
    studies: Iterable[Study],
    fields: tuple[str, ...] | None,
    queried: tuple[str, ...],
    form: MarkupFormat,
    total: int | None,
    token: str | None,
) -> bytes:
    page: dict[str, Any] = {}
    if total is not None:
        page["totalCount"] = total
    page["studies"] = [msgspec.Raw(_record(study, fields, queried, form)) for study in studies]
    if token is not None:
        page["nextPageToken"] = token
    return _encode(page)


def _record(study: Study, fields: tuple[str, ...] | None, queried: tuple[str, ...], form: MarkupFormat) -> bytes:
    """The record; the bytes that came where nothing is to be changed about them."""
    if fields is None and form == "markdown" and study.source == "ctgov":
        return study.raw.removeprefix(_BYTE_ORDER_MARK).strip()
    record = v2_record(study)
    if form != "markdown":
        record = markup(record, form)
    return _encode(record if fields is None else project(record, fields, queried))


def _queried(asked: Mapping[str, Value]) -> tuple[str, ...]:
    """The pieces that the search looks into."""
    areas = [area_asked(name) for name in asked if name.startswith("query.")]
    return tuple(dict.fromkeys(piece for area in areas for piece in (AREAS[area].pieces if area in AREAS else (area,))))


def _zipped(name: str, body: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"{name}.json", (1980, 1, 1, 0, 0, 0)), body)
    return target.getvalue()
