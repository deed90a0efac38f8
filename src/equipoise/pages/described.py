"""Fields that say what they hold, and pages as plain data.

    @dataclass(frozen=True, slots=True)
    class Location:
        facility: Annotated[str, About("the site's name", label="Facility")]

A field with a label is shown as "label: value" wherever its part is shown; the others have a place of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

import msgspec


@dataclass(frozen=True, slots=True)
class About:
    """What a field holds, and the label that it is shown with."""

    words: str
    label: str = ""


class Described(NamedTuple):
    """One field of a page: the class that it belongs to, its name, and what it holds."""

    owner: type
    name: str
    about: About


class Labelled(NamedTuple):
    """One value to show beside its label."""

    label: str
    value: str


def described(page: type) -> Iterator[Described]:
    """Every field of a page and of the parts below it, outermost first, each class once."""
    seen: set[type] = set()
    waiting = [page]
    while waiting:
        owner = waiting.pop(0)
        if owner in seen:
            continue
        seen.add(owner)
        for name, hint in _hints(owner).items():
            yield Described(owner, name, _about(hint))
            waiting.extend(_parts(hint))


def labelled(part: Any) -> tuple[Labelled, ...]:
    """The labelled fields of a part that state something, in their order; several values are joined."""
    found = []
    for name, hint in _hints(type(part)).items():
        label, value = _about(hint).label, getattr(part, name)
        if label and value not in (None, ()):
            found.append(Labelled(label, "; ".join(value) if isinstance(value, tuple) else str(value)))
    return tuple(found)


_known: dict[type, dict[str, Any]] = {}


def _hints(owner: type) -> dict[str, Any]:
    """The fields' types; resolving them takes a while, and a page has many parts of one class."""
    if owner not in _known:
        hints = get_type_hints(owner, include_extras=True)
        _known[owner] = {field.name: hints[field.name] for field in fields(owner)}
    return _known[owner]


def _about(hint: object) -> About:
    found = get_args(hint)[1] if get_origin(hint) is Annotated else None
    return found if isinstance(found, About) else About("")


def _parts(hint: object) -> Iterator[type]:
    """The page classes that a type names, however deep."""
    if isinstance(hint, type) and is_dataclass(hint):
        yield hint
    for inner in get_args(hint):
        yield from _parts(inner)


def to_data(page: object) -> Any:
    """The page as dicts, lists and plain values."""
    return msgspec.to_builtins(page, enc_hook=_plain_text)


def to_json(page: object) -> bytes:
    """The page as one line of JSON, UTF-8."""
    return msgspec.json.encode(page, enc_hook=_plain_text)


def _plain_text(value: Any) -> str:
    """Dates and ages are texts of their own kinds (`equipoise.study.values`)."""
    if isinstance(value, str):
        return str(value)
    # What msgspec asks of a hook for a type that it does not know.
    raise NotImplementedError(f"{type(value).__name__} has no place on a page")
