"""clinical-trials-gov: the address of the studies is an argument."""

from __future__ import annotations

from urllib.error import HTTPError

from clients.facts import Facts, at, given, identity, once, refusal
from clinical_trials_gov import ClinicalTrialsClient


def main(facts: Facts) -> None:
    """Search by condition, place and words, and one study."""
    client = ClinicalTrialsClient(base_url=f"{facts.base}/studies")
    recruiting = facts.where("statusModule", "overallStatus", "RECRUITING")
    lupus = facts.having("lupus")
    page = client.fetch_trials(condition="lupus", page_size=100)
    assert once(map(identity, page["studies"])) == lupus & recruiting
    page = client.fetch_trials(condition="lupus", status=None, page_size=100)
    assert once(map(identity, page["studies"])) == lupus
    german = {
        number
        for number, record in facts.records.items()
        if any(site.get("country") == "Germany" for site in at(record, "contactsLocationsModule", "locations") or ())
    }
    page = client.fetch_trials(location="Germany", page_size=100)
    assert once(map(identity, page["studies"])) == german & recruiting
    page = client.search("AREA[Phase]PHASE2 AND AREA[Condition]lupus", page_size=100)
    assert once(map(identity, page["studies"])) == facts.where("designModule", "phases", "PHASE2") & lupus & recruiting
    for number, record in facts.records.items():
        assert client.get_study(number) == record
    with refusal(HTTPError, lambda: client.get_study("NCT99999999")) as error:
        assert error.code == 404


if __name__ == "__main__":
    main(given())
