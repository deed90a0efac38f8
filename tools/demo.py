"""The main job, as `make demo` runs it: load the sample library, show a trial, screen two sample patients against it.

Everything is done through the program's own commands, which are printed before they run, in a folder of its own.
"""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path

from equipoise import sample
from equipoise.cli.main import run
from equipoise.service.patients import sample_bundle

FOLDER = Path(".demo")


def main() -> int:
    """Run the steps; returns the exit status of the first that fails, else 0."""
    begun = time.monotonic()
    library = _prepare()
    steps = [
        ("Load the sample library (fictional trials)", ["ingest", "--sample", "--library", library]),
        ("Show one trial", ["show", sample.DEMO_TRIAL, "--brief", "--library", library]),
        *((f"Screen {name}", _screening(name, library)) for name in sample.DEMO_PATIENTS),
    ]
    for title, arguments in steps:
        print(f"\n── {title}\n$ equipoise {shlex.join(arguments)}\n", flush=True)
        status = run(arguments)
        if status:
            return status
    print(f"── Done in {time.monotonic() - begun:.1f} s. The web pages:\n")
    print(f"$ {shlex.join([_command(), 'serve', '--library', library])}\n")
    print(f"and open http://127.0.0.1:8000/trials/{sample.DEMO_TRIAL}")
    return 0


def _prepare() -> str:
    """A fresh folder with the patients' bundles; returns the path of the library to be."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("library.sqlite*"):
        old.unlink()
    for name in sample.DEMO_PATIENTS:
        _bundle(name).write_bytes(sample_bundle(name))
    return str(FOLDER / "library.sqlite")


def _bundle(name: str) -> Path:
    return FOLDER / f"{name}.json"


def _screening(name: str, library: str) -> list[str]:
    given = [sample.DEMO_TRIAL, "--patient", str(_bundle(name)), "--on", sample.DEMO_DATE]
    return ["screen", *given, "--library", library]


def _command() -> str:
    """How to call the program from here."""
    beside = Path(sys.executable).with_name("equipoise")
    return str(beside.relative_to(Path.cwd())) if beside.is_relative_to(Path.cwd()) else "equipoise"


if __name__ == "__main__":
    sys.exit(main())
