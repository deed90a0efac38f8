"""`equipoise criteria`: the author's criteria beside what was understood of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Context, Option, Typer

from equipoise.cli.common import CriteriaFormat, Ids, LibraryPath, Trials, reader

if TYPE_CHECKING:
    from rich.console import Console

    from equipoise.pages.criteria import CriteriaPage, Line

_STYLES = {"computed": "green", "person": "cyan", "not-understood": "red", "structure": "dim", "heading": "dim"}
_NARROW = 100


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(criteria)


def criteria(
    context: Context,
    trials: Trials,
    ids: Ids = None,
    coverage: Annotated[bool, Option("--coverage", help="Only how far the texts are understood.")] = False,
    format: Annotated[
        CriteriaFormat,
        Option(
            "--format",
            metavar="table|json|reading",
            help="A table to read, JSON, or the exchange form (`reading`); JSON gives a line a trial.",
        ),
    ] = CriteriaFormat.TABLE,
    library: LibraryPath = None,
) -> None:
    """Show eligibility criteria in plain words beside the original text, and how far they are understood.

    A file that holds several trials gives all of them.
    """
    import msgspec

    from equipoise.cli.output import console, write_json
    from equipoise.pages.criteria import coverage_page, criteria_page
    from equipoise.pages.described import to_json
    from equipoise.service.criteria import Coverage, criteria_of
    from equipoise.service.trials import find_trials

    out = console()
    total, count = Coverage(), 0
    for trial in find_trials(trials, reader(context, library), ids=ids or (), several=True):
        read = criteria_of(trial)
        total, count = total + read.coverage(), count + 1
        if format is CriteriaFormat.READING:
            write_json(msgspec.json.encode(read.reading()))
        elif format is CriteriaFormat.JSON:
            write_json(to_json(coverage_page(read) if coverage else criteria_page(read)))
        elif coverage:
            print_coverage(out, trial.nct_id, coverage_page(read).coverage)
        else:
            print_criteria(out, criteria_page(read))
    if count > 1 and format is CriteriaFormat.TABLE:
        from equipoise.pages.criteria import coverage_words

        print_coverage(out, f"{count:,} trials", coverage_words(total))


def print_coverage(out: Console, name: str, words: str) -> None:
    """One line of coverage."""
    from equipoise.cli.output import text

    out.print(text(name, "bold"), text(words))


def print_criteria(out: Console, page: CriteriaPage) -> None:
    """The outline, the original beside it, the coverage line, and the findings."""
    from equipoise.cli.output import text

    out.print(text(f"{page.nct_id}  {page.title}", "bold"))
    for section in ("inclusion", "exclusion"):
        lines = [line for line in page.lines if line.section == section]
        if lines:
            out.print()
            out.print(text(f"{section.capitalize()} criteria", "bold underline"))
            print_outline(out, lines)
    out.print()
    out.print(text(page.coverage, "bold"))
    for finding in page.findings:
        out.print(text(f"! {finding}", "yellow"))
    out.print()


def print_outline(out: Console, lines: list[Line]) -> None:
    """A row a criterion: number, plain words, the author's words; one under the other where the terminal is narrow."""
    from rich.table import Table

    from equipoise.cli.output import text

    narrow = out.width < _NARROW
    table = Table(box=None, show_header=False, padding=(0, 1), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    if not narrow:
        table.add_column(ratio=1, style="dim")
    population: str | None = None
    for line in lines:
        if line.population != population:
            population = line.population
            whom = f"For {population}:" if population else "For all:"
            table.add_row("", text(whom, "italic"), *(() if narrow else ("",)))
        indent = "  " * line.depth
        words = text(_said(line), _STYLES[line.answered])
        original = text(line.original)
        table.add_row(text(indent + line.id), words, *(() if narrow else (original,)))
        if narrow:
            table.add_row("", text(line.original, "dim"))
    out.print(table)


def _said(line: Line) -> str:
    """The plain words, what they leave out, and how the items below combine."""
    said = line.plain or ("(lost in the source)" if not line.original else "–")
    passed = f"  [passed over: {' … '.join(line.passed_over)}]" if line.passed_over else ""
    rule = f"  → {line.rule}:" if line.rule else ""
    return f"{said}{passed}{rule}"
