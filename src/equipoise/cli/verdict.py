"""A verdict in the terminal: one row a criterion, then the decision, the findings, and what to obtain next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from equipoise.cli.output import text
from equipoise.pages.verdict import NOT_ASKED

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from equipoise.pages.verdict import Row, VerdictPage

_STYLES = {"✓": "green", "✗": "bold red", "?": "yellow", "–": "dim"}
_DECISIONS = {
    "eligible-on-data": "bold green",
    "review": "bold cyan",
    "pending": "bold yellow",
    "ineligible": "bold red",
}
_SECTIONS = {"structured": "Limits of the record", "inclusion": "Inclusion criteria", "exclusion": "Exclusion criteria"}
_SHOWN_NEXT = 12


def print_verdict(out: Console, page: VerdictPage) -> None:
    """The whole answer."""
    out.print(text(f"{page.nct_id}  {page.title}", "bold"))
    out.print(text(f"Patient {page.patient}, screened on {page.on}"))
    for section, name in _SECTIONS.items():
        rows = [row for row in page.rows if row.section == section]
        if rows:
            out.print()
            out.print(_table(name, rows))
    out.print()
    out.print(text(page.decision_words, _DECISIONS[page.decision]))
    if page.through:
        out.print(text(f"Through: {', '.join(page.through)}"))
    _print_next(out, page)
    _print_notes(out, page)
    out.print()


def _table(name: str, rows: list[Row]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, expand=True, padding=(0, 1), pad_edge=False)
    table.add_column("", no_wrap=True, width=1)
    table.add_column("id", no_wrap=True)
    table.add_column(name, ratio=4)
    table.add_column("evidence", ratio=4)
    table.add_column("missing", ratio=2)
    for row in rows:
        cells = [text(row.words), text(_evidence(row)), text(_missing(row), "yellow")]
        if row.sign == NOT_ASKED:  # on one line: nobody has to act on it
            for cell in cells:
                cell.stylize("dim")
                cell.no_wrap, cell.overflow = True, "ellipsis"
        table.add_row(text(row.sign, _STYLES[row.sign]), text(row.id), *cells)
    return table


def _evidence(row: Row) -> str:
    """Why; the facts themselves where the sentence names none of them."""
    facts = "; ".join(f"{fact.value}, {fact.date}" if fact.date else fact.value for fact in row.facts)
    return row.why or facts or "–"


def _missing(row: Row) -> str:
    return "; ".join(row.missing) or ", ".join(row.because)


def _print_next(out: Console, page: VerdictPage) -> None:
    from rich.table import Table

    if not page.next:
        return
    out.print()
    out.print(text("What to obtain next", "bold"))
    table = Table(box=None, show_header=False, padding=(0, 1))
    for step in page.next[:_SHOWN_NEXT]:
        table.add_row(
            "•", text(step.obtain), text(step.effort, "dim"), text(f"settles {', '.join(step.settles)}", "dim")
        )
    out.print(table)
    if len(page.next) > _SHOWN_NEXT:
        out.print(text(f"  and {len(page.next) - _SHOWN_NEXT} more", "dim"))


def _print_notes(out: Console, page: VerdictPage) -> None:
    if page.findings:
        out.print()
        out.print(text("Findings about the trial's text and record", "bold"))
        for finding in page.findings:
            out.print(text(f"  ! {finding}", "yellow"))
    if page.left_out:
        out.print()
        out.print(text("Left out of the patient's record", "bold"))
        for note in page.left_out:
            out.print(text(f"  {note}", "dim"))
