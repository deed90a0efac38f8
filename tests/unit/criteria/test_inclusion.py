"""An eligibility text without its exclusion criteria, and only them."""

from __future__ import annotations

import pytest

from equipoise.criteria.inclusion import only_exclusions, without_exclusions


@pytest.mark.parametrize(
    ("text", "kept", "dropped"),
    [
        ("Inclusion Criteria:\n- gout\nExclusion Criteria:\n- asthma", "gout", "asthma"),
        ("Inclusion Criteria: gout. Exclusion Criteria: asthma.", "gout", "asthma"),
        ("Inclusion Criteria:~gout~Exclusion Criteria:~asthma", "gout", "asthma"),
        ("EXCLUSION CRITERIA\n1. asthma\nINCLUSION CRITERIA\n1. gout", "gout", "asthma"),
        ("Key exclusion criteria\n- asthma", "", "asthma"),
        ("Adults with gout", "gout", ""),
        ("Inclusion: gout\nExclusion: asthma", "gout", "asthma"),
        ("Patients are not excluded for gout", "gout", ""),
        ("", "", ""),
    ],
)
def test_only_who_may_take_part_is_left(text: str, kept: str, dropped: str) -> None:
    left = without_exclusions(text)
    assert kept in left
    assert not dropped or dropped not in left
    out = only_exclusions(text)
    assert dropped in out
    assert not kept or kept not in out
