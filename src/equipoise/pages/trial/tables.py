"""Posted results as tables that any reader can show: participant flow, baseline, outcome measures, adverse events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from equipoise.pages.described import About
from equipoise.pages.words import plain
from equipoise.study.common import Denominator, MeasureClass, Measurement, ResultGroup
from equipoise.study.results import (
    AdverseEvent,
    AdverseEvents,
    Analysis,
    Baseline,
    BaselineMeasure,
    EventGroup,
    FlowCount,
    FlowGroup,
    FlowPeriod,
    OutcomeMeasure,
    ParticipantFlow,
)

_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table."""

    head: Annotated[str, About("what the row counts or measures")]
    cells: Annotated[tuple[str, ...], About("a text for each column")]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of results."""

    caption: Annotated[str, About("what the table shows")]
    note: Annotated[str | None, About("population, time frame, unit")]
    columns: Annotated[tuple[str, ...], About("the groups")]
    rows: Annotated[tuple[TableRow, ...], About("the rows")]


@dataclass(frozen=True, slots=True)
class Measured:
    """An outcome measure as it was reported."""

    title: Annotated[str, About("what was measured")]
    rank: Annotated[str | None, About("primary, secondary, other, post hoc")]
    time_frame: Annotated[str | None, About("over which time", label="Time frame")]
    description: Annotated[str | None, About("how", label="Description")]
    population: Annotated[str | None, About("in whom", label="Analysed")]
    table: Annotated[Table | None, About("the figures; null where none are posted")]
    analyses: Annotated[tuple[str, ...], About("each statistical analysis as a sentence")]


def flow_tables(flow: ParticipantFlow | None) -> tuple[Table, ...]:
    """A table a period: milestones, then the reasons for leaving."""
    if flow is None:
        return ()
    columns = _titles(flow.groups)
    return tuple(_period(period, flow.groups, columns) for period in flow.periods)


def _period(period: FlowPeriod, groups: tuple[FlowGroup, ...], columns: tuple[str, ...]) -> Table:
    rows = [_flow_row(plain(each.type), each.achievements, groups) for each in period.milestones]
    rows += [
        _flow_row(f"Left: {each.type or 'no reason given'}", each.reasons, groups) for each in period.drop_withdraws
    ]
    return Table(f"Participant flow: {period.title or 'overall'}", None, columns, tuple(rows))


def _flow_row(head: str | None, counts: tuple[FlowCount, ...], groups: tuple[FlowGroup, ...]) -> TableRow:
    by_group = {count.group_id: count.num_subjects or _NOTHING for count in counts}
    return TableRow(head or _NOTHING, tuple(by_group.get(group.id, _NOTHING) for group in groups))


def baseline_tables(baseline: Baseline | None) -> tuple[Table, ...]:
    """A table a measure, after one of how many were analysed."""
    if baseline is None:
        return ()
    columns = _titles(baseline.groups)
    analysed = _denominators(baseline.denoms, baseline.groups)
    first = (Table("Baseline: analysed", baseline.population_description, columns, analysed),) if analysed else ()
    return (*first, *(_baseline(measure, baseline.groups, columns) for measure in baseline.measures))


def _baseline(measure: BaselineMeasure, groups: tuple[ResultGroup, ...], columns: tuple[str, ...]) -> Table:
    note = _joined(plain(measure.param_type), measure.unit_of_measure, measure.population_description)
    return Table(f"Baseline: {measure.title or _NOTHING}", note, columns, _class_rows(measure.classes, groups))


def measured(measure: OutcomeMeasure) -> Measured:
    """An outcome measure."""
    rows = (*_denominators(measure.denoms, measure.groups), *_class_rows(measure.classes, measure.groups))
    note = _joined(plain(measure.param_type), measure.dispersion_type, measure.unit_of_measure)
    return Measured(
        title=measure.title or _NOTHING,
        rank=plain(measure.type),
        time_frame=measure.time_frame,
        description=measure.description,
        population=measure.population_description,
        table=Table("Figures", note, _titles(measure.groups), rows) if rows else None,
        analyses=tuple(_analysis(each) for each in measure.analyses),
    )


def _analysis(analysis: Analysis) -> str:
    interval = None
    if analysis.ci_lower_limit or analysis.ci_upper_limit:
        bounds = f"{analysis.ci_lower_limit or _NOTHING} to {analysis.ci_upper_limit or _NOTHING}"
        interval = f"{analysis.ci_pct_value or ''} % confidence interval {bounds}".strip()
    estimate = f"{analysis.param_type or 'estimate'} {analysis.param_value}" if analysis.param_value else None
    p_value = f"p {analysis.p_value}" if analysis.p_value else None
    parts = (analysis.group_description, analysis.statistical_method, p_value, estimate, interval)
    return _joined(*parts, analysis.estimate_comment, analysis.other_analysis_description) or "no details"


def event_tables(events: AdverseEvents | None) -> tuple[Table, ...]:
    """Totals, then serious and other events, a row a term: participants affected of those at risk."""
    if events is None:
        return ()
    groups = events.event_groups
    columns = tuple(group.title or group.id or _NOTHING for group in groups)
    tables = [
        Table(
            "Adverse events: participants affected",
            _joined(events.time_frame, events.description),
            columns,
            _totals(groups),
        )
    ]
    threshold = f"reported above {events.frequency_threshold} %" if events.frequency_threshold else None
    for name, note, found in (("serious", None, events.serious_events), ("other", threshold, events.other_events)):
        if found:
            rows = tuple(_event(event, groups) for event in found)
            tables.append(Table(f"Adverse events: {name}", note, columns, rows))
    return tuple(tables)


def _totals(groups: tuple[EventGroup, ...]) -> tuple[TableRow, ...]:
    pairs = (
        ("Deaths", [(each.deaths_num_affected, each.deaths_num_at_risk) for each in groups]),
        ("Serious", [(each.serious_num_affected, each.serious_num_at_risk) for each in groups]),
        ("Other", [(each.other_num_affected, each.other_num_at_risk) for each in groups]),
    )
    return tuple(
        TableRow(head, tuple(_of(affected, at_risk) for affected, at_risk in counts)) for head, counts in pairs
    )


def _event(event: AdverseEvent, groups: tuple[EventGroup, ...]) -> TableRow:
    by_group = {count.group_id: _of(count.num_affected, count.num_at_risk) for count in event.stats}
    head = _joined(event.organ_system, event.term) or _NOTHING
    return TableRow(head, tuple(by_group.get(group.id, _NOTHING) for group in groups))


def _of(affected: int | None, at_risk: int | None) -> str:
    return _NOTHING if affected is None else f"{affected:,}" if at_risk is None else f"{affected:,} of {at_risk:,}"


def _titles(groups: Iterable[FlowGroup | ResultGroup]) -> tuple[str, ...]:
    return tuple(group.title or group.id or _NOTHING for group in groups)


def _denominators(denoms: tuple[Denominator, ...], groups: tuple[ResultGroup, ...]) -> tuple[TableRow, ...]:
    rows = []
    for denom in denoms:
        by_group: Mapping[str | None, str] = {count.group_id: count.value or _NOTHING for count in denom.counts}
        head = f"Analysed ({denom.units})" if denom.units else "Analysed"
        rows.append(TableRow(head, tuple(by_group.get(group.id, _NOTHING) for group in groups)))
    return tuple(rows)


def _class_rows(classes: tuple[MeasureClass, ...], groups: tuple[ResultGroup, ...]) -> tuple[TableRow, ...]:
    rows = []
    for part in classes:
        for category in part.categories:
            by_group = {cell.group_id: _cell(cell) for cell in category.measurements}
            head = _joined(part.title, category.title) or "All"
            rows.append(TableRow(head, tuple(by_group.get(group.id, _NOTHING) for group in groups)))
    return tuple(rows)


def _cell(cell: Measurement) -> str:
    spread = f" ({cell.spread})" if cell.spread else ""
    limits = (
        f" ({cell.lower_limit or _NOTHING} to {cell.upper_limit or _NOTHING})"
        if cell.lower_limit or cell.upper_limit
        else ""
    )
    comment = f" [{cell.comment}]" if cell.comment else ""
    return f"{cell.value or _NOTHING}{spread}{limits}{comment}"


def _joined(*parts: str | None) -> str | None:
    return "; ".join(part for part in parts if part) or None
