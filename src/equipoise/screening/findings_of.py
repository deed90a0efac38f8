"""Answers in words that bear on a concept: "Muscle involvement: Absent", "Chest CT: no interstitial lung disease".

A result speaks about a concept only where its name asks about the concept and nothing else, or where its answer names
the concept. "Family history of X: yes" is no X, and "X activity: severe" says nothing about whether there is X.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from equipoise.criteria.nodes import Concept
from equipoise.logic import Truth
from equipoise.patient.facts import Polarity, Result
from equipoise.screening.answer import Evidence
from equipoise.screening.claims import Claim
from equipoise.screening.context import Context, Interval
from equipoise.screening.matching import qualifiers_of, words
from equipoise.screening.records import in_order
from equipoise.screening.samples import is_stale
from equipoise.screening.why import moment_text
from equipoise.screening.windows import Asked, happened_in, overlaps
from equipoise.screening.wordlists import listed, spoken
from equipoise.vocabulary.concepts import above, find, is_a
from equipoise.vocabulary.normal import normalise
from equipoise.vocabulary.scan import scan

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

# What the name of a finding may add to the concept without asking about something else.
_ASKING = listed(
    "size examination finding assessment test screen screening result serum blood plasma level panel",
    "total now today qualitative",
)

_ABOUT_OTHERS = listed("family familial relative mother father sibling partner donor risk exposure fear screening")
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
    ever = any(window.relation == "ever" for window in concept.windows)
    answered: set[str] = set()
    for result, said in speaking(concept, context):
        when = in_time(result, asked, context)
        if said is F and _too_old_to_deny(result, asked, context):
            continue
        if when is T and not ever:
            # Asked again, a question has its newest answer, unless both are of one day.
            if (earlier := f"{result.name} {moment_text(result.when)}") not in answered and result.name in answered:
                continue
            answered |= {result.name, earlier}
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


def _too_old_to_deny(result: Result, asked: Asked, context: Context) -> bool:
    """Whether what was not there then may have come since: asked is about a time that lasts until today."""
    until_now = asked.interval.end is None or asked.interval.end >= context.on
    return until_now and result.when.end is not None and is_stale(result.when.end, context)


def _was_over(result: Result, asked: Asked) -> bool:
    """Whether an answer that covers a period says that the thing had ended before the time asked about."""
    start, end = asked.interval.start, result.when.end
    return result.when.period and start is not None and end is not None and end < start


def newest_first(context: Context) -> list[Result]:
    """The patient's answers in words, the newest first."""
    return context.once("results", lambda: sorted(context.facts.results, key=_newest, reverse=True))


def _newest(result: Result) -> tuple[str, str]:
    return moment_text(result.when) or "", result.when.time or ""


class Asking(NamedTuple):
    """What of a concept decides whether an answer speaks about it."""

    key: str | None
    name: str
    narrowed: bool = False
    qualifiers: frozenset[str] = frozenset()


class _Said(NamedTuple):
    """A question and its answer, without their date."""

    name: str
    text: str
    keys: tuple[str, ...]
    answer_keys: tuple[str, ...]
    polarity: Polarity | None


def speaking(concept: Concept, context: Context) -> tuple[tuple[Result, Truth], ...]:
    """The results that speak about the concept, newest first, and whether each says that there is such a thing."""
    asked = asked_of(concept)
    return context.once(asked, lambda: context.once("answers", lambda: _Answers(newest_first(context))).speaking(asked))


def asked_of(concept: Concept) -> Asking:
    """What an answer must speak about. A name that says more than its concept counts as narrowed."""
    qualifiers = qualifiers_of(concept) if concept.key is not None else frozenset()
    narrowed = concept.narrowed and concept.key is not None and words(concept.name) != words(concept.key)
    narrowed = narrowed or bool(qualifiers)
    return Asking(concept.key, concept.name, narrowed, qualifiers if narrowed else frozenset())


def speaks(asked: Asking, result: Result) -> Truth | None:
    """What one result says about whether there is such a thing; None where it says nothing."""
    return _speaks(asked, _said(result))


def _said(result: Result) -> _Said:
    return _Said(result.name, result.text, result.keys, result.answer_keys, result.polarity)


