"""What a criterion can compare with a number: laboratory values, vital signs, scores, histories.

The table `tables/quantities.tsv` holds every quantity of the exchange form (docs/reference/vocabulary.md) and, marked
`extra`, some that the exchange form has no slug for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from equipoise.vocabulary.normal import normalise
from equipoise.vocabulary.tsv import cell_list, lines

Group = Literal["lab", "vital", "score", "demographic", "history", "imaging"]
Side = Literal["above", "below", "both"]
_SIDES: tuple[Side, ...] = ("above", "below")


@dataclass(frozen=True, slots=True)
class QuantityKind:
    """One thing that can be measured, counted or scored.

    `unit` is the canonical one, in UCUM; `plausible` and `scale` are low and high in it (outside of `plausible`, a
    value is an error of unit or of typing; `scale` are the ends of a score). `molar_mass` in g/mol turns mass into
    amount; that of a ratio to creatinine is creatinine's. `synonyms` are surface forms in lower case, `abbreviations`
    those that count in their very case. `clinician` marks what somebody must examine or score.
    `default_unit_when_missing` is the unit meant where a text names none; None where texts mean different ones.
    `extra` marks what the exchange form has no slug for. `abnormal` says on which side of its range a value is out of
    the ordinary: nobody is ill from a bilirubin below the laboratory's range.
    """

    slug: str
    name: str
    unit: str
    group: Group
    synonyms: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    loinc: tuple[str, ...] = ()
    molar_mass: float | None = None
    plausible: tuple[float, float] | None = None
    scale: tuple[float, float] | None = None
    clinician: bool = False
    extra: bool = False
    default_unit_when_missing: str | None = None
    abnormal: Side = "both"


def _range(cell: str) -> tuple[float, float] | None:
    if not cell:
        return None
    low, high = cell.split("..")
    return float(low), float(high)


def _kind(cells: list[str]) -> QuantityKind:
    slug, name, unit, group, flags, scale, plausible, molar_mass, default_unit, loinc, abbreviations, synonyms = cells
    return QuantityKind(
        slug=slug,
        name=name,
        unit=unit,
        group=cast(Group, group),
        synonyms=cell_list(synonyms),
        abbreviations=cell_list(abbreviations),
        loinc=cell_list(loinc),
        molar_mass=float(molar_mass) if molar_mass else None,
        plausible=_range(plausible),
        scale=_range(scale),
        clinician="clinician" in flags.split(),
        extra="extra" in flags.split(),
        default_unit_when_missing=default_unit or None,
        abnormal=next((side for side in _SIDES if side in flags.split()), "both"),
    )


QUANTITIES: Mapping[str, QuantityKind] = MappingProxyType({cells[0]: _kind(cells) for cells in lines("quantities.tsv")})


def by_slug(slug: str) -> QuantityKind | None:
    """The quantity of this slug, None where there is none."""
    return QUANTITIES.get(slug)


@cache
def _loinc_index() -> Mapping[str, QuantityKind]:
    return {code: kind for kind in QUANTITIES.values() for code in kind.loinc}


def by_loinc(code: str) -> QuantityKind | None:
    """The quantity that a LOINC code measures, None where the code is not known."""
    return _loinc_index().get(code)


# What the name of a result may add without naming another thing: specimen, method, property, protocol of counting.
# Urine and other fluids are not among them, nor are "fasting", "direct" and the like: those make it another quantity.
_NEUTRAL_WORDS = """
    in or by of the serum plasma blood venous capillary platelet poor mass mole volume substance concentration
    enzymatic activity fraction unit unspecified automated manual count calculated measured measurement level value
    result test quantitative predicted percent joint 28 44 66 68 bazett fridericia resting sitting seated ecg pulse
    oximetry room air score number assay coagulation westergren method respiratory system spirometry reported total
    points index
"""
_NEUTRAL = frozenset(_NEUTRAL_WORDS.split())
_BRACKETED = re.compile(r"\(([^()]*)\)|\[([^\][]*)\]")


def _content(normal: str) -> str:
    return " ".join(word for word in normal.split() if word not in _NEUTRAL)


def _index(forms: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Form -> slug; a form of several slugs is left out, since it settles nothing."""
    found: dict[str, set[str]] = {}
    for form, slug in forms:
        if form:
            found.setdefault(form, set()).add(slug)
    return {form: slugs.pop() for form, slugs in found.items() if len(slugs) == 1}


@cache
def _text_index() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Normal form -> slug, and the same for the names without what is neutral.

    A spelled-out name beats an abbreviation that another quantity uses too.
    """
    named = [(normalise(form), kind.slug) for kind in QUANTITIES.values() for form in (kind.name, *kind.synonyms)]
    short = [(normalise(form), kind.slug) for kind in QUANTITIES.values() for form in kind.abbreviations]
    exact = {**_index(short), **_index(named)}
    return exact, {**_index((_content(form), slug) for form, slug in named), **exact}


def _slug_of(text: str) -> str | None:
    exact, bare = _text_index()
    normal = normalise(text)
    return exact.get(normal) or bare.get(_content(normal))


def by_text(text: str) -> QuantityKind | None:
    """The quantity that a result's own name says, None where it says another thing or leaves it open.

        by_text("ALT (alanine aminotransferase)")   alt
        by_text("Creatinine [Mass/volume] in Urine")  None: not the creatinine of serum

    The name as a whole decides; else the words outside brackets, if what is inside says the same or nothing of its own.
    """
    slug = _slug_of(text)
    if slug is None and (asides := [a or b for a, b in _BRACKETED.findall(text)]):
        slug = _slug_of(_BRACKETED.sub(" ", text))
        for aside in asides:
            if _content(normalise(aside)) and _slug_of(aside) != slug:
                slug = None
    return QUANTITIES[slug] if slug else None
