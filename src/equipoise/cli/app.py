"""The commands by name."""

from __future__ import annotations

from typing import Annotated

from typer import Context, Option, Typer

from equipoise.cli import (
    compare,
    criteria,
    formula,
    library,
    log,
    match,
    patient,
    related,
    screen,
    search,
    serve,
    show,
    version,
)
from equipoise.cli.common import LibraryPath

app = Typer(
    name="equipoise",
    help="Clinical-trial records, eligibility criteria that compute, and screening with evidence.",
    pretty_exceptions_enable=False,  # a traceback with local variables could show a patient
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def options(
    context: Context,
    library: LibraryPath = None,
    debug: Annotated[bool, Option("--debug", help="Show the traceback of an error; may stand anywhere.")] = False,
) -> None:
    """Clinical-trial records, eligibility criteria that compute, and screening with evidence."""
    context.obj = library


for module in (library, show, search, related, compare, criteria, screen, match, formula, serve, version):
    module.register(app)
app.add_typer(patient.app, name="patient")
app.add_typer(log.app, name="log")
