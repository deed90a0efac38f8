"""`equipoise show`: a trial as people read it."""

from __future__ import annotations

from typing import Annotated

from typer import Context, Option, Typer

from equipoise.cli.common import AnswerFormat, Format, Ids, LibraryPath, Trials, reader


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(show)


def show(
    context: Context,
    trials: Trials,
    ids: Ids = None,
    brief: Annotated[bool, Option("--brief", help="Only the sections that most people look for.")] = False,
    library: LibraryPath = None,
    format: AnswerFormat = Format.TABLE,
) -> None:
    """Show trials with every section of their records. JSON gives a line a trial."""
    from equipoise.cli.output import console, write_json
    from equipoise.cli.trial import BRIEF, print_trial
    from equipoise.pages.described import to_json
    from equipoise.pages.trial import trial_page
    from equipoise.service.criteria import criteria_of
    from equipoise.service.related import Surroundings, index_as_it_is, surroundings
    from equipoise.service.trials import find_trials

    opened = reader(context, library)
    for trial in find_trials(trials, opened, ids=ids or (), several=True):
        known = trial.from_library and not brief
        around = surroundings(opened(), index_as_it_is(opened()), trial) if known else Surroundings()
        page = trial_page(criteria_of(trial), around)
        write_json(to_json(page)) if format is Format.JSON else print_trial(console(), page, BRIEF if brief else None)
