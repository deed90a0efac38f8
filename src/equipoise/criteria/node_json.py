"""Trees as JSON and back without loss.

A node is an object: `node` says which (its name in kebab case: `and`, `at-least`, `quantity`), then its fields under
their own names. What has its default value is left out; a `span` is `[start, end]`, a duration ISO 8601.

    {"node": "quantity", "subject": "alt", "op": "<=", "value": 3.0, "unit": "1", "reference": "ULN", "span": [4, 21]}

The fields and their types are read from the node classes themselves, so that a field that a node gains is written and
read too. What is read is checked: `TreeError` names the place (`$.items[1].value`).
"""

from __future__ import annotations

import math
import re
import types
from collections.abc import Callable
from dataclasses import MISSING, fields
from functools import partial
from typing import Any, ClassVar, Literal, Union, cast, get_args, get_origin, get_type_hints

from equipoise.criteria.nodes import NODE_TYPES, Expr, Node
from equipoise.dates import Duration
from equipoise.errors import EquipoiseError, InputError
from equipoise.source import Span

Json = dict[str, Any]
Read = Callable[[object, str], Any]

# Deeper than any criterion nests; beyond it, what is read is no criterion but an attempt on the stack.
MAX_DEPTH = 200


class TreeError(InputError):
    """What was given is not the JSON form of a tree or of a reading."""

    code: ClassVar[str] = "tree"


def tag(kind: type[Node]) -> str:
    """`AtLeast` -> `at-least`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


_KINDS = {tag(kind): kind for kind in NODE_TYPES}


def to_json(expr: Expr) -> Json:
    """The tree as objects, lists, strings and numbers."""
    return _written(expr)


def _written(node: Node) -> Json:
    row: Json = {"node": tag(type(node))}
    for name, default in _DEFAULTS[type(node)]:
        value = getattr(node, name)
        if value != default:
            row[name] = _plain(value)
    return row


def _defaults(kind: type[Node]) -> tuple[tuple[str, object], ...]:
    """Each field with its default, the fields that carry meaning first."""
    found = [(field.name, field.default) for field in fields(kind)]
    return tuple(sorted(found, key=lambda pair: pair[0] in ("span", "rule")))


_DEFAULTS = {kind: _defaults(kind) for kind in NODE_TYPES}


def _plain(value: object) -> object:
    match value:
        case Node():
            return _written(value)
        case tuple():
            return [_plain(item) for item in value]
        case Duration():
            return str(value)
        case _:
            return value


def from_json(data: object, place: str = "$") -> Expr:
    """The tree that `to_json` wrote. Raises `TreeError`, whose place begins with `place`."""
    return cast(Expr, _node(_EXPRESSIONS, data, place))


_EXPRESSIONS = frozenset(get_args(Expr))


def _node(allowed: frozenset[type[Node]], data: object, place: str) -> Node:
    if not isinstance(data, dict):
        raise TreeError(f"expected a node, received {_called(data)}", place=place)
    kind = _KINDS.get(str(data.get("node")))
    if kind is None or kind not in allowed:
        names = ", ".join(sorted(tag(one) for one in allowed))
        raise TreeError(f"expected one of {names}", place=f"{place}.node")
    if place.count(".") > MAX_DEPTH:
        raise TreeError(f"nested more than {MAX_DEPTH} deep", place=place)
    readers = _READERS[kind]
    if unknown := sorted(str(name) for name in data.keys() - readers.keys() - {"node"}):
        raise TreeError(f"a node of kind {tag(kind)} has no such field", place=f"{place}.{unknown[0]}")
    values = {name: read(data[name], f"{place}.{name}") for name, read in readers.items() if name in data}
    if missing := [name for name in _REQUIRED[kind] if name not in values]:
        raise TreeError("a field is missing", place=f"{place}.{missing[0]}")
    try:
        return kind(**values)
    except ValueError as error:
        raise TreeError(str(error), place=place) from error


def _readers(kind: type[Node]) -> dict[str, Read]:
    hints = get_type_hints(kind)
    return {field.name: _reader(hints[field.name]) for field in fields(kind)}


def _reader(hint: Any) -> Read:
    """How a value of this type is read."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return partial(_one_of, arguments)
    if origin is tuple:
        return partial(_many, _reader(arguments[0]))
    if origin in (Union, types.UnionType):
        kinds = tuple(argument for argument in arguments if argument is not type(None))
        inner = partial(_node, frozenset(kinds)) if len(kinds) > 1 else _reader(kinds[0])
        return partial(_optional, inner) if len(kinds) < len(arguments) else inner
    if isinstance(hint, type) and issubclass(hint, Node):
        return partial(_node, frozenset((hint,)))
    return _SCALARS[hint]


def _one_of(allowed: tuple[object, ...], data: object, place: str) -> object:
    if data not in allowed:
        raise TreeError("expected one of " + ", ".join(map(str, allowed)), place=place)
    return data


def _many(read: Read, data: object, place: str) -> tuple[Any, ...]:
    if not isinstance(data, list | tuple):
        raise TreeError(f"expected a list, received {_called(data)}", place=place)
    return tuple(read(item, f"{place}[{index}]") for index, item in enumerate(data))


def _optional(read: Read, data: object, place: str) -> Any:
    return None if data is None else read(data, place)


def _typed(kind: type, data: object, place: str) -> object:
    if type(data) is not kind:
        raise TreeError(f"expected {_NAMES[kind]}, received {_called(data)}", place=place)
    return data


def _number(data: object, place: str) -> float:
    if type(data) not in (int, float) or not math.isfinite(cast(float, data)):
        raise TreeError(f"expected a finite number, received {_called(data)}", place=place)
    return float(cast(float, data))


def _duration(data: object, place: str) -> Duration:
    try:
        return Duration.parse(cast(str, _typed(str, data, place)))
    except TreeError:
        raise
    except EquipoiseError as error:
        raise TreeError(error.message, place=place) from error


def _span(data: object, place: str) -> Span:
    match data:
        case [int(start), int(end)] if 0 <= start <= end:
            return Span(start, end)
        case _:
            raise TreeError("expected [start, end] with 0 <= start <= end", place=place)


_NAMES = {
    str: "a string", bool: "true or false", int: "a whole number", float: "a number", list: "a list", dict: "an object",
    type(None): "null",
}  # fmt: skip
_SCALARS: dict[Any, Read] = {
    str: partial(_typed, str), bool: partial(_typed, bool), int: partial(_typed, int), float: _number,
    Duration: _duration, Span: _span,
}  # fmt: skip


def _called(data: object) -> str:
    return _NAMES.get(type(data), "something else")


_READERS = {kind: _readers(kind) for kind in NODE_TYPES}
_REQUIRED = {kind: tuple(each.name for each in fields(kind) if each.default is MISSING) for kind in NODE_TYPES}
