"""How many members of a list are asked for.

at least two of the following: A, B or C     K …     AtLeast
any of the following: A, B, C                O …     any of them
A and either B or C                          O       one member, whose "or" says what it reaches
A, B or both                                 O       any of them
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.counts import PARTS
from equipoise.criteria.grammar.reader import Reader, deny, parted
from equipoise.criteria.grammar.trees import LINK, hull, negate, with_window
from equipoise.criteria.grammar.values import Bound
from equipoise.criteria.items import Item, Row
from equipoise.criteria.nodes import And, AtLeast, Concept, Expr, Or, Quantity, Unsupported, all_of, any_of, atoms
from equipoise.vocabulary.concepts import members as of_class


def counting(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`at least k of the following: …`: the rest of the sentence is what is counted."""
    bound, announced = row[index].value
    rest = list(row[index + 1 :])
    if rest and rest[0].kind == "(":
        close = next((at for at in range(len(rest) - 1, 0, -1) if rest[at].kind == ")"), len(rest))
        rest = rest[1:close]
    rest, windows = _after_windows(rest)
    parts = parted(rest, f"{PARTS};.")
    if len(parts) == 1:
        read = reader.nested(rest, either=True)
        members = _members([] if read is None else [read], announced)
    else:
        members = [part for each in parts if (part := reader.nested(each, grouped=True)) is not None]
    if not members:
        return index + 1
    words = row[index]
    reader.context.term(words.start, words.end)
    reader.add(_timed(_at_least(bound, members, reader, words), windows, reader))
    return len(row)


def _after_windows(row: Row) -> tuple[Row, Row]:
    """The list, and the times in front of it, which are of each member: "… of the following within a year: A; B"."""
    at = next((index for index, item in enumerate(row) if item.kind not in "Wt,:"), len(row))
    return row[at:], [item for item in row[:at] if item.kind == "W"]


def _timed(expr: Expr, windows: Row, reader: Reader) -> Expr:
    for item in windows:
        expr = with_window(expr, replace(item.value, span=reader.context.span(item.start, item.end)))
    return expr


def _at_least(bound: Bound, members: list[Expr], reader: Reader, words: Item) -> Expr:
    """So many of the members; at most k of them is not at least k + 1."""
    upper = bound.op in ("<", "<=")
    count = int(bound.value) + (bound.op in (">", "<="))
    only = members[0] if len(members) == 1 else None
    if isinstance(only, Concept) and only.kind == "treatment" and count >= 2 and only.key and of_class(only.key):
        several = replace(only, count=count, rule="logic.several")
        return negate(several) if upper else several
    if not 1 <= count <= len(members):
        place = reader.context.span(words.start, words.end)
        lost = Unsupported(reader.context.text[words.start : words.end], span=place, rule="logic.at-least")
        return And((any_of(tuple(members)), lost), span=hull(*members, lost), rule=LINK)
    found = (
        AtLeast(count, tuple(members), span=hull(*members), rule="logic.at-least")
        if count > 1
        else any_of(tuple(members), rule="logic.any")
    )
    return negate(found) if upper else found


def is_counted(expr: Expr) -> bool:
    """Whether a number of treatments is asked for."""
    match expr:
        case Quantity(subject, _, _, unit):
            return subject == "prior_lines" or unit == "{count}"
        case Concept():
            return expr.count is not None
        case And(items):
            return all(is_counted(item) for item in items)
        case _:
            return False


_COUNT_TOO = re.compile(r"\b(?:neo)?-?adjuvant|\bmaintenance|\bconsolidation|\binduction", re.IGNORECASE)


def among_them(counted: Expr, named: Expr, context: Context) -> Expr:
    """`at least 2 regimens including a platinum` asks for one; of at most 2 it says what counts."""
    upper = isinstance(counted, Quantity) and counted.op in ("<", "<=")
    if upper or all(isinstance(atom, Concept) and _COUNT_TOO.search(atom.name) for atom in atoms(named)):
        context.terms.append(named.span)
        return counted
    return And((counted, named), span=hull(counted, named), rule=LINK)


def _members(parts: list[Expr], announced: int) -> list[Expr]:
    """The members of a counted list, taken apart until there are as many as the text announces."""
    while True:
        flat = [item for part in parts for item in (part.items if isinstance(part, Or) else (part,))]
        if len(flat) == len(parts) or (announced and len(parts) >= announced):
            return parts
        parts = flat


def which(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`any of`, `all of`, `either`, `none of`: how the members that follow are joined."""
    rest, windows = _after_windows(list(row[index + 1 :]))
    parts = parted(rest, PARTS)
    if len(parts) > 1:
        _in_parts(reader, parts, row[index].value, windows)
        return len(row)
    if row[index].value == "none":
        return deny(reader, row, index)
    if reader.units and "following" in row[index].text.lower():
        following = reader.nested(row[index + 1 :], either=row[index].value == "any")
        if following is not None:
            reader.add(following)
        return len(row)
    word = row[index].text.lower()
    if word == "either" and any(item.kind == "|" for item in row[index:]):
        return _either(reader, row, index)
    if word == "both" and reader.joint == "|" and all(item.kind in "tv" for item in row[index + 1 : index + 2]):
        reader.either, reader.joint = True, ""  # "A, B, or both"
        return index + 1
    reader.either = row[index].value == "any" if reader.either is None else reader.either
    return index + 1


def _in_parts(reader: Reader, parts: list[Row], how: str, windows: Row) -> None:
    """`any of the following: A; B and C; D`: what stands between semicolons is one member."""
    read = tuple(part for each in parts if (part := reader.nested(each, grouped=True)) is not None)
    if read:
        found = all_of(read, rule="logic.all") if how == "all" else any_of(read, rule="logic.any")
        found = _timed(found, windows, reader)
        reader.add(negate(found) if how == "none" else found)


def _either(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`A and either B or C`: the rest is one member, whose "or" says what it reaches."""
    if not reader.units or reader.joint != "&":
        reader.offered = True
        return index + 1
    first = next((item.kind for item in row[index + 1 :] if item.kind not in "tv"), "")
    rest = reader.nested(row[index + 1 :], offered=True)
    if rest is not None:
        reader.apart = True
        reader.denial = 0 if first == "!" else reader.denial  # "no A, and either no B or C"
        reader.add(rest, grouped=True)
    return len(row)
