"""Named tests: whether the newest answer in the time asked about is positive, negative, or the class asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from equipoise.criteria.nodes import Concept
from equipoise.logic import Truth
from equipoise.patient.facts import Result
from equipoise.screening.context import Context
from equipoise.screening.findings_of import evidence, in_time
from equipoise.screening.matching import BODIES, Match, by_keys, words
from equipoise.screening.outcome import Outcome, false, true, unknown
from equipoise.screening.samples import is_stale
from equipoise.screening.windows import Asked, asked_by
from equipoise.screening.wordlists import listed, spoken
from equipoise.vocabulary.concepts import is_a

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

_SAMPLES = listed("serum blood plasma urine saliva rapid quantitative qualitative")
_DENYING = frozenset({"no", "not", "non", "without", "never"})
_STEM, _SHORTEST_STEM = 8, 6
_BLOOD = frozenset({"blood", "serum", "plasma"})
# Answers that say something about a while only; an autoantibody or a biopsy is asked for without a date.
_PASSING = ("pregnancy test", "infection test", "pregnancy", "infection")
_PASSING_WORDS = listed(
    "pregnancy hcg virus viral hepatitis hbsag hiv hcv syphilis treponema treponemal tuberculosis pcr rna",
    "dna covid culture",
)
_NOT_THE_TEST = listed(
    "test testing assay result serology screen screening positive negative reactive detection level for",
)


def answers(concept: Concept, context: Context) -> Outcome:
    """Whether the test is positive (or has the answer that the criterion names)."""
    asked = asked_by(concept.windows, context)
    ever = any(window.relation == "ever" for window in concept.windows)
    dated = any(window.relation in ("within", "before", "after", "ever") for window in concept.windows)
    found = [(result, match) for result, match in _about(concept, context) if specimen_fits(concept, result)]
    timely = [(result, match) for result, match in found if in_time(result, asked, context) is T]
    if not dated and _passing(concept):
        old = [result for result, _ in timely if result.when.end is not None and is_stale(result.when.end, context)]
        timely = [(result, match) for result, match in timely if result not in old]
        if old and not timely:
            newest = max(old, key=_when)
            said = (f"the newest answer is older than {context.max_age_days} days: ", evidence(newest))
            return unknown("stale", said, obtain=(concept.name,))
    timely.sort(key=lambda pair: _when(pair[0]), reverse=True)
    outcomes = [(result, _one(concept, result, match)) for result, match in timely]
    return _decide(concept, outcomes, asked, ever)


def _when(result: Result) -> tuple[str, str]:
    day = result.when.end or result.when.start
    return (day.isoformat() if day else "", result.when.time or "")


def _about(concept: Concept, context: Context) -> tuple[tuple[Result, Match], ...]:
    """The results of the test, in the order of the record, and how each stands to what is asked for."""
    return context.once(("tests", concept.key, concept.name), lambda: tuple(_of_test(concept, context)))


def _of_test(concept: Concept, context: Context) -> Iterator[tuple[Result, Match]]:
    known: dict[tuple[str, tuple[str, ...], tuple[str, ...]], Match] = {}
    for result in context.facts.results:
        asked = result.name, result.keys, result.answer_keys
        if asked not in known:
            known[asked] = about(concept, result)
        if known[asked] != "is not":
            yield result, known[asked]


def about(concept: Concept, result: Result) -> Match:
    """How the test of a result stands to the one asked for."""
    if _named_in_answer(concept, result):
        return "is"
    if concept.key is not None and result.keys:
        match = by_keys(result.keys, concept.key)
        if match != "is not":
            return match
    asked, name = words(concept.name) - _NOT_THE_TEST, words(result.name)
    return "is" if asked - BODIES and asked <= name else "is not"


def _named_in_answer(concept: Concept, result: Result) -> bool:
    """ "Chest CT: ground-glass opacities" where ground-glass opacities are asked for."""
    return concept.key is not None and any(is_a(key, concept.key) for key in result.answer_keys)


def specimen_fits(concept: Concept, result: Result) -> bool:
    """Whether the sample is one that the text accepts: urine does not answer for blood."""
    wanted = concept.specimen or next(
        (w for w in ("serum", "blood", "plasma", "urine") if w in spoken(concept.name)), None
    )
    if wanted is None:
        return True
    recorded = (
        result.specimen or next((w for w in ("serum", "blood", "plasma", "urine") if w in spoken(result.name)), "")
    ).casefold()
    return recorded in _BLOOD if wanted.casefold() in _BLOOD else recorded == wanted.casefold()


def _passing(concept: Concept) -> bool:
    if concept.key is not None and any(is_a(concept.key, passing) for passing in _PASSING):
        return True
    return bool(spoken(f"{concept.name} {concept.key or ''}") & _PASSING_WORDS)


def _one(concept: Concept, result: Result, match: Match) -> Truth | None:
    """What one answer says of the question; None where it says nothing (a narrower test that is negative)."""
    if concept.result not in (None, "positive"):
        return _in_words(concept.result or "", result)
    if "biopsy" in words(concept.name) and result.polarity is None:
        return T  # a finding by biopsy says that one was taken
    if _named_in_answer(concept, result):
        return F if result.polarity == "negative" else T
    if result.polarity == "positive":
        return T if match == "is" else U
    if result.polarity == "negative":
        narrower = concept.key is not None and match == "is" and _narrower(concept.key, result)
        return None if narrower else F
    return U


def _narrower(key: str, result: Result) -> bool:
    """Whether the result is of a part only of what is asked: one antibody of a panel, but no other sample."""
    if key in result.keys:
        return False
    below = [own for own in result.keys if is_a(own, key)]
    return bool(below) and all(words(own) - words(key) - _SAMPLES for own in below)


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}


def _in_words(wanted: str, result: Result) -> Truth:
    """ "class iii or iv" against "Class IV"; other answers word by word."""
    asked = {_ROMAN[word] for word in re.findall(r"[a-z]+", wanted.casefold()) if word in _ROMAN}
    asked |= {int(digit) for digit in re.findall(r"\d+", wanted)}
    if asked and result.grade is not None:
        return T if result.grade in asked else F
    given = spoken(f"{result.name} {result.text}")
    if given & _DENYING:
        return U
    return T if words(wanted) and all(any(_alike(word, other) for other in given) for word in words(wanted)) else U


def _alike(one: str, other: str) -> bool:
    """Whether two words are forms of one: increase and increased, megakaryocytic and megakaryocytes."""
    stem = min(len(one), len(other), _STEM)
    return one == other or (stem >= _SHORTEST_STEM and one[:stem] == other[:stem])


def _decide(concept: Concept, outcomes: list[tuple[Result, Truth | None]], asked: Asked, ever: bool) -> Outcome:
    """Any positive where the text asks for any; else the newest answer, those of one moment agreeing."""
    telling = [(result, truth) for result, truth in outcomes if truth is not None]
    if not telling:
        said = (f"no {concept.name} on file{f' {asked.words}' if asked.words else ''}",)
        return unknown("missing-data", said, obtain=(concept.name,))
    if ever:
        positive = next((result for result, truth in telling if truth is T), None)
        if positive is not None:
            return true(("on record: ", evidence(positive)))
    newest = [(result, truth) for result, truth in telling if _when(result)[0] == _when(telling[0][0])[0]]
    if len(outcomes) > len(telling) or ever or _is_panel(newest):
        # Several tests under one name (a panel): one positive is enough.
        positive = next((result for result, truth in telling if truth is T), None)
        if positive is not None:
            return true(("on record: ", evidence(positive)))
    truths = {truth for _, truth in newest}
    result, truth = newest[0]
    if len(truths) > 1:
        said_both = ("answers of one day contradict each other: ", evidence(newest[0][0]), ", ", evidence(newest[1][0]))
        return unknown("missing-data", said_both, obtain=(f"repeat {concept.name}",))
    if truth is U:
        said_open = ("the answer does not settle it: ", evidence(result))
        return unknown("judgement", said_open, obtain=(concept.name,))
    return true(("on record: ", evidence(result))) if truth is T else false(("on record: ", evidence(result)))


def _is_panel(newest: list[tuple[Result, Truth]]) -> bool:
    return len({result.name for result, _ in newest}) > 1
