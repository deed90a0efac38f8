"""`equipoise ingest` and `equipoise fetch`: filling the library."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Context, Exit, Option, Typer

from equipoise.cli.common import AnswerFormat, Format, LibraryPath, chosen_library

if TYPE_CHECKING:
    from rich.progress import Progress

    from equipoise.library.fetch import FetchProgress
    from equipoise.library.ingest import Progress as Ingesting
    from equipoise.pages.filling import Filling

_SHOWN_REFUSALS = 20
_NOT_ALL = 1


def register(app: Typer) -> None:
    """Add the commands."""
    app.command()(ingest)
    app.command()(fetch)


def ingest(
    context: Context,
    paths: Annotated[
        list[Path] | None,
        Argument(metavar="PATH...", help="Files and folders of trial records, of any format.", show_default=False),
    ] = None,
    sample: Annotated[bool, Option("--sample", help="The fictional trials that come with the program.")] = False,
    library: LibraryPath = None,
    format: AnswerFormat = Format.TABLE,
) -> None:
    """Put trial records into the library: v2 JSON, JSON lines, XML, portal pages, or gzip and zip of these.

    What cannot be read goes into quarantine with its reason and stops nothing.
    """
    from equipoise.errors import RequestError
    from equipoise.pages.filling import ingested
    from equipoise.service import library as service

    if bool(paths) == sample:
        raise RequestError("give files and folders, or --sample", hint="equipoise ingest --help tells more")
    with service.open_library(chosen_library(context, library), create=True) as opened, _bar("bytes") as bar:
        task = bar.add_task("reading", total=None) if bar is not None else None

        def progress(now: Ingesting) -> None:
            if bar is not None and task is not None:
                bar.update(
                    task, completed=now.bytes_done, total=now.bytes_total, description=f"{now.summary.read:,} records"
                )

        if paths:
            done = service.ingest(opened, paths, progress=progress)
        else:
            done = service.ingest_sample(opened, progress=progress)
        page = ingested(done, opened.path, opened.count())
    _print(page, format)


def fetch(
    context: Context,
    ids: Annotated[list[str] | None, Argument(metavar="[ID]...", help="Ids of trials.", show_default=False)] = None,
    query: Annotated[
        str | None,
        Option(
            "--query",
            metavar="WORDS",
            help="What to search for: words, or the API's parameters such as 'query.cond=lupus'.",
        ),
    ] = None,
    base_url: Annotated[
        str | None,
        Option(
            "--base-url",
            metavar="URL",
            envvar="EQUIPOISE_BASE_URL",
            help="Where to ask: $EQUIPOISE_BASE_URL, else ClinicalTrials.gov; any host that speaks its API, version 2.",
            show_envvar=False,
        ),
    ] = None,
    library: LibraryPath = None,
    format: AnswerFormat = Format.TABLE,
) -> None:
    """Download trial records from ClinicalTrials.gov into the library; an interrupted download goes on where it was."""
    from equipoise.pages.filling import fetched
    from equipoise.service import library as service

    with service.open_library(chosen_library(context, library), create=True) as opened, _bar("pages") as bar:
        task = bar.add_task("asking", total=None) if bar is not None else None

        def progress(now: FetchProgress) -> None:
            if bar is not None and task is not None:
                bar.update(task, completed=now.summary.read, total=now.total, description=f"{now.pages} pages")

        found = service.fetch(opened, ids or (), query, base_url=base_url, progress=progress)
        page = fetched(found, opened.path, opened.count())
    _print(page, format)
    if page.missing:
        raise Exit(_NOT_ALL)


@contextmanager
def _bar(of: str) -> Iterator[Progress | None]:
    """A progress bar on a terminal's stderr, so that stdout holds the answer alone; elsewhere none."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from equipoise.cli.output import console

    amount = DownloadColumn() if of == "bytes" else MofNCompleteColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), amount, TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        yield bar


def _print(page: Filling, format: Format) -> None:
    from equipoise.cli.output import console, text, write_json
    from equipoise.pages.described import to_json

    if format is Format.JSON:
        write_json(to_json(page))
        return
    out = console()
    out.print(text(f"{page.read:,} records: {page.words}", "bold"))
    out.print(text(f"{page.library}: {page.trials:,} trials"))
    for refused in page.quarantined[:_SHOWN_REFUSALS]:
        out.print(text(f"  {refused.place}: {refused.reason} [{refused.code}]", "yellow"))
    if len(page.quarantined) > _SHOWN_REFUSALS:
        out.print(text(f"  and {len(page.quarantined) - _SHOWN_REFUSALS:,} more; --format json lists all", "yellow"))
    if page.missing:
        out.print(text(f"not found: {', '.join(page.missing)}", "yellow"))
