"""The order of the rooms, what importing the program costs, and what its source must not hold."""

from __future__ import annotations

import ast
import functools
import html
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import CHECKOUT, shared

PACKAGE = CHECKOUT / "src" / "equipoise"

# A room imports only from rooms above it, and from itself.
ORDER = (
    "errors",
    "source",
    "dates",
    "study",
    "vocabulary",
    "criteria",
    "logic",
    "patient",
    "screening",
    "library",
    "finding",
    "sample",
    "service",
    "pages",
    "web",
    "cli",
)
HEAVY = ("duckdb", "tantivy", "fastapi", "starlette", "uvicorn", "jinja2", "httpx", "numpy", "sqlite3")
PLACEHOLDERS = frozenset({"NCT01234567", "NCT00000000"})
RUN = 6
WORDS_IN_RUN = 4
TOKEN = re.compile(r"[a-z0-9]+")

# Names of diseases, scores and classifications, and the set phrases that all such texts share, are nobody's wording.
TABLES_OF_NAMES = (PACKAGE / "vocabulary" / "tables", PACKAGE / "criteria" / "tables")
SET_PHRASES = frozenset(
    {
        "chimeric antigen receptor t cell therapy",
        "disease area and severity index clasi",
        "within 3 months prior to screening",
    }
)
FIGURES = frozenset(("three", "four", "five", "seven", "eight", "nine", "eleven", "twelve"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def python_files() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]


def imported_rooms(path: Path) -> Iterator[tuple[int, str]]:
    """Line and room of every import in a file, inside functions and for type checking too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are written in full"
            inside = node.module == "equipoise"
            names = [f"equipoise.{alias.name}" for alias in node.names] if inside else [node.module or ""]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "equipoise" and len(parts) > 1 and not parts[1].startswith("__"):
                yield node.lineno, parts[1]


def test_every_room_has_its_place() -> None:
    rooms = {room_of(path) for path in python_files()}
    assert rooms == set(ORDER)


@pytest.mark.parametrize("room", ORDER)
def test_a_room_imports_only_from_rooms_above_it(room: str) -> None:
    allowed = ORDER[: ORDER.index(room) + 1]
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line} imports {other}"
        for path in python_files()
        if room_of(path) == room
        for line, other in imported_rooms(path)
        if other not in allowed
    ]
    assert wrong == []


def test_the_doors_hold_no_logic() -> None:
    """The command line and the web ask `service` and `pages`, and never the rooms that know things."""
    doors = {"cli": {"errors", "service", "pages", "web", "cli"}, "web": {"errors", "service", "pages", "web"}}
    # Types of progress reports and of the library that is handed through are named, not used.
    named = {"library"}
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line} imports {other}"
        for path in python_files()
        if room_of(path) in doors
        for line, other in imported_rooms(path)
        if other not in doors[room_of(path)] | named
    ]
    assert wrong == []


def loaded_by(statement: str) -> set[str]:
    """The modules that are loaded once a fresh interpreter has run the statement."""
    code = f"import sys\n{statement}\nsys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_importing_the_package_loads_nothing_of_it() -> None:
    loaded = loaded_by("import equipoise")
    assert not {name for name in loaded if name.startswith("equipoise.")}
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize("arguments", [["--help"], ["version"], ["screen", "--help"], ["serve", "--help"]])
def test_help_is_light(arguments: list[str]) -> None:
    loaded = loaded_by(f"from equipoise.cli.main import run\nassert run({arguments!r}) == 0")
    assert loaded.isdisjoint(HEAVY)
    knowing = {"study", "vocabulary", "criteria", "patient", "screening", "library", "service", "web"}
    assert not {name for name in loaded for room in knowing if name.startswith(f"equipoise.{room}.")}


def test_screening_a_file_needs_no_web_and_no_template() -> None:
    loaded = loaded_by("import equipoise.service.screening, equipoise.service.trials")
    assert loaded.isdisjoint({"duckdb", "tantivy", "fastapi", "starlette", "uvicorn", "jinja2", "httpx", "numpy"})


def source_texts() -> Iterator[tuple[Path, str]]:
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and path.suffix in {".py", ".tsv", ".html", ".css", ".yaml", ".json", ".md", ".txt"}:
            yield path, path.read_text(encoding="utf-8")


def test_no_real_trial_is_named() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)}: {found}"
        for path, text in source_texts()
        for found in re.findall(r"NCT\d{8}", text)
        if not found.startswith("NCT9") and found not in PLACEHOLDERS
    ]
    assert wrong == []


Run = tuple[str, ...]


def runs(text: str) -> Iterator[Run]:
    tokens = TOKEN.findall(html.unescape(text).replace("\\", "").lower())
    return zip(*(tokens[offset:] for offset in range(RUN)), strict=False)


def is_wording(run: Run) -> bool:
    """Bounds with their units are figures, which nobody can phrase differently: four words must be longer ones."""
    return sum(token.isalpha() and len(token) > 3 and token not in FIGURES for token in run) >= WORDS_IN_RUN


def is_table_of_names(path: Path) -> bool:
    return any(path.is_relative_to(table) for table in TABLES_OF_NAMES)


@functools.cache
def our_runs() -> dict[Run, Path]:
    """Every run of six tokens in a line of the source that is wording, and a file that holds it."""
    return {
        run: path
        for path, text in source_texts()
        if not is_table_of_names(path)
        for line in text.split("\n")
        for run in runs(line)
        if is_wording(run) and " ".join(run) not in SET_PHRASES
    }


def strings(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from strings(value)
    elif isinstance(node, list):
        for item in node:
            yield from strings(item)
    elif isinstance(node, str):
        yield node


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["seeds", "gold"])
def test_no_wording_of_the_reference_texts_is_in_the_source(folder: str) -> None:
    """Facts and figures may be shared; a run of six words may not."""
    copied: set[str] = set()
    for path in shared(folder).glob("*.*"):
        lines = path.read_text(encoding="utf-8").split("\n")
        if path.suffix == ".jsonl":
            lines = [text for line in lines if line for text in strings(json.loads(line))]
        for line in lines:
            copied |= {f"{our_runs()[run].name}: {' '.join(run)}" for run in runs(line) if run in our_runs()}
    assert sorted(copied) == []
