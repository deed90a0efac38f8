"""Diseases, treatments, tests and states of a person: their names, their codes, and which is a kind of which.

    find("Crohn disease").key                                 "crohn's disease"
    by_code("ICD-10-CM", "M32.14")[0].key                     "lupus nephritis"
    is_a("lupus nephritis", "systemic lupus erythematosus")   True
    is_a("tetracycline", "biologic")                          False: a name in the wrong list can be told

The key of a concept is its plain English name in lower case. Concepts come from `tables/curated.tsv`, written by hand,
and from the derived tables, whose rows add to a curated concept of the same key or stand for themselves. A code of
ICD-10-CM that no concept lists has a concept of its own, "icd-10-cm:" and the code, under the nearest one listed.

What is a kind of what follows ATC for drugs where the words of trials differ: glucocorticoids are not
immunosuppressants, methotrexate and azathioprine are not chemotherapy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, cast

from equipoise.vocabulary import icd
from equipoise.vocabulary.normal import normalise, unqualified
from equipoise.vocabulary.scan import fold, lexicon
from equipoise.vocabulary.tsv import cell_list, lines

ConceptKind = Literal["condition", "treatment", "test", "state"]

CONCEPT_TABLES = ("curated.tsv", "mesh.tsv.gz", "drugs.tsv.gz", "snomed.tsv.gz")

ICD = "ICD-10-CM"
_ICD_KEY = "icd-10-cm:"
_ATC_LEVELS = (7, 5, 4, 3, 1)  # lengths of an ATC code and of the groups above it

_BRACKETED = re.compile(r"\(([^()]*)\)")
_LEADING = re.compile(
    r"(?:(?:personal )?history|diagnosis|presence|use|infusion|administration|receipt) of (?:an? |the )?"
    r"|(?:treatment|therapy) with (?:an? |the )?|participation in |enrol+ment in ",
    re.IGNORECASE,
)

# How FHIR names the code systems.
_SYSTEM_URIS = {
    "http://hl7.org/fhir/sid/icd-10-cm": ICD,
    "http://hl7.org/fhir/sid/icd-10": ICD,
    "http://snomed.info/sct": "SNOMED",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
    "http://www.whocc.no/atc": "ATC",
    "http://loinc.org": "LOINC",
    "http://hl7.org/fhir/sid/cvx": "CVX",
    "http://id.nlm.nih.gov/mesh": "MeSH",
}


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a criterion can ask about. `broader` are the keys right above it; `codes` are (system, code)."""

    key: str
    kind: ConceptKind
    name: str
    synonyms: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    broader: tuple[str, ...] = ()


def _code(cell: str) -> tuple[str, str]:
    system, _, code = cell.partition(":")
    return system, code


