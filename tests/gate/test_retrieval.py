"""Trials are ranked for a patient at least as well as they were, and as much better than by plain BM25."""

from __future__ import annotations

import pytest
from measures import broken
from retrieval_outcome import everything, judged_only, values
from support import shared


@pytest.mark.shared
def test_every_floor_is_kept_among_the_judged_trials() -> None:
    root = shared("data/labels").parents[1]
    assert broken("retrieval_judged", values(judged_only(root), root)) == []


@pytest.mark.shared
@pytest.mark.long
def test_every_floor_is_kept_among_all_trials() -> None:
    root = shared("data/labels").parents[1]
    assert broken("retrieval", values(everything(root), root)) == []
