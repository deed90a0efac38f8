"""biomcp-cli: the address is an environment variable. It is a program, not a library: its JSON is read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from clients.facts import Facts, at, given, once, title

PROGRAM = Path(sys.executable).parent / "biomcp"


def biomcp(facts: Facts, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program, which asks the local server and no other source."""
    environment = os.environ | {"BIOMCP_CTGOV_BASE": facts.base}
    command = [str(PROGRAM), "--no-cache", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def answered(facts: Facts, *arguments: str) -> Any:
    """What the program answers as JSON. Raises AssertionError with what it complains of."""
    ran = biomcp(facts, "--json", *arguments)
    assert ran.returncode == 0, ran.stderr or ran.stdout
    return json.loads(ran.stdout)


def numbers(found: Any) -> set[str]:
    """The ids of a search's answer, each of which came once."""
    return once(str(each["nct_id"]) for each in found["results"])


def main(facts: Facts) -> None:
    """Search with every filter that ClinicalTrials.gov answers, pages, one trial whole, one that is not there."""
    lupus = facts.having("lupus")
    recruiting = facts.where("statusModule", "overallStatus", "RECRUITING")
    found = answered(facts, "search", "trial", "-c", "lupus", "-l", "50")
    assert numbers(found) == lupus
    assert found["pagination"]["total"] == len(lupus)
    for each in found["results"]:
        assert each["title"] == title(facts.records[each["nct_id"]])
    seen: list[str] = []
    page = answered(facts, "search", "trial", "-c", "lupus", "-l", "3")
    while True:
        seen.extend(str(each["nct_id"]) for each in page["results"])
        token = page["pagination"]["next_page_token"]
        if token is None:
            break
        page = answered(facts, "search", "trial", "-c", "lupus", "-l", "3", "--next-page", token)
    assert once(seen) == lupus
    assert f"{len(lupus)}" in biomcp(facts, "search", "trial", "-c", "lupus", "--count-only").stdout

    first, second = (facts.where("designModule", "phases", phase) for phase in ("PHASE1", "PHASE2"))
    found = answered(facts, "search", "trial", "-p", "1/2", "-s", "recruiting", "-l", "50")
    assert numbers(found) == first & second & recruiting
    industry = facts.where("sponsorCollaboratorsModule", "leadSponsor", None)
    industry = {
        number
        for number, record in facts.records.items()
        if at(record, "sponsorCollaboratorsModule", "leadSponsor")["class"] == "INDUSTRY"
    }
    found = answered(facts, "search", "trial", "-c", "lupus", "--sponsor-type", "industry", "-l", "50")
    assert numbers(found) == lupus & industry
    site = next(iter(at(facts.records[min(lupus)], "contactsLocationsModule", "locations")))
    point = site["geoPoint"]
    near = ["--lat", str(point["lat"]), "--lon", str(point["lon"]), "--distance", "5"]
    assert min(lupus) in numbers(answered(facts, "search", "trial", "-c", "lupus", *near))
    found = answered(facts, "search", "trial", "-i", "rituximab", "--no-alias-expand", "-l", "50")
    assert numbers(found) >= {
        number
        for number, record in facts.records.items()
        if any(each["name"].lower() == "rituximab" for each in at(record, "armsInterventionsModule", "interventions"))
    }
    found = answered(
        facts, "search", "trial", "-c", "lupus", "--study-type", "interventional", "--date-from", "2000-01-01"
    )
    assert numbers(found) == lupus & facts.where("designModule", "studyType", "INTERVENTIONAL")

    for number in sorted(lupus):
        trial, record = answered(facts, "get", "trial", number, "all"), facts.records[number]
        assert (trial["nct_id"], trial["title"]) == (number, title(record))
        assert trial["status"] == at(record, "statusModule", "overallStatus")
        assert len(trial.get("locations") or []) == len(at(record, "contactsLocationsModule", "locations") or [])
    missing = biomcp(facts, "get", "trial", "NCT99999999")
    assert missing.returncode != 0
    assert "not found" in missing.stdout + missing.stderr


if __name__ == "__main__":
    main(given())
