"""A trial in the terminal, section by section in the order of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from equipoise.cli.criteria import print_outline
from equipoise.cli.output import text
from equipoise.pages.described import labelled
from equipoise.pages.prose import Block
from equipoise.pages.related import LikeTrial
from equipoise.pages.trial.model import (
    SECTIONS,
    Contact,
    Eligibility,
    Group,
    Identifier,
    Intervention,
    Investigator,
    Location,
    OtherTrial,
    OutcomeMeasure,
    Reference,
    Sponsor,
    StudyResults,
    TrialPage,
)

if TYPE_CHECKING:
    from rich.console import Console

    from equipoise.pages.trial.tables import Table

_INDENT = 2
BRIEF = frozenset(
    {
        "basic_information",
        "brief_summary",
        "conditions",
        "study_groups",
        "eligibility_criteria",
        "sponsors",
        "locations",
    }
)
"""The sections that a short account of a trial has."""


def print_trial(out: Console, page: TrialPage, only: frozenset[str] | None = None) -> None:
    """All sections, or those that are named."""
    out.print(text(page.title, "bold"))
    out.print(text(page.nct_id, "bold cyan"))
    print_facts(out, page)
    for key, heading in SECTIONS:
        if only is not None and key not in only:
            continue
        out.print()
        out.print(text(heading, "bold underline"))
        if key in page.empty:
            _line(out, page.empty[key], "dim")
        else:
            _print_part(out, getattr(page, key))
    if page.notices:
        out.print()
        out.print(text("What is odd about the record", "bold underline"))
        for notice in page.notices:
            _line(out, f"! {notice}", "yellow")
    out.print()


def print_facts(out: Console, part: object) -> None:
    """Label and value, a line each."""
    for label, value in labelled(part):
        _line(out, f"{label}: {value}")


def _print_part(out: Console, part: Any) -> None:
    if isinstance(part, tuple):
        for each in part:
            _PRINTERS[type(each)](out, each)
    else:
        _PRINTERS.get(type(part), print_facts)(out, part)


def _line(out: Console, words: str, style: str = "", indent: int = _INDENT) -> None:
    from rich.padding import Padding

    out.print(Padding(text(words, style), (0, 0, 0, indent), expand=False))


def _block(out: Console, block: Block, indent: int = _INDENT) -> None:
    for line in block.lines:
        _line(out, f"• {line}" if block.kind == "list" else line, indent=indent)


def _results(out: Console, part: StudyResults) -> None:
    _line(out, part.posted)
    print_facts(out, part)
    for table in (*part.flow, *part.baseline):
        _table(out, table)
    for measure in part.outcomes:
        _line(out, f"{measure.rank or 'Outcome'}: {measure.title}", "bold")
        if measure.table is not None:
            _table(out, measure.table)
        for analysis in measure.analyses:
            _line(out, f"Analysis: {analysis}", "dim", 4)
    for table in part.events:
        _table(out, table)


def _table(out: Console, table: Table) -> None:
    from rich import box
    from rich.table import Table as Shown

    shown = Shown(title=text(table.caption), title_justify="left", box=box.SIMPLE, pad_edge=False)
    shown.add_column("")
    for column in table.columns:
        shown.add_column(text(column))
    for row in table.rows:
        shown.add_row(text(row.head), *(text(cell) for cell in row.cells))
    out.print(shown)


def _eligibility(out: Console, part: Eligibility) -> None:
    print_facts(out, part)
    for name, lines in (("Inclusion", part.inclusion), ("Exclusion", part.exclusion)):
        if lines:
            out.print(text(f"  {name}", "bold"))
            print_outline(out, list(lines))
    _line(out, part.coverage, "bold")


def _like_trial(out: Console, part: LikeTrial) -> None:
    _line(out, f"{part.score}  {part.nct_id}  {part.title}  {', '.join(filter(None, (part.status, *part.phases)))}")
    for reason in part.reasons:
        _line(out, f"  {reason.facet} {reason.score}: {', '.join(reason.words) or '–'}", "dim")


def _other_trial(out: Console, part: OtherTrial) -> None:
    _line(out, f"{part.nct_id}  {part.title}{'' if part.here else ' (not in the library)'}")


def _group(out: Console, part: Group) -> None:
    _line(out, f"{part.label}{f' ({part.type})' if part.type else ''}", "bold")
    for block in part.description:
        _block(out, block, 4)
    if part.interventions:
        _line(out, f"Receives: {'; '.join(part.interventions)}", indent=4)


def _intervention(out: Console, part: Intervention) -> None:
    _line(out, f"{part.name}{f' ({part.type})' if part.type else ''}", "bold")
    for block in part.description:
        _block(out, block, 4)
    if part.other_names:
        _line(out, f"Also: {'; '.join(part.other_names)}", indent=4)


def _outcome(out: Console, part: OutcomeMeasure) -> None:
    time = f" [{part.time_frame}]" if part.time_frame else ""
    _line(out, f"{part.rank}: {part.measure}{time}")


def _sponsor(out: Console, part: Sponsor) -> None:
    _line(out, f"{part.name} ({', '.join(filter(None, (part.role, part.kind)))})")


def _investigator(out: Console, part: Investigator) -> None:
    _line(out, ", ".join(filter(None, (part.name, part.role, part.affiliation))))


def _location(out: Console, part: Location) -> None:
    _line(out, f"{part.facility}, {part.place}{f' ({part.status})' if part.status else ''}")


def _contact(out: Console, part: Contact) -> None:
    _line(out, ", ".join(filter(None, (part.name, part.role, part.facility, part.phone, part.email))))


def _identifier(out: Console, part: Identifier) -> None:
    _line(
        out, f"{part.id} ({', '.join(filter(None, (part.type, part.source)))})" if part.type or part.source else part.id
    )


def _reference(out: Console, part: Reference) -> None:
    _line(out, " ".join(filter(None, (part.words, part.url, f"({part.note})" if part.note else None))))


_PRINTERS: dict[type, Callable[[Console, Any], None]] = {
    StudyResults: _results,
    Block: _block,
    Eligibility: _eligibility,
    LikeTrial: _like_trial,
    OtherTrial: _other_trial,
    Group: _group,
    Intervention: _intervention,
    OutcomeMeasure: _outcome,
    Sponsor: _sponsor,
    Investigator: _investigator,
    Location: _location,
    Contact: _contact,
    Identifier: _identifier,
    Reference: _reference,
}
