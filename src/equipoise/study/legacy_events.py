"""Adverse events of a record in the retired XML.

The XML gives the totals of each group as events of a category `Total`; version 2 holds them with the groups.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from equipoise.study import enumerations as words
from equipoise.study.legacy_groups import group_id
from equipoise.study.legacy_tree import Node
from equipoise.study.legacy_words import number, spelled
from equipoise.study.results import AdverseEvent, AdverseEvents, EventCount, EventGroup

_TOTALS = {
    "Total, all-cause mortality": "deaths",
    "Total, serious adverse events": "serious",
    "Total, other adverse events": "other",
}


@dataclass(slots=True)
class _Totals:
    """Participants affected and at risk by kind of event and group."""

    counts: dict[tuple[str, str | None], EventCount] = field(default_factory=dict)

    def affected(self, kind: str, group: str | None) -> int | None:
        found = self.counts.get((kind, group))
        return found.num_affected if found else None

    def at_risk(self, kind: str, group: str | None) -> int | None:
        found = self.counts.get((kind, group))
        return found.num_at_risk if found else None


def read_adverse_events(node: Node | None) -> AdverseEvents | None:
    """Serious and other events with the totals of each group."""
    if node is None:
        return None
    totals = _Totals()
    groups = node.listed("group")
    serious_node, other_node = node.node("serious_events"), node.node("other_events")
    threshold = other_node.text("frequency_threshold") if other_node else None
    serious, other = _events(serious_node, totals), _events(other_node, totals)
    return AdverseEvents(
        frequency_threshold=threshold,
        time_frame=node.text("time_frame"),
        description=node.text("desc"),
        event_groups=tuple(_group(group, totals) for group in groups),
        serious_events=serious,
        other_events=other,
    )


def _group(node: Node, totals: _Totals) -> EventGroup:
    key = group_id(node.attribute("group_id"))
    return EventGroup(
        id=key,
        title=node.text("title"),
        description=node.text("description"),
        deaths_num_affected=totals.affected("deaths", key),
        deaths_num_at_risk=totals.at_risk("deaths", key),
        serious_num_affected=totals.affected("serious", key),
        serious_num_at_risk=totals.at_risk("serious", key),
        other_num_affected=totals.affected("other", key),
        other_num_at_risk=totals.at_risk("other", key),
    )


def _events(node: Node | None, totals: _Totals) -> tuple[AdverseEvent, ...]:
    if node is None:
        return ()
    node.skip("frequency_threshold")  # the one of the other events counts
    vocabulary, assessment = node.text("default_vocab"), node.text("default_assessment")
    found: list[AdverseEvent] = []
    for category in node.listed("category"):
        system = category.text("title")
        for event in category.listed("event"):
            term_node = event.node("sub_title")
            term = term_node.words if term_node else None
            counts = tuple(map(_count, event.nodes("counts")))
            if system == "Total" and term in _TOTALS:
                totals.counts.update({(_TOTALS[term], count.group_id): count for count in counts})
                continue
            how = event.text("assessment") or assessment
            found.append(
                AdverseEvent(
                    term=term,
                    organ_system=system,
                    source_vocabulary=(term_node.attribute("vocab") if term_node else None) or vocabulary,
                    assessment_type=spelled(how, words.EventAssessment) if how else None,
                    notes=event.text("description"),
                    stats=counts,
                )
            )
    return tuple(found)


def _count(node: Node) -> EventCount:
    return EventCount(
        group_id=group_id(node.attribute("group_id")),
        num_events=number(node, node.attribute("events"), "@events"),
        num_affected=number(node, node.attribute("subjects_affected"), "@subjects_affected"),
        num_at_risk=number(node, node.attribute("subjects_at_risk"), "@subjects_at_risk"),
    )
