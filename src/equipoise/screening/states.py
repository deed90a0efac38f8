"""States of a person: sex, childbearing potential, pregnancy, breast-feeding, and whatever else a record says in
words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from equipoise.criteria.nodes import Concept, Window
from equipoise.patient.facts import TreatmentFact
from equipoise.screening import findings_of, lab_answers, records
from equipoise.screening.ages import ages_on, born
from equipoise.screening.answer import Evidence
from equipoise.screening.bridges import TREATMENT_OF_STATE, due_again, lists_of_state
from equipoise.screening.claims import Claim, doubted, silence, strongest
from equipoise.screening.conditions import evidence as diagnosis
from equipoise.screening.conditions import has_condition, only_suspected
from equipoise.screening.context import Context, Interval, coverage_evidence, covering
from equipoise.screening.courses import COURSES, how_it_went
from equipoise.screening.going_on import NOT_RECORDED, goes_on
from equipoise.screening.matching import by_keys
from equipoise.screening.outcome import F, Outcome, T, U, decided, false, true, unknown
from equipoise.screening.smoking import smokes
from equipoise.screening.why import moment_text, number
from equipoise.screening.windows import Asked, asked_by
from equipoise.screening.wordlists import spoken
from equipoise.vocabulary.normal import normalise

State = Callable[[Concept, Context], Outcome]

# Before and after these ages no one is of childbearing potential whatever is recorded.
_MENARCHE, _LAST = 9, 60
_STERILE = (
    "hysterectomy",
    "oophorectomy",
    "non-childbearing potential",
    "ovarian failure",
    "premature ovarian failure",
)
_STERILE_WORDS = (
    {"hysterectomy"},
    {"oophorectomy"},
    {"postmenopausal"},
    {"menopause"},
    {"ovarian", "failure"},
    {"absence", "uterus"},
)
_ONE_SIDED = frozenset({"unilateral", "left", "right", "partial", "perimenopausal", "premenopausal", "no"})
_AGES = {"adult": (18.0, None), "child": (None, 18.0), "elderly": (65.0, None)}


def in_state(concept: Concept, context: Context, favourable: bool) -> Outcome:
    """Whether the patient is in the state."""
    derived = None if concept.narrowed else _derived(concept.key, concept.name)
    if derived is not None:
        return derived(concept, context)
    if concept.key in _AGES and not concept.narrowed:
        return _of_age(*_AGES[concept.key], context)
    if concept.key in COURSES:
        went = how_it_went(concept.key, context.facts)
        if went is not None:
            return went
    asked = asked_by(concept.windows, context)
    claims = findings_of.claims(concept, context, asked) + _recorded(concept, context, asked)
    found = strongest(claims)
    if found is not None:
        return found
    lists = lists_of_state(concept.key)
    if lists:
        return silence(concept.name, lists, asked.interval, context, time=asked.words)
    when = f" {asked.words}" if asked.words else ""
    return unknown("missing-data", (f"nothing is recorded about {concept.name}{when}",), obtain=(concept.name,))


def _recorded(concept: Concept, context: Context, asked: Asked) -> list[Claim]:
    """Diagnoses and treatments that say that the patient is in the state."""
    key = concept.key
    if key is None or concept.narrowed:
        return []
    claims = [
        only_suspected(fact, concept.name) if fact.suspected else Claim(T, diagnosis(fact))
        for fact in records.conditions_of((key,), context)
        if fact.active is not False
    ]
    treatment = TREATMENT_OF_STATE.get(key)
    for fact in records.treatments_of((key,) if treatment is None else (key, treatment), context):
        if not fact.planned:
            claims += _treated(fact, treatment, context)
    return claims


def _treated(fact: TreatmentFact, treatment: str | None, context: Context) -> list[Claim]:
    """What a treatment says of the state it leads to; one that is given again and again, only while it goes on."""
    shown = Evidence(fact.resource, fact.name, moment_text(fact.when))
    if fact.doubt is not None:
        return [doubted(fact, shown)]
    if treatment is None or due_again((treatment,)) is None:
        return [Claim(T, shown)]
    now = goes_on(fact, context)
    return [] if now is F else [Claim(now, shown, NOT_RECORDED if now is U else "", "judgement")]


def _of_age(low: float | None, high: float | None, context: Context) -> Outcome:
    ages = ages_on(context, context.on, "a")
    if ages is None:
        return unknown("missing-data", ("the date of birth is not on file",), obtain=("date of birth",))
    least, most = ages
    said = ("the patient, ", born(context), f", is {number(least)} years old")
    if (low is not None and most < low) or (high is not None and least >= high):
        return false(said)
    if (low is None or least >= low) and (high is None or most < high):
        return true(said)
    return unknown("missing-data", said, obtain=("exact date of birth",))


def _sex(concept: Concept, context: Context) -> Outcome:
    sex = context.facts.sex
    asked = "female" if {"female", "woman", "women", "girl"} & {concept.key, *spoken(concept.name)} else "male"
    if sex is None:
        return unknown("missing-data", ("sex is not on file",), obtain=("sex",))
    return decided(sex == asked, ("the patient is ", Evidence(f"Patient/{context.facts.patient}", sex)))


def childbearing(concept: Concept, context: Context) -> Outcome:
    """Female, of an age, and nothing on record that rules it out; a complete record is needed to say yes."""
    person = f"Patient/{context.facts.patient}"
    if context.facts.sex == "male":
        return false(("the patient is ", Evidence(person, "male")))
    ages = ages_on(context, context.on, "a")
    if ages is not None and (ages[1] < _MENARCHE or ages[0] > _LAST):
        return false(("not of childbearing age: ", born(context)))
    sterile = _sterility(context)
    if sterile is not None:
        return false(("not of childbearing potential: ", sterile))
    if context.facts.sex is None or ages is None:
        return unknown("missing-data", ("sex or date of birth is not on file",), obtain=("sex", "date of birth"))
    always = Interval(None, context.on)
    covers = [covering(context, "conditions", always), covering(context, "procedures", always)]
    if None in covers:
        said = ("nothing is recorded about hysterectomy, oophorectomy or menopause",)
        return unknown(
            "missing-data", said, obtain=("childbearing potential (complete problem list and list of procedures)",)
        )
    said_by: list[str | Evidence] = []
    for covered, name in zip(covers, ("complete problem list", "complete list of procedures"), strict=True):
        shown = coverage_evidence(covered, name) if covered is not None else None
        said_by += ["; ", shown] if shown is not None else []
    return true(
        (
            "a woman of childbearing age (",
            born(context),
            "), and no hysterectomy, oophorectomy or menopause on record",
            *said_by,
        )
    )


def _sterility(context: Context) -> Evidence | None:
    """The record that rules out childbearing."""
    return context.once("sterility", lambda: _find_sterility(context))


def _find_sterility(context: Context) -> Evidence | None:
    listed: list[tuple[str, tuple[str, ...], Evidence]] = [
        (fact.name, fact.keys, Evidence(fact.resource, fact.name, moment_text(fact.onset)))
        for fact in context.facts.conditions
        if fact.relation is None and not fact.suspected
    ]
    listed += [
        (fact.name, fact.keys, Evidence(fact.resource, fact.name, moment_text(fact.when)))
        for fact in context.facts.treatments
        if not fact.planned and fact.doubt is None
    ]
    listed += [
        (result.name, result.keys, findings_of.evidence(result))
        for result in context.facts.results
        if result.polarity == "positive"
    ]
    for name, keys, shown in listed:
        said = spoken(name)
        if said & _ONE_SIDED:
            continue
        if any(by_keys(keys, key) == "is" for key in _STERILE) or any(said >= each for each in _STERILE_WORDS):
            return shown
    return None


def pregnant(concept: Concept, context: Context) -> Outcome:
    """A pregnancy on the problem list, or the newest pregnancy test."""
    if context.facts.sex == "male":
        return false(("the patient is ", Evidence(f"Patient/{context.facts.patient}", "male")))
    sterile = _sterility(context)
    as_condition = replace(concept, kind="condition", key=concept.key or "pregnancy", windows=concept.windows)
    listed = has_condition(as_condition, context, favourable=False)
    if listed.truth is T:
        return listed
    if sterile is not None:
        return false(("not of childbearing potential: ", sterile))
    test = replace(concept, kind="test", name="pregnancy test", key="pregnancy test", result="positive")
    tested = lab_answers.answers(test, context)
    if tested.truth is not U:
        return tested
    ages = ages_on(context, context.on, "a")
    if ages is not None and (ages[1] < _MENARCHE or ages[0] > _LAST):
        return false(("not of childbearing age: ", born(context)))
    return tested


def lactating(concept: Concept, context: Context) -> Outcome:
    """What a record says of breast-feeding; men do not."""
    if context.facts.sex == "male":
        return false(("the patient is ", Evidence(f"Patient/{context.facts.patient}", "male")))
    asked = asked_by(concept.windows or (Window("current"),), context)
    said = findings_of.claims(replace(concept, name="lactation"), context, asked) or findings_of.claims(
        concept, context, asked
    )
    found = strongest(said)
    return found or unknown("missing-data", ("nothing is recorded about breast-feeding",), obtain=("lactation status",))


_STATES: tuple[tuple[frozenset[str], State], ...] = (
    (frozenset({"male", "female", "man", "woman", "men", "women", "boy", "girl"}), _sex),
    (
        frozenset({"woman of childbearing potential", "women of childbearing potential", "childbearing potential"}),
        childbearing,
    ),
    (frozenset({"pregnant", "pregnancy", "pregnant woman", "pregnant women"}), pregnant),
    (frozenset({"lactating", "lactation", "breastfeeding", "breast feeding", "nursing"}), lactating),
    (frozenset({"smoker", "current smoker", "smoking"}), smokes),
)


def knows(concept: Concept) -> bool:
    """Whether one of the states that are derived here is meant."""
    return not concept.narrowed and _derived(concept.key, concept.name) is not None


@lru_cache(maxsize=16_384)
def _derived(key: str | None, name: str) -> State | None:
    form = normalise(name) if key is None else key
    return next((state for names, state in _STATES if form in names), None)
