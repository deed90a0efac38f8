"""`equipoise related`: the trials of the library that are like a trial, with the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Context, Option, Typer

from equipoise.cli.common import AnswerFormat, Format, LibraryPath, chosen_library

if TYPE_CHECKING:
    from rich.console import Console

    from equipoise.pages.related import LikeTrial, RelatedPage

_NUMBER = 10


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(related)


def related(
    context: Context,
    trial: Annotated[str, Argument(metavar="TRIAL", help="An id in the library, or a path to a study record.")],
    number: Annotated[int, Option("--number", "-n", metavar="NUMBER", help="How many trials in each list.")] = _NUMBER,
    library: LibraryPath = None,
    format: AnswerFormat = Format.TABLE,
) -> None:
    """Find the trials like a trial: by condition, mechanism, population, criteria, design and sponsor, with reasons.

    Two lists without a trial in both: by study characteristics and research focus, and by overall similarity. Criteria
    are compared with those trials whose criteria have been read (`equipoise read`).
    """
    from equipoise.cli.output import console, write_json
    from equipoise.pages.described import to_json
    from equipoise.pages.related import related_page
    from equipoise.service.library import open_library
    from equipoise.service.related import related_trials
    from equipoise.service.search import open_index
    from equipoise.service.trials import find_trial

    with open_library(chosen_library(context, library)) as opened, open_index(opened) as index:
        found = find_trial(trial, lambda: opened)
        page = related_page(found, related_trials(opened, index, found, number))
    if format is Format.JSON:
        write_json(to_json(page))
    else:
        _print(console(), page)


def _print(out: Console, page: RelatedPage) -> None:
    from equipoise.cli.output import text

    out.print(text(f"{page.nct_id}  {page.title}", "bold"))
    for heading, trials in (
        ("By study characteristics and research focus", page.focus),
        ("By overall similarity, of the others", page.overall),
    ):
        out.print()
        out.print(text(heading, "bold"))
        _print_list(out, trials)
    if page.named:
        out.print()
        out.print(text("Named by the record itself", "bold"))
        for nct_id, title in page.named.items():
            out.print(text(f"  {nct_id}  {title}"))
    if page.behind:
        out.print(text(f"the search index is {page.behind:,} changes behind the library", "yellow"))


def _print_list(out: Console, trials: tuple[LikeTrial, ...]) -> None:
    from equipoise.cli.output import text

    for each in trials:
        out.print(text(f"  {each.score:.2f}  {each.nct_id}  {each.title}"))
        for reason in each.reasons:
            out.print(text(f"        {reason.facet} {reason.score:.2f}: {', '.join(reason.words) or '–'}", "dim"))
    if not trials:
        out.print(text("  none"))
