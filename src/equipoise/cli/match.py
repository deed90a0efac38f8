"""`equipoise match` and `equipoise read`: one patient against the whole library, and the reading that comes before."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Context, Option, Typer

from equipoise.cli.common import (
    MAX_AGE,
    Anchors,
    AnswerFormat,
    CompleteLists,
    Format,
    LibraryPath,
    MaxAge,
    ScreeningDate,
    chosen_library,
)

if TYPE_CHECKING:
    from rich.console import Console

    from equipoise.pages.match import MatchPage, MatchRow, SincePage

_LIMIT = 20
_DECISIONS = {"eligible-on-data": "bold green", "review": "bold cyan", "pending": "bold yellow", "ineligible": "red"}
_CAUSES = {
    "added": "(the trial is new)",
    "amended": "(the trial was amended)",
    "patient": "(the patient's facts, or the time that went by)",
}


def register(app: Typer) -> None:
    """Add the commands."""
    app.command()(match)
    app.command()(read)


def match(
    context: Context,
    patient: Annotated[Path, Option("--patient", metavar="BUNDLE", help="A FHIR R4 bundle of one patient.")],
    words: Annotated[
        list[str] | None,
        Argument(
            metavar="[WORD]...",
            help="Words that the trial's title, conditions, keywords or interventions must have.",
            show_default=False,
        ),
    ] = None,
    near: Annotated[
        str | None,
        Option(
            "--near", metavar="PLACE", help="A city with a site in the library ('Boston, United States'), or LAT,LON."
        ),
    ] = None,
    within: Annotated[
        str | None, Option("--within", metavar="DISTANCE", help="How far the nearest site may be: 100km, 60mi.")
    ] = None,
    every: Annotated[
        bool,
        Option("--all", help="Also the trials that the patient is ineligible for, with what rules the patient out."),
    ] = False,
    limit: Annotated[
        int, Option("--limit", metavar="NUMBER", min=0, help="How many trials to list; 0 lists all.")
    ] = _LIMIT,
    since: Annotated[
        str | None, Option("--since", metavar="DATE", help="Only what changed for the patient since that day, and why.")
    ] = None,
    on: ScreeningDate = None,
    anchors: Anchors = None,
    complete: CompleteLists = None,
    max_age: MaxAge = MAX_AGE,
    library: LibraryPath = None,
    format: AnswerFormat = Format.TABLE,
) -> None:
    """Find the trials of the library that could take a patient: the least left open first, then recruiting, then near.

    With --since, the trials whose decision for the patient is another one than it was when that day began.
    """
    from equipoise.cli.output import console, write_json
    from equipoise.errors import RequestError
    from equipoise.pages.described import to_json
    from equipoise.pages.match import match_page, since_page
    from equipoise.service import asking
    from equipoise.service import matching as service
    from equipoise.service.library import open_library
    from equipoise.service.screening import Terms, read_patient

    day = asking.day(on, f"--on {on}") if on is not None else date.today()
    before = asking.day(since, f"--since {since}") if since is not None else None
    if within is not None and near is None:
        raise RequestError("a distance needs a place", place="--within", hint="give --near CITY or --near LAT,LON")
    if before is not None and before > day:
        raise RequestError("lies after the screening date", place=f"--since {since}")
    terms = Terms(day, asking.anchors(anchors or []), asking.complete(complete or []), max_age)
    facts = read_patient(patient, terms)
    with open_library(chosen_library(context, library)) as opened:
        asked = service.Asked(
            terms=tuple(words or ()),
            place=service.place_of(opened, near) if near is not None else None,
            within_km=service.kilometres(within) if within is not None else None,
            limit=limit or None,
        )
        if before is not None:
            then = read_patient(patient, Terms(before, terms.anchors, terms.complete, max_age))
            changes = service.changed_since(opened, facts, then, terms, before, asked)
            changed = since_page(changes, facts.patient, terms)
            if format is Format.JSON:
                write_json(to_json(changed))
            else:
                _print_since(console(), changed)
        else:
            matched = service.match_library(opened, facts, terms, asked)
            page = match_page(matched, facts.patient, terms, asked, ruled_out=every)
            if format is Format.JSON:
                write_json(to_json(page))
            else:
                _print_matches(console(), page)


def read(context: Context, library: LibraryPath = None, format: AnswerFormat = Format.TABLE) -> None:
    """Read the criteria of every trial that this version has not read, and keep the readings in the library.

    `match` does so by itself, more slowly. Readings of another version of the grammar are counted and never used.
    """
    from equipoise.cli.output import console, text, write_json
    from equipoise.pages.described import to_json
    from equipoise.service.library import open_library
    from equipoise.service.readings import prepare

    with open_library(chosen_library(context, library)) as opened:
        done = prepare(opened)
    if format is Format.JSON:
        write_json(to_json(done))
        return
    out = console()
    out.print(text(f"{done.trials:,} trials, {done.read:,} of them read now; {done.stale:,} readings are out of date"))
    if done.failed:
        out.print(text(f"could not be read: {', '.join(done.failed)}", "yellow"))


def _print_matches(out: Console, page: MatchPage) -> None:
    from rich import box
    from rich.table import Table

    from equipoise.cli.output import text

    near = f", distances from {page.near}" if page.near is not None else ""
    out.print(text(f"Patient {page.patient}, screened on {page.on}{near}", "bold"))
    for rows in (page.trials, page.ruled_out):
        if not rows:
            continue
        table = Table(box=box.SIMPLE_HEAD, expand=True, padding=(0, 1), pad_edge=False)
        table.add_column("trial", no_wrap=True)
        table.add_column("title", ratio=4)
        table.add_column("status", ratio=1)
        table.add_column("decision", no_wrap=True)
        table.add_column("open" if rows is page.trials else "", justify="right")
        table.add_column("to obtain" if rows is page.trials else "ruled out by", ratio=4)
        table.add_column("nearest site", ratio=2)
        for row in rows:
            table.add_row(*(text(cell, style) for cell, style in _cells(row)))
        out.print(table)
    more = f", {page.behind:,} more could take the patient" if page.behind else ""
    out.print(text(f"{page.looked_at:,} trials: {len(page.trials):,} listed, {page.ineligible:,} ineligible{more}"))
    _print_failed(out, page.failed)


def _cells(row: MatchRow) -> tuple[tuple[str, str], ...]:
    if row.blocking is not None:
        quote = f" “{row.blocking.quote}”" if row.blocking.quote else ""
        says = f"{row.blocking.id}{quote}: {row.blocking.why}"
    else:
        says = "; ".join(row.obtain)
    site = row.nearest
    where = "" if site is None else f"{site.km:,.0f} km, {site.city or site.facility or site.country or '–'}"
    return (
        (row.nct_id, ""),
        (row.title, ""),
        ((row.status or "–").replace("_", " ").lower(), "" if row.status == "RECRUITING" else "dim"),
        (row.decision, _DECISIONS[row.decision]),
        ("" if row.blocking is not None else str(row.open), ""),
        (says, ""),
        (where, "" if site is not None and site.recruiting else "dim"),
    )


def _print_since(out: Console, page: SincePage) -> None:
    from equipoise.cli.output import text

    out.print(text(f"Patient {page.patient}, {page.since} to {page.on}", "bold"))
    for row in page.changes:
        out.print()
        out.print(text(f"{row.nct_id}  {row.title}", "bold"))
        out.print(text(f"  {row.before or 'not there'} → {row.after}  {_CAUSES[row.cause]}", _DECISIONS[row.after]))
        for words in row.because:
            out.print(text(f"  {words}"))
    out.print()
    out.print(text(f"{page.looked_at:,} trials: {len(page.changes):,} with another decision"))
    _print_failed(out, page.failed)


def _print_failed(out: Console, failed: tuple[str, ...]) -> None:
    from equipoise.cli.output import text

    if failed:
        out.print(text(f"could not be read, and nothing is said of them: {', '.join(failed)}", "yellow"))
