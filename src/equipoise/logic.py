"""Three-valued logic, and the tables that every engine reads.

Kleene's strong logic: `UNKNOWN` means that the answer exists and is not known. The tables are written out, not
derived, for
they are the definition. The room also holds the one table that says what the absence of a record means per kind of
fact, and
the one that turns the effects of criteria into a decision, so that the evaluator and the SQL compiler cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Literal


class Truth(Enum):
    """True, false, or not known."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    def __and__(self, other: Truth) -> Truth:
        return AND[self, other]

    def __or__(self, other: Truth) -> Truth:
        return OR[self, other]

    def __invert__(self) -> Truth:
        return NOT[self]


T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

NOT = {T: F, F: T, U: U}

AND = {
    (T, T): T, (T, U): U, (T, F): F,
    (U, T): U, (U, U): U, (U, F): F,
    (F, T): F, (F, U): F, (F, F): F,
}  # fmt: skip

OR = {
    (T, T): T, (T, U): T, (T, F): T,
    (U, T): T, (U, U): U, (U, F): U,
    (F, T): T, (F, U): U, (F, F): F,
}  # fmt: skip


def all_true(truths: Iterable[Truth]) -> Truth:
    """Conjunction; of nothing, true."""
    result = T
    for truth in truths:
        result = AND[result, truth]
    return result


def any_true(truths: Iterable[Truth]) -> Truth:
    """Disjunction; of nothing, false."""
    result = F
    for truth in truths:
        result = OR[result, truth]
    return result


def at_least(k: int, truths: Iterable[Truth]) -> Truth:
    """True when at least k are true, false when true and unknown together are fewer than k, else unknown."""
    listed = list(truths)
    true, unknown = listed.count(T), listed.count(U)
    return T if true >= k else F if true + unknown < k else U


FactKind = Literal[
    "conditions",
    "medications",
    "procedures",
    "immunizations",
    "allergies",
    "laboratory",
    "serology",
    "imaging",
    "scores",
    "vitals",
    "pregnancy",
    "lactation",
    "participation",
    "family-history",
    "social-history",
]

# What silence means: inside the coverage of a kind that can be listed in full, absence is false; for all others it is
# unknown
# whatever the coverage. (contracts/screening.md, "Coverage: when silence means no".)
ABSENCE_INSIDE_COVERAGE: dict[FactKind, Truth] = {
    "conditions": F,
    "medications": F,
    "procedures": F,
    "immunizations": F,
    "allergies": F,
    "laboratory": U,
    "serology": U,
    "imaging": U,
    "scores": U,
    "vitals": U,
    "pregnancy": U,
    "lactation": U,
    "participation": U,
    "family-history": U,
    "social-history": U,
}

LISTED_KINDS: tuple[FactKind, ...] = ("conditions", "medications", "procedures", "immunizations", "allergies")


def absence(kind: FactKind, *, covered: bool) -> Truth:
    """The truth of "there is such a fact" when no record says so. `covered`: the kind's coverage spans the window
    asked about.
    """
    return ABSENCE_INSIDE_COVERAGE[kind] if covered else U


Effect = Literal["pass", "block", "open"]
Reason = Literal["missing-data", "stale", "judgement", "attestation", "damaged", "not-understood"]
Decision = Literal["eligible-on-data", "review", "pending", "ineligible"]

# Most favourable first: a trial's decision is the most favourable over its populations.
DECISIONS: tuple[Decision, ...] = ("eligible-on-data", "review", "pending", "ineligible")


def decide(effects: Iterable[tuple[Effect, frozenset[Reason], bool]]) -> Decision:
    """The decision for one way of qualifying, from each criterion's effect, reasons for being open, and `sign_off`.

    The first that holds: a block; something open for want of data; something open that this patient's data or the text
    called up; else only standing sign-offs are left.
    """
    listed = list(effects)
    if any(effect == "block" for effect, _, _ in listed):
        return "ineligible"
    still_open = [(reasons, sign_off) for effect, reasons, sign_off in listed if effect == "open"]
    if any(reasons & {"missing-data", "stale"} for reasons, _ in still_open):
        return "pending"
    if any(not sign_off for _, sign_off in still_open):
        return "review"
    return "eligible-on-data"
