"""pytrials-v2: the address is an argument."""

from __future__ import annotations

from clients.facts import Facts, at, given, once, refusal, title
from pytrials import ClinicalTrials, NotFoundError, OverallStatus, Phase
from pytrials.errors import CTGError


def main(facts: Facts) -> None:
    """Search with status and phase, pages, one study, errors, as the client's own objects."""
    with ClinicalTrials(base_url=facts.base, page_size=7) as client:
        seen: list[str] = []
        page = client.studies.search(sort="LastUpdatePostDate")
        assert page.total_count == len(facts.records)
        while True:
            seen.extend(study.nct_id for study in page.studies)
            if page.next_page_token is None:
                break
            page = client.studies.search(sort="LastUpdatePostDate", pageToken=page.next_page_token)
        assert once(seen) == set(facts.records)

        found = client.studies.search(condition="lupus", page_size=100)
        assert once(study.nct_id for study in found.studies) == facts.having("lupus")
        recruiting = facts.where("statusModule", "overallStatus", "RECRUITING")
        completed = facts.where("statusModule", "overallStatus", "COMPLETED")
        both = [OverallStatus.RECRUITING, OverallStatus.COMPLETED]
        found = client.studies.search(status=both, page_size=100)
        assert once(study.nct_id for study in found.studies) == recruiting | completed
        second, third = (facts.where("designModule", "phases", phase) for phase in ("PHASE2", "PHASE3"))
        found = client.studies.search(phase=Phase.PHASE2, page_size=100)
        assert once(study.nct_id for study in found.studies) == second
        found = client.studies.search(phase=[Phase.PHASE2, Phase.PHASE3], page_size=100)
        assert once(study.nct_id for study in found.studies) == second | third

        for number, record in facts.records.items():
            study = client.studies.get(number)
            assert (study.nct_id, study.brief_title) == (number, title(record))
            assert study.overall_status.value == at(record, "statusModule", "overallStatus")
            assert study.has_results == record["hasResults"]
        missing = refusal(NotFoundError, lambda: client.studies.get("NCT99999999"))
        assert missing.message == "NCT number NCT99999999 not found"
        broken = refusal(CTGError, lambda: client.studies.search(condition="lupus AND ("))
        assert (broken.status_code, "query.cond" in broken.message) == (400, True)


if __name__ == "__main__":
    main(given())
