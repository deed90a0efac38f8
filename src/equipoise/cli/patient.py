"""`equipoise patient`: bundles from hand forms, without identifiers, and of fictional patients."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from typer import Argument, Option, Typer

app = Typer(help="Make and prepare patient bundles.", context_settings={"help_option_names": ["-h", "--help"]})


@app.callback()
def _patient() -> None:
    """Make and prepare patient bundles."""


@app.command()
def new(
    form: Annotated[
        Path | None,
        Argument(
            metavar="[FORM.yaml]", help="A filled-in form; without it, an empty form is printed.", show_default=False
        ),
    ] = None,
) -> None:
    """Turn a filled-in form into a FHIR bundle; without a form, print an empty one.

    equipoise patient new > patient.yaml, fill it in, equipoise patient new patient.yaml > patient.json
    """
    from equipoise.cli.output import write_json
    from equipoise.service.patients import bundle_of_form, form_template

    if form is None:
        sys.stdout.write(form_template())
    else:
        write_json(bundle_of_form(form))


@app.command()
def deidentify(
    bundle: Annotated[Path, Argument(metavar="BUNDLE", help="A FHIR R4 bundle of one patient.")],
    secret: Annotated[
        Path,
        Option(
            "--secret-file",
            metavar="PATH",
            help="A file with at least 16 bytes that nobody else knows; the same secret joins a patient's bundles.",
        ),
    ],
) -> None:
    """Print the bundle without names, numbers and free text, and with all dates moved; it still screens.

    It is a help, not a guarantee: who shares the result answers for it.
    """
    from equipoise.cli.output import write_json
    from equipoise.service.patients import deidentified

    write_json(deidentified(bundle, secret))


@app.command()
def sample(
    name: Annotated[
        str | None,
        Argument(metavar="[NAME]", help="A fictional patient; without it, all are named.", show_default=False),
    ] = None,
) -> None:
    """Print the bundle of a fictional patient that comes with the program."""
    from equipoise.cli.output import write_json
    from equipoise.service.patients import sample_bundle, sample_names

    if name is None:
        sys.stdout.write("".join(f"{each}\n" for each in sample_names()))
    else:
        write_json(sample_bundle(name).rstrip())
