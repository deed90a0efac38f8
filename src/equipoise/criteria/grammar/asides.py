"""Words that ask nothing of their own, before anything is built.

glaucoma in either eye               M p O w     either -> t: which eye is part of the name
regardless of prior therapy          v R         t: what does not matter is not asked for
Cardiovascular: …, Renal             w :, w      t: the name of an organ system is a label
adults with asthma                   s r M       an age, where the text gives none of its own
(1) …, 2. …                          ( N )       t: a number in a list

Connectives are marked as terms: the logic reads them.
"""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.criteria.grammar.atoms import bound_nodes
from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.values import Bound
from equipoise.criteria.items import Item, Row

_CONNECTIVES = frozenset("r&|~xuondezyOp")
_PAIRED = frozenset({
    "eye", "eyes", "ear", "ears", "breast", "breasts", "leg", "legs", "arm", "arms", "hand", "hands", "foot", "feet",
    "lung", "lungs", "kidney", "kidneys", "knee", "knees", "hip", "hips", "side", "sides", "limb", "limbs", "lobes",
    "ovary", "ovaries", "testis", "testes", "eyelid", "eyelids", "nostril", "nostrils", "parent", "parents",
    "extremity", "extremities", "shoulder", "shoulders", "lower", "upper",
})  # fmt: skip
_LABELS = frozenset({
    "renal", "hepatic", "hematopoietic", "haematopoietic", "cardiovascular", "pulmonary", "neurologic", "neurological",
    "gastrointestinal", "cardiac", "hematologic", "haematologic", "hematological", "endocrine", "metabolic",
    "psychiatric", "immunologic", "respiratory", "musculoskeletal", "dermatologic", "gynecologic", "general",
    "laboratory", "demographic", "genitourinary", "coagulation", "other", "clinical", "surgical", "medical",
})  # fmt: skip
_ADULTS = frozenset({"adult", "adults", "adult patients", "adult subjects"})
_ADULT = 18.0
_NO_MATTER = ("regardless of", "irrespective of", "independent of", "whether or not")


def asides(row: Row, context: Context) -> Row:
    """Items that ask nothing -> t."""
    for item in row:
        if item.kind in _CONNECTIVES:
            context.term(item.start, item.end)
    row = _unmattered(_labels(row, context), context)
    out: Row = []
    for index, item in enumerate(row):
        following = row[index + 1] if index + 1 < len(row) else None
        if item.kind == "O" and following is not None and following.text.lower() in _PAIRED:
            item = Item("t", item.start, item.end, "", item.text)
        elif item.kind == "N" and _is_number_of_list(row, index):
            context.term(item.start, item.end)
        elif item.kind == "s" and item.text.lower() in _ADULTS:
            out.extend(_adults(item, row, index, context))
            continue
        out.append(item)
    return out


def _void(items: Sequence[Item], context: Context) -> Item:
    context.term(items[0].start, items[-1].end)
    return Item("t", items[0].start, items[-1].end, "", "")


def _labels(row: Row, context: Context) -> Row:
    """`Renal` alone, `Cardiovascular:` in front."""
    words = [item for item in row if item.kind not in ":.,&/|t"]
    if words and all(item.kind in "wMS" and item.text.lower() in _LABELS for item in words):
        return [_void(row, context)]
    colon = next((at for at, item in enumerate(row[:4]) if item.kind == ":"), 0)
    label = row[:colon]
    if label and len(row) > colon + 1 and all(item.text.lower() in _LABELS or item.kind in "&/" for item in label):
        return [_void(row[: colon + 1], context), *row[colon + 1 :]]
    return row


def _unmattered(row: Row, context: Context) -> Row:
    """`regardless of w w` -> t, up to the next break."""
    out: Row = []
    index = 0
    while index < len(row):
        if not row[index].text.lower().startswith(_NO_MATTER):
            out.append(row[index])
            index += 1
            continue
        end = index + 1
        while end < len(row) and row[end].kind in "twMRESQhkpNTr-/vA":
            end += 1
        out.append(_void(row[index:end], context))
        index = end
    return out


def _is_number_of_list(row: Sequence[Item], index: int) -> bool:
    """`. 2. `, `(2)` behind a break: no amount, but a place in a list."""
    item = row[index]
    before = row[index - 1].kind if index else ""
    after = row[index + 1].kind if index + 1 < len(row) else ""
    if not item.text.isdigit() or item.value > 30:
        return False
    opened = before == "(" and after == ")" and (index < 2 or row[index - 2].kind in ",;.:&|")
    return opened or (before in (".", ";") and before != "" and after in (".", ")"))


def _adults(item: Item, row: Sequence[Item], index: int, context: Context) -> Row:
    """The people, and that they are of age where nothing else says how old they are."""
    aged = any(
        other.kind == "g"
        or (other.kind == "Q" and other.value == "age")
        or (other.kind == "V" and any(bound.unit == "a" for bound in other.value))
        for other in row
    )
    if aged:
        context.term(item.start, item.end)
        return [item]
    following = row[index + 1].kind if index + 1 < len(row) else ""
    if following and following not in "srvmS,(.&|i":
        return [item]
    bound = (Bound(">=", _ADULT, "a"),)
    made = bound_nodes("age", bound, context, item.start, item.end, "aside.adult")
    return [item, Item("Z", item.start, item.end, made, "")]
