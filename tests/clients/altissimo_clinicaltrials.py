"""altissimo-clinicaltrials, the strictest: its models are made from the OpenAPI file. The address is an argument."""

from __future__ import annotations

import json
from typing import Any

import clinicaltrials
from clients.facts import Facts, at, given, once, refusal, title
from clinicaltrials.exceptions import ApiException, NotFoundException


def number(study: Any) -> str:
    """The NCT number of the client's object."""
    return str(study.protocol_section.identification_module.nct_id)


def plain(model: Any) -> Any:
    """The client's object as JSON again."""
    return json.loads(model.to_json())


def one(api: Any, nct_id: str, **options: Any) -> Any:
    """One study. `fetch_study` itself gives a text, as the OpenAPI file names CSV first: the model reads the body."""
    assert isinstance(api.fetch_study(nct_id, **options), str)
    return clinicaltrials.Study.from_json(api.fetch_study_without_preload_content(nct_id, **options).data)


def studies(api: Any, facts: Facts) -> None:
    """Every parameter of the search, all pages, and every record in and out of the client's models."""
    seen: list[str] = []
    token = None
    while True:
        page = api.list_studies(page_size=7, count_total=True, page_token=token, sort=["EnrollmentCount:desc"])
        assert page.total_count == (len(facts.records) if token is None else None)
        seen.extend(map(number, page.studies))
        token = page.next_page_token
        if token is None:
            break
    assert once(seen) == set(facts.records)

    lupus = facts.having("lupus")
    found = api.list_studies(query_cond="lupus", page_size=100, sort=["@relevance"])
    assert once(map(number, found.studies)) == lupus
    status = clinicaltrials.Status.RECRUITING
    recruiting = facts.where("statusModule", "overallStatus", "RECRUITING")
    found = api.list_studies(
        query_cond="lupus",
        filter_overall_status=[status, clinicaltrials.Status.COMPLETED],
        post_filter_overall_status=[status],
        filter_advanced="AREA[Phase]PHASE2",
        agg_filters="studyType:int,sex:f",
        fields=["NCTId", "BriefTitle"],
        page_size=100,
    )
    assert once(map(number, found.studies)) == lupus & recruiting & facts.where("designModule", "phases", "PHASE2")
    assert all(each.protocol_section.status_module is None for each in found.studies)
    chosen = sorted(lupus)[:3]
    assert once(map(number, api.list_studies(filter_ids=chosen, post_filter_ids=chosen[:2]).studies)) == set(chosen[:2])
    for name in ("term", "titles", "intr", "outc", "spons", "lead", "id", "patient", "locn"):
        whole = api.list_studies(**{f"query_{name}": "ALL"}, count_total=True, page_size=1)
        assert whole.total_count == len(facts.records), name
    point = at(facts.records[min(lupus)], "contactsLocationsModule", "locations")[0]["geoPoint"]
    near = api.list_studies(
        filter_geo=f"distance({point['lat']},{point['lon']},5mi)",
        geo_decay="func:linear,scale:100km,offset:10km,decay:0.1",
        sort=["@relevance"],
    )
    assert min(lupus) in once(map(number, near.studies))

    for each, record in facts.records.items():
        study = one(api, each, format="json")
        assert study.protocol_section.identification_module.brief_title == title(record)
        assert plain(study) == record, each
    narrow = one(api, min(lupus), fields=["EligibilityCriteria"], markup_format="legacy")
    assert "\r\n" in narrow.protocol_section.eligibility_module.eligibility_criteria
    raw = api.list_studies_without_preload_content(format="csv", page_size=1000, count_total=True)
    assert raw.headers["x-total-count"] == str(len(facts.records))
    assert raw.data.startswith(b"NCT Number,")


def statistics(client: Any, facts: Facts) -> None:
    """Sizes, values and lists, each of the client's own kind."""
    api = clinicaltrials.StatsApi(client)
    assert api.size_stats().total_studies == len(facts.records)
    fields = ["Phase", "StartDate", "EnrollmentCount", "HasResults", "BriefTitle", "Condition"]
    values = {each.actual_instance.piece: each.actual_instance for each in api.field_values_stats(fields=fields)}
    assert set(values) == set(fields)
    phases = {each.value: each.studies_count for each in values["Phase"].top_values}
    for phase, count in phases.items():
        assert count == len(facts.where("designModule", "phases", phase))
    # Of its kinds the client takes the first that fits, which for yes and no is the one of whole numbers.
    body = json.loads(api.field_values_stats_without_preload_content(fields=["HasResults"]).data)
    stated = clinicaltrials.BooleanStats.from_dict(body[0])
    assert stated.true_count == sum(each["hasResults"] for each in facts.records.values())
    assert len(api.field_values_stats()) > len(fields)
    sizes = {each.piece: each for each in api.list_field_sizes_stats()}
    most = max(len(at(each, "conditionsModule", "conditions")) for each in facts.records.values())
    assert sizes["Condition"].max_size == most


def refusals(api: Any) -> None:
    """The client tells a study that is not there from a question that is none."""
    assert refusal(NotFoundException, lambda: api.fetch_study("NCT99999999")).status == 404
    unknown = refusal(ApiException, lambda: api.list_studies(filter_advanced="AREA[Fase]2"))
    assert (unknown.status, "Unknown area name" in str(unknown.body)) == (400, True)


def main(facts: Facts) -> None:
    """Every call that the client has."""
    with clinicaltrials.ApiClient(clinicaltrials.Configuration(host=facts.base)) as client:
        api = clinicaltrials.StudiesApi(client)
        assert clinicaltrials.VersionApi(client).version().api_version.startswith("2.")
        studies(api, facts)
        statistics(client, facts)
        refusals(api)
        assert {each.type for each in api.enums()} >= {"Status", "Phase", "Sex"}
        assert [each.name for each in api.studies_metadata()]
        assert api.search_areas()[0].areas


if __name__ == "__main__":
    main(given())
