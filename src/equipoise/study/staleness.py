"""Whether a record still says that a trial runs when its own dates say that it is over."""

from __future__ import annotations

from datetime import date

from equipoise.source import Problem
from equipoise.study.model import Study

_RUNNING = frozenset(
    {"RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION", "ACTIVE_NOT_RECRUITING", "SUSPENDED"}
)


def stale_status(study: Study, today: date) -> Problem | None:
    """The finding `stale-status` where the completion date has passed and the status is one of a running trial.

    A date known to the month has passed when the month has. The status may be out of date, or the trial late: the
    finding says that the two do not fit, not which is wrong.
    """
    event = study.status.completion_date
    if event is None or event.date is None:
        return None
    if study.overall_status not in _RUNNING or event.date.latest() >= today:
        return None
    message = f"the status is {study.overall_status} although the completion date {event.date} has passed"
    return Problem("stale-status", message, place="$.protocolSection.statusModule.overallStatus")
