"""`equipoise screen`: patients against trials, criterion by criterion."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Context, Option, Typer

from equipoise.cli.common import (
    MAX_AGE,
    Anchors,
    AnswerFormat,
    CompleteLists,
    Format,
    Ids,
    LibraryPath,
    MaxAge,
    ScreeningDate,
    Trials,
    reader,
)

if TYPE_CHECKING:
    from equipoise.service.screening import Terms


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(screen)


def screen(
    context: Context,
    trials: Trials,
    patients: Annotated[
        list[str], Option("--patient", metavar="BUNDLE", help="A FHIR R4 bundle of one patient; may be repeated.")
    ],
    on: ScreeningDate = None,
    anchors: Anchors = None,
    complete: CompleteLists = None,
    max_age: MaxAge = MAX_AGE,
    settle: Annotated[
        list[str] | None,
        Option(
            "--settle",
            metavar="ID=present|absent",
            help="Answer an open criterion of one trial for one patient, in your name; may be repeated.",
        ),
    ] = None,
    because: Annotated[str | None, Option("--because", metavar="TEXT", help="Why it is settled so.")] = None,
    by: Annotated[
        str | None, Option("--by", metavar="NAME", help="Who settles and logs; by default this machine's user.")
    ] = None,
    log: Annotated[
        Path | None, Option("--log", metavar="FILE", help="Put every answer into this screening log as well.")
    ] = None,
    ids: Ids = None,
    library: LibraryPath = None,
    format: AnswerFormat = Format.TABLE,
) -> None:
    """Screen patients for trials: a verdict on each criterion with its evidence, and what to obtain next.

    The exit status is 0 whatever the decision. JSON gives a line for each pair. What a person settles is shown as
    theirs; what was computed cannot be settled.
    """
    from equipoise.errors import RequestError
    from equipoise.service import logbook, settling
    from equipoise.service.screening import read_patient, screen_all
    from equipoise.service.trials import find_trials

    terms = _terms(on, anchors or [], complete or [], max_age)
    who = logbook.person(by) if settle or log is not None else ""
    said = settling.settlements(settle or [], who, because)
    if said and (len(trials) > 1 or len(patients) > 1):
        raise RequestError("settles the answer of one trial and one patient", place="--settle")
    facts = [read_patient(Path(path), terms) for path in patients]
    found = find_trials(trials, reader(context, library), ids=ids or ())
    for computed in screen_all(found, facts, terms):
        screened = settling.settled(computed, terms, said) if said else computed
        if log is not None:  # before it is shown: nobody has seen an answer that the log does not hold
            logbook.log_screened(log, [screened], who)
        if format is Format.JSON:
            import msgspec

            from equipoise.cli.output import write_json

            write_json(msgspec.json.encode(screened.answer.to_dict()))
        else:
            from equipoise.cli.output import console
            from equipoise.cli.verdict import print_verdict
            from equipoise.pages.verdict import verdict_page

            print_verdict(console(), verdict_page(screened))


def _terms(on: str | None, anchors: list[str], complete: list[str], max_age: int) -> Terms:
    from equipoise.service import asking
    from equipoise.service.screening import Terms

    day = asking.day(on, f"--on {on}") if on is not None else date.today()
    return Terms(day, asking.anchors(anchors), asking.complete(complete), max_age)
