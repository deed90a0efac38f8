"""What a treatment acts on and what kind of thing it is: molecular targets and modalities, from the words of a text.

    mechanisms("CD19 CAR-T cells")            CD19 (target), CAR-T cells (modality)
    mechanisms("Blinatumomab")                CD19, CD3 (targets), bispecific antibody (modality)
    mechanisms("fictolimab")                  monoclonal antibody (modality), from the end of the name
    mechanisms("HER2-negative breast cancer") HER2-negative (marker): the patients' tumours, not what is given

The words lie in `tables/mechanisms.tsv`. A drug that is listed says more than the end of its name, and a longer end
more than a shorter one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Literal, NamedTuple, TypeAlias, cast

from equipoise.vocabulary.tsv import cell_list, lines

MechanismKind: TypeAlias = Literal["target", "modality", "marker"]

_WORD = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"\b([a-z]{2,})(\d+)\b")  # "cd19" may be written "CD-19", too
_BEFORE_A_STEM = 3  # letters of a name before the end that tells its kind: "April" is no ACE inhibitor
_MARKED = {
    **dict.fromkeys(
        ("positive", "mutant", "mutated", "mutation", "mutations", "expressing", "amplified", "rearranged"), "positive"
    ),
    **dict.fromkeys(("overexpressing", "altered", "amplification", "rearrangement", "fusion", "high"), "positive"),
    **dict.fromkeys(("negative", "wild", "unmutated", "wildtype"), "negative"),
    "low": "low",
}
"""Words after a target that make it a trait of the patients."""


class Mechanism(NamedTuple):
    """A target, a modality or a marker, by its name in the table, and the words that say so."""

    name: str
    kind: MechanismKind
    words: str


class _Entry(NamedTuple):
    name: str
    kind: MechanismKind
    drug: bool
    exact: tuple[str, ...]
    """The words in their only spelling, where case counts."""


@dataclass(slots=True)
class _Table:
    forms: dict[str, dict[tuple[str, ...], list[_Entry]]] = field(default_factory=dict)
    stems: dict[str, list[_Entry]] = field(default_factory=dict)
    beginnings: dict[str, list[_Entry]] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)


@cache
def _table() -> _Table:
    table = _Table()
    for name, kind, broader, forms, drugs in lines("mechanisms.tsv"):
        entry = _Entry(name, cast(MechanismKind, kind), False, ())
        if broader:
            table.above[name] = broader
        for form in cell_list(forms):
            cased = form != form.lower() and not any(letter.isdigit() for letter in form)
            _add(table, form, entry._replace(exact=tuple(form.split()) if cased else ()))
            if (parted := _NUMBERED.sub(r"\1 \2", form)) != form:
                _add(table, parted, entry)
        for drug in cell_list(drugs):
            if drug.startswith("-"):
                table.stems.setdefault(drug[1:], []).append(entry)
            elif drug.endswith("-"):
                table.beginnings.setdefault(drug[:-1], []).append(entry)
            else:
                _add(table, drug, entry._replace(drug=True))
    return table


def _add(table: _Table, form: str, entry: _Entry) -> None:
    first, *rest = form.lower().split()
    table.forms.setdefault(first, {}).setdefault(tuple(rest), []).append(entry)


@cache
def _ends() -> tuple[str, ...]:
    return tuple(_table().stems)


@cache
def _starts() -> tuple[str, ...]:
    return tuple(_table().beginnings)


class _Known(NamedTuple):
    """What a word can be: the first of some forms, of which the longest has so many words after it; a drug's name."""

    forms: Mapping[tuple[str, ...], list[_Entry]]
    longest: int
    told: tuple[_Entry, ...]


@lru_cache(maxsize=65536)
def _known(word: str) -> _Known | None:
    """What a word in lower case can be; None for nearly all words."""
    forms = _table().forms.get(word, {})
    told = _of_name(word) if len(word) > _BEFORE_A_STEM else ()
    return _Known(forms, max(map(len, forms), default=0), told) if forms or told else None


def mechanisms(text: str) -> tuple[Mechanism, ...]:
    """The targets, modalities and markers that the words of a text name, each once, in the order of the text."""
    found: dict[tuple[str, str], Mechanism] = {}
    for each in _found(_WORD.findall(text)):
        found.setdefault((each.name, each.kind), each)
    return tuple(found.values())


def _found(words: list[str]) -> Iterator[Mechanism]:
    lowered = [word.lower() for word in words]
    free = 0  # a form inside a longer one says nothing of its own
    for at, word in enumerate(lowered):
        known = _known(word)
        if known is None:
            continue
        entries: tuple[_Entry, ...] = ()
        if at >= free and known.forms:
            entries, size = _form(words, lowered, at, known)
            if entries:
                yield from _named(entries, words, lowered, at, size)
                free = at + size
        told = {entry.kind for entry in entries if entry.drug}
        yield from (Mechanism(entry.name, entry.kind, words[at]) for entry in known.told if entry.kind not in told)


def _form(words: list[str], lowered: list[str], at: int, known: _Known) -> tuple[tuple[_Entry, ...], int]:
    """The longest form that begins there, and of how many words it is."""
    for size in range(min(known.longest, len(words) - at - 1), -1, -1):
        entries = known.forms.get(tuple(lowered[at + 1 : at + 1 + size]), ())
        run = tuple(words[at : at + 1 + size])
        if held := tuple(entry for entry in entries if not entry.exact or entry.exact == run):
            return held, size + 1
    return (), 1


def _named(known: Iterable[_Entry], words: list[str], lowered: list[str], at: int, size: int) -> Iterator[Mechanism]:
    run = " ".join(words[at : at + size])
    after = _MARKED.get(lowered[at + size]) if at + size < len(lowered) else None
    for entry in known:
        if after and entry.kind == "target" and not entry.drug:
            yield Mechanism(f"{entry.name}-{after}", "marker", f"{run} {words[at + size]}")
        else:
            yield Mechanism(entry.name, entry.kind, run)


def _of_name(word: str) -> tuple[_Entry, ...]:
    """What the end or beginning of a drug's name says, in lower case; the longest one of each kind."""
    if not word.endswith(_ends()) and not word.startswith(_starts()):
        return ()
    table = _table()
    best: dict[MechanismKind, tuple[int, list[_Entry]]] = {}
    for size in range(len(word) - _BEFORE_A_STEM, 1, -1):
        for entries in (table.stems.get(word[-size:], ()), table.beginnings.get(word[:size], ())):
            for entry in entries:
                length, kept = best.setdefault(entry.kind, (size, []))
                if length == size:
                    kept.append(entry)
    return tuple(entry for _, kept in best.values() for entry in kept)


def broader(name: str) -> tuple[str, ...]:
    """What the target or modality is a kind of, the nearest first."""
    above = _table().above
    found: list[str] = []
    while (name := above.get(name, "")) and name not in found:
        found.append(name)
    return tuple(found)
