"""Texts without the people in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from equipoise.patient.fhir import answers, lookup
from equipoise.patient.fhir.bundle import Bundle
from equipoise.patient.fhir.naming import ANY_KIND
from equipoise.patient.fhir.numbers import number_in

_IDENTIFYING = re.compile(
    r"\S+@\S+|https?://\S+|www\.\S+|\+?(?:\d[ ()./-]{0,2}){7,}|\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{5,}\b"
    r"|\b(?:Dr|Prof|Mr|Mrs|Ms)\.?\s+[A-Z][a-z]+"
)
_PEOPLE = frozenset({"Patient", "Practitioner", "RelatedPerson", "Person", "Organization", "Location"})
_PERSONAL = ("name", "telecom", "address", "identifier", "contact", "alias")
_REMOVED = "[removed]"


def scrubbed(words: str, people: re.Pattern[str] | None) -> str:
    """The words without the people's and without what looks like a number, an address or a date of theirs.

    A name of the vocabulary is left as it is: "White blood cell count" is nobody's name.
    """
    if _of_vocabulary(words):
        return words
    words = _IDENTIFYING.sub(_REMOVED, words)
    return people.sub(_REMOVED, words) if people is not None else words


def known_answer(words: str) -> bool:
    """Whether an answer is a number, a known word for yes, no or none, a grade, or a name of the vocabulary."""
    if number_in(words) or answers.polarity(words) or answers.no_answer(words) or answers.grade(words) is not None:
        return True
    return _of_vocabulary(words)


def _of_vocabulary(words: str) -> bool:
    return bool(lookup.quantity_of_words(words) or lookup.concepts_of_words(words, ANY_KIND))


def personal_words(bundle: Bundle) -> re.Pattern[str] | None:
    """A pattern of every word in the names, addresses and numbers of the people in the bundle."""
    found: set[str] = set()
    for resource in bundle.resources:
        if resource.type in _PEOPLE:
            for key in _PERSONAL:
                for words in _strings(resource.node.get(key)):
                    found |= {word for word in re.split(r"[\s,;]+", words) if len(word) > 2}
    if not found:
        return None
    longest_first = sorted(found, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in ("system", "use", "period", "type", "extension"):
                yield from _strings(item)
