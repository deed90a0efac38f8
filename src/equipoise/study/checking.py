"""What is odd about a record: unknown fields, values outside an enumeration, wrong types, repeated keys.

The model is decoded in C and drops what it does not know. `is_whole` proves cheaply that nothing was dropped;
`examine` takes the slow road and says what was, with its JSON path. `unknown_values` holds the model's enumerations
against their vocabularies. All of them are driven by the model's own annotations.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin, get_type_hints

import msgspec

from equipoise.source import Problem
from equipoise.study.base import Part
from equipoise.study.enumerations import Vocabulary
from equipoise.study.model import Blank, Record
from equipoise.study.remarks import Remarks, shown
from equipoise.study.values import Age, PartialDate

_QUOTE_IN_DISGUISE = b"\\u0022"
_Path: TypeAlias = tuple[str | int, ...]
_NAMES: dict[type, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    PartialDate: "a date",
    Age: "an age",
}


@dataclass(frozen=True, slots=True)
class FieldShape:
    """What one field of a part may hold. Either `part` is set, or `leaf`."""

    attribute: str
    key: str
    many: bool
    part: type[Part] | None
    leaf: type
    vocabulary: Vocabulary | None


@dataclass(frozen=True, slots=True)
class Examination:
    """The outcome of the slow road: what is left is exactly what the model can hold."""

    known: dict[str, Any]
    problems: tuple[Problem, ...]
    blanks: tuple[Blank, ...]


def is_whole(raw: bytes, written: bytes) -> bool:
    """Whether a record written back lost nothing of the raw one.

    Every key and every text brings quotation marks, so a dropped field, an overwritten duplicate, a null or an empty
    list leaves fewer of them. Only a mark written as an escape could hide one; such records are examined.
    """
    return raw.count(b'"') == written.count(b'"') and _QUOTE_IN_DISGUISE not in raw


@cache
def shapes(part: type[Part]) -> dict[str, FieldShape]:
    """The fields of a part by their encoded name."""
    hints = get_type_hints(part, include_extras=True)
    keys = zip(part.__struct_fields__, part.__struct_encode_fields__, strict=True)
    return {key: _shape(attribute, key, hints[attribute]) for attribute, key in keys}


def _shape(attribute: str, key: str, hint: Any) -> FieldShape:
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (option for option in get_args(hint) if option is not type(None))
    many = get_origin(hint) is tuple
    if many:
        hint = get_args(hint)[0]
    vocabulary = None
    if get_origin(hint) is Annotated:
        hint, vocabulary = get_args(hint)
    part = hint if issubclass(hint, Part) else None
    return FieldShape(attribute, key, many, part, hint, vocabulary)


def examine(raw: bytes, written: bytes | None) -> Examination:
    """Reads a JSON object without the model and sorts out what the model cannot hold.

    `written` is the record written back from the model, where the model could be decoded: what stands there as well
    needs no second look. Raises msgspec.DecodeError, RecursionError or ValueError where the bytes are no JSON object.
    """
    whole = msgspec.json.decode(raw, type=dict[str, Any])
    if not is_whole(raw, msgspec.json.encode(whole)):
        whole = json.loads(raw, object_pairs_hook=_Pairs)
    walk = _Walk()
    known = walk.part(whole, Record, (), msgspec.json.decode(written) if written is not None else None)
    return Examination(known, walk.problems.all(), tuple(walk.blanks))


class _Pairs(dict[str, Any]):
    """A JSON object that remembers which of its keys were written more than once; the last one counts."""

    __slots__ = ("repeated",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: list[str] = []
        if len(pairs) > len(self):
            self.repeated = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]

    def __eq__(self, other: object) -> bool:
        return not self.repeated and super().__eq__(other)


class _Walk:
    """Goes through a decoded record beside the model's shapes and collects what does not fit."""

    def __init__(self) -> None:
        self.problems = Remarks()
        self.blanks: list[Blank] = []

    def part(self, value: dict[str, Any], part: type[Part], path: _Path, kept: Any) -> dict[str, Any]:
        """The keys of an object that the part knows; `kept` is what the model kept of it, if that is known."""
        if isinstance(value, _Pairs):
            for key in value.repeated:
                message = f"the key {shown(key)} is written more than once; the last one counts"
                self._say("duplicate-key", message, path)
        known: dict[str, Any] = {}
        fields, mark = shapes(part), len(self.blanks)
        for key, item in value.items():
            here = (*path, key)
            shape = fields.get(key)
            if shape is None:
                self._say("unknown-field", f"the schema does not know the field {shown(key)}", here)
            elif item is None:
                self.blanks.append(Blank(here, "null"))
            elif isinstance(kept, dict) and key in kept and kept[key] == item:
                known[key] = item
            else:
                inner = kept.get(key) if isinstance(kept, dict) else None
                self._keep(known, item, shape, here, inner)
        missing = [key for key in _required(part) if key not in known]
        if missing:
            self._say("missing-field", f"{' and '.join(missing)} must be stated; the whole is left out", path)
            del self.blanks[mark:]
            return _LOST
        return known

    def _keep(self, into: dict[str, Any], item: Any, shape: FieldShape, path: _Path, kept: Any) -> None:
        if not shape.many:
            self._keep_one(into, shape.key, item, shape, path, kept)
        elif not isinstance(item, list):
            self._say("wrong-type", f"expected a list, received {_kind(item)}", path)
        elif not item:
            self.blanks.append(Blank(path, "[]"))
        else:
            entries: dict[int, Any] = {}
            mark = len(self.blanks)
            beside = kept if isinstance(kept, list) and len(kept) == len(item) else [None] * len(item)
            for position, entry in enumerate(item):
                self._keep_one(entries, position, entry, shape, (*path, position), beside[position])
            into[shape.key] = list(entries.values())
            if len(entries) < len(item):
                # Positions have shifted: blanks could not be put back where they were.
                del self.blanks[mark:]

    def _keep_one(
        self, into: dict[Any, Any], key: str | int, item: Any, shape: FieldShape, path: _Path, kept: Any
    ) -> None:
        if shape.part is None:
            if self._fits(item, shape.leaf, path):
                into[key] = item
        elif not isinstance(item, dict):
            self._say("wrong-type", f"expected an object, received {_kind(item)}", path)
        elif (inner := self.part(item, shape.part, path, kept)) is not _LOST:
            into[key] = inner

    def _fits(self, item: Any, leaf: type, path: _Path) -> bool:
        if leaf in _READABLE and isinstance(item, str):
            try:
                leaf(item)
            except ValueError as error:
                self._say(_READABLE[leaf], str(error), path)
                return False
            return True
        if type(item) is leaf or (leaf is float and type(item) is int):
            return True
        self._say("wrong-type", f"expected {_NAMES[leaf]}, received {_kind(item)}", path)
        return False

    def _say(self, code: str, message: str, path: _Path) -> None:
        self.problems.add(Problem(code, message, place=json_path(path)))


