"""`equipoise compare`: two of the sample trials beside each other."""

from __future__ import annotations

from pathlib import Path

from commands import Cli


def test_compare_shows_facts_arms_and_requirements(cli: Cli, sample_library: Path) -> None:
    page = cli("compare", "NCT90000101", "NCT90000102", "--library", sample_library, "--format", "json").json
    assert (page["first"], page["second"]) == ("NCT90000101", "NCT90000102")
    phase = next(fact for fact in page["facts"] if fact["label"] == "Phase")
    assert (phase["first"], phase["second"], phase["same"]) == ("PHASE1, PHASE2", "EARLY_PHASE1", False)
    alt = next(
        pair for pair in page["criteria"] if pair["first"] and "alanine aminotransferase" in pair["first"]["words"]
    )
    assert alt["relation"] == "looser"
    assert sum(page["counts"].values()) == len(page["criteria"])
    shown = cli("compare", "NCT90000101", "NCT90000102", "--library", sample_library)
    assert shown.status == 0
    assert "looser" in shown.out


def test_a_trial_beside_itself_is_the_same_throughout(cli: Cli, sample_library: Path) -> None:
    page = cli("compare", "NCT90000103", "NCT90000103", "--library", sample_library, "--format", "json").json
    assert set(page["counts"]) == {"same"}
    assert all(fact["same"] for fact in page["facts"])


def test_an_unknown_trial_is_an_error(cli: Cli, sample_library: Path) -> None:
    answer = cli("compare", "NCT90000101", "NCT99999999", "--library", sample_library)
    assert answer.status != 0
    assert "NCT99999999" in answer.err
