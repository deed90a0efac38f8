"""How many members of a list are asked for.

at least two of the following: A, B or C     K …     AtLeast
any of the following: A, B, C                O …     any of them
A and either B or C                          O       one member, whose "or" says what it reaches
A, B or both                                 O       any of them
"""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.criteria.grammar.reader import Reader, deny, sentences
from equipoise.criteria.grammar.trees import hull
from equipoise.criteria.items import Item
from equipoise.criteria.nodes import AtLeast, Expr, Or, any_of


def counting(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`at least k of the following: …`: the rest of the sentence is what is counted."""
    bound, announced = row[index].value
    rest = list(row[index + 1 :])
    if rest and rest[0].kind == "(":
        close = next((at for at in range(len(rest) - 1, 0, -1) if rest[at].kind == ")"), len(rest))
        rest = rest[1:close]
    members = _members(
        [part for sentence in sentences(rest) if (part := reader.nested(sentence, either=True)) is not None],
        announced,
    )
    count = int(bound.value) + (bound.op == ">")
    if not members:
        return index + 1
    if count > len(members) or len(members) == 1:
        reader.add(any_of(tuple(members)))
    else:
        place = hull(*members)
        reader.add(
            AtLeast(count, tuple(members), span=place, rule="logic.at-least")
            if count > 1
            else any_of(tuple(members), rule="logic.any")
        )
    return len(row)


def _members(parts: list[Expr], announced: int) -> list[Expr]:
    """The members of a counted list, taken apart until there are as many as the text announces."""
    while True:
        flat = [item for part in parts for item in (part.items if isinstance(part, Or) else (part,))]
        if len(flat) == len(parts) or (announced and len(parts) >= announced):
            return parts
        parts = flat


def which(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`any of`, `all of`, `either`, `none of`: how the members that follow are joined."""
    if row[index].value == "none":
        return deny(reader, row, index)
    if reader.units and "following" in row[index].text.lower():
        rest = reader.nested(row[index + 1 :], either=row[index].value == "any")
        if rest is not None:
            reader.add(rest)
        return len(row)
    word = row[index].text.lower()
    if word == "either" and any(item.kind == "|" for item in row[index:]):
        return _either(reader, row, index)
    if word == "both" and reader.joint == "|" and all(item.kind in "tv" for item in row[index + 1 : index + 2]):
        reader.either, reader.joint = True, ""  # "A, B, or both"
        return index + 1
    reader.either = row[index].value == "any" if reader.either is None else reader.either
    return index + 1


def _either(reader: Reader, row: Sequence[Item], index: int) -> int:
    """`A and either B or C`: the rest is one member, whose "or" says what it reaches."""
    if not reader.units or reader.joint != "&":
        return index + 1
    rest = reader.nested(row[index + 1 :])
    if rest is not None:
        reader.apart = True
        reader.add(rest, grouped=True)
    return len(row)
