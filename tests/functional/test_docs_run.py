"""The commands of the documentation run, and give what the pages show.

A block fenced as `console` is a session: lines that begin with `$ ` are commands, the lines below each are some of what
it prints. In those `…` stands for anything within a line, and alone on a line for any lines; the width of blanks and
rules does not count. A page is one session, in a folder and with a library of its own. `console no-run` is for what
needs a network, or does not end.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import CHECKOUT

PAGES = (
    CHECKOUT / "README.md",
    *sorted((CHECKOUT / "docs").glob("tutorials/*.md")),
    *sorted((CHECKOUT / "docs").glob("how-to/*.md")),
)
SECONDS = 120
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ANYTHING = "…"


@dataclass(frozen=True)
class Step:
    """A command, and the lines that the page shows of its output."""

    command: str
    shown: tuple[str, ...]


def sessions(page: str) -> Iterator[Step]:
    """The commands of a page in their order."""
    for block in _BLOCK.findall(page):
        command, shown = "", []
        for line in block.splitlines():
            if not line.startswith("$ "):
                shown.append(line)
                continue
            if command:
                yield Step(command, tuple(shown))
            command, shown = line.removeprefix("$ "), []
        assert command, f"a console block without a command: {block[:60]}"
        yield Step(command, tuple(shown))


def plain(line: str) -> str:
    """A line without what only sets its width."""
    return re.sub(r"─+", "─", " ".join(line.split()))


def first_missing(shown: Iterable[str], output: str) -> str | None:
    """The first of the shown lines that the output does not have after the one before it; None where it has all."""
    lines = iter([plain(line) for line in output.splitlines()])
    for line in map(plain, shown):
        if line in ("", _ANYTHING):
            continue
        pattern = re.compile(".*".join(re.escape(part) for part in line.split(_ANYTHING)))
        if not any(pattern.fullmatch(printed) for printed in lines):
            return line
    return None


def run(command: str, folder: Path) -> str:
    """Run a command as a reader's shell would, asserting that it ends well; returns what it prints."""
    programs = Path(sys.executable).parent
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "FORCE_COLOR", "PYTHONPATH")}
    environment = {
        **kept,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "EQUIPOISE_LIBRARY": str(folder / "library.sqlite"),
        "PYTHONIOENCODING": "utf-8",
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"$ {command}\nended with {done.returncode}:\n{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_the_commands_of_the_page_run_and_print_what_it_shows(page: Path, tmp_path: Path) -> None:
    for step in sessions(page.read_text(encoding="utf-8")):
        output = run(step.command, tmp_path)
        missing = first_missing(step.shown, output)
        assert missing is None, (
            f"$ {step.command}\ndoes not print, where {page.name} shows it:\n  {missing}\nbut:\n{output}"
        )


def test_shown_lines_are_looked_for_in_their_order() -> None:
    output = "one   two\n────────\nthree\nfour"
    assert first_missing(["one two", "─", "…", "four"], output) is None
    assert first_missing(["o…o", "thr…"], output) is None
    assert first_missing(["three", "one two"], output) == "one two"
    assert first_missing(["on"], output) == "on"


def test_blocks_that_cannot_run_are_left_out() -> None:
    page = "```console no-run\n$ false\n```\n\n```console\n$ true\n$ echo a\na\n```\n"
    assert list(sessions(page)) == [Step("true", ()), Step("echo a", ("a",))]
