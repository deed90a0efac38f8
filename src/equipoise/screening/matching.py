"""Whether a recorded fact is an instance of what a criterion names.

By the vocabulary where both are known to it, in the right direction: a fact that is the same or narrower makes the
concept true, a broader one ("liver disease" where cirrhosis is asked about) leaves it unknown. By words only where the
criterion's concept has no key, and then every word of the criterion must be found in the fact.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Literal, Protocol

from equipoise.criteria.nodes import Concept
from equipoise.screening.wordlists import listed
from equipoise.vocabulary.concepts import concept as known
from equipoise.vocabulary.concepts import find, is_a, members
from equipoise.vocabulary.narrowing import added_words
from equipoise.vocabulary.normal import normalise
from equipoise.vocabulary.scan import scan

# Names that name no particular thing: no record can be recognised as one.
_GENERAL = listed(
    "treatment therapy drug medication medicine agent procedure intervention disease disorder condition",
    "illness symptom sign finding abnormality problem test result examination evaluation criteria",
    "criterion",
)

_SIGNS = frozenset({"positive", "negative"})
BODIES = listed("acr eular nyha isn rps aecg slicc omeract class grade stage score criteria")
_OF_CRITERIA = BODIES | listed("by classified according accordance per set definition consensus conference")
_YEAR = re.compile(r"(?:19|20)\d\d")
# What narrows a disease even where the vocabulary takes the whole phrase for the disease.
_NARROWING = listed(
    "active severe moderate mild serious refractory relapsed recurrent uncontrolled uncontrollable "
    "unstable symptomatic",
    "symptomatic advanced progressive decompensated significant positive negative",
)

# What narrows a treatment even where the vocabulary takes the whole phrase for the treatment.
_OF_TREATMENTS = listed("high low full dose pulse long short acting term bilateral whole strong moderate chronic major")
# By what way it is given is read from the record in `routes`.
ROUTES = listed("systemic oral intravenous iv parenteral topical inhaled intramuscular subcutaneous intranasal nasal")

Match = Literal["is", "may be", "is not"]


class Named(Protocol):
    """A fact with a name as recorded, and the keys of the vocabulary that it stands for, the most specific first."""

    @property
    def name(self) -> str: ...

    @property
    def keys(self) -> tuple[str, ...]: ...


# Words that change nothing about what is named, on either side.
_EMPTY = listed(
    "a an and any are as at be been by current currently diagnosed diagnosis did disease disorder",
    "documented evidence for from had has have having history if in is its known of on or other patient",
    "person present presence prior previous record recorded status subject such suspected syndrome that",
    "the their this to type was were which who whose with confirmed condition established definite occurring occurred",
)


@lru_cache(maxsize=32_768)
def words(text: str) -> frozenset[str]:
    """The words of a name that carry meaning, in normal form."""
    return frozenset(word for word in normalise(text).split() if word not in _EMPTY)


@lru_cache(maxsize=8192)
def specific(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The keys without those that lie above another of them."""
    return tuple(key for key in keys if not any(other != key and is_a(other, key) for other in keys))


@lru_cache(maxsize=1024)
def parts_of(key: str) -> tuple[str, ...]:
    """ "biologic or targeted synthetic dmard" -> both classes, where the vocabulary holds no kinds of the pair."""
    left, between, right = key.partition(" or ")
    if not between or len(members(key)) > 1:
        return ()
    shared = right.rpartition(" ")[2]
    first, second = find(f"{left} {shared}") or find(left), find(right)
    return () if first is None or second is None else (first.key, second.key)


@lru_cache(maxsize=65_536)
def by_keys(keys: tuple[str, ...], key: str) -> Match:
    """How a fact with these keys stands to the concept; of "A or B" it is one that is either."""
    if either := parts_of(key):
        found = {by_keys(keys, part) for part in either}
        return "is" if "is" in found else "may be" if "may be" in found else "is not"
    if any(is_a(own, key) for own in keys):
        return "is"
    # A code brings the categories above it; only what the fact itself is may be too broad to tell.
    most_specific = specific(keys)[:1]
    return "may be" if any(is_a(key, own) for own in most_specific) else "is not"


def matches(concept: Concept, keys: tuple[str, ...], name: str) -> Match:
    """How a fact stands to the concept, leaving its qualifiers aside."""
    if concept.key is not None:
        return by_keys(keys, concept.key)
    asked = words(concept.name)
    return "is" if asked and asked <= words(name) else "is not"


