"""`equipoise formula`: clinical formulas by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option, Typer

from equipoise.cli.common import AnswerFormat, Format

if TYPE_CHECKING:
    from equipoise.pages.formula import ComputedPage, FormulaPage


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(formula)


def formula(
    name: Annotated[
        str | None,
        Argument(metavar="[NAME]", help="The formula's name; without it, all are listed.", show_default=False),
    ] = None,
    inputs: Annotated[
        list[str] | None,
        Option(
            "--inputs",
            metavar="NAME=VALUE|JSON",
            help="An input, with a unit where it differs ('creatinine=85 umol/L'), or a JSON object; may be repeated.",
        ),
    ] = None,
    format: AnswerFormat = Format.TABLE,
) -> None:
    """Compute a clinical formula; without inputs, say what it takes."""
    from equipoise.cli.output import write_json
    from equipoise.pages.described import to_json
    from equipoise.pages.formula import computed_page, formula_page
    from equipoise.service import formulas as service

    if name is None:
        pages = tuple(formula_page(each) for each in service.formulas())
        write_json(to_json(pages)) if format is Format.JSON else _print_list(pages)
    elif not inputs:
        page = formula_page(service.formula(name))
        write_json(to_json(page)) if format is Format.JSON else _print_formula(page)
    else:
        found = service.formula(name)
        answer = computed_page(found.name, found.compute(service.inputs_of(inputs)))
        write_json(to_json(answer)) if format is Format.JSON else _print_computed(answer)


def _print_list(pages: tuple[FormulaPage, ...]) -> None:
    from rich.table import Table

    from equipoise.cli.output import console, text

    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column(no_wrap=True)
    for page in pages:
        table.add_row(text(page.name, "bold"), text(page.title))
    console().print(table)


def _print_formula(page: FormulaPage) -> None:
    from rich.table import Table

    from equipoise.cli.output import console, text

    out = console()
    out.print(text(page.title, "bold"), text(f"in {page.unit}" if page.unit != "1" else ""))
    out.print(text(page.description))
    table = Table(box=None, padding=(0, 1))
    for heading in ("input", "what it is", "accepts"):
        table.add_column(heading)
    for each in page.inputs:
        table.add_row(text(f"{each.name}{' (optional)' if each.optional else ''}"), text(each.what), text(each.accepts))
    out.print(table)
    out.print(text(f"Source: {page.source}", "dim"))


def _print_computed(page: ComputedPage) -> None:
    from equipoise.cli.output import console, text

    out = console()
    value = (
        "not settled by the inputs"
        if page.value is None
        else f"{page.value:.6g}"
        if isinstance(page.value, float)
        else str(page.value)
    )
    unit = "" if page.unit in ("1", "{score}") or page.value is None else f" {page.unit}"
    out.print(text(f"{page.name}: {value}{unit}", "bold"), text(f"({page.band})" if page.band else ""))
    for name, number in page.parts.items():
        out.print(text(f"  {name.replace('_', ' ')}: {number:.6g}", "dim"))
    for remark in page.remarks:
        out.print(text(f"! {remark}", "yellow"))
