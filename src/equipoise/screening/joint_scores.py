"""Joint counts from joints that were examined one by one, and the scores that rest on counts of 28 joints.

A count is never made from an incomplete set: with one of the 28 joints unrecorded it is unknown, and the answer says
which. Of a count over more joints than 28 the 28 are the least that it can be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from equipoise.criteria.nodes import Quantity, Window
from equipoise.errors import EquipoiseError
from equipoise.patient.facts import Measurement, Moment, Result
from equipoise.patient.formulas import arthritis
from equipoise.patient.joints import JOINTS_28, Joint, JointSign, joint_in, sign_in
from equipoise.screening.answer import Evidence
from equipoise.screening.context import Context
from equipoise.screening.findings_of import evidence as answer_evidence
from equipoise.screening.inputs import Input, lacking, listed, newest
from equipoise.screening.operands import Operand, Refusal
from equipoise.screening.samples import collect, is_stale, joints_counted, label, same_moment, shown
from equipoise.screening.samples import evidence as measured
from equipoise.screening.why import Phrase, moment_text, number
from equipoise.screening.windows import T, asked_by, happened_in

_SIGN_OF: dict[str, JointSign] = {"tender_joints": "tender", "swollen_joints": "swollen"}
_OF = len(JOINTS_28)
_NAMED = 6  # joints that a message names; of more it says how many


class _Seen(NamedTuple):
    """One joint on one day."""

    joint: Joint
    day: date
    there: bool
    evidence: Evidence


def joint_count(quantity: Quantity, unit: str, context: Context) -> Operand | Refusal | None:
    """How many joints are tender or swollen, counted one by one; None where no single joint is recorded."""
    counted = _counted(quantity.subject, quantity.windows, context)
    if counted is None or isinstance(counted, Refusal):
        return counted
    said, count = counted.said, int(counted.value)
    wanted = joints_counted(" ".join(quantity.qualifiers)) or {"tender_joints": 68}.get(quantity.subject, 66)
    return Operand(count, count + max(wanted - _OF, 0), said)


class _Counted(NamedTuple):
    value: float
    said: Phrase


def _counted(slug: str, windows: tuple[Window, ...], context: Context) -> _Counted | Refusal | None:
    """The count of the newest day on which any of the 28 was examined."""
    sign = _SIGN_OF[slug]
    seen = _seen(sign, windows, context)
    if not seen:
        return None
    newest_day = max(each.day for each in seen)
    by_joint: dict[Joint, _Seen] = {}
    for each in (each for each in seen if each.day == newest_day):
        rival = by_joint.setdefault(each.joint, each)
        if rival.there != each.there:
            said: Phrase = (
                f"whether the {each.joint} is {sign} is contradicted: ",
                rival.evidence,
                ", ",
                each.evidence,
            )
            return Refusal("missing-data", said, (f"repeat {label(slug)} of {_OF} joints",))
    absent = [str(joint) for joint in JOINTS_28 if joint not in by_joint]
    if absent:
        what = ", ".join(absent) if len(absent) <= _NAMED else f"{len(absent)} of {_OF} joints"
        said = (f"not every joint was examined on {newest_day.isoformat()}: whether {what} is {sign} is not recorded",)
        return Refusal("missing-data", said, (f"{label(slug)} of {_OF} joints ({what})",))
    count = sum(each.there for each in by_joint.values())
    listed_joints = listed([(by_joint[joint].evidence,) for joint in JOINTS_28])
    return _Counted(count, (f"{label(slug)} {count} of {_OF} joints (", *listed_joints, ")"))


def _seen(sign: JointSign, windows: tuple[Window, ...], context: Context) -> list[_Seen]:
    """Every joint of the 28 that was examined for the sign in the time asked about."""
    found = []
    asked, dated = asked_by(windows, context), bool(windows)
    facts: tuple[Result | Measurement, ...] = (*context.facts.results, *context.facts.measurements)
    for fact in facts:
        if sign_in(fact.name) != sign or (joint := joint_in(fact.name)) is None:
            continue
        there, day = _there(fact), _day(fact.when)
        if there is None or day is None or day > context.on:
            continue
        timely = happened_in(fact.when, asked.interval) is T if dated else not is_stale(day, context)
        if timely:
            found.append(_Seen(joint, day, there, _evidence(fact)))
    return found


def _there(fact: Result | Measurement) -> bool | None:
    """Whether the sign is there: yes or no in words, or a degree as a plain number."""
    if isinstance(fact, Result):
        return None if fact.polarity is None else fact.polarity == "positive"
    plain = fact.unit is None or fact.unit == "1" or fact.unit.startswith("{")
    return None if fact.value is None or not plain or fact.unusable or fact.comparator else fact.value > 0


def _day(when: Moment) -> date | None:
    return when.end if when.start == when.end else None


def _evidence(fact: Result | Measurement) -> Evidence:
    if isinstance(fact, Result):
        return answer_evidence(fact)
    return Evidence(fact.resource, f"{fact.name}: {shown(fact)}", moment_text(fact.when))


# Scores


class _Part(NamedTuple):
    """One input of a score as a number and as it is shown."""

    value: float
    said: Phrase


def _joints_28(slug: str, windows: tuple[Window, ...], context: Context) -> _Part | Refusal:
    """A reported count of 28 joints, else one made of single joints."""
    reported = collect(Quantity(slug, ">=", 0.0, "{count}", windows=windows), context).usable
    of_28 = [item for item in reported if _is_of_28(item) and item.comparator is None]
    if of_28:
        if len({item.value for item in same_moment(tuple(of_28))}) > 1:
            said: Phrase = (f"results of one moment contradict each other for {label(slug)}",)
            return Refusal("missing-data", said, (f"repeat {label(slug)}",))
        return _Part(of_28[0].value or 0.0, (f"{label(slug)} of {_OF} joints ", measured(of_28[0])))
    counted = _counted(slug, windows, context)
    if counted is None:
        words = f"no {label(slug)} of {_OF} joints on file"
        return Refusal("missing-data", (words,), (f"{label(slug)} of {_OF} joints",))
    return counted if isinstance(counted, Refusal) else _Part(counted.value, counted.said)


def _is_of_28(item: Measurement) -> bool:
    return joints_counted(" ".join((item.name, item.method or "", *item.context))) == _OF


class _Score(NamedTuple):
    """A score of joint counts and other inputs: (slug, unit) in the order of the formula's arguments."""

    name: str
    others: tuple[tuple[str, str], ...]
    compute: Callable[..., float]


