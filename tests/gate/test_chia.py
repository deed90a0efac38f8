"""What experts marked in the criteria of 780 trials (Chia) is found at least as often, and as rightly, as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from measures import broken, chia_values
from support import shared


@pytest.mark.shared
def test_every_floor_is_kept(tmp_path: Path) -> None:
    # One test for all, since the values cost much more than the comparison and workers share nothing.
    assert broken("chia", chia_values(shared("data/labels/chia_dev.zip").parents[2], tmp_path)) == []
