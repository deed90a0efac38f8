"""Diseases and findings: whether the patient has one, had one, or has had it for so long."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from equipoise.criteria.nodes import Concept, Window
from equipoise.logic import FactKind, Truth, any_true
from equipoise.patient.facts import ConditionFact, Moment
from equipoise.screening import findings_of, records, serology
from equipoise.screening.answer import Evidence
from equipoise.screening.bridges import OPEN_DISEASES
from equipoise.screening.claims import Claim, doubted, silence, strongest
from equipoise.screening.context import Context, covering
from equipoise.screening.matching import (
    Match,
    alternatives,
    by_criteria,
    is_one_of,
    matches,
    names_criteria,
    qualifiers_of,
    recognisable,
    recognised,
)
from equipoise.screening.matching import words as words_of
from equipoise.screening.outcome import Outcome, unknown
from equipoise.screening.qualifiers import TOLD_APART, holds, recorded_words
from equipoise.screening.relative import near_diagnosis
from equipoise.screening.set_aside import with_records_of
from equipoise.screening.why import moment_text
from equipoise.screening.windows import Asked, asked_by, happened_in, lasted, overlaps
from equipoise.screening.wordlists import spoken
from equipoise.vocabulary.concepts import find, is_a
from equipoise.vocabulary.scan import scan

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

# Diseases that happen on a day: "within six months" asks when it happened, not whether it is still on the problem list.
_EVENTS = (
    "myocardial infarction", "stroke", "transient ischemic attack", "fracture", "hemorrhage", "bleeding",
    "pulmonary embolism", "trauma", "injury", "cardiac arrest", "suicide attempt",
)  # fmt: skip


def has_condition(concept: Concept, context: Context, favourable: bool, without: tuple[Concept, ...] = ()) -> Outcome:
    """Whether the condition is on record in the time asked about; `without` are kinds of it that do not count.

    `favourable` says whether having it helps the patient to qualify.
    """
    asked = asked_by(concept.windows, context)
    cause = _absent_cause(concept, context)
    if cause is not None:
        return cause
    concept = recognised(concept)
    claims = [
        claim
        for fact, match in records.conditions(concept, context)
        if (claim := _counted(concept, fact, match, context, asked, without)) is not None
    ]
    if favourable:
        claims = [_begun_in_time(claim, concept, context, asked) for claim in claims]
    claims += findings_of.claims(concept, context, asked)
    if concept.key is not None and not concept.narrowed:
        claims += _treated(concept, context, asked)
    claims += serology.claims(concept, context, asked)
    claims += _perhaps_of_class(concept, context, asked, without)
    found = strongest(claims)
    if found is not None:
        return found
    return with_records_of(concept, nothing_recorded(concept, "conditions", asked, context, favourable), context)


def _perhaps_of_class(concept: Concept, context: Context, asked: Asked, without: tuple[Concept, ...]) -> list[Claim]:
    """Diagnoses that may belong to a class whose table is not complete: a thyroiditis may be autoimmune."""
    kinds = OPEN_DISEASES.get(concept.key or "", ())
    wanted = f"whether it is {concept.name}"
    return [
        Claim(U, evidence(fact), f"{wanted} is for a person to say", "judgement", (wanted,))
        for fact in records.conditions_of(kinds, context)
        if _in_time(concept, fact, context, asked).truth is not F and not is_one_of(without, fact)
    ]


def _begun_in_time(claim: Claim, concept: Concept, context: Context, asked: Asked) -> Claim:
    """ "Asthma within 2 years" in an inclusion can ask when it was diagnosed: one that began before and goes on is in
    doubt. What excludes is asked about for as long as it lasts.
    """
    within = any(window.relation == "within" and window.anchor != "diagnosis" for window in concept.windows)
    if claim.truth is not T or not within or concept.narrowed:
        return claim
    own = [fact for fact, _ in records.conditions(concept, context) if fact.resource == claim.evidence.resource]
    if any(happened_in(_beginning(fact), asked.interval) is not F for fact in own):
        return claim
    words = f"it began before: whether {concept.name} must be new in that time is for a person to say"
    return Claim(U, claim.evidence, words, "judgement")


def _counted(
    concept: Concept,
    fact: ConditionFact,
    match: Match,
    context: Context,
    asked: Asked,
    without: tuple[Concept, ...],
) -> Claim | None:
    claim = _claim(concept, fact, match, context, asked)
    return None if claim is None else _unless_excepted(claim, fact, without, context)


def _unless_excepted(claim: Claim, fact: ConditionFact, without: tuple[Concept, ...], context: Context) -> Claim | None:
    """What the diagnosis says where some kinds do not count; "adequately treated skin cancer" excepts no other."""
    for kind in without:
        match = matches(kind, fact.keys, fact.name)
        timed = kind if kind.windows else replace(kind, windows=(Window("ever"),))
        own = _claim(timed, fact, match, context, asked_by(timed.windows, context)) if match == "is" else None
        if own is not None and own.truth is T:
            return None
        if match == "may be" or (match == "is" and (own is None or own.truth is U)):
            wanted = f"whether it is {kind.name}"
            claim = Claim(U, claim.evidence, f"{wanted} is not recorded", obtain=(wanted,))
    return claim


_ASSOCIATED = re.compile(r"(.+?)[- ](?:associated|related|induced) (.+)")


def _absent_cause(concept: Concept, context: Context) -> Outcome | None:
    """ "Cancer-associated myositis" needs a cancer: false where a complete list shows none."""
    match = _ASSOCIATED.fullmatch(concept.key or concept.name)
    cause = find(match[1]) if match else None
    if cause is None or cause.kind != "condition" or recognisable(concept.key):
        return None
    there = has_condition(
        Concept("condition", cause.name, key=cause.key, windows=(Window("ever"),)), context, favourable=False
    )
    return there if there.truth is F else None


def nothing_recorded(concept: Concept, kind: FactKind, asked: Asked, context: Context, favourable: bool) -> Outcome:
    """Silence; of a name that the vocabulary does not know, a complete list says nothing: a person must read it."""
    anything = any(fact.relation is None for fact in context.facts.conditions)
    if not recognisable(concept.key) and anything and covering(context, kind, asked.interval) is not None:
        words = f"no record names {concept.name}, which the vocabulary has no codes for: somebody must look"
        if favourable:
            return unknown("missing-data", (words,), obtain=(concept.name,))
        return unknown("judgement", (words,), standing=True)
    return silence(concept.name, (kind,), asked.interval, context, time=asked.words)


def family_history(concept: Concept, context: Context) -> Outcome:
    """A relative's disease; silence about relatives is never a no."""
    everywhere = replace(concept, windows=())
    relatives = [*context.facts.family, *(fact for fact in context.facts.conditions if fact.relation is not None)]
    claims = [
        Claim(T, Evidence(fact.resource, f"{fact.relation}: {fact.name}"))
        for fact in relatives
        if matches(everywhere, fact.keys, fact.name) == "is"
    ]
    return strongest(claims) or unknown(
        "missing-data",
        (f"no family history of {concept.name} is recorded",),
        obtain=(f"family history of {concept.name}",),
    )


