"""Environments of their own for other people's programs, kept in `.clients/` beside the checkout's other caches.

They are made from the package index with the versions stated, once; a test whose program cannot be had is skipped and
says why. The programs reach this machine alone: a proxy that is not there stands between them and everything else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import CHECKOUT

CACHE = CHECKOUT / ".clients"
_NOWHERE = "http://127.0.0.1:9"
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def environment(name: str, *commands: list[str]) -> Path:
    """The folder of the programs of an environment into which `uv pip install` with each of these arguments was run.

    Skips the test where that cannot be done.
    """
    folder = CACHE / name
    wanted = repr(commands)
    ready = folder / "ready.txt"
    if not ready.exists() or ready.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        _uv("venv", "--python", sys.executable, str(folder))
        for command in commands:
            _uv("pip", "install", "--python", str(folder / "bin" / "python"), *command)
        ready.write_text(wanted, encoding="utf-8")
    return folder / "bin"


def confined(**more: str) -> dict[str, str]:
    """The environment variables for a program that shall ask nobody but this machine."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return kept | dict.fromkeys(_PROXIES, _NOWHERE) | dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1") | more


def _uv(*arguments: str) -> None:
    program = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if program is None:
        pytest.skip("uv is not here, which makes the clients' environments")
    for certificates in ([], ["--system-certs"]):  # the second behind a proxy with a certificate of its own
        command = [program, *arguments, "--quiet", *certificates]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False)
        if ran.returncode == 0:
            return
    pytest.skip(f"cannot be installed here: uv {' '.join(arguments)}: {' '.join(ran.stderr.split())[-300:]}")
