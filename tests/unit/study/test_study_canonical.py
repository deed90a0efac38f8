"""The hash that tells versions of a record apart."""

from __future__ import annotations

import json

import pytest
from study_records import PAGE, raw_record, record

from equipoise.errors import RecordError
from equipoise.study import ctgov, portal
from equipoise.study.canonical import canonical_hash

XML = b"<clinical_study rank='1'>%s<id_info><nct_id>NCT90000005</nct_id></id_info></clinical_study>"


def test_the_order_of_keys_and_the_version_of_the_dump_do_not_count() -> None:
    whole = record()
    whole["derivedSection"] = {"miscInfoModule": {"versionHolder": "2024-01-01", "removedCountries": ["Utopia"]}}
    first = canonical_hash(json.dumps(whole).encode())
    whole["derivedSection"]["miscInfoModule"]["versionHolder"] = "2024-02-02"
    turned = dict(reversed(whole.items()))
    assert canonical_hash(json.dumps(turned, indent=3).encode()) == first
    whole["derivedSection"]["miscInfoModule"]["removedCountries"] = []
    assert canonical_hash(json.dumps(whole).encode()) != first


def test_a_field_that_the_schema_does_not_know_counts() -> None:
    assert canonical_hash(raw_record(oddModule={"a": 1})) != canonical_hash(raw_record(oddModule={"a": 2}))


def test_the_header_of_the_download_does_not_count() -> None:
    first = canonical_hash(XML % b"<required_header><download_date>today</download_date></required_header>\r\n")
    assert canonical_hash(XML.replace(b"'1'", b"'2'") % b"<required_header/>\n") == first
    assert canonical_hash(XML % b"<acronym>A</acronym>") != first


def test_nesting_counts_and_costs_no_recursion() -> None:
    assert canonical_hash(b"<a><b><c/></b></a>") != canonical_hash(b"<a><b/><c/></a>")
    deep = b"<a>" * 50_000 + b"</a>" * 50_000
    assert len(canonical_hash(deep)) == 64


def test_other_trials_on_a_page_do_not_count() -> None:
    first = canonical_hash(PAGE.encode())
    assert canonical_hash(PAGE.replace("NCT90000003", "NCT90000007").replace("\n", "\r\n").encode()) == first
    assert canonical_hash(PAGE.replace("Sneezing", "Yawning").encode()) != first


def test_a_study_has_the_hash_of_its_raw_record() -> None:
    study, _ = ctgov.read_study(raw_record())
    page, _ = portal.read_study(PAGE.encode())
    assert canonical_hash(study) == canonical_hash(raw_record())
    assert canonical_hash(page) == canonical_hash(PAGE.encode())


@pytest.mark.parametrize("raw", [b"{", b"<a", b"\xff\xfe", b'{"a":' + b"[" * 100_000])
def test_what_cannot_be_read_has_no_hash(raw: bytes) -> None:
    with pytest.raises(RecordError):
        canonical_hash(raw)
