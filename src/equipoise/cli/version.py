"""`equipoise version`."""

from __future__ import annotations

from typer import Typer

from equipoise import __version__


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(version)


def version() -> None:
    """Print the program's version."""
    import sys

    sys.stdout.write(f"equipoise {__version__}\n")