def evidence(fact: ConditionFact) -> Evidence:
    """The diagnosis as evidence: its name, whether it is over, and since when."""
    state = "" if fact.active is not False else ", resolved or inactive"
    begun = moment_text(fact.onset) or (f"recorded {fact.recorded.isoformat()}" if fact.recorded else None)
    return Evidence(fact.resource, f"{fact.name}{state}", begun)


def only_suspected(fact: ConditionFact, name: str) -> Claim:
    """What a diagnosis that nobody has confirmed says."""
    return Claim(U, evidence(fact), "only suspected", "missing-data", (f"whether {name} is confirmed",))


def _claim(concept: Concept, fact: ConditionFact, match: Match, context: Context, asked: Asked) -> Claim | None:
    """What one diagnosis that is or may be the concept says; None where it is of another time."""
    name, shown = concept.name, evidence(fact)
    timely = _in_time(concept, fact, context, asked)
    if timely.truth is F:
        return None
    if match == "may be":
        unsaid = words_of(name) - recorded_words(fact)
        if any(holds(word, unsaid, fact, context) is F for word in unsaid & TOLD_APART):
            return Claim(F, shown, f"not {name}")
        if unsaid:
            return Claim(U, shown, f"may or may not be {name}", "judgement", (f"whether it is {name}",))
    if fact.suspected and not concept.suspected:
        return only_suspected(fact, name)
    if timely.truth is U:
        return replace(timely, evidence=shown)
    asked_for = qualifiers_of(concept)
    for group in alternatives(name, asked_for):
        held = any_true(holds(qualifier, asked_for, fact, context) for qualifier in group)
        words = " or ".join(sorted(group))
        if held is F:
            return Claim(F, shown, f"not {words}")
        if held is U:
            return Claim(U, shown, f"whether it is {words} is not recorded", "judgement", (f"whether {name}",))
    for criteria in concept.qualifiers:
        if by_criteria(criteria) and not _classified(fact, context):
            words = f"whether it is diagnosed {criteria} is not recorded"
            return Claim(U, shown, words, "missing-data", (f"whether it is diagnosed {criteria}",))
    if timely.words and timely.evidence != shown:
        return Claim(T, shown, "", also=timely.evidence)
    return Claim(T, shown)


