"""From candidates to the two lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from equipoise.finding.related import atoms, designs, people, vectors
from equipoise.finding.related.atoms import Atoms
from equipoise.finding.related.candidates import Candidate, candidates
from equipoise.finding.related.model import Agreement, Related, Subject
from equipoise.finding.related.statistics import Statistics
from equipoise.finding.related.vectors import Vector
from equipoise.finding.related.weights import LEAST, WEIGHTS, Facet, ListName
from equipoise.library.index.profile import Profile
from equipoise.library.index.store import View

AtomsOf: TypeAlias = Callable[[Sequence[int]], Mapping[int, Atoms]]
"""By number, what the criteria of those of some trials are about that have been read."""

_FINALISTS = 15  # so many more than are asked for have their criteria compared


@dataclass(frozen=True, slots=True)
class Lists:
    """The trials like a trial: by study characteristics and research focus, and the nearest of the others overall."""

    focus: tuple[Related, ...]
    overall: tuple[Related, ...]


class _Vectors(NamedTuple):
    conditions: Vector
    mechanism: Vector


def related(view: View, subject: Subject, *, atoms_of: AtomsOf, size: int) -> Lists:
    """Both lists, of at most `size` trials each; none is in both."""
    statistics = Statistics.of(view)
    ours = _vectors(subject.profile, statistics)
    found = _candidates(subject, ours, statistics, size)
    compared = _compared(subject, ours, found, statistics)
    focus = _ordered(compared, "focus", subject, atoms_of, size)
    taken = {each.number for each in focus}
    others = [each for each in compared if each.number not in taken]
    overall = _ordered(others, "overall", subject, atoms_of, size)
    profiles = {each.number: each.profile for each in found}
    focus, overall = (
        [_explained(each, ours, _vectors(profiles[each.number], statistics)) for each in some]
        for some in (focus, overall)
    )
    return Lists(tuple(focus), tuple(overall))


def ranked(view: View, subject: Subject, name: ListName, *, size: int) -> list[Related]:
    """One list by itself, without criteria and reasons: what the benchmark measures."""
    statistics = Statistics.of(view)
    ours = _vectors(subject.profile, statistics)
    compared = _compared(subject, ours, _candidates(subject, ours, statistics, size), statistics)
    return _ordered(compared, name, subject, lambda _: {}, size)


def _candidates(subject: Subject, ours: _Vectors, statistics: Statistics, size: int) -> list[Candidate]:
    weights = WEIGHTS["focus"]
    wanted = ((ours.conditions, weights["conditions"]), (ours.mechanism, weights["mechanism"]))
    return candidates(subject, wanted, statistics, size)


def _compared(subject: Subject, ours: _Vectors, found: Iterable[Candidate], statistics: Statistics) -> list[Related]:
    """Every candidate with the facets that its profile tells, without the words of conditions and mechanism."""
    return [Related(each.number, 0.0, _facets(subject, ours, each, statistics)) for each in found]


def _vectors(profile: Profile, statistics: Statistics) -> _Vectors:
    return _Vectors(vectors.conditions(profile, statistics), vectors.mechanism(profile, statistics))


def _explained(found: Related, ours: _Vectors, theirs: _Vectors) -> Related:
    """The same with the words in which conditions and mechanism agree: only what is shown needs them."""
    words: dict[Facet, Agreement] = {
        "conditions": vectors.explained(ours.conditions, theirs.conditions),
        "mechanism": vectors.explained(ours.mechanism, theirs.mechanism),
    }
    return replace(found, facets={name: words.get(name, each) for name, each in found.facets.items()})


def _facets(subject: Subject, ours: _Vectors, other: Candidate, statistics: Statistics) -> dict[Facet, Agreement]:
    theirs = _vectors(other.profile, statistics)
    mine = subject.profile
    found: dict[Facet, Agreement] = {
        "design": designs.compared(mine.design, other.profile.design),
        "text": Agreement(other.text),
    }
    if (population := people.compared(mine.population, other.profile.population)) is not None:
        found["population"] = population
    if ours.conditions.length:
        found["conditions"] = Agreement(vectors.nearness(ours.conditions, theirs.conditions))
    if ours.mechanism.length:
        found["mechanism"] = Agreement(vectors.nearness(ours.mechanism, theirs.mechanism))
    if mine.sponsors:
        found["sponsor"] = designs.sponsors(mine.sponsors, other.profile.sponsors)
    return found


def _ordered(
    compared: Iterable[Related], name: ListName, subject: Subject, atoms_of: AtomsOf, size: int
) -> list[Related]:
    """The best by the list's weights. Criteria are compared of the finalists alone: theirs must be fetched."""
    best = _best((replace(each, total=total(each.facets, WEIGHTS[name])) for each in compared), size + _FINALISTS)
    read = atoms_of([subject.number, *(each.number for each in best)])
    if mine := read.get(subject.number):
        best = [_with_criteria(each, mine, read.get(each.number), WEIGHTS[name]) for each in best]
    return [each for each in _best(best, size) if each.total >= LEAST[name]]


def _with_criteria(found: Related, mine: Atoms, theirs: Atoms | None, weights: Mapping[Facet, float]) -> Related:
    agreement = atoms.compared(mine, theirs) if theirs is not None else None
    if agreement is None:
        return found
    facets = {**found.facets, "criteria": agreement}
    return Related(found.number, total(facets, weights), facets)


def total(facets: Mapping[Facet, Agreement], weights: Mapping[Facet, float]) -> float:
    """The mean of the scores in these weights, over the facets that could be compared."""
    whole = sum(weights[facet] for facet in facets)
    return sum(weights[facet] * each.score for facet, each in facets.items()) / whole if whole else 0.0


def _best(found: Iterable[Related], size: int) -> list[Related]:
    return sorted(found, key=lambda each: (-each.total, -each.number))[:size]
