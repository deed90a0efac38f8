"""clinicaltrials-interact: the host is an attribute of the client, and a text within one function.

Importing the package imports a language model's library, of several gigabytes, for a part of it that asks no server: an
empty module stands in for it.
"""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

from clients.facts import Facts, at, given, identity, once, title

_model = ModuleType("sentence_transformers")
_model.__dict__.update(SentenceTransformer=None, util=None)
sys.modules["sentence_transformers"] = _model

from clinicaltrials_interact import ctg_api  # noqa: E402

_HOST = "https://clinicaltrials.gov/api/v2"


def main(facts: Facts) -> None:
    """Search into tables, a summary, places, and what changed between two days."""
    api = ctg_api.ClinicalTrialsAPI()
    api.base_url = f"{facts.base}/studies"
    lupus = facts.having("lupus")
    table = api.search_to_dataframe_IDs("AREA[Condition]lupus", max_studies=100)
    assert once(table["NCTId"]) == lupus
    for study in api.query_studies("AREA[Condition]lupus", fields=["NCTId", "BriefTitle"])["studies"]:
        assert title(study) == title(facts.records[identity(study)])
    first = api.query_studies("ALL", max_studies=20)
    rest = api.query_studies("ALL", max_studies=20, page_token=first["nextPageToken"])
    assert once(map(identity, first["studies"] + rest["studies"])) == set(facts.records)
    for number, record in facts.records.items():
        assert api.extract_brief_summary(number) == at(record, "descriptionModule", "briefSummary")

    places = ctg_api.get_trial_locations(api, nct_id_list=sorted(lupus))
    expected = [
        (number, site.get("facility", ""), site["geoPoint"]["lat"])
        for number in lupus
        for site in at(facts.records[number], "contactsLocationsModule", "locations") or ()
    ]
    assert sorted(zip(places["nct_id"], places["facility"], places["latitude"], strict=True)) == sorted(expected)

    # This function has the address in its text: its own transport alone is turned to the server.
    asked = ctg_api.requests

    def get(url: str, **options: Any) -> Any:
        return asked.get(url.replace(_HOST, facts.base), **options)

    ctg_api.requests = SimpleNamespace(get=get, exceptions=asked.exceptions)
    changed = {n: at(each, "statusModule", "lastUpdatePostDateStruct")["date"] for n, each in facts.records.items()}
    middle = sorted(changed.values())[len(changed) // 2]
    table = ctg_api.fetch_recently_updated_trials(from_date="2000-01-01", to_date=middle, include_summary=True)
    found = dict(zip(table["nctId"], table["lastUpdatePostDateStruct"], strict=True))
    assert found == {number: day for number, day in changed.items() if day <= middle}


if __name__ == "__main__":
    main(given())
