"""Starting, ending, and what a person sees when something is wrong.

Exit statuses: 0; an error's own (`equipoise.errors`); 2 for a command line that cannot be used; 70 for a fault of the
program; 130 after Ctrl-C; 1 when the reader of the output went away.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from typer import Abort, TyperException
from typer.main import get_command

from equipoise.cli.app import app
from equipoise.cli.output import clean, one_line
from equipoise.errors import EquipoiseError

_FAULT, _INTERRUPTED, _NO_READER = 70, 130, 1


def main() -> None:
    """Run the command of this process and exit with its status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit status. `--debug` may stand anywhere and lets exceptions through."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that lacks a sign shows another, and nothing breaks
            stream.reconfigure(errors="replace")
    debug = "--debug" in arguments
    given = [argument for argument in arguments if argument != "--debug"] or ["--help"]
    try:
        status = get_command(app).main(given, prog_name="equipoise", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()
        return _NO_READER
    except SystemExit as ended:  # typer and rich end so when the reader went away
        return ended.code if isinstance(ended.code, int) else _NO_READER
    except (Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except Exception as error:
        if debug:
            raise
        return _reported(error)
    return status if isinstance(status, int) else 0


def _reported(error: Exception) -> int:
    """One line on stderr; returns the exit status."""
    if isinstance(error, EquipoiseError):
        line, status = one_line(error), error.exit_status
    elif isinstance(error, TyperException):
        line, status = _usage(error), error.exit_code
    else:  # the type only: a message may quote what was being read, and that may be a patient
        line, status = f"a fault of the program ({type(error).__name__}); --debug shows where", _FAULT
    sys.stdout.flush()
    sys.stderr.write(f"equipoise: {line}\n")
    return status


def _usage(error: TyperException) -> str:
    message = clean(" ".join(error.format_message().split())).rstrip(".")
    context = getattr(error, "ctx", None)
    return f"{message} ({context.command_path} --help tells more)" if context is not None else message


def _discard_output() -> None:
    """Let the interpreter flush into nothing as it ends: whoever read the output has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
