"""Answers in words that bear on a concept: "Muscle involvement: Absent", "Chest CT: no interstitial lung disease".

A result speaks about a concept only where its name asks about the concept and nothing else, or where its answer names
the concept. "Family history of X: yes" is no X, and "X activity: severe" says nothing about whether there is X.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from equipoise.criteria.nodes import Concept
from equipoise.logic import Truth
from equipoise.patient.facts import Result
from equipoise.screening.answer import Evidence
from equipoise.screening.claims import Claim
from equipoise.screening.context import Context, Interval
from equipoise.screening.matching import qualifiers_of, words
from equipoise.screening.samples import is_stale
from equipoise.screening.why import moment_text
from equipoise.screening.windows import Asked, happened_in, overlaps
from equipoise.screening.wordlists import listed
from equipoise.vocabulary.concepts import find, is_a
from equipoise.vocabulary.normal import normalise
from equipoise.vocabulary.scan import scan

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

# What the name of a finding may add to the concept without asking about something else.
_ASKING = listed(
    "size examination finding assessment test screen screening result serum blood plasma level panel",
    "total now today qualitative",
)

_DENYING = frozenset({"no", "not", "non", "none", "never", "without", "absent"})


def evidence(result: Result) -> Evidence:
    """The answer as evidence, with what was asked."""
    return Evidence(result.resource, f"{result.name}: {result.text}", moment_text(result.when))


def in_time(result: Result, asked: Asked, context: Context) -> Truth:
    """Whether the answer is of the time asked about; one that covers a period counts with all of it."""
    if asked.interval == Interval(context.on, context.on) and result.when.end is not None and not result.when.period:
        # What was found lately is how things are.
        return F if is_stale(result.when.end, context) else T
    if result.when.start is None and result.when.end is None:
        return T if asked.interval.start is None and asked.interval.end in (None, context.on) else U
    return (
        overlaps(result.when, asked.interval, context.on)
        if result.when.period
        else happened_in(result.when, asked.interval)
    )


def claims(concept: Concept, context: Context, asked: Asked) -> list[Claim]:
    """What results say about the concept, newest first."""
    found = []
    for result in newest_first(context):
        said = speaks(concept, result)
        if said is None:
            continue
        when = in_time(result, asked, context)
        if when is F:
            if said is T and _was_over(result, asked):
                found.append(Claim(F, evidence(result), "over before the time asked about"))
            continue
        if said is U:
            words_of = f"whether that is {concept.name} is not recorded"
            found.append(Claim(U, evidence(result), words_of, "judgement", (f"whether it is {concept.name}",)))
        elif when is U:
            found.append(
                Claim(U, evidence(result), "its date does not say whether it counts", "missing-data", ("its date",))
            )
        else:
            found.append(Claim(said, evidence(result)))
    return found


def _was_over(result: Result, asked: Asked) -> bool:
    """Whether an answer that covers a period says that the thing had ended before the time asked about."""
    start, end = asked.interval.start, result.when.end
    return result.when.period and start is not None and end is not None and end < start


def newest_first(context: Context) -> list[Result]:
    """The patient's answers in words, the newest first."""
    return context.once("results", lambda: sorted(context.facts.results, key=_newest, reverse=True))


def _newest(result: Result) -> tuple[str, str]:
    return moment_text(result.when) or "", result.when.time or ""


def speaks(concept: Concept, result: Result) -> Truth | None:
    """What one result says about whether there is such a thing; None where it says nothing.

    Of a narrowed concept: what denies its head denies it; what affirms the head affirms it only with every other word.
    """
    if concept.narrowed and concept.key is not None and words(concept.name) != words(concept.key):
        exact = _described(concept, result)
        if exact is not None:
            return exact
        head = speaks(replace(concept, name=concept.key, narrowed=False, qualifiers=()), result)
        if head is not T:
            return head
        return T if qualifiers_of(concept) <= words(f"{result.name} {result.text}") else U
    if concept.key is not None and result.answer_keys:
        named = any(is_a(key, concept.key) for key in result.answer_keys)
        denied = any(is_a(concept.key, key) for key in result.answer_keys)
        if result.polarity == "negative" and denied:
            return F
        if result.polarity != "negative" and named and not concept.narrowed:
            return T
    if result.polarity is None:
        return _described(concept, result)
    if not asks_about(concept, result):
        return None
    return T if result.polarity == "positive" else F


def _described(concept: Concept, result: Result) -> Truth | None:
    """ "Hemodynamic stability: Good" for "good hemodynamic stability": question and answer together say every word."""
    asked = words(concept.name)
    name, answer = words(result.name), words(result.text)
    if _names(result.text, concept.name):
        return T
    if not (asked and asked & answer and name - _ASKING <= asked and asked <= name | answer):
        return None
    return F if frozenset(normalise(result.text).split()) & _DENYING else T


def _names(text: str, name: str) -> bool:
    """Whether an answer holds the whole name, of two words or more, and does not deny it."""
    phrase, said = normalise(name), normalise(text)
    found = f" {said} ".find(f" {phrase} ")
    return " " in phrase and found >= 0 and not frozenset(said[:found].split()) & _DENYING


def asks_about(concept: Concept, result: Result) -> bool:
    """Whether the name of the result asks about the concept and nothing else."""
    asked = words(concept.name)
    name = words(result.name)
    if asked and asked <= name and (name - asked) <= _ASKING:
        return True
    if concept.key is None or concept.narrowed:
        return bool(asked) and asked <= name and concept.key is None
    return any(is_a(key, concept.key) for key in result.keys) and _only(result.name, concept.key)


@lru_cache(maxsize=8192)
def _only(name: str, key: str) -> bool:
    """Whether the name says nothing beyond a mention of the concept or of a kind of it."""
    whole = find(name)
    if whole is not None and is_a(whole.key, key):
        return True
    rest = name
    for mention in reversed(scan(name)):
        if is_a(mention.key, key) or any(is_a(other, key) for _, other in mention.others):
            rest = f"{rest[: mention.start]} {rest[mention.end :]}"
    return rest != name and words(rest) <= _ASKING