def _score(score: _Score, quantity: Quantity, context: Context) -> Operand | Refusal | None:
    """The score; None where the record has no joint counts at all."""
    counts = [_joints_28(slug, quantity.windows, context) for slug in _SIGN_OF]
    if not _any_joints(counts, context):
        return None
    others = [newest(slug, unit, quantity.windows, context) for slug, unit in score.others]
    refusals = [each for each in (*counts, *others) if isinstance(each, Refusal)]
    if refusals:
        return lacking(score.name, refusals)
    parts = [each for each in counts if isinstance(each, _Part)]
    inputs = [each for each in others if isinstance(each, Input)]
    try:
        value = score.compute(*(int(part.value) for part in parts), *(each.value for each in inputs))
    except EquipoiseError:
        return Refusal("missing-data", (f"{score.name} cannot be computed from the values on file",), (score.name,))
    shown_inputs: list[Phrase] = [
        (f"{label(slug)} ", each.shown) for (slug, _), each in zip(score.others, inputs, strict=True)
    ]
    said = listed([*(part.said for part in parts), *shown_inputs])
    return Operand(value, value, (f"{score.name} {number(value)} (", *said, ")"))


def _any_joints(counts: list[_Part | Refusal], context: Context) -> bool:
    """Whether anything of joints is recorded: without it, the score is one that a clinician has to make."""
    if any(isinstance(each, _Part) for each in counts):
        return True
    return any(_seen(sign, (), context) for sign in _SIGN_OF.values())


_GLOBAL_MM = ("patient_global", "mm")
_GLOBALS_CM = (("patient_global", "cm"), ("physician_global", "cm"))
_ESR = _Score(
    "DAS28-ESR",
    (("esr", "mm/h"), _GLOBAL_MM),
    lambda tender, swollen, esr, patient: (
        arthritis.das28_esr(tender=tender, swollen=swollen, esr=esr, patient_global=patient).value
    ),
)
_CRP = _Score(
    "DAS28-CRP",
    (("crp", "mg/L"), _GLOBAL_MM),
    lambda tender, swollen, crp, patient: (
        arthritis.das28_crp(tender=tender, swollen=swollen, crp=crp, patient_global=patient).value
    ),
)
_CDAI = _Score(
    "CDAI",
    _GLOBALS_CM,
    lambda tender, swollen, patient, physician: (
        arthritis.cdai(tender=tender, swollen=swollen, patient_global=patient, physician_global=physician).value
    ),
)
_SDAI = _Score(
    "SDAI",
    (*_GLOBALS_CM, ("crp", "mg/dL")),
    lambda tender, swollen, patient, physician, crp: (
        arthritis.sdai(
            tender=tender, swollen=swollen, patient_global=patient, physician_global=physician, crp=crp
        ).value
    ),
)


def _of(score: _Score) -> Callable[[Quantity, str, Context], Operand | Refusal | None]:
    return lambda quantity, _, context: _score(score, quantity, context)


def _das28(quantity: Quantity, _: str, context: Context) -> Operand | Refusal | None:
    """ "DAS28" by itself is either form: both where both can be computed, so that it is known only where they agree."""
    each = [_score(score, quantity, context) for score in (_ESR, _CRP)]
    known = [found for found in each if isinstance(found, Operand)]
    if len(known) < len(each):
        return known[0] if known else each[0]
    low, high = min(found.low for found in known), max(found.high for found in known)
    return Operand(low, high, listed([found.said for found in known]))


JOINT_SCORES: Mapping[str, Callable[[Quantity, str, Context], Operand | Refusal | None]] = {
    "tender_joints": joint_count,
    "swollen_joints": joint_count,
    "das28": _das28,
    "das28_esr": _of(_ESR),
    "das28_crp": _of(_CRP),
    "cdai": _of(_CDAI),
    "sdai": _of(_SDAI),
}
