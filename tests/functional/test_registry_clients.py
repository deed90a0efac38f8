"""The registry's API asked by programs that others wrote for ClinicalTrials.gov, each in an environment of its own.

`tests/clients` has one driver for each: it does what a user of the client would do, and holds what the client made of
the answers against the records of the library.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from client_environment import confined, environment
from serving import serving
from support import CHECKOUT

from equipoise.library.index.record import v2_record
from equipoise.library.store import Library

TESTS = CHECKOUT / "tests"

# Driver -> what is installed for it. The version is the one that the driver was written for.
CLIENTS: dict[str, list[list[str]]] = {
    "pytrials": [["pytrials==1.0.0"]],
    "pytrials_v2": [["pytrials-v2==0.1.0"]],
    "ctgov": [["ctgov==0.1.1"]],
    "clinical_trials_gov": [["clinical-trials-gov==1.0.0"]],
    # What it declares takes 5.6 GB, for the part that runs a language model; this is what its client imports.
    "clinicaltrials_interact": [
        ["--no-deps", "clinicaltrials-interact==0.1.11"],
        ["matplotlib", "networkx", "pandas", "plotly", "requests"],
    ],
    "biomcp": [["biomcp-cli==0.9.3"]],
    "altissimo_clinicaltrials": [["altissimo-clinicaltrials==2.0.5"]],
}


@pytest.fixture(scope="module")
def server(sample_library: Path) -> Iterator[str]:
    """The address of the API."""
    with serving(sample_library) as address:
        yield f"{address}/api/v2"


@pytest.fixture(scope="module")
def records(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All records of the library, in a file."""
    path = tmp_path_factory.mktemp("records") / "records.json"
    with Library.open(sample_library, readonly=True) as library:
        path.write_text(json.dumps([v2_record(library.study(nct_id)) for nct_id in library.ids()]), encoding="utf-8")
    return path


def test_every_driver_is_run() -> None:
    assert {path.stem for path in (TESTS / "clients").glob("*.py")} == {*CLIENTS, "facts"}


@pytest.mark.long
@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_of_the_registry_is_answered(client: str, server: str, records: Path, tmp_path: Path) -> None:
    programs = environment(client, *CLIENTS[client])
    command = [str(programs / "python"), "-m", f"clients.{client}", server, str(records)]
    variables = confined(PYTHONDONTWRITEBYTECODE="1", BIOMCP_CACHE_DIR=str(tmp_path), MPLCONFIGDIR=str(tmp_path))
    ran = subprocess.run(command, cwd=TESTS, env=variables, capture_output=True, text=True, timeout=400, check=False)
    assert ran.returncode == 0, f"{ran.stdout[-1000:]}\n{ran.stderr[-3000:]}"
