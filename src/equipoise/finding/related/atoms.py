"""What the criteria of a trial are about, small enough to be kept for every trial that has been read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from equipoise.criteria.model import Criteria
from equipoise.finding.compare.requirements import Requirement, requirements
from equipoise.finding.related.model import Agreement

Atoms: TypeAlias = dict[str, float]
"""The subjects of a trial's criteria, in plain words, and what each tells."""

# What nearly every trial asks about tells little of what it studies.
_USUAL = 0.2
_USUAL_SUBJECTS = frozenset(
    {
        "age",
        "pregnancy",
        "lactating",
        "contraception",
        "ast",
        "alt",
        "bilirubin",
        "creatinine",
        "platelets",
        "hemoglobin",
        "neutrophils",
        "wbc",
        "creatinine clearance",
        "egfr",
        "ecog",
        "inr",
        "human immunodeficiency virus infection",
        "hepatitis b",
        "hepatitis c",
        "infection",
        "malignancy",
        "surgery",
        "allergy",
        "life expectancy",
        "investigational drug",
        "substance abuse",
        "mental disorder",
    }
)
_MOST_WORDS = 4


def atoms_of(criteria: Criteria) -> Atoms:
    """The subjects of the criteria that were understood."""
    return {subject: _USUAL if usual else 1.0 for subject, usual in map(_subject, _distinct(requirements(criteria)))}


def _distinct(found: Iterable[Requirement]) -> Iterable[Requirement]:
    return {each.about: each for each in found}.values()


def _subject(requirement: Requirement) -> tuple[str, bool]:
    """`platelets low`, `tuberculosis`, and whether it is among the usual."""
    kind, name, *rest = requirement.about
    if kind == "quantity":
        return f"{name} {rest[0]}", name in _USUAL_SUBJECTS
    return (name if requirement.wanted else f"no {name}"), name in _USUAL_SUBJECTS


def compared(ours: Atoms, theirs: Atoms) -> Agreement | None:
    """The weighted share of subjects that both have (Jaccard's); None where either has none."""
    if not ours or not theirs:
        return None
    shared = ours.keys() & theirs.keys()
    every = {**ours, **theirs}
    words = sorted(shared, key=lambda subject: (-every[subject], subject))
    return Agreement(sum(every[each] for each in shared) / sum(every.values()), tuple(words[:_MOST_WORDS]))
