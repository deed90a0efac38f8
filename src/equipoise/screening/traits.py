"""What of a tree decides how all of it is evaluated, seen in one walk."""

from __future__ import annotations

from typing import NamedTuple

from equipoise.criteria.nodes import Concept, Expr, Personal, Quantity, Relaxed, Unsupported, children


class Traits(NamedTuple):
    """Words that were not understood; whether it asks for a sex; whether a relaxation is meant for some only."""

    lost: tuple[Unsupported, ...] = ()
    of_sex: bool = False
    of_way: bool = False


_PLAIN = Traits()


def traits_of(expr: Expr) -> Traits:
    """The traits of a tree."""
    if type(expr) is Concept and expr.kind != "state":
        return _PLAIN  # most criteria are one of these
    lost: list[Unsupported] = []
    of_sex = of_way = False
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        match node:
            case Concept():
                of_sex = of_sex or (node.kind == "state" and node.key in ("male", "female"))
            case Unsupported():
                lost.append(node)
            case Personal() | Quantity(sample_needs=None):
                pass
            case _:
                of_way = of_way or (isinstance(node, Relaxed) and node.when is not None)
                waiting.extend(reversed(children(node)))
    return Traits(tuple(lost), of_sex, of_way)
