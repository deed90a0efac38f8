"""Bounds on what is measured: a quantity and a patient's results -> true, false or unknown, with the numbers that say
why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from equipoise.criteria.nodes import Expr, Quantity
from equipoise.logic import Truth
from equipoise.patient.facts import Measurement
from equipoise.patient.quantities import convert_kind, in_unit
from equipoise.screening import samples
from equipoise.screening.context import Context
from equipoise.screening.derived import derive
from equipoise.screening.operands import Operand, Refusal, compare, from_comparator, margin, verdict_words
from equipoise.screening.outcome import Outcome, conjunction, decided, disjunction, threshold, true, unknown
from equipoise.screening.samples import Samples, collect, evidence, label, same_moment
from equipoise.screening.set_aside import with_results_of
from equipoise.screening.unsupported_values import only_raises
from equipoise.screening.why import Phrase, number
from equipoise.vocabulary.quantities import QUANTITIES
from equipoise.vocabulary.units import UnitError

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
Evaluator = Callable[[Expr, Context], Outcome]

# One word for several results: a lower limit is met by any of them, an upper limit by all.
MEMBERS: dict[str, tuple[str, ...]] = {
    "muscle_enzyme": ("ck", "aldolase", "ldh", "alt", "ast"),
    "transaminase": ("alt", "ast"),
}
_JOINT_COUNTS = {"swollen_joints": 66, "tender_joints": 68}


class Bound(NamedTuple):
    """The right side: the number, the unit values are brought to, and how it reads after a number."""

    value: float
    unit: str
    words: str


def evaluate_quantity(quantity: Quantity, context: Context, evaluate: Evaluator) -> Outcome:
    """Whether the patient meets the bound."""
    if quantity.subject in MEMBERS:
        each = [
            evaluate_quantity(replace(quantity, subject=slug), context, evaluate) for slug in MEMBERS[quantity.subject]
        ]
        return conjunction(each) if quantity.op in ("<", "<=") else disjunction(each)
    bound = _bound(quantity)
    if bound is None:
        words = f"the text gives no unit for {label(quantity.subject)}, and several are in use"
        return unknown("damaged", (words,))
    if quantity.change is not None:
        return _changed(quantity, context)
    found = collect(quantity, context)
    if quantity.consecutive is not None:
        return _consecutive(quantity, bound, found, context, evaluate)
    if any(window.relation == "ever" for window in quantity.windows):
        return _ever(quantity, bound, found, context, evaluate)
    return _newest(quantity, bound, found, context, evaluate)


def _bound(quantity: Quantity) -> Bound | None:
    kind = QUANTITIES.get(quantity.subject)
    match quantity.reference:
        case "ULN" | "LLN" | "baseline":
            return Bound(quantity.value, "1", f" × {quantity.reference}")
        case "predicted":
            return Bound(quantity.value, "%", " % of predicted")
        case "absolute":
            unit = quantity.unit or (kind.default_unit_when_missing if kind is not None else "1")
            if not unit:
                return None
            plain = unit.startswith("{") or unit == "1"
            return Bound(quantity.value, unit, "" if plain else f" {unit}")


def _newest(quantity: Quantity, bound: Bound, found: Samples, context: Context, evaluate: Evaluator) -> Outcome:
    """The newest usable result decides; results of the same moment must agree."""
    if found.unclear and not found.usable:
        return _unclear(quantity, found)
    if not found.usable:
        without = _without(quantity, bound, found, context)
        return with_results_of(quantity.subject, without, context) if without.truth is U else without
    moment = same_moment(found.usable)
    outcomes = [_one(item, quantity, bound, context, evaluate) for item in _best_joint_counts(moment, quantity)]
    truths = {outcome.truth for outcome in outcomes}
    if len(truths) == 1:
        return replace(outcomes[0], said=(*outcomes[0].said, *_passed_over(found, context)))
    said: Phrase = (f"results of one moment contradict each other for {label(quantity.subject)}: ",)
    for item in moment:
        said = (*said, evidence(item), ", ")
    return unknown("missing-data", said[:-1], obtain=(f"repeat {label(quantity.subject)}",))


def _passed_over(found: Samples, context: Context) -> tuple[Phrase, ...]:
    """Newer results that cannot be used, and why: the one that decides is not the newest that there is."""
    newest = found.usable[0].when.end or date.min
    return tuple(
        ("a newer result is not used: ", evidence(item), f" ({trouble})")
        for item, trouble in found.refused
        if item.when.end is not None and newest < item.when.end <= context.on
    )


def _best_joint_counts(moment: list[Measurement], quantity: Quantity) -> list[Measurement]:
    """Of counts over different numbers of joints, the one asked for, else the fullest."""
    full = _JOINT_COUNTS.get(quantity.subject)
    if full is None or len(moment) == 1:
        return moment
    wanted = _wanted_joints(quantity) or full
    exact = [item for item in moment if _joints(item) == wanted]
    return exact or [max(moment, key=lambda item: _joints(item) or 0)]


def _joints(item: Measurement) -> int | None:
    return samples.joints_counted(" ".join((item.name, item.method or "", *item.context)))


def _wanted_joints(quantity: Quantity) -> int | None:
    return samples.joints_counted(" ".join(quantity.qualifiers))


def _one(item: Measurement, quantity: Quantity, bound: Bound, context: Context, evaluate: Evaluator) -> Outcome:
    """One result against the bound."""
    operand = _operand(item, quantity, bound, context)
    if isinstance(operand, Refusal):
        return unknown(operand.reason, operand.said, obtain=operand.obtain)
    outcome = compared(operand, quantity, bound)
    if quantity.subject in _JOINT_COUNTS:
        outcome = _of_fewer_joints(outcome, item, quantity)
    return _admissible(outcome, item, quantity, context, evaluate)


def compared(operand: Operand, quantity: Quantity, bound: Bound) -> Outcome:
    """The comparison, in words: value, how it stands to the bound, and by how much."""
    truth = compare(operand, quantity.op, bound.value)
    limit = f"{number(bound.value)}{bound.words}"
    verdict = f" is {verdict_words(truth, quantity.op)} {limit}{margin(operand, bound.value, bound.words)}"
    said = (*operand.said, verdict if truth is not U else f", {verdict_words(truth, quantity.op)} {limit}")
    if truth is U:
        return unknown("missing-data", said, obtain=(f"exact value of {label(quantity.subject)}",))
    return decided(truth is T, said)


def _operand(item: Measurement, quantity: Quantity, bound: Bound, context: Context) -> Operand | Refusal:
    """The result in the unit of the bound, or as a multiple of its own limit."""
    name = label(quantity.subject)
    if quantity.reference in ("ULN", "LLN"):
        return _multiple(item, quantity, context)
    if quantity.reference == "baseline":
        said: Phrase = (f"{name} is ", evidence(item), "; a baseline is not on file")
        return Refusal("missing-data", said, (f"baseline {name}",))
    try:
        value = in_unit(item, bound.unit)
    except UnitError as problem:
        return Refusal("missing-data", (f"{name} ", evidence(item), f" cannot be used: {problem}"), (f"repeat {name}",))
    converted = "" if item.unit == bound.unit or bound.unit == "1" else f", that is {number(value)}{bound.words}"
    said = (f"{name} ", evidence(item, converted))
    return from_comparator(value, item.comparator, said)


def _multiple(item: Measurement, quantity: Quantity, context: Context) -> Operand | Refusal:
    """The result divided by its own upper (or lower) limit of normal."""
    name, upper = label(quantity.subject), quantity.reference == "ULN"
    side = "upper" if upper else "lower"
    limit = None if item.limits is None else (item.limits.high if upper else item.limits.low)
    unit = (item.limits.unit if item.limits else None) or item.unit
    source = ""
    if limit is None and quantity.subject in context.default_limits:
        low, high, unit = context.default_limits[quantity.subject]
        limit, source = (high if upper else low), " by the caller's table"
    if limit is None or limit <= 0 or unit is None:
        said: Phrase = (f"{name} ", evidence(item), f" has no {side} limit of normal on file")
        return Refusal("missing-data", said, (f"{side} limit of normal for {name}",))
    try:
        value = in_unit(item, unit)
    except UnitError as problem:
        return Refusal("missing-data", (f"{name} ", evidence(item), f" cannot be used: {problem}"), (f"repeat {name}",))
    multiple = value / limit
    plain = "" if unit == "1" or unit.startswith("{") else f" {unit}"
    shown = evidence(item, f", {quantity.reference} {number(limit)}{plain}{source}")
    return from_comparator(
        multiple, item.comparator, (f"{name} {number(multiple)} × {quantity.reference} (", shown, ")")
    )


def _of_fewer_joints(outcome: Outcome, item: Measurement, quantity: Quantity) -> Outcome:
    """A count over fewer joints can only be lower than the full count, one over more can only be higher."""
    wanted, counted = _wanted_joints(quantity) or _JOINT_COUNTS[quantity.subject], _joints(item)
    if counted is None or counted == wanted or outcome.truth is U:
        return outcome
    settles_at_least = counted < wanted and (quantity.op in (">", ">=")) == (outcome.truth is T)
    settles_at_most = counted > wanted and (quantity.op in ("<", "<=")) == (outcome.truth is T)
    if settles_at_least or settles_at_most:
        return outcome
    said = (*(outcome.said[0] if outcome.said else ()), f"; it counts {counted} joints, not {wanted}")
    return unknown("missing-data", said, obtain=(f"{label(quantity.subject)} of {wanted} joints",))


def _admissible(
    outcome: Outcome, item: Measurement, quantity: Quantity, context: Context, evaluate: Evaluator
) -> Outcome:
    """The outcome, or unknown where the sample or the circumstances keep the value from counting."""
    circumstances = _circumstances(item, quantity)
    if circumstances is not None:
        return circumstances
    too_low = outcome.truth is (F if quantity.op in (">", ">=") else T if quantity.op in ("<", "<=") else None)
    if quantity.sample_needs is None or (too_low and only_raises(quantity.sample_needs)):
        return outcome
    needs = evaluate(quantity.sample_needs, replace(context, sample=item.when.end))
    if needs.truth in (T, None):
        return replace(outcome, said=(*outcome.said, *needs.said)) if needs.truth is T else outcome
    repeat = f"repeat {label(quantity.subject)}"
    if needs.truth is F:
        return unknown("missing-data", *needs.said, ("so the value cannot be used: ", evidence(item)), obtain=(repeat,))
    return replace(needs, said=((f"{label(quantity.subject)} ", evidence(item), " may not count"), *needs.said))


_ON_AIR = ("room air", "ambient air", "without oxygen", "no oxygen", "off oxygen")


def _circumstances(item: Measurement, quantity: Quantity) -> Outcome | None:
    """Unknown where the criterion asks for a value on room air and the record does not say that it is one."""
    if not any(word in " ".join(quantity.qualifiers).casefold() for word in ("room air", "ambient air")):
        return None
    said = " ".join((*item.context, item.method or "", item.name)).casefold()
    if any(words in said for words in _ON_AIR):
        return None
    name = label(quantity.subject)
    return unknown(
        "missing-data",
        (f"{name} ", evidence(item), ": whether it was measured on room air is not recorded"),
        obtain=(f"{name} on room air",),
    )


def _without(quantity: Quantity, bound: Bound, found: Samples, context: Context) -> Outcome:
    """No usable result: a value computed from others, else unknown with what is wrong with those there are."""
    name = label(quantity.subject)
    computed = derive(quantity, bound.unit, context)
    if isinstance(computed, Operand):
        return compared(computed, quantity, bound)
    asked_for = _asked_for(quantity)
    if found.stale:
        said: Phrase = (f"the newest {name} is older than {context.max_age_days} days: ", evidence(found.stale[0]))
        return unknown("stale", said, obtain=(asked_for,))
    if found.refused:
        item, trouble = found.refused[0]
        return unknown("missing-data", (f"{name} ", evidence(item), f" cannot be used: {trouble}"), obtain=(asked_for,))
    if isinstance(computed, Refusal):
        return unknown(computed.reason, computed.said, obtain=computed.obtain)
    if found.outside:
        said = (f"no {name} in the time asked about; the newest is ", evidence(found.outside[0]))
        return unknown("missing-data", said, obtain=(asked_for,))
    kind = QUANTITIES.get(quantity.subject)
    if quantity.subject in _ESTIMATED_BY_A_PERSON:
        return unknown("judgement", (f"{name} is the investigator's estimate",), standing=True)
    what = " (a clinician's score)" if kind is not None and kind.clinician else ""
    return unknown("missing-data", (f"no {name} on file{what}",), obtain=(asked_for,))


_ESTIMATED_BY_A_PERSON = frozenset({"life_expectancy"})


def _asked_for(quantity: Quantity) -> str:
    words = label(quantity.subject)
    if quantity.reference == "predicted":
        words += " in percent of predicted"
    if quantity.formula is not None:
        words += f" by {quantity.formula.title()}"
    return words


def _unclear(quantity: Quantity, found: Samples) -> Outcome:
    name = label(quantity.subject)
    said: Phrase = (f"whether {name} ", evidence(found.unclear[0]), " lies in the time asked about is not known")
    return unknown("missing-data", said, obtain=(f"exact date of {name}",))


def _consecutive(quantity: Quantity, bound: Bound, found: Samples, context: Context, evaluate: Evaluator) -> Outcome:
    """The newest k results, none skipped, each within the bound."""
    wanted = quantity.consecutive or 2
    listed = [*found.usable, *found.stale] if found.usable else []
    moments: list[list[Measurement]] = []
    while listed and len(moments) < wanted:
        moment = same_moment(tuple(listed))
        moments.append(moment)
        listed = [item for item in listed if item not in moment]
    if not moments:
        return _without(quantity, bound, found, context)
    each = [_newest(quantity, bound, Samples(tuple(moment)), context, evaluate) for moment in moments]
    together = conjunction(each)
    if together.truth is T and len(moments) < wanted:
        name = label(quantity.subject)
        said = (f"{wanted} consecutive results of {name} are asked for, {len(moments)} on file",)
        return unknown("missing-data", *together.said, said, obtain=(f"another {name}",))
    return together


def _ever(quantity: Quantity, bound: Bound, found: Samples, context: Context, evaluate: Evaluator) -> Outcome:
    """Any result at any time; where none meets the bound, what was never measured stays unknown."""
    each = [_one(item, quantity, bound, context, evaluate) for item in found.usable]
    if not each:
        return _without(quantity, bound, found, context)
    anywhere = threshold(1, each)
    if anywhere.truth is T:
        return true(*anywhere.said)
    return anywhere


def _changed(quantity: Quantity, context: Context) -> Outcome:
    """A relative rise or fall in percent, from the earliest result in the window to the newest."""
    name = label(quantity.subject)
    found = collect(replace(quantity, reference="absolute", windows=quantity.windows), context)
    series = [*found.usable, *found.stale]
    if len(series) < 2:
        words: Phrase = (f"fewer than two results of {name} on file",)
        return unknown("missing-data", words, obtain=(f"earlier and present {name}",))
    newest = series[0]
    outcomes = [_change_between(before, newest, quantity, name) for before in series[1:]]
    if len({outcome.truth for outcome in outcomes}) == 1:
        return outcomes[0]
    said = tuple(phrase for outcome in outcomes for phrase in outcome.said)
    return unknown("judgement", (f"the text does not say over what time {name} must change",), *said)


def _change_between(before: Measurement, after: Measurement, quantity: Quantity, name: str) -> Outcome:
    said: Phrase = (f"{name} went from ", evidence(before), " to ", evidence(after))
    try:
        first, last = before.value, convert_kind(after.value or 0.0, after.unit or "1", before.unit or "1", after.kind)
    except UnitError:
        return unknown("missing-data", (*said, ", in units that cannot be compared"), obtain=(f"repeat {name}",))
    if not first or before.comparator or after.comparator:
        return unknown("missing-data", (*said, ", which gives no percentage"), obtain=(f"repeat {name}",))
    percent = (last - first) / first * 100 * (1 if quantity.change == "increase" else -1)
    operand = Operand(percent, percent, (*said, f", {quantity.change} {number(percent)} %"))
    return compared(operand, quantity, Bound(quantity.value, "%", " %"))
