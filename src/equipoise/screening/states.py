"""States of a person: sex, childbearing potential, pregnancy, breast-feeding, and whatever else a record says in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from equipoise.criteria.nodes import Concept
from equipoise.screening import findings_of, lab_answers
from equipoise.screening.ages import ages_on, born
from equipoise.screening.answer import Evidence
from equipoise.screening.claims import Claim, strongest
from equipoise.screening.conditions import has_condition
from equipoise.screening.context import Context, Interval, coverage_evidence, covering
from equipoise.screening.matching import by_keys
from equipoise.screening.outcome import Outcome, T, U, decided, false, true, unknown
from equipoise.screening.windows import asked_by
from equipoise.screening.why import moment_text
from equipoise.vocabulary.normal import normalise

State = Callable[[Concept, Context], Outcome]

# Before and after these ages no one is of childbearing potential whatever is recorded.
_MENARCHE, _LAST = 9, 60
_STERILE = (
    Concept("treatment", "hysterectomy", key="hysterectomy"),
    Concept("treatment", "oophorectomy", key="oophorectomy"),
    Concept("treatment", "bilateral oophorectomy", key="bilateral oophorectomy"),
    Concept("condition", "postmenopausal", key="postmenopausal"),
    Concept("condition", "menopause", key="menopause"),
    Concept("condition", "premature ovarian failure", key="premature ovarian failure"),
    Concept("condition", "ovarian failure", key="ovarian failure"),
    Concept("condition", "absence of uterus", key="absence of uterus"),
)
_STERILE_WORDS = (
    ("hysterectomy",),
    ("oophorectomy",),
    ("postmenopausal",),
    ("menopause",),
    ("ovarian", "failure"),
    ("absence", "uterus"),
)


def in_state(concept: Concept, context: Context, favourable: bool) -> Outcome:
    """Whether the patient is in the state."""
    for names, state in _STATES:
        if concept.key in names or normalise(concept.name) in names:
            return state(concept, context)
    asked = asked_by(concept.windows, context)
    claims = findings_of.claims(concept, context, asked)
    if concept.key is not None:
        claims += [
            Claim(T, Evidence(fact.resource, fact.name, moment_text(fact.onset)))
            for fact in context.facts.conditions
            if fact.relation is None and fact.active is not False and by_keys(fact.keys, concept.key) == "is"
        ]
    found = strongest(claims)
    if found is not None:
        return found
    when = f" {asked.words}" if asked.words else ""
    return unknown("missing-data", (f"nothing is recorded about {concept.name}{when}",), obtain=(concept.name,))


def _sex(concept: Concept, context: Context) -> Outcome:
    sex = context.facts.sex
    asked = (
        "female" if {"female", "woman", "women", "girl"} & {concept.key, *normalise(concept.name).split()} else "male"
    )
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
    listed: list[tuple[str, tuple[str, ...], Evidence]] = [
        (fact.name, fact.keys, Evidence(fact.resource, fact.name, moment_text(fact.onset)))
        for fact in context.facts.conditions
        if fact.relation is None and not fact.suspected
    ]
    listed += [
        (fact.name, fact.keys, Evidence(fact.resource, fact.name, moment_text(fact.when)))
        for fact in context.facts.treatments
        if not fact.planned
    ]
    listed += [
        (result.name, result.keys, findings_of.evidence(result))
        for result in context.facts.results
        if result.polarity == "positive"
    ]
    for name, keys, shown in listed:
        said = frozenset(normalise(name).split())
        if said & {"unilateral", "left", "right", "partial", "perimenopausal", "premenopausal", "no"}:
            continue
        if any(by_keys(keys, concept.key or "") == "is" for concept in _STERILE) or any(
            said >= set(w) for w in _STERILE_WORDS
        ):
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
    asked = asked_by(concept.windows, context)
    said = findings_of.claims(replace(concept, name="lactation"), context, asked) or findings_of.claims(
        concept, context, asked
    )
    found = strongest(said)
    return found or unknown("missing-data", ("nothing is recorded about breast-feeding",), obtain=("lactation status",))


_STATES: tuple[tuple[frozenset[str], State], ...] = (
    (frozenset({"male", "female", "man", "woman", "men", "women", "boy", "girl"}), _sex),
    (
        frozenset(
            {
                "childbearing potential", "woman of childbearing potential", "women of childbearing potential", "wocbp",
                "female of childbearing potential", "of childbearing potential", "woman of child bearing potential",
            }
        ),
        childbearing,
    ),
    (frozenset({"pregnant", "pregnancy", "pregnant woman"}), pregnant),
    (frozenset({"lactating", "lactation", "breastfeeding", "breast feeding", "nursing", "lactating woman"}), lactating),
)  # fmt: skip


def knows(concept: Concept) -> bool:
    """Whether one of the states that are derived here is meant."""
    return any(concept.key in names or normalise(concept.name) in names for names, _ in _STATES)
