"""Whether a treatment goes on now: what is given in sessions or single doses is recorded one by one."""

from __future__ import annotations

from equipoise.logic import Truth
from equipoise.patient.facts import TreatmentFact
from equipoise.screening.bridges import due_again
from equipoise.screening.context import Context, Interval
from equipoise.screening.windows import overlaps
from equipoise.vocabulary.concepts import is_a

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

# Days after a single dose for which the drug may go on: antibodies are given weeks and months apart.
_NEXT_DOSE = 14
_FAR_APART = ("biologic",)
NOT_RECORDED = "given lately: whether it goes on is not recorded"


def goes_on(fact: TreatmentFact, context: Context) -> Truth:
    """True while it lasts, or one of several sessions was lately; unknown for as long as it may be continued."""
    now = overlaps(fact.when, Interval(context.on, context.on), context.on)
    start, end = fact.when.start, fact.when.end
    if now is not F or fact.planned or start is None or end is None or (end - start).days > 1:
        return now
    since = (context.on - end).days
    if since < 0:
        return F
    due = due_again(fact.keys)
    if due is not None:
        regular = since <= due and _is_one_of_several(fact, due, context)
        return T if regular else U if since <= context.max_age_days else F
    return U if fact.kind == "medication" and since <= gap_between(fact, context) else F


def gap_between(fact: TreatmentFact, context: Context) -> int:
    """Days after a dose for which the treatment may go on, for all that the record says."""
    due = due_again(fact.keys)
    if due is not None:
        return due
    apart = any(is_a(key, kind) for key in fact.keys for kind in _FAR_APART)
    return context.max_age_days if apart else _NEXT_DOSE


def _is_one_of_several(fact: TreatmentFact, due: int, context: Context) -> bool:
    """Whether another session lies within two intervals before this one: a single one may have been the only one."""
    day = fact.when.end
    return day is not None and any(
        other.when.end is not None and 0 < (day - other.when.end).days <= 2 * due
        for other in context.facts.treatments
        if not other.planned and due_again(other.keys) == due
    )
