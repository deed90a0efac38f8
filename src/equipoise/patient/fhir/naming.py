"""What a CodeableConcept stands for: its name, its codes, and the concepts and quantity of the vocabulary.

Codes come first, as (system, code) pairs: 2118-8 is a pregnancy test in LOINC and an ancestry in another code system.
Where no code is known, the words are looked up: as they stand, then without what stands in brackets and what stands
inside them, then the words before a comma, and last by the one concept that they mention. Words that deny, and words
that mention several things, stand for nothing; the name is always kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from equipoise.patient.fhir import lookup
from equipoise.patient.fhir.lookup import Kinds
from equipoise.patient.fhir.wire import codes, concept_text, concept_words, node, nodes, text
from equipoise.vocabulary.concepts import ConceptKind

_LONGEST = 300  # characters: what is longer is prose, not a name
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_TAGS = frozenset(
    {
        *("disorder", "finding", "situation", "procedure", "substance", "product", "observable entity", "event"),
        *("qualifier value", "clinical drug", "regime/therapy", "morphologic abnormality", "physical object"),
        *("medicinal product", "person", "occupation"),
    }
)  # fmt: skip
# "X due to Y" is X: Y may be true of the patient, but it is not what the record was made for.
_TAIL = re.compile(
    r"\s+(?:due to|secondary to|caused by|associated with|related to|resulting from|complicating|following|after|with"
    r"|without|in(?! situ)|of unknown|from)\s+",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?:no (?:known|evidence of|history of|signs? of)|no|never|without|denies|denied|negative for|ruled out|excluded)"
    r"\b[\s:]+(?P<before>.+)|(?P<after>.+?)[\s,:(–-]+(?:ruled out|excluded|not present|not found|absent|denied)\)?",
    re.IGNORECASE,
)
# Of these the patient has or has had nothing yet.
_NOT_HAD = re.compile(
    r"\b(?:risk (?:of|for)|at risk|screening|exposure to|contact with|fear of|carrier of|suspicion of"
    r"|vaccination against|allerg(?:y|ic) to|adverse (?:effect|reaction)|poisoning"
    r"|intolerance (?:of|to)|interested in)\b"
    r"|^(?:admission|documentation|counsel\w*|consult\w*|referral|education|planning|preparation|scheduling|instruction"
    r"|discussion|information|(?:medication )?reconciliation|review|assessment|evaluation|follow-?up)\b",
    re.IGNORECASE,
)
# A Condition may say that something was done: "Personal history of CAR-T therapy", "Presence of cardiac pacemaker".
_DONE = re.compile(
    r"(?:personal |past |medical )*(?:history of|h/o|hx of|s/p|status post|presence of|dependence on"
    r"|acquired absence of|long[- ]term (?:\(current\) )?use of)\b",
    re.IGNORECASE,
)
_JOINTS = re.compile(r"\s*(?:[/;+,&]|\band\b)\s*", re.IGNORECASE)
# Words for the course of a disease, or for people, are no diseases: "recurrent rectal polyp" is no relapse by itself.
_NO_DISEASE = frozenset(
    {
        *(
            "relapse",
            "remission",
            "refractory",
            "treatment failure",
            "cured",
            "metastatic",
            "treatment-naive",
            "healthy",
        ),
        *("adult", "child", "elderly", "female", "male", "family history", "resident", "hospitalized", "outpatient"),
    }
)

# Of which kind a concept may be, by what the record is made for: when the name as a whole is the concept's, and when
# only a part of it is. The antibody in a test's name is what is asked about, the disease in it is not; a vaccine is
# no measles.
ANY_KIND: Kinds = frozenset({"condition", "treatment", "test", "state"})
_WHOLE: dict[ConceptKind | None, Kinds] = {
    "condition": ANY_KIND,
    "treatment": frozenset({"treatment", "test"}),
    "test": ANY_KIND,
    "state": ANY_KIND,
    None: ANY_KIND,
}
_PART: dict[ConceptKind | None, Kinds] = {
    "condition": frozenset({"condition", "state"}),
    "treatment": frozenset({"treatment", "test"}),
    "test": frozenset({"test", "state"}),
    "state": ANY_KIND,
    None: ANY_KIND,
}
_DISEASE: Kinds = frozenset({"condition"})
_STATE: Kinds = frozenset({"state"})


@dataclass(frozen=True, slots=True)
class Named:
    """The meaning of a CodeableConcept. `kind` is a quantity slug; `denied` holds what the words say is absent."""

    name: str
    keys: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    kind: str | None = None
    denied: str | None = None


NOTHING = Named("")
NAMELESS = "has no name and no code"


def named(value: object, about: ConceptKind | None = None) -> Named:
    """The meaning of one CodeableConcept, `NOTHING` where it has neither words nor codes.

    `about` says what kind of thing the record is made for: of a text that mentions a drug and a disease, a Condition
    means the disease.
    """
    pairs = codes(value)
    words = concept_words(value)
    if words is None:
        return _coded(pairs, concept_text(value))
    shown = (text(coding.get("display")) for coding in nodes(node(value).get("coding")))
    displays = tuple(display for display in shown if display is not None)
    return _named(words, pairs, displays, about)


@lru_cache(maxsize=4096)
def _coded(pairs: tuple[tuple[str, str], ...], code: str | None) -> Named:
    """The meaning of codes without words, under the name that the vocabulary has for them."""
    if code is None:
        return NOTHING
    kind = next((slug for system, value in pairs if (slug := lookup.quantity_of_code(system, value))), None)
    keys = tuple(dict.fromkeys(key for system, value in pairs for key in lookup.concepts_of_code(system, value)))
    return Named(lookup.name_of(kind, keys) or code, keys, pairs, kind)


def named_words(words: str, about: ConceptKind | None = None) -> Named:
    """The meaning of mere words."""
    return _named(words, (), (), about)


@lru_cache(maxsize=8192)
def _named(
    name: str, pairs: tuple[tuple[str, str], ...], displays: tuple[str, ...], about: ConceptKind | None
) -> Named:
    if len(name) > _LONGEST:
        coded = _coded(pairs, name)
        return Named(name[:_LONGEST] + "…", coded.keys, pairs, coded.kind)
    denial = _DENIED.fullmatch(name)
    denied = (denial["before"] or denial["after"]) if denial else None
    phrases = (name, *(words for words in displays if words != name))
    kind = next((slug for system, code in pairs if (slug := lookup.quantity_of_code(system, code))), None)
    keys = list(dict.fromkeys(key for system, code in pairs for key in lookup.concepts_of_code(system, code)))
    if denied is None:
        kind = kind or next((slug for phrase in phrases if (slug := lookup.quantity_of_words(phrase))), None)
        # A code alone may be coarser than its words ("M33.13", "clinically amyopathic dermatomyositis"): both count.
        keys += [key for phrase in phrases for key in _keys_of_words(phrase, about) if key not in keys]
    return Named(name, tuple(dict.fromkeys(keys)), pairs, kind, denied)


def _keys_of_words(phrase: str, about: ConceptKind | None) -> tuple[str, ...]:
    """The concepts of a phrase, by the first way of reading it that gives any."""
    if keys := lookup.concepts_of_words(phrase, _WHOLE[about]):
        return keys
    for variant in variants(phrase):
        if keys := lookup.concepts_of_words(variant, _PART[about]):
            return keys
    if _NOT_HAD.search(phrase):
        return ()
    if about == "condition":
        return _mentioned_disease(phrase)
    return _mentioned(phrase, _PART[about])


def variants(phrase: str) -> Iterator[str]:
    """Other ways to read a name.

    "Lupus nephritis, active (disorder)" -> "Lupus nephritis, active"; "Lupus nephritis"
    "ALT (alanine aminotransferase)"     -> "ALT"; "alanine aminotransferase"
    """
    bare = " ".join(_BRACKETS.sub("", phrase).split())
    if bare != phrase:
        yield bare
        yield from (inner for inner in _BRACKETS.findall(phrase) if inner.strip() and inner.casefold() not in _TAGS)
    head = bare.split(",", 1)[0].strip()
    if head and head != bare:
        yield head


def _mentioned_disease(phrase: str) -> tuple[str, ...]:
    """Diseases that a phrase mentions; else states of a person; else, where it says so, what was done."""
    diseases = _mentioned(phrase, _DISEASE)
    if diseases:
        return diseases
    states = tuple(key for key in _mentioned(phrase, _STATE) if key not in _NO_DISEASE)
    if states:
        return states
    return _mentioned(phrase, ANY_KIND) if _DONE.match(phrase) else ()


def _mentioned(phrase: str, kinds: Kinds) -> tuple[str, ...]:
    """What the head of a phrase mentions: in each part of an enumeration one concept, nothing of a part with several.

    "Fluticasone / salmeterol (product)" -> both; "Fever following influenza vaccination" -> nothing but the fever.
    """
    head = _TAIL.split(" ".join(_BRACKETS.sub(_untagged, phrase).split()), maxsplit=1)[0]
    whole = lookup.mentions(head, kinds)
    if len(whole) <= 1:
        return whole
    parts = [lookup.mentions(part, kinds) for part in _JOINTS.split(head)]
    return tuple(dict.fromkeys(key for found in parts if len(found) == 1 for key in found))


def _untagged(match: re.Match[str]) -> str:
    """A bracket without its sign; SNOMED's tags say what kind of thing the name is, and are no part of it."""
    return "" if match[1].casefold() in _TAGS else f", {match[1]},"
