"""What people write in options."""

from __future__ import annotations

from datetime import date

import pytest

from equipoise.errors import RequestError
from equipoise.logic import LISTED_KINDS
from equipoise.service.asking import anchors, complete, day


def test_days() -> None:
    assert day(" 2024-02-29 ", "--on") == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["", "2024", "2024-2-9", "20240229", "2023-02-29", "2024-02-29T00:00", "२०२४-०२-२९"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(RequestError, match="--on"):
        day(text, "--on")


def test_anchors_in_either_spelling() -> None:
    found = anchors(["infusion=2025-07-01", "Enrollment = 2025-06-01"])
    assert found == {"infusion": date(2025, 7, 1), "enrolment": date(2025, 6, 1)}


@pytest.mark.parametrize(
    "words", [["infusion"], ["screening=2025-01-01"], ["infusion="], ["enrolment=2025-01-01", "enrollment=2025-01-02"]]
)
def test_what_is_no_anchor(words: list[str]) -> None:
    with pytest.raises(RequestError, match="--anchor"):
        anchors(words)


def test_complete_lists() -> None:
    assert complete([]) == frozenset()
    assert complete(["conditions, Medications", "allergies"]) == {"conditions", "medications", "allergies"}
    assert complete(["all"]) == frozenset(LISTED_KINDS)


@pytest.mark.parametrize("word", ["laboratory", "everything", "conditions;medications"])
def test_what_cannot_be_complete(word: str) -> None:
    with pytest.raises(RequestError, match="--complete"):
        complete([word])
