"""The normal form in which names are compared: case, accents, spelling, hyphens, possessives and plurals do not count.

    normalise("Crohn's Diseases")              "crohn disease"
    normalise("β-Blockers")                    "beta blocker"
    normalise("Leucopaenia / anaemia")         "leukopenia anemia"

It is for comparing only: the words that come out need not be English ("exercize"). Two names that differ in nothing
that matters have one normal form; finding names *in* a text is `scan`'s work.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Before case folding, which would turn ß into ss: registry texts use it for β.
_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "λ": "lambda", "ß": "beta", "µ": "u"}
_APOSTROPHES = dict.fromkeys("’‘ʼ", "'")
_LETTER_NAMES = str.maketrans(
    {**_GREEK, "Α": "alpha", "Β": "beta", "Γ": "gamma", "Κ": "kappa", "μ": "u", **_APOSTROPHES}
)

_POSSESSIVE = re.compile(r"'s\b|s'(?=\s|$)|'")
_NOT_WORD = re.compile(r"[^a-z0-9]+")

# Each applies wherever the letters stand: both spellings end in one form, which is all that comparing needs.
_SPELLINGS = (
    ("aemi", "emi"), ("haem", "hem"), ("oedem", "edem"), ("oesoph", "esoph"), ("oestr", "estr"), ("paed", "ped"),
    ("paeni", "peni"), ("gynaec", "gynec"), ("anaesth", "anesth"), ("faec", "fec"), ("caec", "cec"), ("caes", "ces"),
    ("coeli", "celi"), ("foet", "fet"), ("rrhoea", "rrhea"), ("pnoea", "pnea"), ("aetiol", "etiol"), ("naev", "nev"),
    ("phaeo", "pheo"), ("leuco", "leuko"), ("leucem", "leukem"), ("tumour", "tumor"), ("colour", "color"),
    ("behaviour", "behavior"), ("labour", "labor"), ("sulph", "sulf"), ("fibre", "fiber"), ("titre", "titer"),
    ("litre", "liter"), ("centre", "center"), ("aluminium", "aluminum"), ("programme", "program"),
    ("judgement", "judgment"), ("ciclospor", "cyclospor"), ("manoeuv", "maneuv"),
)  # fmt: skip
_SPELLING = re.compile("|".join(british for british, _ in _SPELLINGS))
_AMERICAN = dict(_SPELLINGS)
_ISE = re.compile(r"is(e|ed|ing|ation|er)$")
_INVARIABLE = frozenset({"aids", "gas", "lens", "hers", "its", "this", "yes", "plus", "versus"})


def _singular(word: str) -> str:
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")) or word in _INVARIABLE:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("oses", "yses", "stases")) and len(word) > 6:
        return word[:-2] + "is"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=65536)
def _normal_word(word: str) -> str:
    # Twice, since one replacement can make room for the next: leucaemia, leucemia, leukemia.
    for _ in range(2):
        word = _SPELLING.sub(lambda found: _AMERICAN[found.group()], word)
    return _ISE.sub(r"iz\1", _singular(word))


def without_accents(text: str) -> str:
    """The text with its accents taken off its letters."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def normalise(phrase: str) -> str:
    """The form in which two spellings of one name are equal: words in lower case, one space apart."""
    lowered = without_accents(phrase.translate(_LETTER_NAMES)).lower()
    if "'" in lowered:
        lowered = _POSSESSIVE.sub("", lowered)
    return " ".join([_normal_word(word) for word in _NOT_WORD.split(lowered) if word])


# Words in front of a name that say how much, how sure or since when.
_QUALIFIER_WORDS = """
    active advanced any clinically completed complicated concomitant concurrent confirmed current currently documented
    early existing inadequately known locally major metastatic moderate more newly diagnosed ongoing or other poorly
    controlled pre existing prior previous previously proven recent refractory relapsed relapsing serious severe
    significant suspected symptomatic uncontrolled underlying unresolved unstable untreated
"""
_QUALIFIERS = frozenset(_QUALIFIER_WORDS.split())


def unqualified(form: str) -> str:
    """The words without the qualifiers in front ("active severe asthma" -> "asthma"); the last word always stays."""
    words = form.split()
    while len(words) > 1 and words[0].lower() in _QUALIFIERS:
        words.pop(0)
    return " ".join(words)