class _Answers:
    """The different answers, by what an atom must share with one that speaks about it: a word, or a concept."""

    def __init__(self, results: Iterable[Result]) -> None:
        given: dict[_Said, list[tuple[int, Result]]] = {}
        for place, result in enumerate(results):
            given.setdefault(_said(result), []).append((place, result))
        self._given = tuple(given.items())
        self._of_word: dict[str, list[int]] = {}
        self._of_kind: dict[str, list[int]] = {}  # a key -> where the question or the answer names such a thing
        self._named: dict[str, list[int]] = {}  # a key -> where the answer names just that
        for number, said in enumerate(given):
            for word in words(said.name) | words(said.text):
                self._of_word.setdefault(word, []).append(number)
            for key in frozenset().union(*map(above, (*said.keys, *said.answer_keys))):
                self._of_kind.setdefault(key, []).append(number)
            for key in said.answer_keys:
                self._named.setdefault(key, []).append(number)

    def speaking(self, asked: Asking) -> tuple[tuple[Result, Truth], ...]:
        """The results that speak about the concept, and what each says."""
        hits: list[tuple[int, tuple[Result, Truth]]] = []
        for number in self._in_question(asked):
            said, results = self._given[number]
            truth = _speaks(asked, said)
            if truth is not None:
                hits += [(place, (result, truth)) for place, result in results]
        return in_order(hits)

    def _in_question(self, asked: Asking) -> Iterable[int]:
        """No other answer can speak about it: see `_described` and `_asks_about` for words, `_speaks` for concepts."""
        named = [words(asked.name)] if asked.key is None else [words(asked.name), words(asked.key)]
        if not all(named):
            return range(len(self._given))
        found: set[int] = set()
        for word in frozenset().union(*named):
            found.update(self._of_word.get(word, ()))
        if asked.key is not None:
            found.update(self._of_kind.get(asked.key, ()))
            for key in above(asked.key):
                found.update(self._named.get(key, ()))
        return found


@lru_cache(maxsize=65_536)
def _speaks(asked: Asking, said: _Said) -> Truth | None:
    """What an answer says about whether there is such a thing; None where it says nothing.

    Of a narrowed concept: what denies its head denies it; what affirms the head affirms it only with every other word.
    """
    if _ABOUT_OTHERS & words(said.name) and not _ABOUT_OTHERS & words(asked.name):
        return None
    if asked.narrowed and asked.key is not None:
        exact = _described(asked, said)
        head = _speaks(Asking(asked.key, asked.key), said) if exact is None else exact
        if exact is not None or head is not T:
            return head
        return T if asked.qualifiers <= words(f"{said.name} {said.text}") else U
    if asked.key is not None and said.answer_keys:
        named = any(is_a(key, asked.key) for key in said.answer_keys)
        denied = any(is_a(asked.key, key) for key in said.answer_keys)
        if said.polarity == "negative" and denied:
            return F
        if said.polarity != "negative" and named:
            return T
    if said.polarity is None:
        return _described(asked, said)
    if not _asks_about(asked, said):
        return None
    return T if said.polarity == "positive" else F


def _described(asked: Asking, said: _Said) -> Truth | None:
    """ "Hemodynamic stability: Good" for "good hemodynamic stability": question and answer together say every word."""
    wanted = words(asked.name)
    name, answer = words(said.name), words(said.text)
    if _names(said.text, asked.name):
        return T
    if not (wanted and wanted & answer and name - _ASKING <= wanted and wanted <= name | answer):
        return None
    return F if spoken(said.text) & _DENYING else T


def _names(text: str, name: str) -> bool:
    """Whether an answer holds the whole name, of two words or more, and does not deny it."""
    phrase, said = normalise(name), normalise(text)
    found = f" {said} ".find(f" {phrase} ")
    return " " in phrase and found >= 0 and not frozenset(said[:found].split()) & _DENYING


def _asks_about(asked: Asking, said: _Said) -> bool:
    """Whether the question asks about the concept and nothing else."""
    wanted, name = words(asked.name), words(said.name)
    if wanted and wanted <= name and (asked.key is None or (name - wanted) <= _ASKING):
        return True
    return asked.key is not None and any(is_a(key, asked.key) for key in said.keys) and _only(said.name, asked.key)


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
