"""Concepts: which of the patient's facts a disease, treatment, test or state is about, and what they say."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from equipoise.criteria.nodes import Concept, Window
from equipoise.screening import states
from equipoise.screening.answer import Evidence
from equipoise.screening.conditions import family_history, has_condition
from equipoise.screening.context import Context, Interval, coverage_evidence, covering
from equipoise.screening.criteria_sets import is_criteria_set, meets_criteria_set
from equipoise.screening.lab_answers import answers
from equipoise.screening.matching import matches, names_nothing, names_only_a_body
from equipoise.screening.outcome import Outcome, T, false, negated, not_applicable, readings, true, unknown
from equipoise.screening.treatments import had_treatment
from equipoise.screening.why import moment_text
from equipoise.screening.wordlists import spoken
from equipoise.vocabulary.concepts import concept as known
from equipoise.vocabulary.concepts import find, is_a


def evaluate_concept(
    concept: Concept, context: Context, favourable: bool, without: tuple[Concept, ...] = ()
) -> Outcome:
    """Whether the atom is true; `favourable` says whether its truth helps the patient to qualify.

    `without` are narrower concepts whose facts do not count ("arrhythmia, except atrial fibrillation").
    """
    concept, others = _other_than(concept)
    without = (*without, *others)
    # A "negative pregnancy test" asks for the absence of a positive answer, whichever way the atom says it.
    negative = concept.result == "negative" or _named_negative(concept)
    present = concept.present and not negative
    if negative:
        concept = replace(concept, result="positive")
    helps = favourable if present else not favourable
    if not present and (free := _free_of(concept)) is not None:
        return readings(
            [negated(_presence(each, context, helps, without)) for each in (concept, free)],
            ("whether so long a treatment or any in that time is meant, the text does not say (ambiguous-scope)",),
        )
    outcome = _presence(concept, context, helps, without)
    return outcome if present else negated(outcome)


def _free_of(concept: Concept) -> Concept | None:
    """ "Has not received X for at least 12 weeks" -> X within 12 weeks: none may be meant, or none that long."""
    if concept.kind != "treatment" or not any(window.relation == "for_at_least" for window in concept.windows):
        return None
    windows = tuple(
        replace(window, relation="within", strict=False) if window.relation == "for_at_least" else window
        for window in concept.windows
    )
    return replace(concept, windows=windows)


_OTHER_THAN = re.compile(r"(.+?),? (?:other than|apart from|except for|except|excluding) (.+)", re.IGNORECASE)


def _other_than(concept: Concept) -> tuple[Concept, tuple[Concept, ...]]:
    """ "Arrhythmia other than atrial fibrillation" in one name -> the arrhythmia, and the kinds that do not count."""
    parted = None if concept.key is None else _parted(concept.name, concept.key)
    if parted is None:
        return concept, ()
    name, kinds = parted
    others = tuple(replace(concept, name=kind, key=kind, windows=(), narrowed=False, present=True) for kind in kinds)
    return replace(concept, name=name, narrowed=False), others


@lru_cache(maxsize=65_536)
def _parted(name: str, key: str) -> tuple[str, tuple[str, ...]] | None:
    """The name in front of "other than", where it is that of the concept, and the kinds of it that follow."""
    match = _OTHER_THAN.fullmatch(name)
    own = find(match[1]) if match is not None else None
    if match is None or own is None or own.key != key:
        return None
    found = [find(kind) for kind in re.split(r",? (?:and|or) |, ", match[2])]
    kinds = tuple(kind.key for kind in found if kind is not None and is_a(kind.key, key))
    return (match[1], kinds) if len(kinds) == len(found) else None


def _named_negative(concept: Concept) -> bool:
    """Whether the name of the test itself says that it is negative."""
    if concept.kind != "test" or concept.result is not None:
        return False
    said = spoken(concept.name) - spoken(concept.key or "")
    return "negative" in said and "positive" not in said


def _presence(concept: Concept, context: Context, favourable: bool, without: tuple[Concept, ...]) -> Outcome:
    if names_only_a_body(concept):
        return not_applicable()
    if names_nothing(concept):
        return unknown("judgement", (f"for a person to say: {concept.name}",), standing=True)
    if concept.family:
        return family_history(concept, context)
    if concept.allergy or (concept.key is not None and is_a(concept.key, "allergy")):
        return _allergic(concept, context)
    if any(window.relation == "after" and window.length is None for window in concept.windows) and not concept.planned:
        return _in_future(concept, context, favourable, without)
    if is_criteria_set(concept):
        return meets_criteria_set(concept, context)
    if states.knows(concept) and concept.kind in ("state", "condition"):
        return states.in_state(concept, context, favourable)
    if _of_a_drug(concept):
        concept = replace(concept, kind="treatment", name=concept.key or concept.name)
    match concept.kind:
        case "condition":
            return has_condition(concept, context, favourable, without)
        case "treatment":
            return had_treatment(concept, context, favourable, without)
        case "test":
            return answers(concept, context)
        case "state":
            return states.in_state(concept, context, favourable)


def _of_a_drug(concept: Concept) -> bool:
    """ "Contraindication to methotrexate" says something of the drug: that it was given is no answer."""
    named = None if concept.response is None or concept.key is None else known(concept.key)
    return named is not None and named.kind == "treatment"


def _in_future(concept: Concept, context: Context, favourable: bool, without: tuple[Concept, ...]) -> Outcome:
    """ "During the study": true already now, or for the patient and the investigator to say."""
    now = replace(concept, windows=(Window("current"),))
    outcome = _presence(now, context, favourable, without)
    if outcome.truth is T:
        return outcome
    if concept.kind == "treatment":
        plan = had_treatment(replace(concept, planned=True, windows=()), context, favourable, without)
        if plan.truth is T:
            return plan
    return unknown("attestation", (f"for the patient to declare: {concept.name} in the time to come",), standing=True)


def _allergic(concept: Concept, context: Context) -> Outcome:
    """An allergy to what the criterion names; where it names nothing known, only an empty allergy list settles it."""
    listed = context.facts.allergies
    concept = replace(concept, key=None if concept.key is None or is_a(concept.key, "allergy") else concept.key)
    hits = [fact for fact in listed if matches(concept, fact.keys, fact.name) == "is"]
    hits.sort(key=lambda fact: (fact.active is False, fact.suspected))
    if hits:
        found = Evidence(hits[0].resource, hits[0].name, moment_text(hits[0].when))
        if hits[0].suspected:
            wanted = f"whether the allergy to {hits[0].name} is confirmed"
            return unknown("missing-data", ("not confirmed: allergy to ", found), obtain=(wanted,))
        if hits[0].active is not False or any(window.relation == "ever" for window in concept.windows):
            return true(("on record: allergy to ", found))
        said = ("recorded as resolved or inactive: whether it counts is for a person to say: allergy to ", found)
        return unknown("judgement", said)
    covered = covering(context, "allergies", Interval(None, context.on))
    if covered is None:
        silent = (f"nothing is recorded about {concept.name}",)
        return unknown("missing-data", silent, obtain=(f"{concept.name} (complete allergy list)",))
    perhaps = [fact for fact in listed if concept.key is None or matches(concept, fact.keys, fact.name) == "may be"]
    if perhaps:
        shown = Evidence(perhaps[0].resource, perhaps[0].name, moment_text(perhaps[0].when))
        return unknown("judgement", (f"whether this is {concept.name} is for a person to say: allergy to ", shown))
    list_shown = coverage_evidence(covered, "complete allergy list")
    return false((f"{concept.name} is not recorded (", list_shown or "the caller vouches for allergies", ")"))
