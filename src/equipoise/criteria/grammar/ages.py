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
_PEOPLE = re.compile(
    r"\b(?:(?:fe)?males?|(?:wo)?m[ae]n|boys?|girls?|child(?:ren)?|infants?|neonates?|newborns?|adolescents?|adults?"
    r"|outpatients?|toddlers?|babies|volunteers?|sex(?:es)?|genders?)$",
    re.IGNORECASE,
)
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
        after = _behind(row, index)
        end = row[after].end if after < len(row) and row[after].kind == "g" else item.end
        out.append(Item("Z", item.start, end, _node(subject, item, end, context), ""))
        index = after + 1 if end != item.end else index + 1
    return out


def _behind(row: Sequence[Item], index: int) -> int:
    """The place of what follows, over a hyphen ("years-old")."""
    return (
        index + 2 if index + 2 < len(row) and row[index + 1].kind == "-" and row[index + 2].kind == "g" else index + 1
    )


def _node(subject: str, value: Item, end: int, context: Context) -> Expr:
    return bound_nodes(subject, value.value, context, value.start, end, f"quantity.{subject}")


def _subject(row: Sequence[Item], index: int) -> str | None:
    value = row[index]
    bounds: Bounds = value.value
    units = {bound.unit for bound in bounds}
    if any(bound.op is None or bound.reference != "absolute" for bound in bounds):
        return None
    after = _behind(row, index)
    following = row[after].kind if after < len(row) else ""
    if _marked(row, index):
        return "age" if units <= {"", *_AGE_UNITS} else None
    if all(item.kind in ",v" for item in row[after:]) and index == 0 and units == {"kg"}:
        return "weight"
    if len(row) == 1 and units == {""} and _OVER.search(value.text):
        return "age" if all(_LEAST_ADULT <= bound.value <= _OLDEST for bound in bounds) else None
    if index == 0 or all(item.kind == "t" for item in row[:index]):
        return "age" if units == {"a"} and (following == "" or following in f"{_ENDS}sSw") else None
    return "age" if _of_people(row, index, bounds, following) else None


def _marked(row: Sequence[Item], index: int) -> bool:
    """Whether the bound's own words, or those of the bound it is paired with, say that it is an age."""
    value = row[index]
    after = _behind(row, index)
    if after < len(row) and row[after].kind == "g":
        return True
    if (
        value.text == OF_AGE
        or _OLDER.search(value.text)
        or any(item.kind == "g" or item.text == OF_AGE for item in value.fallback or ())
    ):
        return True
    paired = after + 1 < len(row) and row[after].kind in "|&" and row[after + 1].kind == "V"
    return paired and all(not bound.unit for bound in value.value) and _marked(row, after + 1)


_OVER = re.compile(r"\b(?:over|above|up|older)$", re.IGNORECASE)
_OLDER = re.compile(r"\b(?:older|younger)\b", re.IGNORECASE)


def _of_people(row: Sequence[Item], index: int, bounds: Bounds, following: str) -> bool:
    """Whether the bound stands behind people and fits an age."""
    at = index - 1
    linked = False
    while at >= 0 and index - at < 5 and (row[at].kind in "vmtp(,:" or row[at].text.lower() in _AGED):
        linked = linked or row[at].kind in "vm"
        at -= 1
    apart = (
        row[at].kind == "M"
        and row[index - 1].kind == ","
        and following == ","
        and any(item.kind == "s" for item in row[:at])
    )
    if at < 0 or not (apart or row[at].kind == "s" or _PEOPLE.search(row[at].text)):
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
