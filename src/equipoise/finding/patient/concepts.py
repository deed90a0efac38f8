"""The things that a description names, each with all its names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from equipoise.finding.patient.assertion import Assertions
from equipoise.finding.patient.model import Group, Role
from equipoise.vocabulary.concepts import concept
from equipoise.vocabulary.scan import Mention, scan

# What says who the patient is, or where, and not what is wrong: age and sex are limits of their own.
_WHO = """
    male; female; child; adult; elderly; healthy; outpatient; inpatient; hospitalized; family history; relapse;
    sexually active; alcohol drinker; smoker; non-smoker; contraception; lactating; student; indwelling catheter
    """
_NOT_SOUGHT = frozenset(" ".join(_WHO.split()).split("; "))
_ASIDE = re.compile(r"\([^()]*\)")
_LONGEST = 6  # words of a name: longer ones stand in no trial as they are


def groups_of(text: str) -> tuple[tuple[Group, ...], tuple[str, ...]]:
    """The things that are there, in the order of their first place, and the keys of those that are said not to be."""
    assertions = Assertions(text)
    there: dict[str, list[Mention]] = {}
    absent: dict[str, None] = {}
    for mention in scan(text):
        if mention.kind == "quantity" or mention.key in _NOT_SOUGHT:
            continue
        if assertions.absent(mention.start, mention.end):
            absent[mention.key] = None
        else:
            there.setdefault(mention.key, []).append(mention)
    groups = tuple(_group(text, key, mentions) for key, mentions in there.items())
    return groups, tuple(key for key in absent if key not in there)


def _group(text: str, key: str, mentions: Iterable[Mention]) -> Group:
    first, *_ = mentions = list(mentions)
    assert first.kind != "quantity"  # noqa: S101 (tells the type checker what groups_of leaves out)
    spans = tuple((mention.start, mention.end) for mention in mentions)
    role: Role = first.kind
    return Group(key, role, names_of(key, *(text[start:end] for start, end in spans)), spans)


def names_of(key: str, *written: str) -> tuple[str, ...]:
    """The words as written, then the vocabulary's names of the concept, each once, without what stands in brackets."""
    known = concept(key)
    names = (*written, *((known.name, *known.synonyms) if known else ()))
    tidy = (" ".join(_ASIDE.sub(" ", name).lower().split()) for name in names)
    return tuple(dict.fromkeys(name for name in tidy if name and len(name.split()) <= _LONGEST))


def with_broader(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """The groups, and what their diseases are kinds of: trials ask for lymphoma, and notes say Burkitt's."""
    found: dict[str, Group] = {}
    for group in groups:
        known = concept(group.key) if group.role in ("main", "condition") else None
        for key in known.broader if known else ():
            found.setdefault(key, Group(key, "broader", names_of(key), group.spans))
    for group in groups:
        found.pop(group.key, None)
    return (*groups, *found.values())
