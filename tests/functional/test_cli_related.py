"""`equipoise related`: the sample trials that are like one of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Cli

CAR_NK = "NCT90000105"  # cells against CD19 in four autoimmune diseases


def test_related_trials_come_with_reasons(cli: Cli, sample_library: Path) -> None:
    page = cli("related", CAR_NK, "-n", 4, "--library", sample_library, "--format", "json").json
    found = [*page["focus"], *page["overall"]]
    assert 1 <= len(page["focus"]) <= 4
    assert CAR_NK not in [each["nct_id"] for each in found]
    assert len({each["nct_id"] for each in found}) == len(found)
    mechanism = next(reason for reason in page["focus"][0]["reasons"] if reason["facet"] == "mechanism")
    assert mechanism["score"] > 0
    assert mechanism["words"]


def test_the_table_shows_both_lists_and_what_the_record_names(cli: Cli, sample_library: Path) -> None:
    shown = cli("related", "NCT90000101", "--library", sample_library)
    assert shown.status == 0
    assert "By study characteristics and research focus" in shown.out
    assert "By overall similarity" in shown.out
    assert "NCT90000117" in shown.out.split("Named by the record itself")[1]


def test_criteria_are_compared_once_they_have_been_read(cli: Cli, tmp_path: Path) -> None:
    library = tmp_path / "library.sqlite"
    assert cli("ingest", "--sample", "--library", library).status == 0

    def facets() -> set[str]:
        page = cli("related", CAR_NK, "--library", library, "--format", "json").json
        return {reason["facet"] for each in page["focus"] for reason in each["reasons"]}

    assert "criteria" not in facets()
    assert cli("read", "--library", library).status == 0
    assert "criteria" in facets()


@pytest.mark.parametrize("arguments", [("NCT99999999",), (CAR_NK, "-n", "0"), (CAR_NK, "-n", "101")])
def test_what_cannot_be_answered_is_an_error(cli: Cli, sample_library: Path, arguments: tuple[str, ...]) -> None:
    answer = cli("related", *arguments, "--library", sample_library)
    assert answer.status != 0
    assert answer.err
