"""The reference page of the command line (docs/reference/cli.md), made from the commands' own descriptions.

python -m equipoise.cli.reference > docs/reference/cli.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from equipoise.cli.app import app

_INTRODUCTION = """\
# The command line

    equipoise [OPTIONS] COMMAND [ARGUMENTS]

This page is made from the commands' own descriptions. `TRIAL` is an id in the library, or a path to a study record of
any format, which needs no library. Answers go to stdout and everything else to stderr; `--format json` gives one JSON
text a line. Exit statuses and error codes stand in [errors](errors.md), the fields of JSON answers in
[pages](pages.md) and [screening](screening.md). `--help` after any command says the same in the terminal.
"""


def as_markdown() -> str:
    """The whole page."""
    root = get_command(app)
    sections = ["## equipoise\n", _parameters(root)]
    for path, command in _commands(root, ("equipoise",)):
        sections.append(f"## {' '.join(path)}\n\n    {' '.join((*path, *_usage(command)))}\n\n{_help(command)}\n")
        sections.append(_parameters(command))
    return "\n".join([_INTRODUCTION, *filter(None, sections)])


def _commands(group: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command below a group, with its whole name. (Any: the classes are typer's own, and not public.)"""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), command


def _usage(command: Any) -> Iterator[str]:
    if any(each.param_type_name == "option" for each in command.params):
        yield "[OPTIONS]"
    for each in command.params:
        if each.param_type_name == "argument":
            yield each.metavar or each.name.upper()


def _help(command: Any) -> str:
    """The docstring, each paragraph on one line."""
    return "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))


def _parameters(command: Any) -> str:
    rows = [_row(each) for each in command.params]
    return (
        "\n".join(["| argument or option | what it is | default |", "| --- | --- | --- |", *rows, ""]) if rows else ""
    )


def _row(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        name = parameter.metavar or parameter.name.upper()
    else:
        value = "" if parameter.is_flag else f" {parameter.metavar or 'VALUE'}"
        name = ", ".join((*parameter.opts, *parameter.secondary_opts)) + value
    default = "needed" if parameter.required else _default(parameter.default)
    return f"| `{_cell(name)}` | {_cell(parameter.help or '')} | {default} |"


def _default(value: object) -> str:
    return "–" if value in (None, False, (), []) else f"`{value}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
