"""Trials like a trial are ranked at least as well as they were, and better than by plain BM25 or TF-IDF."""

from __future__ import annotations

import pytest
from measures import broken
from related_outcome import values
from support import shared

QUERIES = 40


@pytest.mark.shared
def test_every_floor_is_kept() -> None:
    assert broken("related", values(shared("data/labels").parents[1], QUERIES)) == []
