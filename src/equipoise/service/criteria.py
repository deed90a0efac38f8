"""A trial's eligibility criteria, understood, with an account of every character of the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from equipoise.criteria import Criteria, Criterion, read_criteria
from equipoise.criteria.nodes import Personal, Unsupported, atoms
from equipoise.criteria.reading import reading
from equipoise.service.trials import Trial

Understood = Literal["computed", "person", "not-understood", "no-condition"]
"""How a criterion is answered: from data; by a person's word; not at all; or it asks nothing of the patient."""

_BY_A_PERSON = frozenset({"judgement", "attestation", "damaged"})


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of something is computed, needs a person, is not understood, or states no condition."""

    computed: int = 0
    person: int = 0
    not_understood: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.computed + self.person + self.not_understood + self.other

    def __add__(self, more: Shares) -> Shares:
        return Shares(
            self.computed + more.computed,
            self.person + more.person,
            self.not_understood + more.not_understood,
            self.other + more.other,
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a text is understood, in criteria and in characters that are not white space.

    Of criteria, `other` are headings, definitions and notes; of characters, it is headings, numbers and joining words.
    """

    criteria: Shares = Shares()
    characters: Shares = Shares()

    def __add__(self, more: Coverage) -> Coverage:
        return Coverage(self.criteria + more.criteria, self.characters + more.characters)


@dataclass(frozen=True, slots=True)
class TrialCriteria:
    """A trial with its criteria, read."""

    trial: Trial
    criteria: Criteria

    @property
    def coverage(self) -> Coverage:
        """How far the text is understood."""
        return coverage(self.criteria)

    def reading(self) -> dict[str, Any]:
        """The exchange form, for tools outside the program."""
        return reading(self.trial.nct_id, self.criteria)


def criteria_of(trial: Trial) -> TrialCriteria:
    """Read the trial's eligibility text. Never raises: what is not understood is in the result, with its place."""
    return TrialCriteria(trial, read_criteria(trial.study.eligibility_text))


def understood(criterion: Criterion) -> Understood:
    """How a criterion is answered. Words that were not understood make all of it so; a lost item needs a person."""
    if criterion.role == "lost":
        return "person"
    if criterion.expr is None:
        return "no-condition"
    found = tuple(atoms(criterion.expr))
    if any(isinstance(atom, Unsupported) for atom in found):
        return "not-understood"
    by_a_person = criterion.decidable in _BY_A_PERSON or any(isinstance(atom, Personal) for atom in found)
    return "person" if by_a_person else "computed"


def coverage(criteria: Criteria) -> Coverage:
    """The account of a text: each criterion once, and each character that is not white space once."""
    of_criteria = _shares((understood(criterion), 1) for criterion in criteria.criteria)
    of_characters = _shares((leaf.kind, _visible(leaf.span.of(criteria.text))) for leaf in criteria.leaves)
    return Coverage(of_criteria, of_characters)


def _visible(text: str) -> int:
    return sum(len(word) for word in text.split())


def _shares(counted: Iterable[tuple[str, int]]) -> Shares:
    sums = {"computed": 0, "person": 0, "not-understood": 0, "other": 0}
    for kind, count in counted:
        sums[kind if kind in sums else "other"] += count
    return Shares(sums["computed"], sums["person"], sums["not-understood"], sums["other"])
