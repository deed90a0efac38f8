"""`equipoise compare`: two trials beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Context, Typer

from equipoise.cli.common import AnswerFormat, Format, Ids, LibraryPath, reader

if TYPE_CHECKING:
    from rich.console import Console

    from equipoise.pages.compare import ArmLine, ComparePage, RequirementPair

_STYLES = {"same": "dim", "tighter": "bold", "looser": "bold", "different": "yellow"}


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(compare)


def compare(
    context: Context,
    first: Annotated[str, Argument(metavar="TRIAL", help="An id in the library, or a path to a study record.")],
    second: Annotated[str, Argument(metavar="TRIAL", help="The one that is held against it.")],
    ids: Ids = None,
    library: LibraryPath = None,
    format: AnswerFormat = Format.TABLE,
) -> None:
    """Hold one trial against another: records, arms and doses, and each requirement of the criteria.

    Exclusions are turned into what they require, so that "no platelets below 75" and "platelets at least 100" stand
    side by side. Tighter and looser are said of the second trial, where the criteria tell; an alternative or a
    condition is only shown.
    """
    from equipoise.cli.output import console, write_json
    from equipoise.pages.compare import compare_page
    from equipoise.pages.described import to_json
    from equipoise.service.compare import compare as compare_trials
    from equipoise.service.trials import find_trials

    one, other = find_trials([first, second], reader(context, library), ids=ids or ())
    page = compare_page(compare_trials(one, other))
    if format is Format.JSON:
        write_json(to_json(page))
    else:
        _print(console(), page)


def _print(out: Console, page: ComparePage) -> None:
    from rich import box
    from rich.table import Table

    from equipoise.cli.output import text

    facts = Table(box=box.SIMPLE_HEAD, expand=True, padding=(0, 1), pad_edge=False)
    for title, ratio in (("", 1), (page.first, 3), (page.second, 3)):
        facts.add_column(title, ratio=ratio)
    for fact in page.facts:
        style = "dim" if fact.same else ""
        facts.add_row(text(fact.label), text(fact.first or "–", style), text(fact.second or "–", style))
    facts.add_row(text("Arms"), text(_arms(page.first_arms)), text(_arms(page.second_arms)))
    out.print(facts)
    criteria = Table(box=box.SIMPLE_HEAD, expand=True, padding=(0, 1), pad_edge=False)
    for title, ratio in (("second is", 1), (page.first, 3), (page.second, 3)):
        criteria.add_column(title, ratio=ratio)
    for pair in page.criteria:
        criteria.add_row(*(text(cell, _STYLES.get(pair.relation, "")) for cell in _cells(pair)))
    out.print(criteria)
    out.print(text(", ".join(f"{count} {relation}" for relation, count in page.counts.items()), "bold"))


def _arms(arms: tuple[ArmLine, ...]) -> str:
    return "\n".join(": ".join(filter(None, (arm.label, "; ".join(arm.interventions)))) for arm in arms) or "–"


def _cells(pair: RequirementPair) -> tuple[str, str, str]:
    sides = (
        "" if side is None else f"{side.criterion}: {side.words}{'' if side.alone else ' (with others)'}"
        for side in (pair.first, pair.second)
    )
    first, second = sides
    return pair.relation, first, second
