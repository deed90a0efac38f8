"""Plurals to singulars, for the names of concepts: `seizures -> seizure`, `diagnoses -> diagnosis`.

Many words of medicine end in -s and are singular ("ascites", "pancreas"); those stand in a closed list.
"""

from __future__ import annotations

import re
from typing import Final

_SINGULAR: Final = """
    alas ascites atlas atrophicans bends biceps bias caries chaos cutis diabetes dissecans erysipelas exophthalmos
    exomphalos facies faeces feces forceps fulminans fungoides gas herpes hives hydramnios hydrops lens lues measles
    melas menses mumps nares nigricans obliterans oligohydramnios ossificans pancreas polyhydramnios quadriceps
    rabies rales repens rickets scabies series shingles species stapes tabes talipes tongs tremens triceps yaws
"""
_IRREGULAR: Final = {
    "varices": "varix", "indices": "index", "appendices": "appendix", "cervices": "cervix", "vertices": "vertex",
    "matrices": "matrix", "cicatrices": "cicatrix", "meninges": "meninges", "crises": "crisis", "irides": "iris",
    "doses": "dose", "overdoses": "overdose", "purposes": "purpose", "viruses": "virus", "retroviruses": "retrovirus",
    "sinuses": "sinus", "fetuses": "fetus", "foetuses": "foetus",
}  # fmt: skip
_INVARIABLE: Final = frozenset(_SINGULAR.split())
# Endings of Greek nouns in the plural; those of "diseases", "kinases" and "exercises" are none.
_GREEK: Final = re.compile(
    r"(?:ia|ecta|sta|y|the|are|ure|gene|kine|schi|[^\W\d_]{3,}o)ses$",
)


def singular(phrase: str) -> str:
    """The phrase with its last word in the singular, as far as its ending tells."""
    head, _, word = phrase.rpartition(" ")
    made = _of_word(word)
    return f"{head} {made}" if head else made


def _of_word(word: str) -> str:
    stem = word.rsplit("-", 1)[-1]
    if len(word) < 4 or stem in _INVARIABLE or word.endswith(("ss", "us", "is", "ics", "betes", "'s")):
        return word
    if stem in _IRREGULAR:
        return word.removesuffix(stem) + _IRREGULAR[stem]
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith("itides"):
        return f"{word[:-4]}is"
    if _GREEK.search(word) is not None:
        return f"{word[:-2]}is"
    if word.endswith(("sses", "xes", "ches", "shes")) and not word.endswith("aches"):
        return word[:-2]
    return word.removesuffix("s")
