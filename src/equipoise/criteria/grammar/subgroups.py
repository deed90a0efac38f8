"""A bound without a subject, said of some of the patients, takes the subject of the bound before it.

X < 3 (< 5 for patients with Y)              Z … V i M      whatever stands between
X ≤ 2, unless Y, in which case ≤ 3           Z … u M … V
X ≥ 100 (except patients with Y, ≥ 50)       Z … x s M V
"""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.quantities import AT_AN_EVENT, SUBGROUP, again_on, is_comparable, subjects_of
from equipoise.criteria.items import Item, Row

_FARTHEST = 14  # items between the two bounds
_SAYS_WHOSE = frozenset("iuxs")


def subgroups(row: Row, context: Context) -> Row:
    """V -> Z, where the words around it say whose bound it is."""
    out: Row = []
    for index, item in enumerate(row):
        base = _base(out) if item.kind == "V" else None
        if base is None or not _is_theirs(out, row, index, base):
            out.append(item)
            continue
        value = again_on(base, item, context, "quantity.subgroup")
        out.append(item if value is None else Item("Z", item.start, item.end, value, SUBGROUP))
    return out


def _base(before: Sequence[Item]) -> Item | None:
    """The bound that the sentence stated last, with no other subject since."""
    for item in reversed(before[-_FARTHEST:]):
        if item.kind == "Z":
            return item if subjects_of(item.value) else None
        if item.kind in ".;QV":
            return None
    return None


def _is_theirs(before: Sequence[Item], row: Sequence[Item], index: int, base: Item) -> bool:
    """Whether the words between the bounds, or right behind the second, name a group of patients."""
    value = row[index]
    if any(bound.op is None for bound in value.value) or not is_comparable(base, value):
        return False
    if all(not bound.unit and bound.reference == "absolute" for bound in value.value):
        return False  # "≥ 2 relapses" is a count of its own
    between = before[before.index(base) + 1 :]
    behind = row[index + 1 : index + 2]
    opened = any(item.kind in "(,|&" for item in between)
    named = any(item.kind in _SAYS_WHOSE for item in between) and any(item.kind in "MREw" for item in between)
    bracketed = bool(between) and between[-1].kind == "("
    return opened and (named or any(item.kind == "i" or (bracketed and _says_when(item)) for item in behind))


def _says_when(item: Item) -> bool:
    return item.kind == "r" or (item.kind == "p" and item.text.lower() in AT_AN_EVENT)
