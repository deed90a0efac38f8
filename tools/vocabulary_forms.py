"""`forms.tsv.gz`: every way in which a name of the vocabulary may stand in a text, folded as the scanner folds it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from equipoise.vocabulary.concepts import CONCEPT_TABLES
from equipoise.vocabulary.normal import normalise, unqualified, without_accents
from equipoise.vocabulary.quantities import QUANTITIES
from equipoise.vocabulary.scan import fold
from equipoise.vocabulary.tsv import cell_list, lines

_BRITISH = (
    (re.compile(r"(?<!syst)(?<!acad)(?<!epid)(?<!end)emi(a|c)\b"), r"aemi\1"), (re.compile(r"\bhem(?=[aoi])"), "haem"),
    (re.compile(r"edema"), "oedema"), (re.compile(r"\besoph"), "oesoph"), (re.compile(r"\bestr(?=[ao])"), "oestr"),
    (re.compile(r"\bpediatr"), "paediatr"), (re.compile(r"gynec"), "gynaec"), (re.compile(r"anesth"), "anaesth"),
    (re.compile(r"\bfec"), "faec"), (re.compile(r"\bfet(?=[au])"), "foet"), (re.compile(r"rrhea"), "rrhoea"),
    (re.compile(r"pnea"), "pnoea"), (re.compile(r"\bcesar"), "caesar"), (re.compile(r"celiac"), "coeliac"),
    (re.compile(r"ischem"), "ischaem"), (re.compile(r"leuk(?=op|oc)"), "leuc"), (re.compile(r"penia"), "paenia"),
    (re.compile(r"tumor"), "tumour"), (re.compile(r"color(?=\b|[^e])"), "colour"),
    (re.compile(r"behavior"), "behaviour"), (re.compile(r"sulf"), "sulph"), (re.compile(r"\bfiber"), "fibre"),
    (re.compile(r"titer"), "titre"), (re.compile(r"\bcenter"), "centre"), (re.compile(r"orthoped"), "orthopaed"),
    (re.compile(r"iz(e|ed|ation|ing)\b"), r"is\1"), (re.compile(r"cyclospor"), "ciclospor"),
)  # fmt: skip
_AMERICAN = (
    (re.compile(r"aem"), "em"), (re.compile(r"haem"), "hem"), (re.compile(r"oedem"), "edem"),
    (re.compile(r"oesoph"), "esoph"), (re.compile(r"oestr"), "estr"), (re.compile(r"paed"), "ped"),
    (re.compile(r"paen"), "pen"), (re.compile(r"gynaec"), "gynec"), (re.compile(r"anaesth"), "anesth"),
    (re.compile(r"faec"), "fec"), (re.compile(r"foet"), "fet"), (re.compile(r"rrhoea"), "rrhea"),
    (re.compile(r"pnoea"), "pnea"), (re.compile(r"caes"), "ces"), (re.compile(r"coeli"), "celi"),
    (re.compile(r"leuco(?=[cp])"), "leuko"), (re.compile(r"tumour"), "tumor"), (re.compile(r"colour"), "color"),
    (re.compile(r"behaviour"), "behavior"), (re.compile(r"sulph"), "sulf"), (re.compile(r"fibre"), "fiber"),
    (re.compile(r"titre"), "titer"), (re.compile(r"\bis(e|ed|ation|ing)\b"), r"iz\1"),
)  # fmt: skip
_PREFIXES = "anti|non|post|pre|peri|intra|extra|co|re|hyper|hypo|multi|micro|immuno|radio|chemo|cardio|cerebro"
_JOINED = re.compile(rf"\b({_PREFIXES}) (?=[a-z]{{4}})")
_SPLIT = re.compile(r"\b(anti|non|post|peri|intra|radio|immuno|cerebro|cardio)(?=[a-z]{6})")
_GREEK = (("alpha", "α"), ("beta", "β"), ("gamma", "γ"))
_NUMBER = re.compile(r"[0-9 ]+")
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
    """The folded form and what may stand for it: both spellings, with and without the possessive, joined or split,
    plurals."""
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
    return {each for each in found if len(each) > 1 and not _NUMBER.fullmatch(each)}


HEAD = (
    "# Every surface form of the vocabulary, folded, with what it can mean; likelier meanings of one form stand first.",
    "# source: quantities.tsv, curated.tsv, abbreviations.tsv, mesh.tsv.gz and drugs.tsv.gz of this folder",
    "# version: 1",
    "# date: 2026-11-21",
    "# licence: as the tables that it is made from",
    "kind\tkey\tcase\tcaution\tforms",
)

_LONGEST = 60  # characters of a form; a longer one in a text is better found by its parts


class Row(NamedTuple):
    """One line of the table."""

    kind: str
    key: str
    case: str
    caution: str
    forms: tuple[str, ...]


def _pruned(forms: Iterable[str]) -> tuple[str, ...]:
    """Without what the scanner finds anyway: a plural with "s", and a form that only adds a qualifier to another
    one."""
    known = set(forms)
    return tuple(
        sorted(
            form
            for form in known
            if len(form) <= _LONGEST
            and not (form.endswith("s") and form[:-1] in known)
            and not (unqualified(form) != form and unqualified(form) in known)
        )
    )


def _quantity_rows() -> Iterator[Row]:
    for kind in QUANTITIES.values():
        free = {each for form in (kind.name, *kind.synonyms) for each in variants(form)}
        yield Row("quantity", kind.slug, "any", "", _pruned(free))
    for kind in QUANTITIES.values():
        exact = [fold(form) for form in kind.abbreviations]
        yield Row("quantity", kind.slug, "exact", "", tuple(form for form in exact if len(form) > 2))
        yield Row("quantity", kind.slug, "exact", "ambiguous", tuple(form for form in exact if len(form) <= 2))


def _abbreviation_rows(kinds: Mapping[str, str]) -> Iterator[Row]:
    for form, key, caution in lines("abbreviations.tsv"):
        yield Row(kinds[key], key, "exact", caution, (fold(form),))


def _concept_rows(table_name: str, taken: Set[str]) -> Iterator[Row]:
    """The forms of a table's concepts, without those that are taken."""
    for name, kind, synonyms, *_ in lines(table_name):
        forms = {each for form in (name, *cell_list(synonyms)) for each in variants(form)}
        yield Row(kind, name, "any", "", _pruned(forms - taken))


