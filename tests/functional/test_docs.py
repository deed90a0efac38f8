"""The documentation is true: made pages are up to date, every code and command is named, links hold, examples run."""

from __future__ import annotations

import importlib
import pkgutil
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import Cli
from support import CHECKOUT
from typer.main import get_command

import equipoise
from equipoise.cli import reference as cli_reference
from equipoise.cli.app import app
from equipoise.errors import EquipoiseError
from equipoise.pages import reference as pages_reference
from equipoise.service.screening import FINDING_CODES

DOCS = CHECKOUT / "docs"
PAGES = [CHECKOUT / "README.md", *sorted(DOCS.rglob("*.md"))]


@pytest.mark.parametrize(
    ("page", "made", "module"),
    [
        ("reference/cli.md", cli_reference.as_markdown, "equipoise.cli.reference"),
        ("reference/pages.md", pages_reference.as_markdown, "equipoise.pages.reference"),
    ],
)
def test_docs_made_from_the_program_are_up_to_date(page: str, made: Any, module: str) -> None:
    assert (DOCS / page).read_text(encoding="utf-8") == made(), f"run python -m {module} > docs/{page}"


def commands(group: Any, path: str = "equipoise") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def test_docs_name_every_command_and_option() -> None:
    page = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
    for name, command in commands(get_command(app)):
        section = page.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]
        assert command.help
        for parameter in command.params:
            if parameter.param_type_name == "option":
                named = re.findall(r"(?<=[` ])--?[\w-]+", section)
                assert set(parameter.opts) <= set(named), f"{name} {parameter.opts}"
            assert parameter.help, f"{name} {parameter.name}"


def error_classes() -> set[type[EquipoiseError]]:
    """Every class of error that the program has, wherever it is defined."""
    for module in pkgutil.walk_packages(equipoise.__path__, "equipoise."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: set[type[EquipoiseError]] = {EquipoiseError}
    waiting = [EquipoiseError]
    while waiting:
        below = waiting.pop().__subclasses__()
        found.update(below)
        waiting.extend(below)
    return found


def test_docs_list_every_error_with_its_exit_status_and_every_finding() -> None:
    page = (DOCS / "reference" / "errors.md").read_text(encoding="utf-8")
    rows = {cells[0]: cells for line in page.split("\n") if (cells := [c.strip(" `") for c in line.split("|")[1:-1]])}
    classes = error_classes()
    assert len({each.code for each in classes}) == len(classes), "each class has a code of its own"
    for each in classes:
        assert each.code in rows, f"{each.__name__} is not in docs/reference/errors.md"
        _, name, _, status, _ = rows[each.code]
        assert (name, int(status)) == (each.__name__, each.exit_status)
    assert rows.keys() >= FINDING_CODES
    listed = {cells[0] for cells in rows.values() if len(cells) == 5} - {"code", "---"}
    assert listed == {each.code for each in classes}


def anchors(page: Path) -> set[str]:
    """The places in a page that a link can name."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_docs_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        if anchor:
            assert anchor in anchors(target), f"{page.name}: {link}"


def test_docs_are_reached_from_the_start() -> None:
    """Each page can be come to by links from the README, or from a page that can."""
    reached, waiting = set[Path](), [CHECKOUT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or not page.is_file():
            continue
        reached.add(page)
        links = re.findall(r"\]\(([^)#\s]+\.md)[^)]*\)", page.read_text(encoding="utf-8"))
        waiting.extend((page.parent / link).resolve() for link in links)
    assert [str(page.relative_to(DOCS)) for page in PAGES[1:] if page not in reached] == []


def test_docs_show_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    shown = re.compile(r"^(?:    |\$ )make ([a-z-]+)|`make ([a-z-]+)`", re.MULTILINE)
    for page in PAGES:
        named = {first or second for first, second in shown.findall(page.read_text(encoding="utf-8"))}
        assert named <= targets, page.name
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in readme
    assert "make test" in readme


def shown_commands(page: Path) -> Iterator[list[str]]:
    """The lines of a page that call the program, without what sends their output elsewhere."""
    for line in page.read_text(encoding="utf-8").split("\n"):
        if line.startswith(("    equipoise ", "$ equipoise ")):
            words = shlex.split(line.strip().removeprefix("$ "), comments=True)[1:]
            if "…" not in line and "..." not in line and "[OPTIONS]" not in line:
                yield words


def test_docs_show_commands_that_the_program_has() -> None:
    known = {name.removeprefix("equipoise "): command for name, command in commands(get_command(app))}
    for page in PAGES:
        for words in shown_commands(page):
            name = " ".join(words[:2]) if " ".join(words[:2]) in known else words[0]
            assert name in known, f"{page.name}: {words}"
            options = {opt for parameter in known[name].params for opt in parameter.opts} | {"--debug", "--help"}
            given = {word.split("=")[0] for word in words if word.startswith("--")}
            assert given <= options, f"{page.name}: {words}"


def test_docs_tutorial_runs_as_it_is_written(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = DOCS / "tutorials" / "first-screening.md"
    done = []
    for words in shown_commands(page):
        if words[0] == "serve":
            continue
        target = Path(words.pop()) if ">" in words else None
        ran = cli(*(word for word in words if word != ">"))
        assert (ran.status, ran.err) == (0, ""), words
        if target is not None:
            target.write_text(ran.out, encoding="utf-8")
        done.append((words[0], ran.out))
    assert done[0][1] in page.read_text(encoding="utf-8")
    screened = [out for command, out in done if command == "screen"]
    assert len(screened) == 3
    assert "Ineligible" not in screened[0] + screened[1]
    assert screened[1].count("?  ") <= screened[0].count("?  ")
    assert "Ineligible" in screened[2]
