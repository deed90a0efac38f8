"""The program as a user meets it: its command line in this process, and a library with the sample trials."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import Cli, Ran

from equipoise import sample
from equipoise.cli.main import run
from equipoise.library.store import Library
from equipoise.service.library import ingest_sample


@pytest.fixture(autouse=True)
def no_library_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the library of whoever runs it; tables are as wide as without a terminal."""
    monkeypatch.setenv("EQUIPOISE_LIBRARY", str(tmp_path / "default.sqlite"))
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def cli(capsysbinary: pytest.CaptureFixture[bytes]) -> Cli:
    """Runs a command line in this process."""

    def call(*arguments: object) -> Ran:
        capsysbinary.readouterr()
        status = run([str(argument) for argument in arguments])
        captured = capsysbinary.readouterr()
        return Ran(status, captured.out.decode(), captured.err.decode())

    return call


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that holds the sample trials; nobody writes to it."""
    path = tmp_path_factory.mktemp("library") / "sample.sqlite"
    with Library.open(path) as library:
        ingest_sample(library)
    return path


@pytest.fixture(scope="session")
def patients(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample patients' bundles as files."""
    folder = tmp_path_factory.mktemp("patients")
    found = {}
    for name, bundle in sample.patients().items():
        found[name] = folder / f"{name}.json"
        found[name].write_bytes(bundle.read_bytes())
    return found


@pytest.fixture(scope="session")
def trial_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three sample trials as JSON files, and all three as JSON lines in `three.jsonl`."""
    folder = tmp_path_factory.mktemp("trials")
    chosen = list(sample.trials())[:3]
    for name, body in chosen:
        (folder / name).write_bytes(body)
    (folder / "three.jsonl").write_bytes(b"".join(json.dumps(json.loads(body)).encode() + b"\n" for _, body in chosen))
    return folder
