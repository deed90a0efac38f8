"""Ratios of two things, which are a third: Q / Q w(ratio) -> Q.

protein : creatinine ratio     Q : Q w     the vocabulary's, however the sign stands
AST/ALT ratio, ratio of AST to ALT         a quantity that goes by its plain name
AST / ALT ≤ 3 × ULN            Q / Q V     no ratio: two subjects of one bound
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from equipoise.criteria.items import Item, Row, rewrite
from equipoise.vocabulary.scan import scan

_OF_TWO = re.compile(r"[QMREw][/:p]Qw?")
_RATIO_OF = re.compile(r"wp[t]?Q[/:p&][t]?Q")
_RATIO = frozenset({"ratio", "ratios", "quotient"})


def ratios(row: Row) -> Row:
    """`Q : Q w` -> Q, `w p Q p Q` -> Q."""
    row = rewrite(row, _RATIO_OF, _ratio_of)
    return rewrite(row, _OF_TWO, _of_two)


def _of_two(items: Sequence[Item], _: re.Match[str]) -> Item | Row | None:
    one, sign, other, *rest = items
    said = bool(rest) and rest[0].text.lower() in _RATIO
    if sign.kind == "p" and not (said and sign.text.lower() == "to"):
        return None
    known = _known(f"{one.text}{':' if sign.kind != 'p' else ' to '}{other.text}{' ratio' if said else ''}")
    if known is None and not (said and one.kind == "Q"):
        return None
    return _ratio(one, other, rest[0] if said else other, known, rest if not said else [])


def _ratio_of(items: Sequence[Item], _: re.Match[str]) -> Item | Row | None:
    one, other = (item for item in items if item.kind == "Q")
    if items[0].text.lower() not in _RATIO or items[1].text.lower() != "of":
        return None
    made = _ratio(one, other, other, _known(f"{one.text} to {other.text} ratio"), [])
    made[0].start = items[0].start
    return made


def _known(words: str) -> str | None:
    """The quantity that the vocabulary calls so."""
    return next(
        (
            m.key
            for m in scan(words)
            if m.kind == "quantity" and m.start == 0 and m.end == len(words) and not m.ambiguous
        ),
        None,
    )


def _ratio(one: Item, other: Item, last: Item, known: str | None, rest: Sequence[Item]) -> Row:
    name = f"{one.text} to {other.text} ratio"
    return [Item("Q", one.start, last.end, known or name.lower(), name), *rest]
