"""The pages of a screening log: its entries as rows, whether it holds, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from equipoise.logic import Decision
from equipoise.pages.described import About
from equipoise.screening.consort import Consort
from equipoise.service.logbook import Checked


@dataclass(frozen=True, slots=True)
class LogRow:
    """One entry as a line to read."""

    sequence: Annotated[int, About("the entry's number")]
    at: Annotated[str, About("when, UTC")]
    by: Annotated[str, About("who")]
    trial: Annotated[str, About("the trial's id")]
    patient: Annotated[str, About("the patient's pseudonym")]
    decision: Annotated[str, About("the decision, or what kind of entry it is")]
    because: Annotated[str, About("the primary reason, or the reason of an override")]


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """Whether a log holds."""

    holds: Annotated[bool, About("whether nothing is wrong")]
    entries: Annotated[int, About("how many entries hold together from the beginning")]
    head: Annotated[str, About("the hash of the last of them: keep it elsewhere to see that nothing was cut off")]
    line: Annotated[int | None, About("the line that breaks the chain, from 1")]
    how: Annotated[str | None, About("what is wrong")]


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A criterion that excluded persons."""

    criterion: Annotated[str, About("the author's own number")]
    quote: Annotated[str, About("the author's words")]
    primary: Annotated[int, About("for how many persons it is the primary reason")]
    any: Annotated[int, About("for how many it is one of the reasons")]


@dataclass(frozen=True, slots=True)
class ConsortPage:
    """What a log comes to for one trial. A person counts once, with the newest screening."""

    trial: Annotated[str, About("the trial's id")]
    assessed: Annotated[int, About("persons assessed")]
    screenings: Annotated[int, About("screenings, repeated ones too")]
    computed: Annotated[Mapping[Decision, int], About("persons by the program's decision")]
    final: Annotated[Mapping[Decision, int], About("persons by the decision after overrides")]
    overridden: Annotated[Mapping[str, int], About("overrides by 'from → to'")]
    reasons: Annotated[
        tuple[ReasonRow, ...], About("why the ineligible whom nobody overrode were excluded, most frequent first")
    ]


def log_rows(entries: Iterable[Mapping[str, Any]]) -> tuple[LogRow, ...]:
    """The entries as rows."""
    return tuple(
        LogRow(
            sequence=entry["sequence"],
            at=entry["at"],
            by=entry["by"],
            trial=entry.get("trial", ""),
            patient=entry.get("patient", ""),
            decision=_decision(entry),
            because=_because(entry),
        )
        for entry in entries
    )


def checked_page(checked: Checked) -> CheckedPage:
    """The page of a check."""
    verified = checked.verified
    if verified.broken is not None:
        return CheckedPage(False, verified.entries, verified.head, verified.broken.line, verified.broken.how)
    how = "the hash that was kept is not in it: entries were cut off, or it is another log" if checked.lost else None
    return CheckedPage(checked.holds, verified.entries, verified.head, None, how)


def consort_page(found: Consort) -> ConsortPage:
    """The page of one trial's counts."""
    reasons = tuple(ReasonRow(each.criterion, each.quote, each.primary, each.any) for each in found.reasons)
    return ConsortPage(
        trial=found.trial,
        assessed=found.assessed,
        screenings=found.screenings,
        computed=dict(found.computed),
        final=dict(found.final),
        overridden=dict(found.overridden),
        reasons=reasons,
    )


def _decision(entry: Mapping[str, Any]) -> str:
    match entry["kind"]:
        case "screening":
            return str(entry["decision"])
        case "override":
            return f"{entry['decision']} (overrides {entry['of']}: {entry['computed']})"
        case kind:
            return str(kind)


def _because(entry: Mapping[str, Any]) -> str:
    primary = entry.get("primary")
    if primary is not None:
        return f"{primary['criterion']} “{primary['quote']}”" if primary["quote"] else str(primary["criterion"])
    return str(entry.get("because", ""))
