"""The registry's API over the sample library: shapes as its OpenAPI file has them, words as its clients expect them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from support import shared
from web_client import WebClient

from equipoise.web.app import create_app

API = "/api/v2"


@pytest.fixture(scope="module")
def client(sample_library: Path) -> Iterator[WebClient]:
    with WebClient(create_app(sample_library)) as opened:
        yield opened


@pytest.fixture(scope="module")
def openapi() -> dict[str, Any]:
    """The registry's own description of its API."""
    found: dict[str, Any] = yaml.safe_load((shared("data") / "api" / "ctg-oas-v2.0.5.yaml").read_text())
    return found


def get(client: WebClient, path: str, **parameters: Any) -> Any:
    answer = client.get(API + path, params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer.json()


def ids(page: dict[str, Any]) -> list[str]:
    return [study["protocolSection"]["identificationModule"]["nctId"] for study in page["studies"]]


def refused(client: WebClient, path: str, **parameters: Any) -> str:
    answer = client.get(API + path, params=parameters)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    return answer.text


def test_a_path_that_is_not_there_is_plain_text_and_a_preflight_is_answered(client: WebClient) -> None:
    answer = client.get("/api/v2/studys")
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (404, "text/plain")
    assert answer.headers["access-control-allow-origin"] == "*"
    asked = client.options("/api/v2/studies")
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == "*"
    assert "GET" in asked.headers["access-control-allow-methods"]
    assert client.post("/api/v2/studies").status_code == 405


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/studies?pageSize=30&countTotal=true", "PagedStudies"),
        ("/studies/NCT90000101", "Study"),
        ("/studies/metadata", "FieldNodeList"),
        ("/studies/search-areas", "SearchDocumentList"),
        ("/studies/enums", "EnumInfoList"),
        ("/stats/size", "GzipStats"),
        ("/stats/field/values", "FieldValuesStatsList"),
        (
            "/stats/field/values?fields=Condition,BriefTitle,StartDate,EnrollmentCount,HasResults",
            "FieldValuesStatsList",
        ),
        ("/stats/field/sizes", "ListSizesList"),
        ("/version", "Version"),
    ],
)
def test_answers_have_the_shapes_of_the_registry(
    client: WebClient, openapi: dict[str, Any], path: str, schema: str
) -> None:
    answer = client.get(API + path)
    assert answer.status_code == 200
    jsonschema.Draft4Validator(openapi | {"$ref": f"#/components/schemas/{schema}"}).validate(answer.json())


def test_a_walk_returns_each_study_once_and_the_total_on_the_first_page(client: WebClient) -> None:
    for sort in ("", "LastUpdatePostDate", "EnrollmentCount:desc", "@relevance"):
        seen: list[str] = []
        asked: dict[str, Any] = {"pageSize": 7, "countTotal": "true", "query.term": "ALL", "fields": "NCTId"}
        asked |= {"sort": sort} if sort else {}
        page = get(client, "/studies", **asked)
        assert page["totalCount"] == 30
        while True:
            seen.extend(ids(page))
            if "nextPageToken" not in page:
                break
            page = get(client, "/studies", **asked, pageToken=page["nextPageToken"])
            assert "totalCount" not in page
        assert len(seen) == len(set(seen)) == 30


