"""What the records say about one concept: claims that it is there, may be there or is not there, and what silence
means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from equipoise.logic import FactKind, Reason, Truth, absence
from equipoise.patient.facts import TreatmentFact
from equipoise.screening.answer import Evidence
from equipoise.screening.context import Context, Interval, coverage_evidence, covering
from equipoise.screening.outcome import Outcome, T, U, disjunction, false, true, unknown
from equipoise.screening.why import Phrase

LIST_NAMES: dict[FactKind, str] = {
    "conditions": "problem list",
    "medications": "medication list",
    "procedures": "list of procedures",
    "immunizations": "immunization record",
    "allergies": "allergy list",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One record that bears on the concept: whether it makes it true, and if it leaves it open, why and what would
    settle it.
    """

    truth: Truth
    evidence: Evidence
    words: str = ""
    reason: Reason = "judgement"
    obtain: tuple[str, ...] = ()
    also: Evidence | None = None  # a second record that the first is held against

    def outcome(self) -> Outcome:
        """The claim by itself."""
        said: Phrase = (f"{self.words}: " if self.words else "on record: ", self.evidence)
        if self.also is not None:
            said = (*said, "; ", self.also)
        if self.truth is U:
            return unknown(self.reason, said, obtain=self.obtain)
        return true(said) if self.truth is T else false(said)


def doubted(fact: TreatmentFact, shown: Evidence) -> Claim:
    """What a treatment says of which it is not known whether it took place."""
    return Claim(U, shown, f"recorded, but {fact.doubt}", "missing-data", (f"whether {fact.name} took place",))


def strongest(claims: Sequence[Claim]) -> Outcome | None:
    """True if any record says so; else unknown if any may; else what denies it; None where no record speaks."""
    for wanted in (T, U):
        found = [claim for claim in claims if claim.truth is wanted]
        if wanted is T and found:
            return found[0].outcome()
        if found:
            return disjunction([claim.outcome() for claim in found])  # any of them may make it true
    return claims[0].outcome() if claims else None


def silence(name: str, kinds: Iterable[FactKind], asked: Interval, context: Context, *, time: str = "") -> Outcome:
    """What it means that no record speaks of it: false where every kind that could hold it is covered, unknown
    elsewhere.
    """
    said: list[str | Evidence] = []
    lacking: list[FactKind] = []
    for kind in kinds:
        covered = covering(context, kind, asked)
        if absence(kind, covered=covered is not None) is U or covered is None:
            lacking.append(kind)
            continue
        shown = coverage_evidence(covered, f"complete {LIST_NAMES.get(kind, kind)}")
        said += [" and " if said else "", f"the caller vouches for {kind}" if shown is None else shown]
    when = f" {time}" if time else ""
    if lacking:
        lists = " and ".join(f"complete {LIST_NAMES[kind]}" for kind in lacking if kind in LIST_NAMES)
        wanted = f"{name} ({lists})" if lists else name
        return unknown("missing-data", (f"nothing is recorded about {name}{when}",), obtain=(wanted,))
    return false((f"{name} is not recorded{when} (", *said, ")"))
