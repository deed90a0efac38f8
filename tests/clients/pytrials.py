"""pytrials: the host is a constant of the class."""

from __future__ import annotations

from clients.facts import Facts, at, given, identity, once, title
from pytrials.client import ClinicalTrials


def main(facts: Facts) -> None:
    """Search in both forms, all fields that the client offers, refusals."""
    ClinicalTrials._BASE_URL = f"{facts.base}/"
    client = ClinicalTrials()
    assert client.api_info[0].startswith("2."), client.api_info
    lupus = facts.having("lupus")

    page = client.get_full_studies("AREA[Condition]lupus", max_studies=100, fmt="json")
    assert once(map(identity, page["studies"])) == lupus
    rows = client.get_full_studies("AREA[Condition]lupus", max_studies=100)
    assert once(row[0] for row in rows[1:]) == lupus
    assert all(len(row) == len(rows[0]) for row in rows)

    names = client.study_fields["csv"]
    rows = client.get_study_fields("ALL", names, max_studies=1000)
    assert rows[0] == names
    assert {row[0]: row[1] for row in rows[1:]} == {number: title(each) for number, each in facts.records.items()}
    sizes = {row[0]: row[names.index("Enrollment")] for row in rows[1:]}
    for number, record in facts.records.items():
        assert sizes[number] == str((at(record, "designModule", "enrollmentInfo") or {}).get("count", ""))

    page = client.get_study_fields("ALL", client.study_fields["json"], max_studies=1000, fmt="json")
    for study in page["studies"]:
        whole = facts.records[identity(study)]
        assert at(study, "statusModule", "overallStatus") == at(whole, "statusModule", "overallStatus")
        assert at(study, "designModule", "phases") == at(whole, "designModule", "phases")
    assert once(map(identity, page["studies"])) == set(facts.records)


if __name__ == "__main__":
    main(given())
