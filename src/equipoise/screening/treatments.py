"""Drugs, procedures, devices, vaccines: whether they were given, when, for how long, how many different ones, and how
it went.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from equipoise.criteria.nodes import Concept
from equipoise.logic import Truth, any_true
from equipoise.patient.facts import TreatmentFact
from equipoise.screening import findings_of, half_lives, records, routes
from equipoise.screening.answer import Evidence
from equipoise.screening.bridges import OPEN_CLASSES, may_be_of_open_class, states_of_treatment
from equipoise.screening.claims import Claim, doubted, silence, strongest
from equipoise.screening.context import Context, Interval, covering
from equipoise.screening.going_on import NOT_RECORDED, goes_on
from equipoise.screening.kinds import kinds_of
from equipoise.screening.matching import (
    Match,
    alternatives,
    matches,
    qualifiers_of,
    recognisable,
    recognised,
    specific,
    words,
)
from equipoise.screening.outcome import Outcome, false, true, unknown
from equipoise.screening.set_aside import with_records_of
from equipoise.screening.spells import lasts
from equipoise.screening.why import moment_text
from equipoise.screening.windows import DAY, Asked, asked_by, ended_in, overlaps
from equipoise.screening.wordlists import listed, spoken
from equipoise.vocabulary.concepts import members

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

_FAILED = listed(
    "failed failure fail ineffective inefficacy refractory resistant progression progressed nonresponse",
    "unresponsive",
)
_INSUFFICIENT = listed("inadequate insufficient lack loss no poor")
_RESPONSE = listed("response efficacy effect")
_RELAPSED = listed("relapse relapsed relapsing recurrence recurrent flare")
_NOT_TOLERATED = listed("intolerance intolerant intolerable toxicity adverse side allergic allergy reaction")


def had_treatment(concept: Concept, context: Context, favourable: bool, without: tuple[Concept, ...] = ()) -> Outcome:
    """Whether the treatment is on record as the criterion asks; `without` are kinds of it that do not count."""
    asked = _asked(concept, context)
    if concept.response == "required":
        return _required(concept, context)
    concept = recognised(concept)
    facts = [
        (fact, match)
        for fact, match in records.treatments(concept, context)
        if fact.planned == concept.planned and _excepts(without, fact, context) is not T
    ]
    if concept.count is not None:
        return _several(concept, facts, context, asked)
    claims = [
        _perhaps_excepted(claim) if claim.truth is T and _excepts(without, fact, context) is U else claim
        for fact, match in facts
        if (claim := _claim(concept, fact, match, context, asked)) is not None
    ]
    if favourable:
        claims = _of_long_ago(concept, [fact for fact, match in facts if match == "is"], claims, context, asked)
    if concept.response is None:
        claims += findings_of.claims(concept, context, asked)
        claims += _histories(concept, context)
        claims += _spoken_of(concept, context, asked)
    claims += _only_planned(concept, context)
    claims += _not_tolerated(concept, context)
    found = strongest(claims)
    if found is not None:
        return found
    if concept.planned:
        return unknown(
            "missing-data", (f"no plan for {concept.name} is recorded",), obtain=(f"whether {concept.name} is planned",)
        )
    if concept.response == "contraindicated":
        said = f"whether {concept.name} is contraindicated"
        return unknown("missing-data", (f"{said} is not recorded",), obtain=(said,))
    return with_records_of(concept, _nothing_recorded(concept, asked, context, favourable), context)


_AGAIN = "given long enough before, and again since: whether that counts is for a person to say"
_SINCE = "begun long enough before and given since, too: whether that counts is for a person to say"


def _of_long_ago(
    concept: Concept, facts: Sequence[TreatmentFact], claims: list[Claim], context: Context, asked: Asked
) -> list[Claim]:
    """`R at least 4 weeks before screening`, which is to help: open where it was given since then as well."""
    asks = any(window.relation == "before" and window.length is not None for window in concept.windows)
    if not asks or asked.interval.end is None:
        return claims
    since = Interval(asked.interval.end + DAY, context.on)
    again = next((fact for fact in facts if overlaps(fact.when, since, context.on) is T), None)
    if again is None:
        return claims
    begun = overlaps(again.when, asked.interval, context.on) is T
    more = [Claim(U, evidence(again), _SINCE, "judgement")] if begun else []
    return more + [
        replace(claim, truth=U, words=_AGAIN, also=evidence(again)) if claim.truth is T else claim for claim in claims
    ]


def _excepts(without: tuple[Concept, ...], fact: TreatmentFact, context: Context) -> Truth:
    """Whether the treatment is of a kind that does not count: "except topical", "except low-dose prednisone"."""
    return any_true(_is_excepted(kind, fact, context) for kind in without)


def _is_excepted(kind: Concept, fact: TreatmentFact, context: Context) -> Truth:
    match = matches(kind, fact.keys, fact.name)
    if match == "is":
        claim = _claim(kind, fact, match, context, _asked(kind, context))
        return F if claim is None else claim.truth
    in_its_way = routes.of_way(kind)
    if in_its_way is not None and matches(in_its_way, fact.keys, fact.name) == "is":
        return routes.by_way_asked(in_its_way, fact)
    return F if match == "is not" else U


def _perhaps_excepted(claim: Claim) -> Claim:
    words = "whether it is of a kind that does not count is not recorded"
    return Claim(U, claim.evidence, words, "judgement", (words.removesuffix(" is not recorded"),))


def _nothing_recorded(concept: Concept, asked: Asked, context: Context, favourable: bool) -> Outcome:
    kinds = kinds_of(concept.key, concept.name)
    if (
        not recognisable(concept.key)
        and any(f"{fact.kind}s" in kinds for fact in context.facts.treatments)
        and all(covering(context, kind, asked.interval) is not None for kind in kinds)
    ):
        said = (f"no record names {concept.name}, which the vocabulary has no codes for: somebody must look",)
        if favourable:
            return unknown("missing-data", said, obtain=(concept.name,))
        return unknown("judgement", said, standing=True)
    quiet = silence(concept.name, kinds, asked.interval, context, time=asked.words)
    return _of_unknown_class(concept, asked, context) or quiet if quiet.truth is F else quiet


def _of_unknown_class(concept: Concept, asked: Asked, context: Context) -> Outcome | None:
    """Unknown where a drug on record may be one of the class, for all that the vocabulary knows."""
    key = concept.key or ""
    if "medications" not in kinds_of(key, concept.name) or (len(members(key)) == 1 and key not in OPEN_CLASSES):
        return None
    for fact in context.facts.treatments:
        in_doubt = not fact.keys or (key in OPEN_CLASSES and may_be_of_open_class(specific(fact.keys)))
        if (
            fact.kind != "medication"
            or fact.planned
            or not in_doubt
            or overlaps(fact.when, asked.interval, context.on) is F
        ):
            continue
        said = (f"whether this is {concept.name} is for a person to say: ", evidence(fact))
        return unknown("judgement", said, obtain=(f"whether {fact.name} is {concept.name}",))
    return None


def evidence(fact: TreatmentFact) -> Evidence:
    """The treatment as evidence: its name, the recorded response, and from when to when."""
    response = f", {fact.response}" if fact.response else ""
    planned = ", planned" if fact.planned else ""
    ongoing = " (ongoing)" if fact.when.ongoing else ""
    return Evidence(fact.resource, f"{fact.name}{planned}{response}{ongoing}", moment_text(fact.when))


def _claim(concept: Concept, fact: TreatmentFact, match: Match, context: Context, asked: Asked) -> Claim | None:
    shown = evidence(fact)
    if half_lives.counts_half_lives(concept):
        timely = half_lives.timely(
            concept, fact, lambda each: _in_time(each, fact, context, asked_by(each.windows, context), shown)
        )
    else:
        timely = _in_time(concept, fact, context, asked, shown)
    if timely.truth is F:
        return None
    if match == "may be":
        return Claim(U, shown, f"may or may not be {concept.name}", "judgement", (f"whether it is {concept.name}",))
    if fact.doubt is not None:
        return doubted(fact, shown)
    if timely.truth is U:
        return timely
    answered = _answered(concept, fact, shown)
    if answered is not None:
        return answered
    given = routes.by_way_asked(concept, fact)
    if given is F:
        return Claim(F, shown, f"not {concept.name}")
    asked_for = alternatives(concept.name, qualifiers_of(concept))
    recorded = words(" ".join(filter(None, (fact.name, fact.reason, fact.dose.text if fact.dose else None))))
    unsaid = [" or ".join(sorted(group)) for group in asked_for if not group & recorded]
    unsaid += ["given in that way"] if given is U else []
    if unsaid:
        return Claim(
            U,
            shown,
            f"whether it is {' and '.join(unsaid)} is not recorded",
            "judgement",
            (f"whether it is {concept.name}",),
        )
    return Claim(T, shown, also=timely.also)


def _asked(concept: Concept, context: Context) -> Asked:
    """What the windows ask about; where they count half-lives, as far back as these may reach."""
    asked = asked_by(concept.windows, context)
    if not half_lives.counts_half_lives(concept):
        return asked
    return replace(asked, interval=asked_by(half_lives.with_longest(concept).windows, context).interval)


def _in_time(concept: Concept, fact: TreatmentFact, context: Context, asked: Asked, shown: Evidence) -> Claim:
    dates = (f"dates of {fact.name}",)
    when, also = fact.when, None
    for window in concept.windows:
        if window.relation in ("for_at_least", "for_at_most") and window.length is not None:
            long, spell = lasts(concept, fact, window, context)
            truth = long if window.relation == "for_at_least" else ~long
            when, also = spell.when, evidence(spell.others[-1]) if spell.others else None
            if truth is not T:
                return Claim(truth, shown, "how long it was given is not known", "missing-data", dates, also)
    named = any(window.anchor != "unspecified" for window in concept.windows)
    relations = {window.relation for window in concept.windows}
    if "before" in relations:
        truth = ended_in(fact.when, asked.interval, context.on)
    elif relations == {"current"}:
        now = goes_on(fact, context)
        return Claim(now, shown, NOT_RECORDED if now is U else "", "judgement", dates)
    elif relations & {"within", "after", "current"}:
        truth = overlaps(fact.when, asked.interval, context.on)
    elif (
        (relations and (named or relations != {"for_at_least"}))
        or concept.response is not None
        or concept.planned
        or fact.kind != "medication"
        or when.ongoing
        or (when.end is not None and when.end >= context.on)
    ):
        truth = T
    else:
        return Claim(U, shown, "given in the past: whether that counts is for a person to say", "judgement")
    return Claim(truth, shown, "its dates do not say whether it counts", "missing-data", dates, also)


def _answered(concept: Concept, fact: TreatmentFact, shown: Evidence) -> Claim | None:
    """What the recorded response makes of a treatment that must have failed, relapsed or not been tolerated."""
    if concept.response is None:
        return None
    said = spoken(fact.response or "")
    failed = bool(said & _FAILED) or bool(said & _INSUFFICIENT and said & _RESPONSE)
    held = {
        "failed": failed,
        "relapsed": bool(said & _RELAPSED),
        "intolerant": bool(said & _NOT_TOLERATED),
        "contraindicated": "contraindicated" in said,
        "required": False,
    }[concept.response]
    if held:
        return None
    if not said:
        return Claim(U, shown, "how it went is not recorded", "missing-data", (f"response to {fact.name}",))
    return Claim(
        U,
        shown,
        f"whether that means {concept.response} is for a person to say",
        "judgement",
        (f"response to {fact.name}",),
    )


def _several(concept: Concept, facts: list[tuple[TreatmentFact, Match]], context: Context, asked: Asked) -> Outcome:
    """At least so many different ones."""
    wanted = concept.count or 2
    surely: dict[str, Evidence] = {}
    perhaps: dict[str, Claim] = {}
    for fact, match in facts:
        claim = _claim(concept, fact, match, context, asked)
        if claim is None:
            continue
        which = (specific(fact.keys) or (fact.name.casefold(),))[0]
        if claim.truth is T:
            surely.setdefault(which, claim.evidence)
        else:
            perhaps.setdefault(which, claim)
    doubtful = [claim for which, claim in perhaps.items() if which not in surely]
    listed: list[str | Evidence] = []
    for shown in surely.values():
        listed += [shown, "; "]
    said = (f"{len(surely)} of {wanted} asked for: ", *listed[:-1]) if listed else (f"none of {concept.name} counts",)
    if len(surely) >= wanted:
        return true(said)
    if len(surely) + len(doubtful) >= wanted:
        return replace(
            doubtful[0].outcome(), said=(said, *(phrase for claim in doubtful for phrase in claim.outcome().said))
        )
    if not recognisable(concept.key):
        words_of = (f"whether other records are {concept.name} is for a person to say",)
        return unknown("judgement", said, words_of)
    rest = silence(f"a further {concept.name}", kinds_of(concept.key, concept.name), asked.interval, context)
    return false(said, *rest.said) if rest.truth is F else replace(rest, said=(said, *rest.said))


def _only_planned(concept: Concept, context: Context) -> list[Claim]:
    """A plan is no treatment yet; without a window the text may mean it."""
    if concept.planned or concept.windows or concept.response is not None:
        return []
    return [
        Claim(U, evidence(fact), "only planned: whether that counts is for a person to say", "judgement")
        for fact, match in records.treatments(concept, context)
        if fact.planned and match == "is"
    ]


def _not_tolerated(concept: Concept, context: Context) -> list[Claim]:
    """An allergy or intolerance to the drug on the allergy list."""
    if concept.response not in ("intolerant", "contraindicated"):
        return []
    return [
        Claim(U if fact.suspected or fact.active is False else T, Evidence(fact.resource, fact.name))
        for fact in context.facts.allergies
        if matches(concept, fact.keys, fact.name) == "is"
    ]


def _histories(concept: Concept, context: Context) -> list[Claim]:
    """A problem list can hold a treatment: "Personal history of CAR-T therapy". Its date is that of the list, not of
    the treatment.
    """
    windows = {window.relation for window in concept.windows}
    if concept.key is None or windows & {"within", "before", "after", "for_at_least", "for_at_most"}:
        return []
    keys = (concept.key, *states_of_treatment(concept.key))
    return [
        Claim(T, Evidence(fact.resource, fact.name, moment_text(fact.onset)))
        for fact in records.conditions_of(keys, context)
    ]


def _spoken_of(concept: Concept, context: Context, asked: Asked) -> list[Claim]:
    """ "Response to standard treatment: …" says that standard treatment was given."""
    asked_words = words(concept.name)
    if recognisable(concept.key) or not asked_words:
        return []
    return [
        Claim(T, findings_of.evidence(result))
        for result in context.facts.results
        if "response" in spoken(result.name)
        and asked_words <= words(result.name)
        and findings_of.in_time(result, asked, context) is not F
    ]


def _required(concept: Concept, context: Context) -> Outcome:
    """Whether the patient needs the treatment: an order or plan for it, or a record that says so."""
    for fact, match in records.treatments(concept, context):
        if match == "is" and fact.doubt is None and (fact.planned or fact.when.ongoing or goes_on(fact, context) is T):
            return true(("on record: ", evidence(fact)))
    asked = words(concept.name) if concept.key is None else words(concept.key)
    for result in context.facts.results:
        name = spoken(result.name)
        if (
            name & {"require", "required", "need", "indication", "indicated"}
            and asked <= words(result.name)
            and result.polarity
        ):
            said = ("on record: ", findings_of.evidence(result))
            return true(said) if result.polarity == "positive" else false(said)
    return unknown(
        "missing-data",
        (f"whether {concept.name} is needed is not recorded",),
        obtain=(f"whether {concept.name} is needed",),
    )
