"""What surrounds a trial: the trials that its record names, and those of the library that study the same conditions."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.library.listing import Filter, Row
from equipoise.library.store import Library
from equipoise.service.trials import Trial
from equipoise.study.model import Study

_EXPANDED_ACCESS = "Expanded access to the treatment"
_MOST = 5


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Trials of the library that study the same conditions, and which of the trials that the record names it holds."""

    neighbours: tuple[Row, ...] = ()
    held: frozenset[str] = frozenset()


def named_trials(study: Study) -> dict[str, str]:
    """The other trials that the record itself names, by id, with their titles."""
    found = {each.nct_id: each.title for each in study.portal_related}
    access = study.status.expanded_access
    if access is not None and access.nct_id:
        found.setdefault(access.nct_id, _EXPANDED_ACCESS)
    return found


def surroundings(library: Library, trial: Trial) -> Surroundings:
    """What the library knows of the trial's surroundings."""
    held = frozenset(nct_id for nct_id in named_trials(trial.study) if library.get(nct_id) is not None)
    return Surroundings(_same_conditions(library, trial), held)


def _same_conditions(library: Library, trial: Trial) -> tuple[Row, ...]:
    """Other trials that study one of the conditions, the latest update first."""
    found: dict[str, Row] = {}
    for condition in trial.study.conditions:
        for row in library.rows(Filter(condition=condition), order="last_update", limit=_MOST + 1):
            if row.nct_id != trial.nct_id:
                found.setdefault(row.nct_id, row)
    return tuple(found.values())[:_MOST]
