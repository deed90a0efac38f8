"""Trees without their places, as MessagePack that is quick to read: equal sentences of any trial are equal bytes.

A node is a map with its kind under "" and the fields that differ from their defaults; a length of time is such a map
too.
The form is this program's own and only for what it has written itself; `criteria.serialise` has the one for others.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, cast

import msgspec

from equipoise.criteria.nodes import NODE_TYPES, Expr, Node
from equipoise.dates import Duration

_KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in (*NODE_TYPES, Duration)}
_DEFAULTS = {
    kind: tuple((each.name, each.default) for each in fields(kind) if each.name not in ("span", "rule"))
    for kind in _KINDS.values()
}


def pack(expr: Expr) -> bytes:
    """The tree as bytes."""
    return msgspec.msgpack.encode(_plain(expr))


def unpack(data: bytes) -> Expr:
    """The tree that `pack` wrote, each node nowhere."""
    return cast(Expr, _value(msgspec.msgpack.decode(data)))


def _plain(value: object) -> object:
    if isinstance(value, Node | Duration):
        kind = type(value)
        stated = ((name, getattr(value, name), default) for name, default in _DEFAULTS[kind])
        return {"": kind.__name__} | {name: _plain(each) for name, each, default in stated if each != default}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _value(data: Any) -> Any:
    if type(data) is dict:
        return _KINDS[data.pop("")](**{name: _value(each) for name, each in data.items()})
    return tuple(map(_value, data)) if type(data) is list else data
