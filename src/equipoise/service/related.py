"""What surrounds a trial: the trials that its record names, and those of the library that are like it, with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from equipoise.criteria import read_criteria
from equipoise.errors import RequestError
from equipoise.finding.related import Agreement, Atoms, Facet, Related, atoms_of, related, subject_of
from equipoise.library.index.record import v2_record
from equipoise.library.listing import Filter, Row
from equipoise.library.store import Library
from equipoise.service.readings import subjects
from equipoise.service.trials import Trial
from equipoise.study.model import Study

if TYPE_CHECKING:
    from equipoise.library.index.store import Index

MOST = 100
PAGE = 5
"""How many trials of each list stand on a trial's page."""

_EXPANDED_ACCESS = "Expanded access to the treatment"


@dataclass(frozen=True, slots=True)
class RelatedTrial:
    """A trial of the library that is like another: its line, how near it is (0 to 1), and each facet's agreement."""

    row: Row
    total: float
    facets: Mapping[Facet, Agreement]


@dataclass(frozen=True, slots=True)
class RelatedTrials:
    """Trials by study characteristics and research focus, and the nearest of the others by overall similarity.

    `behind` is how many changes of the library the index does not know yet.
    """

    focus: tuple[RelatedTrial, ...] = ()
    overall: tuple[RelatedTrial, ...] = ()
    behind: int = 0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Which of the trials that the record names the library holds, and the trials that are like it."""

    held: frozenset[str] = frozenset()
    like: RelatedTrials = field(default_factory=RelatedTrials)


def named_trials(study: Study) -> dict[str, str]:
    """The other trials that the record itself names, by id, with their titles."""
    found = {each.nct_id: each.title for each in study.portal_related}
    access = study.status.expanded_access
    if access is not None and access.nct_id:
        found.setdefault(access.nct_id, _EXPANDED_ACCESS)
    return found


def index_as_it_is(library: Library) -> Index:
    """The library's search index without bringing it up to date: enough for what stands beside a trial."""
    from equipoise.library.index.store import Index

    return Index.open(library.path)


def surroundings(library: Library, index: Index, trial: Trial) -> Surroundings:
    """What the library knows of the trial's surroundings."""
    held = frozenset(nct_id for nct_id in named_trials(trial.study) if library.get(nct_id) is not None)
    return Surroundings(held, related_trials(library, index, trial, PAGE))


def related_trials(library: Library, index: Index, trial: Trial, size: int) -> RelatedTrials:
    """At most `size` trials in each of the two lists. The trial itself may come from a file. Raises RequestError."""
    if not 1 <= size <= MOST:
        raise RequestError(f"expected 1 to {MOST}", place=f"-n {size}")
    subject = subject_of(int(trial.nct_id[3:]), v2_record(trial.study))
    view = index.view()
    with library.snapshot():
        lists = related(view, subject, atoms_of=_Subjects(library, trial), size=size)
        rows = _rows(library, (*lists.focus, *lists.overall))
        behind = library.watermark() - view.mark
    return RelatedTrials(_found(lists.focus, rows), _found(lists.overall, rows), max(0, behind))


def _rows(library: Library, found: Iterable[Related]) -> dict[int, Row]:
    ids = tuple(f"NCT{each.number:08}" for each in found)
    return {int(row.nct_id[3:]): row for row in library.rows(Filter(ids=ids))}


def _found(related: Iterable[Related], rows: Mapping[int, Row]) -> tuple[RelatedTrial, ...]:
    return tuple(RelatedTrial(rows[each.number], each.total, each.facets) for each in related if each.number in rows)


class _Subjects:
    """What criteria are about. Only the trial's own are read now, and only where there are others to compare with."""

    def __init__(self, library: Library, trial: Trial) -> None:
        self._library = library
        self._trial = trial

    def __call__(self, numbers: Sequence[int]) -> dict[int, Atoms]:
        rows = self._library.rows(Filter(ids=tuple(f"NCT{number:08}" for number in numbers)))
        found = {int(nct_id[3:]): atoms for nct_id, atoms in subjects(self._library, rows).items()}
        own = int(self._trial.nct_id[3:])
        if found.keys() - {own} and (own not in found or not self._trial.from_library):
            found[own] = self._own
        return found

    @cached_property
    def _own(self) -> Atoms:
        return atoms_of(read_criteria(self._trial.study.eligibility_text))
