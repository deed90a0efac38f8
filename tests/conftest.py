"""Options of the whole suite."""

from __future__ import annotations

import os

import pytest
import specs
from hypothesis import HealthCheck, settings

# A slow machine is no fault of the code: nothing in the suite fails for the time that it takes.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--spec-update` writes what the program reads into the specifications; CI never does."""
    parser.addoption("--spec-update", action="store_true", help="rewrite the expected blocks of tests/spec/*.md")


def pytest_configure(config: pytest.Config) -> None:
    """Rewrite them before the cases are collected."""
    if config.getoption("--spec-update"):
        if os.environ.get("CI"):
            raise pytest.UsageError("--spec-update: CI holds the specifications and never rewrites them")
        for path in specs.SPECS:
            specs.update(path)
