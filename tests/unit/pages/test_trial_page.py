"""The page of a trial, built from records of every form."""

from __future__ import annotations

import gzip
import json
from datetime import date

import pytest
from support import shared

from equipoise import sample
from equipoise.pages.described import to_json
from equipoise.pages.html import render
from equipoise.pages.trial import SECTIONS, TrialPage, trial_page
from equipoise.service.criteria import criteria_of
from equipoise.service.trials import Trial
from equipoise.study.read import read


def page_of(raw: bytes) -> TrialPage:
    reading = next(read(raw, name="record"))
    assert reading.study is not None
    return trial_page(criteria_of(Trial(reading.study, reading.problems, "record")))


def demo_record() -> dict[str, object]:
    bodies = dict(sample.trials())
    record: dict[str, object] = json.loads(bodies[f"{sample.DEMO_TRIAL}.json"])
    return record


def test_the_demonstration_trial_in_its_own_words() -> None:
    page = page_of(json.dumps(demo_record()).encode())
    assert page.title.endswith("(fictional)")
    assert page.basic_information.status == "Recruiting"
    assert page.basic_information.phase == "Phase 1/Phase 2"
    assert page.basic_information.enrollment == "42 participants (estimated)"
    assert page.study_design.purpose == "Treatment"
    assert page.eligibility_criteria.ages == "18 Years to 65 Years"
    assert [line.id for line in page.eligibility_criteria.inclusion][:2] == ["I1", "I2"]
    assert page.sponsors[0].role == "Lead sponsor"
    assert page.countries.now == ("United States", "United Kingdom", "Germany")
    assert {each.facility for each in page.facility_contacts} <= {each.facility for each in page.locations}
    assert page.other_identifiers[0].type == "Sponsor's number"
    assert page.named_trials[0].nct_id == "NCT90000117"


@pytest.mark.parametrize(("name", "body"), list(sample.trials()), ids=lambda value: str(value)[:11])
def test_every_sample_trial_has_a_page(name: str, body: bytes) -> None:
    page = page_of(body)
    assert page.nct_id == name.removesuffix(".json")
    assert page.empty.keys() <= {section.key for section in SECTIONS} - {"study_results"}
    assert page.title in render("trial.html", page).replace("&#39;", "'").replace("&amp;", "&").replace("&gt;", ">")


def test_a_record_that_states_nothing_but_its_id_has_a_page() -> None:
    page = page_of(b'{"protocolSection": {"identificationModule": {"nctId": "NCT90000999"}}}')
    assert page.title == "NCT90000999"
    assert page.empty.keys() == {section.key for section in SECTIONS} - {"study_results"}
    assert set(page.empty.values()) == {"The record states nothing here."}
    assert "The record states nothing here." in render("trial.html", page)


def test_a_status_that_its_own_dates_contradict_is_doubted() -> None:
    reading = next(read(json.dumps(demo_record()).encode(), name="record"))
    assert reading.study is not None
    criteria = criteria_of(Trial(reading.study, (), "record"))
    assert trial_page(criteria, today=date(2029, 8, 31)).basic_information.doubt is None
    doubt = trial_page(criteria, today=date(2029, 9, 1)).basic_information.doubt
    assert doubt is not None
    assert "2029-08" in doubt


def test_only_addresses_of_the_web_become_links() -> None:
    links = [
        {"label": "a", "url": "javascript:alert(1)"},
        {"label": "b", "url": "https://example.org/b"},
        {"label": "c", "url": "HTTP://example.org/c"},
        {"label": "d", "url": "data:text/html,x"},
        {"label": "e"},
    ]
    record = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT90000999"},
            "referencesModule": {
                "seeAlsoLinks": links,
                "references": [{"pmid": "123", "citation": "x"}, {"pmid": "../x", "citation": "y"}],
            },
        }
    }
    page = page_of(json.dumps(record).encode())
    assert {each.words: each.url for each in page.references} == {
        "x": "https://pubmed.ncbi.nlm.nih.gov/123/",
        "y": None,
        "a": None,
        "b": "https://example.org/b",
        "c": "HTTP://example.org/c",
        "d": None,
        "e": None,
    }


@pytest.mark.shared
def test_the_reference_pages_keep_every_fact_and_tell_what_is_lost() -> None:
    for path in sorted(shared("seeds").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        page = page_of(text.encode())
        lines = text.split("\n")
        assert page.title == lines[0]
        assert page.last_updated == lines[2].removeprefix("Last Updated: ")
        assert page.basic_information.start in lines
        assert page.basic_information.completion in lines
        assert [trial.nct_id for trial in page.named_trials] == [lines[place] for place in range(18, 28, 2)]
        assert page.study_design.allocation == "Not applicable"
        assert page.study_design.masking == "None"
        assert page.eligibility_criteria.healthy_volunteers == "not accepted"
        assert page.locations[0].facility in lines
        assert page.other_identifiers[0].id in lines
        assert page.source.startswith("text recovered")
        assert "Brief Summary is lost" in page.empty["brief_summary"]
        html = render("trial.html", page)
        for name in page.central_contacts + page.facility_contacts:
            assert name.name in html


@pytest.mark.shared
def test_registry_records_of_every_kind_have_pages() -> None:
    """Every twentieth record: results, expanded access, observational studies, withheld ones."""
    with gzip.open(shared("data/records/ctgov_v2.jsonl.gz"), "rb") as stream:
        records = [line for place, line in enumerate(stream) if place % 20 == 0]
    for line in records:
        page = page_of(line)
        html = render("trial.html", page)
        assert page.nct_id in html
        assert to_json(page)
        text = page.eligibility_criteria.text
        assert sum(share.characters for share in page.eligibility_criteria.shares) == len("".join(text.split()))
