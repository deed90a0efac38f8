"""`equipoise log`: the screening log."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Exit, Option, Typer

from equipoise.cli.common import AnswerFormat, Format

if TYPE_CHECKING:
    from equipoise.pages.log import ConsortPage

app = Typer(help="Keep a screening log that can only grow.", context_settings={"help_option_names": ["-h", "--help"]})

_BROKEN = 1


class LogFormat(StrEnum):
    """How `log show` answers."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


LogFile = Annotated[Path, Argument(metavar="FILE", help="The log: JSON lines. Its key lies beside it as FILE.key.")]
By = Annotated[
    str | None, Option("--by", metavar="NAME", help="Who does this; by default the user's name on this machine.")
]


@app.callback()
def _log() -> None:
    """Keep a screening log that can only grow."""


@app.command()
def add(file: LogFile, by: By = None) -> None:
    """Put the answers that `equipoise screen --format json` gives, read from stdin, into the log.

    The log and its key are made where they are missing. All answers are put in, or none.
    """
    from equipoise.cli.output import console, text
    from equipoise.service import logbook

    added = logbook.add(file, sys.stdin.buffer, logbook.person(by))
    console().print(text(f"{file}: entries {added[0]['sequence']} to {added[-1]['sequence']} added"))


@app.command()
def verify(
    file: LogFile,
    head: Annotated[
        str | None,
        Option("--head", metavar="HASH", help="A hash that an earlier check gave and that must still be there."),
    ] = None,
    format: AnswerFormat = Format.TABLE,
) -> None:
    """Check that no entry was changed, added, moved or taken out; the exit status is 1 where one was.

    What a log cannot show by itself is that its last entries were cut off: keep the hash that this prints elsewhere.
    """
    from equipoise.cli.output import console, text, write_json
    from equipoise.pages.described import to_json
    from equipoise.pages.log import checked_page
    from equipoise.service import logbook

    page = checked_page(logbook.check(file, head))
    if format is Format.JSON:
        write_json(to_json(page))
    elif page.holds:
        console().print(text(f"{file}: {page.entries:,} entries hold; the last hash is {page.head}"))
    else:
        place = f"{file}:{page.line}" if page.line is not None else str(file)
        console().print(text(f"{place}: {page.how}", "bold red"))
    if not page.holds:
        raise Exit(_BROKEN)


@app.command()
def show(
    file: LogFile,
    format: Annotated[
        LogFormat, Option("--format", metavar="table|json|csv", help="A table to read, JSON lines, or CSV.")
    ] = LogFormat.TABLE,
) -> None:
    """Show the entries."""
    from equipoise.cli.output import write_json
    from equipoise.service import logbook

    found = list(logbook.entries(file))
    if format is LogFormat.JSON:
        for entry in found:
            write_json(logbook.canonical(entry))
    elif format is LogFormat.CSV:
        sys.stdout.write(logbook.to_csv(found))
    else:
        _print_rows(found)


@app.command(name="consort")
def count(file: LogFile, format: AnswerFormat = Format.TABLE) -> None:
    """Count, for each trial, the persons assessed, the decisions, and the reasons for exclusion (CONSORT).

    A person counts once, with the newest screening. JSON gives a line a trial.
    """
    from equipoise.cli.output import write_json
    from equipoise.pages.described import to_json
    from equipoise.pages.log import consort_page
    from equipoise.service import logbook

    for found in logbook.counts(file):
        page = consort_page(found)
        if format is Format.JSON:
            write_json(to_json(page))
        else:
            _print_counts(page)


@app.command()
def override(
    file: LogFile,
    entry: Annotated[int, Argument(metavar="ENTRY", help="The number of the screening.")],
    decision: Annotated[
        str, Option("--decision", metavar="DECISION", help="eligible-on-data, review, pending or ineligible.")
    ],
    because: Annotated[str, Option("--because", metavar="TEXT", help="Why. Write nothing that names the patient.")],
    by: By = None,
) -> None:
    """Put a person's decision beside a computed one, which stays as it is."""
    from equipoise.cli.output import console, text
    from equipoise.service import logbook

    added = logbook.override(file, entry, decision, because, logbook.person(by))
    console().print(text(f"{file}: entry {added['sequence']} overrides {entry}: {added['computed']} → {decision}"))


@app.command()
def mend(file: LogFile, by: By = None) -> None:
    """Set a last line that was torn by a crash aside, in FILE.torn, and note so in the log."""
    from equipoise.cli.output import console, text
    from equipoise.service import logbook

    added = logbook.mend(file, logbook.person(by))
    done = "no line is torn" if added is None else f"{added['bytes']} bytes set aside in {file}.torn"
    console().print(text(f"{file}: {done}"))


def _print_rows(found: list[dict[str, object]]) -> None:
    from rich import box
    from rich.table import Table

    from equipoise.cli.output import console, text
    from equipoise.pages.log import log_rows

    table = Table(box=box.SIMPLE_HEAD, expand=True, padding=(0, 1), pad_edge=False)
    for name in ("entry", "when", "who", "trial", "patient"):
        table.add_column(name, no_wrap=name != "who")
    table.add_column("decision", ratio=2)
    table.add_column("because", ratio=4)
    for row in log_rows(found):
        cells = (str(row.sequence), row.at[:16].replace("T", " "), row.by, row.trial, row.patient, row.decision)
        table.add_row(*(text(cell) for cell in (*cells, row.because)))
    console().print(table)


def _print_counts(page: ConsortPage) -> None:
    from equipoise.cli.output import console, text

    out = console()
    again = f" in {page.screenings:,} screenings" if page.screenings != page.assessed else ""
    out.print(text(f"{page.trial}: {page.assessed:,} assessed{again}", "bold"))
    for decision, computed in page.computed.items():
        final = page.final[decision]
        out.print(text(f"  {decision}: {computed:,}" + (f", {final:,} after overrides" if final != computed else "")))
    for change, number in page.overridden.items():
        out.print(text(f"  overridden, {change}: {number:,}"))
    for reason in page.reasons:
        words = f"{reason.criterion} “{reason.quote}”" if reason.quote else reason.criterion
        out.print(text(f"  excluded by {words}: {reason.primary:,} primarily, {reason.any:,} in all"))
