"""No registry text makes the reader crash, hang or lose a character, and it understands as much as it did."""

from __future__ import annotations

import pytest
from corpus import read_all, texts
from measures import broken
from support import shared

CORPUS = "data/records/normalized.jsonl.gz"


@pytest.mark.shared
def test_a_sample_is_read_whole() -> None:
    tally = read_all(texts(shared(CORPUS), every=60))
    assert tally.texts > 400
    assert broken("corpus", tally.values()) == []


@pytest.mark.shared
@pytest.mark.long
def test_every_text_is_read_whole() -> None:
    tally = read_all(texts(shared(CORPUS)))
    assert tally.texts > 26_000
    assert broken("corpus", tally.values()) == []
