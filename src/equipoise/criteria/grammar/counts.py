"""Words that say how many of a list are asked for -> K, in front of the list.

at least two of the following five findings within a year: …     V … :   K W …
no more than one of the following: …                             C O     K …
2 of 3: …, any two of these: …                                   N p :   K …
at least two risk factors: …                                     V w :   K …
two or more of asthma, gout and stroke                           V p …   K …
any of the following: asthma; gout and obesity; stroke           ;       8: it parts members, and no sentences
"""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.values import Bound
from equipoise.criteria.items import Item, Row
from equipoise.criteria.nodes import Unsupported

PARTS = "8"
_MOST = 30  # a higher number is no count of a list
_LISTED = frozenset({
    "abnormalities", "agents", "conditions", "criteria", "drugs", "factors", "features", "findings", "items",
    "manifestations", "medications", "parameters", "signs", "symptoms", "therapies", "treatments",
})  # fmt: skip


def counts(row: Row, context: Context) -> Row:
    """V … : -> K, which holds the bound and how many members the text announces."""
    out: Row = []
    index = 0
    while index < len(row):
        end, kept = _count(row, index, context) if not (out and out[-1].kind == "Q") else (0, [])
        if end:
            out.extend(kept)
            index = end
        else:
            out.append(row[index])
            index += 1
    return _parted(out)


def _parted(row: Row) -> Row:
    """Semicolons part a counted list where there are several of them, or where the first member holds no comma."""
    out = list(row)
    index = 0
    while index < len(out):
        if _announces(out, index):
            end = next((at for at in range(index, len(out)) if out[at].kind == "."), len(out))
            cuts = _outside(out, index + 1, end)
            if len(cuts) > 1 or (cuts and not any(item.kind in ",&|" for item in out[index + 1 : cuts[0]])):
                for at in cuts:
                    out[at] = Item(PARTS, out[at].start, out[at].end, "", ";")
            index = end
        index += 1
    return out


def _announces(row: Row, index: int) -> bool:
    """Whether a list of alternatives begins behind this item: "any of the following", "either" behind a colon."""
    item = row[index]
    if item.kind != "O":
        return item.kind == "K"
    beside = (row[index - 1].kind if index else "", row[index + 1].kind if index + 1 < len(row) else "")
    return "following" in item.text.lower() or ":" in beside


def _outside(row: Row, start: int, end: int) -> list[int]:
    """The semicolons from here to there that stand in no bracket."""
    found, depth = [], 0
    for at in range(start, end):
        depth += (row[at].kind == "(") - (row[at].kind == ")")
        if depth < 0:
            break
        if row[at].kind == ";" and not depth:
            found.append(at)
    return found


def _count(row: Row, index: int, context: Context) -> tuple[int, Row]:
    """Where the words of a count end that begin here (0: none do), and what stands for them."""
    item = row[index]
    if item.kind == "C" and index + 1 < len(row) and _is_one(row[index + 1]) and item.value in (">", "<", "<="):
        bound, end = Bound(item.value, 1.0), index + 1
    elif (number := _number(item)) is not None:
        bound, end = number, _names_list(row, index)
    else:
        return 0, []
    if not end:
        return (index + 1, [_counter(row, index, index + 1, bound)]) if _plain_list(row, index + 1, bound) else (0, [])
    start_of_list = _colon(row, end + 1)
    aside = row[end + 1 : start_of_list]
    if any(item.kind in _NO_COUNT for item in aside):
        return 0, []
    made = _counter(row, index, end + 1, bound, aside)
    context.term(made.start, made.end)
    kept = [item for item in row[index + 1 : start_of_list] if item.kind == "W"]
    if any(item.kind in _SAYS_MORE for item in aside) and start_of_list < len(row):
        words = Unsupported(context.text[aside[0].start : aside[-1].end],
                            span=context.span(aside[0].start, aside[-1].end), rule="counts.aside")  # fmt: skip
        lost = Item("Z", aside[0].start, aside[-1].end, words, "U")
        return start_of_list, [lost, Item("&", lost.end, lost.end), made, *kept]
    return start_of_list, [made, *kept]


# In the words between a count and its list: with one of these they are no mere noun for what is listed.
_SAYS_MORE = frozenset("&|~,!mhkJjqxuiC")
# … and with one of these the sentence says something else: "those who meet two of the following criteria are eligible".
_NO_COUNT = frozenset("yz5^G")


def _counter(row: Row, index: int, end: int, bound: Bound, aside: Sequence[Item] = ()) -> Item:
    numbers = [*row[index + 1 : end], *aside]
    announced = next((int(other.value) for other in numbers if other.kind == "N"), 0)
    return Item("K", row[index].start, row[end - 1].end, (bound, announced))


def _is_one(item: Item) -> bool:
    """`one of the following`, `any one of`: one of a list."""
    return (
        item.kind == "O"
        and item.value == "any"
        and item.text.lower().removeprefix("any ").startswith(("one of", "1 of"))
    )


def _number(item: Item) -> Bound | None:
    if item.kind == "N" and item.value == int(item.value) and 1 <= item.value <= _MOST:
        return Bound(None, item.value)
    if item.kind != "V" or len(item.value) != 1 or item.text == "grade":
        return None
    bound: Bound = item.value[0]
    plain = not bound.unit and bound.reference == "absolute" and bound.op != "=" and bound.value <= _MOST
    return bound if plain else None


def _names_list(row: Row, index: int) -> int:
    """The last of the words that say that a list is counted, 0 where none do."""
    of = _of(row, index + 1)
    if row[index].kind == "N" and not of:
        return 0
    for at in range(index + 1, min(index + 10, len(row))):
        if _points_ahead(row, at):
            return at
        if row[at].kind == ":":
            noun = row[at - 1].text.lower().split()[-1:]
            return at - 1 if (of and at - of <= 3) or (noun and noun[0] in _LISTED) else 0
        if row[at].kind in ".;VZK(),&|O":
            return 0
    return 0


def _points_ahead(row: Row, at: int) -> bool:
    """`of the following`, `of these`; not the "following" that means "after"."""
    text, before = row[at].text.lower(), row[at - 1].text.lower()
    if text in ("following", "following criteria"):
        return before.endswith(("the", "of"))
    return "the following" in text or text == "of these" or (text == "these" and before == "of")


def _of(row: Row, index: int) -> int:
    """The place of the "of" or "out of" right here, 0 where there is none."""
    return index if index < len(row) and row[index].text.lower() in ("of", "of the", "out of", "out of the") else 0


def _colon(row: Row, index: int) -> int:
    """Where the list begins: behind the colon of this sentence, else behind the noun that ends it, else right here."""
    for at in range(index, min(index + 16, len(row))):
        if row[at].kind == ":":
            return at + 1
        if row[at].kind in "(Z":
            return at
        if row[at].kind in ".;,&|":
            return index
    bare = len(row) - index <= 4 and row[-1].text.lower() in _LISTED
    return len(row) if bare else index


def _plain_list(row: Row, index: int, bound: Bound) -> bool:
    """Whether `of A, B and C` follows, each a word or two: what is counted are these."""
    at = _of(row, index) + 1
    if at == 1 or bound.value < 2:
        return False
    members, size, last = 0, 0, ""
    while at < len(row) and row[at].kind not in ".;:":
        kind = row[at].kind
        if kind in ",&|":
            members, size, last = members + (size > 0), 0, kind if size or kind != "," else last
        elif kind in "MRESQw" and size < 3:
            size += 1
        elif kind != "t":
            return False
        at += 1
    return members >= 1 and size > 0 and last in ("&", "|") and bound.value <= members + 1
