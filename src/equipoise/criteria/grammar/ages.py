"""Ages, which texts often give without the word: V -> Z.

    ≥ 18 years of age, 6 months old      V g          said to be an age
    adults (18 to 65 years), men > 40    s ( V        the age of the people just named
    18 years and older                   V            a bound in years that opens the item
    40-120 kg, inclusive                 V            a bound in kilograms that opens it: their weight
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from equipoise.criteria.grammar.atoms import bound_nodes
from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.values import OF_AGE, Bounds
from equipoise.criteria.items import Item, Row
from equipoise.criteria.nodes import Expr

_AGE_UNITS = ("a", "mo", "wk", "d")
_AGED = frozenset({"aged", "aging", "ages", "age", "older", "years", "inclusive"})
_PEOPLE = re.compile(r"\b(?:(?:fe)?males?|(?:wo)?m[ae]n|boys?|girls?|child(?:ren)?|infants?|neonates?|newborns?|adolescents?|adults?|outpatients?|toddlers?|babies|volunteers?|sex(?:es)?|genders?)$", re.IGNORECASE)
_YOUNG = re.compile(r"\b(?:child(?:ren)?|infants?|neonates?|newborns?|toddlers?|babies|boys?|girls?)$", re.IGNORECASE)
_ENDS = ",;.)&(|r"
_LEAST_ADULT, _OLDEST = 12, 110


def ages(row: Row, context: Context) -> Row:
    """V -> Z where the bound is on the patient's age (or, alone in kilograms, weight)."""
    out: Row = []
    index = 0
    while index < len(row):
        item = row[index]
        subject = _subject(row, index) if item.kind == "V" else None
        if subject is None:
            out.append(item)
            index += 1
            continue
        last = row[index + 1] if index + 1 < len(row) and row[index + 1].kind == "g" else item
        out.append(Item("Z", item.start, last.end, _node(subject, item, last.end, context), ""))
        index += 2 if last is not item else 1
    return out


def _node(subject: str, value: Item, end: int, context: Context) -> Expr:
    return bound_nodes(subject, value.value, context, value.start, end, f"quantity.{subject}")


def _subject(row: Sequence[Item], index: int) -> str | None:
    value = row[index]
    bounds: Bounds = value.value
    units = {bound.unit for bound in bounds}
    if any(bound.op is None or bound.reference != "absolute" for bound in bounds):
        return None
    following = row[index + 1].kind if index + 1 < len(row) else ""
    marked = following == "g" or value.text == OF_AGE or any(item.kind == "g" or item.text == OF_AGE for item in value.fallback or ())
    if marked:
        return "age" if units <= {"", *_AGE_UNITS} else None
    if not following and index == 0 and units == {"kg"}:
        return "weight"
    if index == 0 or all(item.kind == "t" for item in row[:index]):
        return "age" if units == {"a"} and (following == "" or following in f"{_ENDS}sSw") else None
    return "age" if _of_people(row, index, bounds, following) else None


def _of_people(row: Sequence[Item], index: int, bounds: Bounds, following: str) -> bool:
    """Whether the bound stands behind people and fits an age."""
    at = index - 1
    linked = False
    while at >= 0 and index - at < 5 and (row[at].kind in "vmtp(,:" or row[at].text.lower() in _AGED):
        linked = linked or row[at].kind in "vm"
        at -= 1
    if at < 0 or not (row[at].kind == "s" or _PEOPLE.search(row[at].text)):
        return False
    aged = any(item.text.lower() in _AGED for item in row[at + 1 : index])
    if following and following not in _ENDS and not (following in "wvWsS" and not linked) and not aged:
        return False
    units = {bound.unit for bound in bounds}
    if not units <= {"", *_AGE_UNITS}:
        return False
    values = [bound.value for bound in bounds if bound.unit in ("", "a")]
    if aged or (units <= {"a", "mo", "wk", "d"} and _YOUNG.search(row[at].text)):
        return True
    return units <= {"", "a"} and all(_LEAST_ADULT <= value <= _OLDEST for value in values)
