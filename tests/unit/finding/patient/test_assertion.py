"""What a note denies, or says of relatives."""

from __future__ import annotations

import pytest

from equipoise.finding.patient.concepts import groups_of


@pytest.mark.parametrize(
    ("text", "there", "absent"),
    [
        ("Denies fever, cough or headache.", set(), {"fever", "cough", "headache"}),
        ("No fever, but has a cough.", {"cough"}, {"fever"}),
        ("She has gout without fever.", {"gout"}, {"fever"}),
        ("No fever. Cough since May.", {"cough"}, {"fever"}),
        ("Headache was not present; cough is.", {"cough"}, {"headache"}),
        ("Family history: gout, asthma. He has cough.", {"cough"}, {"gout", "asthma"}),
        ("His father had gout.", set(), {"gout"}),
        ("His mother reports a cough at night.", {"cough"}, set()),
        ("No relief of his headache.", {"headache"}, set()),
        ("Gout. Denies gout in the left foot.", {"gout"}, set()),
    ],
)
def test_what_is_there_and_what_is_not(text: str, there: set[str], absent: set[str]) -> None:
    groups, denied = groups_of(text)
    assert {group.key for group in groups} == there
    assert set(denied) == absent
