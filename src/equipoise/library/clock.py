"""The time that the library writes down."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """This second in UTC, in ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")
