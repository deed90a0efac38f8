"""What several tests share: where the reference data lie."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED = CHECKOUT.parent / "shared"


def shared(path: str) -> Path:
    """A file or folder of the reference data beside the checkout.

    On a user's machine, which has none, the test is skipped; in CI a missing file is a failure.
    """
    found = SHARED / path
    if not found.exists():
        message = f"the reference data are not here: ../shared/{path}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found
