"""Words that ask nothing of their own, before anything is built.

glaucoma in either eye               M p O w     either -> t: which eye is part of the name
regardless of prior therapy          v R         t: what does not matter is not asked for
Cardiovascular: …, Renal             w :, w      t: the name of an organ system is a label
clinical or laboratory evidence of   w | w v     t: either kind of evidence will do
adults with asthma                   s r M       an age, where the text gives none of its own
(1) …, 2. …                          ( N )       t: a number in a list
(see Appendix B)                     w w w       where more is written

Connectives are marked as terms: the logic reads them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from equipoise.criteria.grammar.atoms import bound_nodes
from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.phrase import ROUTES
from equipoise.criteria.grammar.values import Bound
from equipoise.criteria.items import Item, Row, kinds

_CONNECTIVES = frozenset("r&|~xuondezyOpt?")
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
_LISTED_ABOVE = frozenset({"condition", "conditions", "criteria", "categories", "requirements", "groups", "symptoms"})
_ADULTS = frozenset({"adult", "adults", "adult patients", "adult subjects"})
_ADULT = 18.0
_NO_MATTER = ("regardless of", "irrespective of", "independent of", "whether or not")
_MAY_NOT_MATTER = re.compile(r"regardless|irrespective|independent|whether|without", re.IGNORECASE)


def _routes(row: Row, context: Context) -> Row:
    """`( oral or topical )`: by which ways a drug is given; it counts by each."""
    if "(" not in (shape := kinds(row)):
        return row
    for match in _IN_BRACKETS.finditer(shape):
        inner = row[match.start() + 1 : match.end() - 1]
        if all(item.kind != "w" or item.text.lower() in ROUTES for item in inner):
            context.term(row[match.start()].start, row[match.end() - 1].end)
            for at in range(*match.span()):
                row[at] = Item("t", row[at].start, row[at].end, "", "")
    return row


_IN_BRACKETS = re.compile(r"\((?:w[,|&/~]{0,2})+\)")


def _is_adjective(item: Item, before: Row, following: Item) -> bool:
    """`able to perform acceptable spirometry`, `except allowed drugs`: nobody is let in by such a word."""
    word = item.text.lower()
    if following.kind not in "wMREQ&|" or not following.text[:1].islower() or following.text.lower() == "provided":
        return False
    if word == "acceptable":
        return True
    named = following.kind in "wMREQ" and bool(before) and before[0].kind in "xpt"
    return word in ("allowed", "permitted") and named


def asides(row: Row, context: Context) -> Row:
    """Items that ask nothing -> t."""
    for item in row:
        if item.kind in _CONNECTIVES:
            context.term(item.start, item.end)
    row = _routes(row, context)
    row = _unmattered(_kinds_of_evidence(_labels(_references(row, context), context), context), context)
    out: Row = []
    for index, item in enumerate(row):
        following = row[index + 1] if index + 1 < len(row) else None
        listed = item.text.lower() in _LISTED_ABOVE and index > 0 and "following" in row[index - 1].text.lower()
        if listed or (item.kind == "N" and _is_number_of_list(row, index)):
            context.term(item.start, item.end)
        if item.kind == "O" and following is not None and following.text.lower() in _PAIRED:
            item = Item("t", item.start, item.end, "", item.text)
        elif item.kind == "y" and following is not None and _is_adjective(item, row[index - 1 : index], following):
            item = Item("w", item.start, item.end, item.text.lower(), item.text)
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


_EVIDENCE = re.compile(
    r"\b(?:evidence|signs?|symptoms?|diagnosis|findings?|documentation|confirmation)\b", re.IGNORECASE
)
_KINDS_OF_EVIDENCE = frozenset({
    "clinical", "laboratory", "radiographic", "radiologic", "radiological", "historical", "serologic", "serological",
    "histologic", "histological", "pathologic", "pathological", "cytological", "biochemical", "physical", "imaging",
    "electrocardiographic", "echocardiographic", "endoscopic", "microbiological", "virological", "objective",
})  # fmt: skip


def _kinds_of_evidence(row: Row, context: Context) -> Row:
    """`clinical or laboratory evidence of M` -> evidence of M: of which kind it may be, either will do."""
    if not _EVIDENCE.search(context.text):
        return row
    out: Row = []
    for index, item in enumerate(row):
        kind = item.kind == "w" and item.text.lower() in _KINDS_OF_EVIDENCE and _before_evidence(row, index + 1)
        joint = item.kind in "|&,/" and bool(out) and not out[-1].text and _before_evidence(row, index)
        out.append(_void([item], context) if kind or joint else item)
    return out


def _before_evidence(row: Row, index: int) -> bool:
    """Whether other kinds of evidence, and then the word itself, follow."""
    joined = index < len(row) and row[index].kind in "|&,/"
    while index < len(row) and (row[index].kind in "|&,/" or row[index].text.lower() in _KINDS_OF_EVIDENCE):
        index += 1
    return joined and index < len(row) and row[index].kind == "v" and _EVIDENCE.search(row[index].text) is not None


def _unmattered(row: Row, context: Context) -> Row:
    """`regardless of w w`, `with or without w` -> t, up to the next break."""
    if not _MAY_NOT_MATTER.search(context.text):
        return row
    out: Row = []
    index = 0
    while index < len(row):
        text = row[index].text.lower()
        either = text == "with" and [item.text.lower() for item in row[index + 1 : index + 3]] == ["or", "without"]
        if not either and not text.startswith(_NO_MATTER):
            out.append(row[index])
            index += 1
            continue
        end = index + (3 if either else 1)
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


# Where more is written: it asks nothing.
_REFERENCE = frozenset({"appendix", "section", "table", "figure", "attachment", "addendum", "annex", "appendices"})
_POINTS = frozenset({"see", "refer", "in", "per", "to", "as", "from", "listed", "defined", "described", "outlined"})


def _references(row: Row, context: Context) -> Row:
    """`(see Appendix B)`, `as outlined in Section 5.2` -> t."""
    out: Row = []
    index = 0
    while index < len(row):
        if row[index].text.lower() not in _REFERENCE:
            out.append(row[index])
            index += 1
            continue
        end = index + 1
        while end < len(row) and (row[end].kind == "N" or _is_mark(row, end)):
            end += 1
        while out and out[-1].text.lower() in _POINTS:
            out.pop()
        start = out[-1].end if out else row[0].start
        context.term(start, row[end - 1].end)
        index = end
    return out


def _is_mark(row: Row, at: int) -> bool:
    """`B`, `5.2`, `IV`: the number of an appendix."""
    item = row[at]
    if item.kind == "w":
        return len(item.text) <= 3 and (item.text.isupper() or item.text.isdigit())
    return item.kind in ".-" and at + 1 < len(row) and row[at + 1].kind == "N" and row[at + 1].start == item.end