def _classified(fact: ConditionFact, context: Context) -> bool:
    """Whether a set of criteria for the disease, or for one that it is a kind of, is on record as met."""
    return any(
        result.polarity == "positive"
        and names_criteria(result.name)
        and any(is_a(key, disease) for disease in _diseases_in(result.name) for key in fact.keys)
        for result in context.facts.results
    )


def _diseases_in(name: str) -> list[str]:
    """The diseases that a set of criteria is for: "ACR criteria for lupus", "consensus definition of vasculitis"."""
    parts = (name, name.partition(" for ")[2], name.partition(" of ")[2])
    return [mention.key for part in parts for mention in scan(part) if mention.kind == "condition"]


def _in_time(concept: Concept, fact: ConditionFact, context: Context, asked: Asked) -> Claim:
    """Whether the diagnosis is of the time asked about (the evidence is put in by the caller)."""
    nowhere = Evidence(fact.resource, fact.name)
    relations = {window.relation for window in concept.windows}
    if "ever" in relations:
        return Claim(T, nowhere)
    lasting = lasting_of(fact)
    for window in concept.windows:
        if window.anchor == "diagnosis":
            near, other = near_diagnosis(fact, window, context)
            if near is not T:
                name = "the other diagnosis"
                return Claim(
                    near, nowhere, f"how long before or after {name} is not known", "missing-data", (f"date of {name}",)
                )
            if relations == {window.relation}:
                return Claim(T, other or nowhere, "near that diagnosis")
        if window.relation in ("for_at_least", "for_at_most") and window.length is not None:
            long = lasted(lasting, window.length, context.on, strict=window.strict)
            truth = long if window.relation == "for_at_least" else ~long
            if truth is not T:
                return Claim(
                    truth, nowhere, "since when is not known", "missing-data", (f"date of diagnosis of {concept.name}",)
                )
    if relations & {"within", "before", "after"}:
        point = _is_event(concept)
        truth = (
            happened_in(_beginning(fact), asked.interval) if point else overlaps(lasting, asked.interval, context.on)
        )
        return Claim(
            truth, nowhere, "its date does not say whether it counts", "missing-data", (f"date of {concept.name}",)
        )
    if fact.active is False:
        if "current" in relations:
            return Claim(F, nowhere)
        return Claim(
            U, nowhere, "recorded as resolved or inactive: whether it counts is for a person to say", "judgement"
        )
    if fact.active is None and "history" in spoken(fact.name) and "for_at_least" not in relations:
        return Claim(
            U,
            nowhere,
            "recorded as history: whether it is still there is not",
            "judgement",
            (f"whether {concept.name} is still there",),
        )
    return Claim(T, nowhere)


def _is_event(concept: Concept) -> bool:
    return concept.key is not None and any(is_a(concept.key, event) for event in _EVENTS)


def _beginning(fact: ConditionFact) -> Moment:
    """When it happened; recorded is the latest that it can have."""
    return fact.onset if fact.onset.end is not None else Moment(fact.onset.start, fact.recorded)


def lasting_of(fact: ConditionFact) -> Moment:
    """From onset to abatement, or to now."""
    begun_by: date | None = fact.onset.end or fact.recorded
    ongoing = fact.active is not False and fact.abated is None
    return Moment(
        start=fact.onset.start,
        began_by=begun_by,
        end=fact.abated.end if fact.abated else None,
        ended_from=fact.abated.start if fact.abated else None,
        ongoing=ongoing,
        period=True,
    )


def _treated(concept: Concept, context: Context, asked: Asked) -> list[Claim]:
    """A treatment can be what a criterion lists among conditions: a dialysis patient is one who is dialysed."""
    return [
        doubted(fact, Evidence(fact.resource, fact.name, moment_text(fact.when)))
        if fact.doubt is not None
        else Claim(T, Evidence(fact.resource, fact.name, moment_text(fact.when)))
        for fact, match in records.treatments(concept, context)
        if match == "is" and not fact.planned and overlaps(fact.when, asked.interval, context.on) is T
    ]
