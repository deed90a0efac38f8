"""The registry's API under requests that schemathesis makes from the registry's OpenAPI file, over the sample library.

Every status, type, header and body must be one that the file describes; none may be a fault of the server. schemathesis
runs in an environment of its own, as the clients do.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from client_environment import confined, environment
from registry_openapi import documented, nearer
from serving import serving

_CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance"
)


@pytest.fixture(scope="module")
def server(sample_library: Path) -> Iterator[str]:
    """The address of the API."""
    with serving(sample_library) as address:
        yield f"{address}/api/v2"


def cases(server: str, folder: Path, description: dict[str, Any], *options: str) -> int:
    """How many requests were made; all of them were answered as described, or the report is the failure's message."""
    programs = environment("schemathesis", ["schemathesis==4.32.5"])
    path = folder / "openapi.yaml"
    path.write_text(yaml.safe_dump(description), encoding="utf-8")
    command = [str(programs / "schemathesis"), "run", str(path), "--url", server, "--checks", _CHECKS, *options]
    command += ["--generation-database", "none", "--request-timeout", "60", "--continue-on-failure", "--no-color"]
    ran = subprocess.run(command, cwd=folder, env=confined(), capture_output=True, text=True, timeout=1800, check=False)
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-1000:]
    told = re.search(r"(\d[\d,]*) generated", ran.stdout)
    assert told is not None, ran.stdout[-1000:]
    return int(told[1].replace(",", ""))


def test_a_few_requests_are_answered_as_described(server: str, tmp_path: Path) -> None:
    assert cases(server, tmp_path, nearer(), "--phases", "fuzzing", "-n", "15", "--seed", "5") >= 60


@pytest.mark.long
@pytest.mark.parametrize(("description", "examples", "least"), [(documented, 1_000, 5_000), (nearer, 500, 2_000)])
def test_thousands_of_requests_are_answered_as_described(
    server: str, tmp_path: Path, description: Callable[[], dict[str, Any]], examples: int, least: int
) -> None:
    options = ["--phases", "examples,coverage,fuzzing", "-n", str(examples)]
    assert cases(server, tmp_path, description(), *options) >= least
