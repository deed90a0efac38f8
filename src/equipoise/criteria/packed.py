"""Trees as MessagePack that is quick to read; without their places, equal sentences of any trial are equal bytes.

A node is a list: the number of its kind, then its fields in the order of its class, without those at the end that have
their default value. A length of time is such a list too. The places of the nodes, outermost first, are a list of their
own: `[start, end, rule]`. Only the window that is counted from another disease keeps its place among its fields, for
that disease is read in the words around it.

The form is this program's own and only for what it has written itself; `node_json` has the one for others.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields, replace
from functools import lru_cache
from typing import Any, NamedTuple, cast

import msgspec

from equipoise.criteria.nodes import NODE_TYPES, Expr, Node, Window
from equipoise.dates import Duration
from equipoise.source import Span

_KINDS: tuple[type[Any], ...] = (*NODE_TYPES, Duration)
_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}
_FIELDS = {
    kind: tuple((each.name, each.default) for each in fields(kind) if each.name not in ("span", "rule"))
    for kind in _KINDS
}
_LENGTH = _NUMBERS[Duration]
_PLACED = len(_KINDS)  # a window behind its place


def _form() -> str:
    """A field without a default has only an object to show for it, whose text holds its address: it is left out."""
    kinds = [
        (kind.__name__, [(name, None if default is MISSING else repr(default)) for name, default in _FIELDS[kind]])
        for kind in _KINDS
    ]
    return f"{zlib.crc32(repr(kinds).encode()):08x}"


FORM = _form()
"""Names the form, in every process alike: another where a kind of node has other fields, so that no tree is read by
another's."""


class PlaceOf(NamedTuple):
    """Where a node stands, and which rule made it."""

    start: int
    end: int
    rule: str


def pack(expr: Expr) -> bytes:
    """The tree as bytes, without its places."""
    return msgspec.msgpack.encode(_plain(expr))


def places(expr: Expr) -> tuple[PlaceOf, ...]:
    """The places of the tree's nodes and windows, each before those of what it holds."""
    return tuple(_places(expr))


def unpack(data: bytes, where: Iterable[PlaceOf] | None = None) -> Expr:
    """The tree that `pack` wrote; `where` are its places, without which each node is nowhere.

    Raises ValueError, TypeError, LookupError or StopIteration for what `pack` has not written.
    """
    read = msgspec.msgpack.decode(data)
    return cast(Expr, _value(read) if where is None else _placed(read, iter(where)))


class Trees:
    """Trees by their bytes: equal sentences are one object, whatever trial they stand in."""

    MOST = 50_000  # are kept at a time

    def __init__(self) -> None:
        self._kept: dict[bytes, Expr] = {}

    def __call__(self, data: bytes) -> Expr:
        """The tree of these bytes, without its places."""
        found = self._kept.get(data)
        if found is None:
            if len(self._kept) >= self.MOST:
                self._kept.clear()
            found = self._kept[data] = unpack(data)
        return found


def _plain(value: object) -> object:
    if isinstance(value, Window) and value.anchor == "diagnosis":
        return [_PLACED, *value.span, _row(value)]
    if isinstance(value, Node | Duration):
        return _row(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _row(node: Node | Duration) -> list[object]:
    kind = type(node)
    values = [getattr(node, name) for name, _ in _FIELDS[kind]]
    while values and values[-1] == _FIELDS[kind][len(values) - 1][1] is not MISSING:
        values.pop()
    return [_NUMBERS[kind], *map(_plain, values)]


def _places(value: object) -> Iterator[PlaceOf]:
    if isinstance(value, Node):
        yield PlaceOf(*value.span, value.rule)
        for name, _ in _FIELDS[type(value)]:
            yield from _places(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _places(each)


def _value(data: Any) -> Any:
    """A value without places. A list that begins with a number is a node; of plain numbers there are no lists."""
    if type(data) is not list:
        return data
    if not data or type(data[0]) is not int:
        return tuple(map(_value, data))
    number = data[0]
    if number == _PLACED:
        return replace(_value(data[3]), span=Span(data[1], data[2]))
    if number == _LENGTH:
        return _length(*data[1:])
    return _KINDS[number](*map(_value, data[1:]))


def _placed(data: Any, where: Iterator[PlaceOf]) -> Any:
    """The same with each node in its place."""
    if type(data) is not list:
        return data
    if not data or type(data[0]) is not int:
        return tuple([_placed(each, where) for each in data])
    number = data[0]
    if number == _PLACED:
        return _placed(data[3], where)
    if number == _LENGTH:
        return _length(*data[1:])
    start, end, rule = next(where)
    return _KINDS[number](*[_placed(each, where) for each in data[1:]], span=Span(start, end), rule=rule)


@lru_cache(maxsize=1024)
def _length(*parts: int) -> Duration:
    return Duration(*parts)
