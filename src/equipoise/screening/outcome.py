"""What evaluating a piece of a criterion gives, and how pieces combine.

An outcome is a truth value, the phrases that say why, and for an unknown one the reasons why it is open. `truth` is
None where the piece is not applicable: it then drops out of whatever it stands in ("ALT at most 3 times ULN, or 5
times if liver metastases are present" is the first bound alone for a patient without metastases).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from equipoise.logic import Reason, Truth, all_true, any_true, at_least
from equipoise.screening.why import Phrase

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


@dataclass(frozen=True, slots=True)
class Open:
    """One reason why an answer is not known.

    `standing`: the item asks for a person's word whoever the patient is. `obtain` names what would settle it.
    """

    reason: Reason
    standing: bool = False
    obtain: tuple[str, ...] = ()


class Made(NamedTuple):
    """How an unknown outcome came of others: all of them, any, or so many; `turned` by a negation."""

    rule: Literal["all", "any"] | int
    parts: tuple[Outcome, ...]
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Truth (None: not applicable), why, and the reasons for being open where the truth is unknown.

    `made` is for what asks which facts would settle it; it says nothing that the rest does not.
    """

    truth: Truth | None
    said: tuple[Phrase, ...] = ()
    open: tuple[Open, ...] = ()
    personal: bool = False  # rests on a person's word alone, not on data
    moot: tuple[
        Open, ...
    ] = ()  # why it may turn out not to apply: by itself it passes either way, in a list it may drop out
    made: Made | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if (self.truth is U) != bool(self.open):
            raise ValueError(
                f"Outcome.open: expected reasons exactly for an unknown, received {self.truth} {self.open}"
            )


def true(*said: Phrase) -> Outcome:
    """True, because."""
    return Outcome(T, said)


def false(*said: Phrase) -> Outcome:
    """False, because."""
    return Outcome(F, said)


def decided(holds: bool, *said: Phrase) -> Outcome:
    """True or false, because."""
    return Outcome(T if holds else F, said)


def unknown(reason: Reason, *said: Phrase, obtain: Sequence[str] = (), standing: bool = False) -> Outcome:
    """Unknown, for this reason; `obtain` would settle it."""
    return Outcome(U, said, (Open(reason, standing, tuple(obtain)),))


def not_applicable(*said: Phrase) -> Outcome:
    """Not asked of this patient."""
    return Outcome(None, said)


def negated(outcome: Outcome) -> Outcome:
    """The truth turned round; the reasons stay."""
    if outcome.truth is None:
        return outcome
    made = outcome.made and outcome.made._replace(turned=not outcome.made.turned)
    return replace(outcome, truth=~outcome.truth, made=made)


def conjunction(outcomes: Iterable[Outcome]) -> Outcome:
    """All of them."""
    return _combined([_unless_moot(outcome, F) for outcome in outcomes], "all", all_true)


def disjunction(outcomes: Iterable[Outcome]) -> Outcome:
    """At least one of them."""
    return _combined([_unless_moot(outcome, T) for outcome in outcomes], "any", any_true)


def threshold(k: int, outcomes: Iterable[Outcome]) -> Outcome:
    """At least k of them; what is not applicable is not one of two or more that are counted."""
    counted = [_unless_moot(outcome, T) for outcome in outcomes]
    if k > 1:
        counted = [replace(outcome, truth=F) if outcome.truth is None else outcome for outcome in counted]
    return _combined(counted, k, lambda truths: at_least(k, truths))


def _unless_moot(outcome: Outcome, decisive: Truth) -> Outcome:
    """A truth that would decide the list is not known as long as it may drop out of it."""
    if outcome.moot and outcome.truth is decisive:
        return Outcome(U, outcome.said, outcome.moot)
    return outcome


def _combined(
    outcomes: list[Outcome], name: Literal["all", "any"] | int, rule: Callable[[list[Truth]], Truth]
) -> Outcome:
    """The rule over what applies. Said is what decided: the pieces that have the truth of the whole."""
    asked = [outcome for outcome in outcomes if outcome.truth is not None]
    if not asked:
        return Outcome(None, tuple(phrase for outcome in outcomes for phrase in outcome.said))
    truth = rule([outcome.truth for outcome in asked if outcome.truth is not None])
    decisive = [outcome for outcome in asked if outcome.truth is truth] or asked
    return Outcome(
        truth,
        tuple(phrase for outcome in decisive for phrase in outcome.said),
        tuple(dict.fromkeys(item for outcome in decisive for item in outcome.open)) if truth is U else (),
        personal=all(outcome.personal for outcome in asked),
        moot=_all_moot(asked) if truth is not U else (),
        made=Made(name, tuple(asked)) if truth is U else None,
    )


def _all_moot(outcomes: list[Outcome]) -> tuple[Open, ...]:
    """Why the whole may turn out not to apply: only where every piece may."""
    if not all(outcome.moot for outcome in outcomes):
        return ()
    return tuple(dict.fromkeys(item for outcome in outcomes for item in outcome.moot))


def readings(outcomes: Sequence[Outcome], why: Phrase) -> Outcome:
    """The outcome that all readings of a text share; open for damage where they differ."""
    first = outcomes[0]
    if all(outcome.truth is first.truth for outcome in outcomes):
        if first.truth is U:
            opened = tuple(dict.fromkeys(item for outcome in outcomes for item in outcome.open))
            return replace(first, open=opened, made=Made("all", tuple(outcomes)))
        return first
    known = tuple(dict.fromkeys(item for outcome in outcomes for item in outcome.open))
    said = tuple(phrase for outcome in outcomes for phrase in outcome.said)
    return Outcome(U, (why, *said), (Open("damaged"), *known))