_READABLE: dict[type, str] = {PartialDate: "unreadable-date", Age: "unreadable-age"}
_LOST: dict[str, Any] = {}


@cache
def _required(part: type[Part]) -> tuple[str, ...]:
    return tuple(field.encode_name for field in msgspec.structs.fields(part) if field.required)


def _kind(item: Any) -> str:
    match item:
        case None:
            return "null"
        case bool():
            return "true or false"
        case str():
            return "a text"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case _:
            return "an object"


def json_path(path: _Path) -> str:
    """`("a", 3, "b") -> "$.a[3].b"`."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def unknown_values(record: Part) -> tuple[Problem, ...]:
    """A problem for each value outside its enumeration; the value itself stays in the record."""
    return () if _is_clean(record) else Remarks(_strangers(record, ())).all()


@cache
def _guarded(part: type[Part]) -> tuple[FieldShape, ...]:
    """The fields of a part under which an enumeration can be met."""
    return tuple(s for s in shapes(part).values() if s.vocabulary or (s.part and _guarded(s.part)))


@cache
def _plan(part: type[Part]) -> tuple[tuple[str, bool, frozenset[str] | None], ...]:
    return tuple((s.attribute, s.many, s.vocabulary.values if s.vocabulary else None) for s in _guarded(part))


def _is_clean(part: Part) -> bool:
    for attribute, many, allowed in _plan(type(part)):
        value = getattr(part, attribute)
        if not value:
            continue
        if allowed is not None:
            if not (allowed.issuperset(value) if many else value in allowed):
                return False
        elif many:
            if not all(map(_is_clean, value)):
                return False
        elif not _is_clean(value):
            return False
    return True


def _strangers(part: Part, path: _Path) -> Iterator[Problem]:
    for shape in _guarded(type(part)):
        value = getattr(part, shape.attribute)
        here = (*path, shape.key)
        entries = [((*here, i), v) for i, v in enumerate(value)] if shape.many else [(here, value)]
        for place, entry in entries:
            if entry is None:
                continue
            if shape.vocabulary is None:
                yield from _strangers(entry, place)
            elif entry not in shape.vocabulary.values:
                message = f"{shape.vocabulary.name} has no value {shown(entry)}"
                yield Problem("unknown-value", message, place=json_path(place))