def rows() -> list[Row]:
    """Quantities first, then abbreviations, then concepts, each in the order of its table.

    A derived table has no form that is in a table before it; the curated one may share a form with a quantity.
    """
    concept_kinds = {row[0]: row[1] for name in CONCEPT_TABLES for row in lines(name)}
    stop = {folded(row[0]) for row in lines("stop.tsv")}
    found = [*_quantity_rows(), *_abbreviation_rows(concept_kinds), *_concept_rows("curated.tsv", stop)]
    taken = stop | {form for row in found if row.case == "any" for form in row.forms}
    for table_name in CONCEPT_TABLES[1:]:
        for row in _concept_rows(table_name, taken):
            kept = row._replace(forms=tuple(form for form in row.forms if form not in taken))
            taken |= set(kept.forms)
            found.append(kept)
    free = {(row.key, form) for row in found if row.case == "any" for form in row.forms}
    exact = [row for row in found if row.case == "exact"]
    needed = [
        row._replace(forms=tuple(form for form in row.forms if (row.key, form.lower()) not in free)) for row in exact
    ]
    after = {id(row): new for row, new in zip(exact, needed, strict=True)}
    return [new for new in (after.get(id(row), row) for row in found) if new.forms]


def table() -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    """What `build_vocabulary` writes."""
    return HEAD, ((row.kind, row.key, row.case, row.caution, "; ".join(row.forms)) for row in rows())