def _union(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


@cache
def _concepts() -> Mapping[str, Concept]:
    found: dict[str, Concept] = {}
    for table in CONCEPT_TABLES:
        for name, kind, synonyms, codes, broader in lines(table):
            new = Concept(
                name,
                cast(ConceptKind, kind),
                name,
                cell_list(synonyms),
                tuple(map(_code, cell_list(codes))),
                cell_list(broader),
            )
            old = found.get(name)
            found[name] = (
                new
                if old is None
                else Concept(
                    old.key,
                    old.kind,
                    old.name,
                    _union(old.synonyms, new.synonyms),
                    tuple(dict.fromkeys((*old.codes, *new.codes))),
                    old.broader or new.broader,
                )
            )
    return found


def concept(key: str) -> Concept | None:
    """The concept of this key, None where there is none."""
    if key.startswith(_ICD_KEY):
        return _icd_concept(key.removeprefix(_ICD_KEY))
    return _concepts().get(key)


def all_concepts() -> Iterable[Concept]:
    """Every concept of the tables."""
    return _concepts().values()


def _listed(phrase: str) -> Concept | None:
    forms = lexicon()
    for form in (normalise(phrase), fold(phrase).lower()):
        for reading in forms.get(form, ()):
            if reading.kind != "quantity" and (reading.caution != "word" or fold(phrase) == reading.exact):
                return _concepts()[reading.key]
    return None


def find(phrase: str) -> Concept | None:
    """The concept whose name or synonym the phrase is, whatever its case, hyphens, plural or spelling; else None.

    What stands in brackets may repeat the name, as "intravenous immunoglobulin (IVIG)" does. Qualifiers may stand in
    front ("active tuberculosis"), and words that say of the thing no more than that it was there ("treatment with a
    biologic"). An abbreviation is found in any case, unless it then is an ordinary word ("all").
    """
    leading = _LEADING.match(phrase)
    bare = phrase[leading.end() :] if leading else phrase
    found = next(
        filter(None, map(_listed, dict.fromkeys((phrase, unqualified(phrase), bare, unqualified(bare))))), None
    )
    if found is None and (asides := _BRACKETED.findall(phrase)):
        found = _listed(_BRACKETED.sub(" ", phrase).strip())
        if found is None or any(_listed(aside) != found for aside in asides):
            return None
    return found


@lru_cache(maxsize=8192)
def above(key: str) -> frozenset[str]:
    """The key and everything above it."""
    return _reached(key, _broader)


def _reached(key: str, step: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """The key and what is reached from it by any number of steps."""
    seen: set[str] = set()
    open_keys = [key]
    while open_keys:
        current = open_keys.pop()
        if current not in seen:
            seen.add(current)
            open_keys.extend(step(current))
    return frozenset(seen)


def _broader(key: str) -> tuple[str, ...]:
    known = concept(key)
    return known.broader if known else ()


def is_a(narrow_key: str, broad_key: str) -> bool:
    """Whether the one is the other or a kind of it, through any number of steps. An unknown key is only itself."""
    return broad_key in above(narrow_key)


@cache
def _below() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for each in _concepts().values():
        for broad in each.broader:
            found.setdefault(broad, []).append(each.key)
    return {key: tuple(narrow) for key, narrow in found.items()}


@lru_cache(maxsize=1024)
def members(key: str) -> frozenset[str]:
    """The key and every concept of the tables that is a kind of it."""
    return _reached(key, lambda each: _below().get(each, ()))


@cache
def _code_index() -> Mapping[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], list[str]] = {}
    for each in _concepts().values():
        for code in each.codes:
            found.setdefault(code, []).append(each.key)
    return {code: tuple(keys) for code, keys in found.items()}


@cache
def _icd_ranges() -> tuple[tuple[str, str], ...]:
    """(range, key) of concepts that list a range of categories, narrow ranges first."""
    ranges = [
        (code, each.key)
        for each in _concepts().values()
        for system, code in each.codes
        if system == ICD and "-" in code
    ]
    return tuple(sorted(ranges, key=lambda entry: (_width(entry[0]), entry)))


def _width(code_range: str) -> tuple[int, int]:
    low, _, high = code_range.partition("-")
    return ord(high[0]) - ord(low[0]), int(high[1]) - int(low[1])


def _icd_keys(code: str) -> list[str]:
    """Keys of the concepts that list the code or what it begins with, most specific first."""
    index = _code_index()
    listed = [key for prefix in icd.ancestors(code) for key in index.get((ICD, prefix), ())]
    listed += [key for code_range, key in _icd_ranges() if icd.within(code[:3], code_range)]
    keys = list(dict.fromkeys(listed))
    return sorted(keys, key=lambda key: -len(above(key).intersection(keys)))


@lru_cache(maxsize=8192)
def _icd_concept(code: str) -> Concept | None:
    """The concept of a code by itself, right under the nearest listed ones."""
    name = icd.name_of(code)
    if name is None:
        return None
    listed = _icd_keys(code)
    return Concept(_ICD_KEY + code, "condition", name.lower(), codes=((ICD, code),), broader=tuple(listed))


def by_code(system: str, code: str) -> tuple[Concept, ...]:
    """The concepts that a code stands for, most specific first; `system` by its name here or its FHIR URI.

    A code of ICD-10-CM or ATC stands for what lists it or any code that it begins with. If nothing lists the very
    code of ICD-10-CM, the first concept is the code's own.
    """
    known = _SYSTEM_URIS.get(system.rstrip("/"), system)
    squeezed = code.strip()
    if known == ICD:
        return _by_icd(squeezed)
    prefixes = (
        [squeezed[:length] for length in _ATC_LEVELS if length <= len(squeezed)] if known == "ATC" else [squeezed]
    )
    keys = dict.fromkeys(key for prefix in prefixes for key in _code_index().get((known, prefix), ()))
    return tuple(_concepts()[key] for key in keys)


def _by_icd(code: str) -> tuple[Concept, ...]:
    tidied = icd.tidy(code)
    if tidied is None:
        return ()
    listed = tuple(_concepts()[key] for key in _icd_keys(tidied))
    own = None if (ICD, tidied) in _code_index() else _icd_concept(tidied)
    return (own, *listed) if own else listed