def test_page_sizes_are_coerced(client: WebClient) -> None:
    assert len(ids(get(client, "/studies"))) == 10
    assert len(ids(get(client, "/studies", pageSize=0))) == 10
    assert len(ids(get(client, "/studies", pageSize=5000))) == 30


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"filter.phase": "1"}, "`filter.phase` is unknown parameter"),
        ({"pageSize": "-1"}, "pageSize"),
        ({"pageSize": "ten"}, "pageSize"),
        ({"countTotal": "maybe"}, "countTotal"),
        ({"format": "xml"}, "format"),
        ({"fields": "NoSuchField"}, "NoSuchField"),
        ({"fields": ","}, "fields"),
        (
            {"sort": "BriefTitle"},
            "Unsupported sort field type: text; parameter `sort`: BriefTitle is no field to sort by",
        ),
        ({"sort": "NoSuchField"}, "Parameter `sort`: NoSuchField"),
        ({"sort": "StartDate,EnrollmentCount,CompletionDate"}, "at most 2"),
        ({"filter.overallStatus": "OPEN"}, "filter.overallStatus"),
        ({"filter.ids": "12"}, "filter.ids"),
        ({"filter.geo": "near(1,2,3mi)"}, "filter.geo"),
        ({"filter.geo": "distance(100,2,3mi)"}, "filter.geo"),
        ({"query.term": "lupus AND ("}, "character 12"),
        (
            {"filter.advanced": "AREA[Fase]2"},
            "Error parsing query in advanced filter: Unknown area name: `Fase`, at character 6; did you mean Phase",
        ),
        ({"postFilter.advanced": "lupus OR"}, "Error parsing query in advanced filter: character 9: expected"),
        ({"query.cond": "AREA[Fase]2"}, "Parameter `query.cond`: Unknown area name: `Fase`, at character 6"),
        ({"query.colour": "blue"}, "`query.colour` is unknown parameter"),
        ({"colour.cond": "blue"}, "Invalid prefix in parameter name: colour.cond"),
        ({"aggFilters": "colour:blue"}, "Parameter `aggFilters` has an invalid filter 'colour:blue'"),
        ({"aggFilters": "sex:f,phase:9"}, "Parameter `aggFilters` has an invalid filter 'phase:9'"),
        ({"pageToken": "nonsense"}, "page token"),
        ({"filter.synonyms": "ConditionSearch:1651367"}, "thesaurus"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_plain_text(
    client: WebClient, parameters: dict[str, str], says: str
) -> None:
    assert says in refused(client, "/studies", **parameters)


def test_an_expression_has_a_limit_that_a_list_of_numbers_does_not_meet(client: WebClient) -> None:
    assert "more than 2000 terms" in refused(client, "/studies", **{"query.cond": "a OR " * 2_000 + "a"})
    assert "more than 2000 terms" in refused(client, "/studies", **{"filter.advanced": "(a AND b) OR " * 700 + "a"})
    listed = ",".join(f"NCT{number:08}" for number in range(90_000_001, 90_001_001))
    assert len(ids(get(client, "/studies", pageSize=1000, **{"query.term": listed}))) == 30


def test_statistics_and_lists_take_no_query(client: WebClient) -> None:
    for path in ("/stats/field/values", "/stats/size", "/studies/enums", "/studies/NCT90000101"):
        assert refused(client, path, **{"query.cond": "lupus"}) == "Invalid prefix in parameter name: query.cond"
        assert refused(client, path, cond="lupus") == "`cond` is unknown parameter"


def test_chosen_filters_may_be_repeated_and_written_out(client: WebClient) -> None:
    asked = {"pageSize": 30, "sort": "LastUpdatePostDate"}
    either = ids(get(client, "/studies", aggFilters="phase:2 3", **asked))
    assert 0 < len(either) < 30
    assert ids(get(client, "/studies", aggFilters="phase:2,phase:3", **asked)) == either
    assert ids(get(client, "/studies", aggFilters="phase:PHASE2,phase:PHASE3", **asked)) == either


def test_fields_narrow_what_is_returned(client: WebClient) -> None:
    page = get(client, "/studies", fields="NCTId|BriefTitle,Phase", pageSize=1)
    (study,) = page["studies"]
    assert set(study) == {"protocolSection"}
    assert set(study["protocolSection"]["identificationModule"]) == {"nctId", "briefTitle"}


def test_queries_and_filters(client: WebClient) -> None:
    by_condition = ids(get(client, "/studies", **{"query.cond": "lupus nephritis", "pageSize": 30}))
    assert "NCT90000101" in by_condition
    recruiting = get(client, "/studies", **{"filter.overallStatus": "RECRUITING|COMPLETED", "pageSize": 30})
    stated = {study["protocolSection"]["statusModule"]["overallStatus"] for study in recruiting["studies"]}
    assert stated == {"RECRUITING", "COMPLETED"}
    assert ids(get(client, "/studies", **{"filter.ids": "nct90000102,NCT90000101"})) == ["NCT90000102", "NCT90000101"]
    one = ids(get(client, "/studies", **{"query.term": "NCT90000103", "filter.overallStatus": "WITHHELD"}))
    assert one == ["NCT90000103"]  # ids alone leave the filters out
    agg = get(client, "/studies", aggFilters="status:rec,studyType:int,sex:f", pageSize=30)
    assert {study["protocolSection"]["eligibilityModule"]["sex"] for study in agg["studies"]} <= {"ALL", "FEMALE"}
    assert 0 < len(ids(agg)) < 30


def test_trials_near_a_place_rank_by_distance_where_asked(client: WebClient) -> None:
    place = get(client, "/studies", fields="LocationGeoPoint", pageSize=1, **{"query.term": "NCT90000101"})
    point = place["studies"][0]["protocolSection"]["contactsLocationsModule"]["locations"][0]["geoPoint"]
    near = f"distance({point['lat']},{point['lon']},5mi)"
    assert "NCT90000101" in ids(get(client, "/studies", **{"filter.geo": near}))
    decayed = {"filter.geo": near, "sort": "@relevance", "geoDecay": "func:linear,scale:100km,offset:10km,decay:0.1"}
    assert "NCT90000101" in ids(get(client, "/studies", **decayed, **{"query.term": "ALL"}))


def test_csv_has_its_header_and_tokens_where_clients_look(client: WebClient) -> None:
    first = client.get(f"{API}/studies", params={"format": "csv", "pageSize": 20, "countTotal": "true"})
    assert first.headers["content-type"].startswith("text/csv")
    assert first.headers["x-total-count"] == "30"
    rows = list(csv.reader(io.StringIO(first.text)))
    assert (len(rows), len(rows[0]), rows[0][0]) == (21, 30, "NCT Number")
    token = first.headers["x-next-page-token"]
    rest = client.get(f"{API}/studies", params={"format": "csv", "pageSize": 20, "pageToken": token})
    assert len(list(csv.reader(io.StringIO(rest.text)))) == 10
    assert "x-next-page-token" not in rest.headers
    assert "x-total-count" not in rest.headers


def test_one_study_in_every_form(client: WebClient) -> None:
    path = f"{API}/studies/NCT90000101"
    whole = client.get(path).json()
    assert client.get(f"{API}/studies/nct90000101").json() == whole
    with zipfile.ZipFile(io.BytesIO(client.get(path, params={"format": "json.zip"}).content)) as archive:
        assert json.loads(archive.read("NCT90000101.json")) == whole
    fhir = client.get(path, params={"format": "fhir.json"})
    assert fhir.headers["content-type"].startswith("application/fhir+json")
    assert fhir.json()["resourceType"] == "ResearchStudy"
    assert client.get(path, params={"format": "ris"}).text.startswith("TY  - ")
    assert client.get(path, params={"format": "csv"}).text.startswith("NCT Number")
    assert client.get(path, params={"format": "fhir.json", "fields": "NCTId"}).status_code == 400
    legacy = client.get(path, params={"markupFormat": "legacy", "fields": "EligibilityCriteria"}).json()
    assert "\r\n" in legacy["protocolSection"]["eligibilityModule"]["eligibilityCriteria"]


def test_a_number_that_is_not_here_and_one_that_is_none(client: WebClient) -> None:
    missing = client.get(f"{API}/studies/NCT99999999")
    assert (missing.status_code, missing.headers["content-type"].split(";")[0]) == (404, "text/plain")
    assert missing.text == "NCT number NCT99999999 not found"
    assert client.get(f"{API}/studies/hello").status_code == 400
    assert client.get(f"{API}/stats/field/values", params={"fields": "NoSuch"}).status_code == 404
    assert client.get(f"{API}/stats/field/sizes", params={"fields": "BriefTitle"}).status_code == 404


def test_statistics_count_what_is_there(client: WebClient) -> None:
    (phases,) = get(client, "/stats/field/values", fields="Phase")
    stated = [
        study["protocolSection"]["designModule"].get("phases", [])
        for study in get(client, "/studies", pageSize=30)["studies"]
    ]
    assert phases["missingStudiesCount"] == sum(not each for each in stated)
    for value in phases["topValues"]:
        assert value["studiesCount"] == sum(value["value"] in each for each in stated)
    (sizes,) = get(client, "/stats/field/sizes", fields="Phase")
    by_size = {each["size"]: each["studiesCount"] for each in sizes["topSizes"]}
    assert by_size == {size: sum(len(each) == size for each in stated) for size in by_size}
    assert get(client, "/stats/size")["totalStudies"] == 30


def test_head_and_unknown_paths(client: WebClient) -> None:
    assert client.head(f"{API}/studies").status_code == 200
    assert client.get(f"{API}/nothing").status_code == 404