def is_one_of(concepts: tuple[Concept, ...], fact: Named) -> bool:
    """Whether a fact is an instance of one of the concepts."""
    return any(matches(concept, fact.keys, fact.name) == "is" for concept in concepts)


@lru_cache(maxsize=4096)
def recognisable(key: str | None) -> bool:
    """Whether records can be recognised as the concept: it or a kind of it has a code (standard treatment has none)."""
    if key is None:
        return False
    if either := parts_of(key):
        return all(recognisable(part) for part in either)
    found = (known(each) for each in members(key))
    return key.startswith("icd-10-cm:") or any(each is not None and bool(each.codes) for each in found)


def recognised(concept: Concept) -> Concept:
    """The concept, or where no record can be recognised as it, the wider one that can, narrowed: major surgery is
    surgery.
    """
    if concept.key is None or recognisable(concept.key):
        return concept
    own = known(concept.key)
    wider = [key for key in own.broader if recognisable(key)] if own is not None else []
    return replace(concept, key=wider[0], narrowed=True) if len(wider) == 1 else concept


def names_nothing(concept: Concept) -> bool:
    """Whether the name is too general to recognise a record by ("requiring treatment")."""
    return concept.key is None and words(concept.name) <= _GENERAL


def names_only_a_body(concept: Concept) -> bool:
    """Whether the name is only that of whoever made a scale or a set of criteria: it asks nothing of the patient."""
    return concept.key is None and bool(words(concept.name)) and words(concept.name) <= BODIES


@lru_cache(maxsize=4096)
def beyond_head(name: str, key: str) -> frozenset[str]:
    """The words of a narrowed name that its head does not say: "severe lupus nephritis" -> {severe}."""
    said, head = words(name), words(key)
    if head <= said:
        return said - head
    # Named by another name ("renal lupus"): what stands around that name is what it adds.
    for mention in reversed(scan(name)):
        if mention.key == key or any(other == key for _, other in mention.others):
            return words(f"{name[: mention.start]} {name[mention.end :]}")
    return said - head


def qualifiers_of(concept: Concept) -> frozenset[str]:
    """What must be recorded beside the head of a narrowed concept."""
    return _qualifiers(concept.kind, concept.name, concept.key, concept.narrowed, concept.qualifiers)


@lru_cache(maxsize=65_536)
def _qualifiers(kind: str, name: str, key: str | None, narrowed: bool, qualifiers: tuple[str, ...]) -> frozenset[str]:
    asked: set[str] = set()
    if key is not None and kind == "condition":
        beyond = beyond_head(name, key)
        added = added_words(name, key)
        asked |= beyond if narrowed or beyond & _SIGNS else (beyond & _NARROWING) | added
    elif key is not None:
        beyond = beyond_head(name, key) if narrowed else frozenset()
        asked |= (beyond | added_words(name, key) & _OF_TREATMENTS) - ROUTES
    for qualifier in qualifiers:
        if not by_criteria(qualifier):
            asked |= words(qualifier)
    return frozenset(word for word in asked if word not in _OF_CRITERIA and not _YEAR.fullmatch(word))


def alternatives(name: str, qualifiers: frozenset[str]) -> tuple[frozenset[str], ...]:
    """The qualifiers of a name, those of which any is enough together: "moderate or severe" -> {moderate, severe}."""
    groups = {word: frozenset({word}) for word in qualifiers}
    said = normalise(name).split()
    for left, between, right in zip(said, said[1:], said[2:], strict=False):
        if between in ("or", "to") and left in groups and right in groups:
            together = groups[left] | groups[right]
            groups |= dict.fromkeys(together, together)
    return tuple(sorted(set(groups.values()), key=sorted))


_SET_OF_CRITERIA = re.compile(r"\b(?:criteria|criterion|classification|definition|nomenclature)\b", re.IGNORECASE)


def names_criteria(name: str) -> bool:
    """Whether a name is that of a published set of criteria."""
    return _SET_OF_CRITERIA.search(name) is not None


def by_criteria(qualifier: str) -> bool:
    """Whether a qualifier names the criteria that a diagnosis rests on: "by the 2013 consensus"."""
    return qualifier.startswith("by ")
