"""The program's readings of the reference trials, held against hand-made ones, stay at least as good as they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from measures import broken, readings_values
from support import shared


@pytest.mark.shared
def test_every_floor_is_kept(tmp_path: Path) -> None:
    # One test for all, since the values cost much more than the comparison and workers share nothing.
    assert broken("readings", readings_values(shared("gold").parent, tmp_path)) == []
