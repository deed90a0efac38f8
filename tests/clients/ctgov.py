"""ctgov: the host is a constant of its module."""

from __future__ import annotations

from clients.facts import Facts, given, identity, once, refusal
from ctgov import Client, CTGovError, endpoints
from ctgov import client as module


def main(facts: Facts) -> None:
    """Count, walk through all pages, one study, and the client's table of end points."""
    module.BASE_URL = f"{facts.base}/"
    client = Client(delay=0)
    assert client.version()["apiVersion"].startswith("2.")
    assert client.count() == len(facts.records)
    recruiting = facts.where("statusModule", "overallStatus", "RECRUITING")
    assert client.count(filters={"overallStatus": "RECRUITING"}) == len(recruiting)
    assert once(map(identity, client.iter_studies(page_size=4))) == set(facts.records)
    phase = client.iter_studies("AREA[Phase]PHASE3", fields=["NCTId", "Phase"], page_size=2)
    assert once(map(identity, phase)) == facts.where("designModule", "phases", "PHASE3")
    assert once(map(identity, client.studies("AREA[Condition]lupus"))) == facts.having("lupus")
    for number, record in facts.records.items():
        assert client.study(number) == record

    expected = sorted(
        (number, role, outcome["measure"])
        for number, record in facts.records.items()
        for role in ("primary", "secondary")
        for outcome in record["protocolSection"].get("outcomesModule", {}).get(f"{role}Outcomes", [])
    )
    rows = list(endpoints(client=client))
    assert sorted((row["nct_id"], row["endpoint_role"], row["endpoint_raw"]) for row in rows) == expected
    for row in rows:
        assert row["conditions_all"] == "; ".join(
            facts.records[row["nct_id"]]["protocolSection"]["conditionsModule"]["conditions"]
        )
    assert "404" in str(refusal(CTGovError, lambda: client.study("NCT99999999")))


if __name__ == "__main__":
    main(given())
