"""Surface forms: every way in which a name of the vocabulary may stand in a text, folded as `equipoise.vocabulary.scan` folds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from equipoise.vocabulary.concepts import CONCEPT_TABLES
from equipoise.vocabulary.normal import normalise, without_accents
from equipoise.vocabulary.quantities import QUANTITIES
from equipoise.vocabulary.scan import fold
from equipoise.vocabulary.tsv import cell_list, lines

_BRITISH = (
    (re.compile(r"emi(a|c|as)\b"), r"aemi\1"), (re.compile(r"\bhem(?=[aoi])"), "haem"), (re.compile(r"edema"), "oedema"),
    (re.compile(r"\besoph"), "oesoph"), (re.compile(r"\bestr(?=[ao])"), "oestr"), (re.compile(r"\bpediatr"), "paediatr"),
    (re.compile(r"gynec"), "gynaec"), (re.compile(r"anesth"), "anaesth"), (re.compile(r"\bfec"), "faec"),
    (re.compile(r"\bfet(?=[au])"), "foet"), (re.compile(r"rrhea"), "rrhoea"), (re.compile(r"pnea"), "pnoea"),
    (re.compile(r"\bcesar"), "caesar"), (re.compile(r"celiac"), "coeliac"), (re.compile(r"ischem"), "ischaem"),
    (re.compile(r"leuk(?=op|oc)"), "leuc"), (re.compile(r"penia"), "paenia"), (re.compile(r"tumor"), "tumour"),
    (re.compile(r"color(?=\b|[^e])"), "colour"), (re.compile(r"behavior"), "behaviour"), (re.compile(r"sulf"), "sulph"),
    (re.compile(r"\bfiber"), "fibre"), (re.compile(r"titer"), "titre"), (re.compile(r"\bcenter"), "centre"),
    (re.compile(r"orthoped"), "orthopaed"), (re.compile(r"iz(e|ed|ation|ing)\b"), r"is\1"),
    (re.compile(r"cyclospor"), "ciclospor"),
)  # fmt: skip
_AMERICAN = (
    (re.compile(r"aem"), "em"), (re.compile(r"haem"), "hem"), (re.compile(r"oedem"), "edem"), (re.compile(r"oesoph"), "esoph"),
    (re.compile(r"oestr"), "estr"), (re.compile(r"paed"), "ped"), (re.compile(r"paen"), "pen"), (re.compile(r"gynaec"), "gynec"),
    (re.compile(r"anaesth"), "anesth"), (re.compile(r"faec"), "fec"), (re.compile(r"foet"), "fet"),
    (re.compile(r"rrhoea"), "rrhea"), (re.compile(r"pnoea"), "pnea"), (re.compile(r"caes"), "ces"),
    (re.compile(r"coeli"), "celi"), (re.compile(r"leuco(?=[cp])"), "leuko"), (re.compile(r"tumour"), "tumor"),
    (re.compile(r"colour"), "color"), (re.compile(r"behaviour"), "behavior"), (re.compile(r"sulph"), "sulf"),
    (re.compile(r"fibre"), "fiber"), (re.compile(r"titre"), "titer"), (re.compile(r"\bis(e|ed|ation|ing)\b"), r"iz\1"),
)  # fmt: skip
_JOINED = re.compile(
    r"\b(anti|non|post|pre|peri|intra|extra|co|re|hyper|hypo|multi|micro|immuno|radio|chemo|cardio|cerebro) (?=[a-z]{4})"
)
_SPLIT = re.compile(r"\b(anti|non|post|peri|intra|radio|immuno|cerebro|cardio)(?=[a-z]{6})")
_GREEK = (("alpha", "α"), ("beta", "β"), ("gamma", "γ"))
_SPACES = re.compile(r"\s+")
_HEAD = re.compile(r"^(\w+) (of|in) ")


def folded(form: str) -> str:
    """The form as texts are folded: lower case, plain letters, one space where a hyphen or a space stood."""
    return (
        _SPACES.sub(" ", fold(without_accents(form) if not form.isascii() and "β" not in form else form))
        .strip()
        .lower()
    )


def _all(rules: tuple[tuple[re.Pattern[str], str], ...], form: str) -> str:
    for pattern, other in rules:
        form = pattern.sub(other, form)
    return form


def _plurals(form: str) -> set[str]:
    """Plurals that are more than an added "s", which the scanner allows anyway."""
    found = set()
    if form.endswith("is") and len(form) > 5:
        found.add(form[:-2] + "es")
    elif re.search(r"[^aeiou\W]y$", form):
        found.add(form[:-1] + "ies")
    elif form.endswith(("s", "x", "ch", "sh")) and not form.endswith("es"):
        found.add(form + "es")
    head = _HEAD.match(form)
    if head and not head.group(1).endswith("s"):
        found.add(head.group(1) + "s" + form[head.end(1) :])
    return found


def variants(form: str) -> set[str]:
    """The folded form and what may stand for it: both spellings, with and without the possessive, joined or split, plurals."""
    found = {folded(form)}
    for rules in (_BRITISH, _AMERICAN):
        found |= {_all(rules, each) for each in found}
    for each in tuple(found):
        if "'s" in each:
            found |= {each.replace("'s", "s"), each.replace("'s", "")}
        found.add(_JOINED.sub(r"\1", each))
        found.add(_SPLIT.sub(r"\1 ", each))
        for name, letter in _GREEK:
            if re.search(rf"\b{name}\b", each):
                found.add(re.sub(rf"\b{name}\b", letter, each))
    for each in tuple(found):
        found |= _plurals(each)
    found.add(normalise(form))
    return {each for each in found if len(each) > 1}


HEAD = (
    "# Every surface form of the vocabulary, folded, with what it can mean; likeliest meaning first.",
    "# source: quantities.tsv, curated.tsv, abbreviations.tsv, mesh.tsv.gz and drugs.tsv.gz of this folder",
    "# version: 1",
    "# date: 2026-11-21",
    "# licence: as the tables that it is made from",
    "form\tkind\tkey\texact\tcaution",
)
Row = tuple[str, str, str, str, str]


def _quantity_rows() -> Iterator[Row]:
    for kind in QUANTITIES.values():
        for form in (kind.name, *kind.synonyms):
            for each in variants(form):
                yield each, "quantity", kind.slug, "", ""
        for form in kind.abbreviations:
            caution = "ambiguous" if len(form) <= 2 else ""
            yield folded(form), "quantity", kind.slug, fold(form), caution


def _abbreviation_rows(kinds: Mapping[str, str]) -> Iterator[Row]:
    for form, key, caution in lines("abbreviations.tsv"):
        yield folded(form), kinds[key], key, fold(form), caution


def _concept_rows(tables: Sequence[str], taken: Set[str]) -> Iterator[Row]:
    """The forms of the concepts; one that a table before this one has is left to it."""
    for table in tables:
        for name, kind, synonyms, *_ in lines(table):
            for form in (name, *cell_list(synonyms)):
                for each in variants(form):
                    if each not in taken:
                        yield each, kind, name, "", ""


def rows() -> list[Row]:
    """The rows by form; within a form quantities first, then abbreviations, then concepts, each in the order of its table."""
    concept_kinds = {row[0]: row[1] for table in CONCEPT_TABLES for row in lines(table)}
    found: dict[tuple[str, str, str, str], Row] = {}
    stop = {row[0] for row in lines("stop.tsv")}
    for row in (*_quantity_rows(), *_abbreviation_rows(concept_kinds), *_concept_rows(("curated.tsv",), frozenset())):
        if row[3] or row[0] not in stop:
            found.setdefault(row[:4], row)
    taken = {form for form, _, _, exact in found if not exact} | stop
    for table in CONCEPT_TABLES[1:]:
        new = {row[0]: row for row in reversed(list(_concept_rows((table,), taken)))}
        found.update({row[:4]: row for row in new.values()})
        taken |= set(new)
    free = {row[:3] for row in found.values() if not row[3]}
    kept = [row for row in found.values() if not row[3] or row[:3] not in free]
    order = {row: place for place, row in enumerate(kept)}
    return sorted(kept, key=lambda row: (row[0], order[row]))


def table() -> tuple[Sequence[str], Iterable[Row]]:
    """What `build_vocabulary` writes."""
    return HEAD, rows()
