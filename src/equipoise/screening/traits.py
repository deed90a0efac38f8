"""What of a tree decides how all of it is evaluated, seen in one walk."""

from __future__ import annotations

from typing import NamedTuple

from equipoise.criteria.nodes import Concept, Expr, Personal, Quantity, Relaxed, Unsupported, children


class Traits(NamedTuple):
    """Words that were not understood; whether it asks for a sex; whether it depends on more than itself.

    A relaxation may be meant for one way of qualifying, and a window that is counted from another disease is read in
    the words around it.
    """

    lost: tuple[Unsupported, ...] = ()
    of_sex: bool = False
    of_way: bool = False
    of_place: bool = False


_MOST = 50_000
_known: dict[int, tuple[Expr, Traits]] = {}  # by the id of a tree, which is held so that no other gets its id


def traits_of(expr: Expr) -> Traits:
    """The traits of a tree; those of trees that many trials and patients share are kept."""
    known = _known.get(id(expr))
    if known is not None:
        return known[1]
    if len(_known) >= _MOST:
        _known.clear()
    found = _seen(expr)
    _known[id(expr)] = expr, found
    return found


def _seen(expr: Expr) -> Traits:
    lost: list[Unsupported] = []
    of_sex = of_way = of_place = False
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        match node:
            case Concept():
                of_sex = of_sex or (node.kind == "state" and node.key in ("male", "female"))
                of_place = of_place or any(window.anchor == "diagnosis" for window in node.windows)
            case Unsupported():
                lost.append(node)
            case Personal():
                pass
            case Quantity():
                of_place = of_place or any(window.anchor == "diagnosis" for window in node.windows)
                waiting.extend(children(node))
            case _:
                of_way = of_way or (isinstance(node, Relaxed) and node.when is not None)
                waiting.extend(reversed(children(node)))
    return Traits(tuple(lost), of_sex, of_way, of_place)
