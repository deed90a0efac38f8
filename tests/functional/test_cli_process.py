"""The program as a process: starting, ending, signals, pipes, locales, and what a fault shows."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from commands import Cli
from support import CHECKOUT

from equipoise import __version__, sample
from equipoise.cli import screen as screen_command

COMMAND = [sys.executable, "-c", "from equipoise.cli import main; main()"]


def process(*arguments: object, **options: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **options}
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env=environment, timeout=60, check=False)


def test_version_and_help(cli: Cli) -> None:
    assert cli("version").out == f"equipoise {__version__}\n"
    for help_asked in ([], ["--help"], ["-h"]):
        ran = cli(*help_asked)
        assert ran.status == 0
        for command in ("ingest", "fetch", "show", "criteria", "screen", "patient", "formula", "serve", "version"):
            assert command in ran.out
    assert "--complete" in cli("screen", "-h").out


@pytest.mark.parametrize("arguments", [["nonsense"], ["screen"], ["show", "--nonsense"], ["serve", "--port", "x"]])
def test_a_command_line_that_cannot_be_used_is_one_line(cli: Cli, arguments: list[str]) -> None:
    ran = cli(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert "--help tells more" in ran.error


def test_an_error_shows_a_traceback_only_when_asked() -> None:
    plain = process("show", "no-such-file")
    assert plain.returncode == 2
    assert b"Traceback" not in plain.stderr
    asked = process("show", "no-such-file", "--debug")
    assert asked.returncode == 1
    assert b"Traceback" in asked.stderr
    assert b"RequestError" in asked.stderr


def test_a_fault_names_its_kind_and_not_what_was_being_read(
    cli: Cli, sample_library: Path, patients: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> None:
        raise ValueError("Erika Mustermann, born 1964")

    monkeypatch.setattr(screen_command, "_terms", fault)
    arguments = ("screen", "NCT90000101", "--patient", next(iter(patients.values())), "--library", sample_library)
    ran = cli(*arguments)
    assert ran.status == 70
    assert "ValueError" in ran.error
    assert "Mustermann" not in ran.error
    with pytest.raises(ValueError, match="Mustermann"):
        cli(*arguments, "--debug")


@pytest.mark.parametrize("kind", ["table", "json"])
def test_a_reader_that_goes_away_is_no_error(sample_library: Path, kind: str) -> None:
    arguments = ["show", *[f"NCT900001{number:02d}" for number in range(1, 9)], "--library", str(sample_library)]
    with subprocess.Popen(
        [*COMMAND, *arguments, "--format", kind], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(10)
        running.stdout.close()
        told = running.stderr.read()
        assert running.wait(60) == 1
    assert told == b""


def test_the_server_tells_its_address_answers_and_ends_quietly(sample_library: Path) -> None:
    command = [*COMMAND, "serve", "--port", "0", "--library", str(sample_library)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stderr is not None
            told = running.stderr.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+/", told)
            assert address is not None, told
            answer = httpx.get(f"{address.group()}trials/{sample.DEMO_TRIAL}", timeout=30)
            assert answer.status_code == 200
            assert "server" not in answer.headers
            port = address.group().rstrip("/").rsplit(":", 1)[1]
            taken = process("serve", "--port", port, "--library", sample_library)
            assert taken.returncode == 2
            assert b"--port" in taken.stderr
            running.send_signal(signal.SIGINT)
            rest = running.stderr.read()
            assert running.wait(60) == 130
        finally:
            running.kill()  # else a failure would wait for the server for ever
    assert rest == ""


def test_serving_needs_a_library(cli: Cli, tmp_path: Path) -> None:
    ran = cli("serve", "--library", tmp_path / "none.sqlite")
    assert ran.status == 4
    assert "equipoise ingest" in ran.error


def test_signs_that_a_terminal_lacks_break_nothing(sample_library: Path, patients: dict[str, Path]) -> None:
    patient = patients[sample.DEMO_PATIENTS[0]]
    given = ["screen", sample.DEMO_TRIAL, "--patient", patient, "--on", sample.DEMO_DATE, "--library", sample_library]
    ran = process(*given, PYTHONIOENCODING="ascii")
    assert (ran.returncode, ran.stderr) == (0, b"")
    as_json = process(*given, "--format", "json", PYTHONIOENCODING="ascii")
    assert "×" in as_json.stdout.decode("utf-8")


def test_completion_is_offered() -> None:
    shown = process("--show-completion", SHELL="/bin/bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    completed = process(_EQUIPOISE_COMPLETE="complete_bash", COMP_WORDS="equipoise cri", COMP_CWORD="1")
    assert completed.stdout.split() == [b"criteria"]
    assert shown.returncode in (0, 1, 2)


def test_the_demonstration_does_the_main_job(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(CHECKOUT / "tools" / "demo.py")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    order = ["ingest --sample", "30 new", f"show {sample.DEMO_TRIAL}", "Brief summary", *sample.DEMO_PATIENTS, "serve"]
    places = [done.stdout.index(words) for words in order]
    assert places == sorted(places)
    assert done.stdout.count("Exclusion criteria") == 2
    assert "What to obtain next" in done.stdout
    assert f"http://127.0.0.1:8000/trials/{sample.DEMO_TRIAL}" in done.stdout
