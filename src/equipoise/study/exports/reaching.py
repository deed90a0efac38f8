"""Reaching into a decoded record, which may lack anything and hold anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def at(record: Mapping[str, Any], path: str) -> Any:
    """What stands at a path (`protocolSection.designModule.phases`); None where nothing does."""
    place: Any = record
    for step in path.split("."):
        if not isinstance(place, Mapping):
            return None
        place = place.get(step)
    return place


def branch(record: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """The branch at a path; an empty one where there is none."""
    found = at(record, path)
    return found if isinstance(found, Mapping) else {}


def listed(value: Any) -> list[Any]:
    """A list; an empty one for anything else."""
    return value if isinstance(value, list) else []


def entries(value: Any) -> list[Mapping[str, Any]]:
    """The branches in a list."""
    return [entry for entry in listed(value) if isinstance(entry, Mapping)]


def text(value: Any) -> str:
    """A single value as text; "" for one that is not there, or is a list or branch."""
    return "" if value is None or isinstance(value, Mapping | list) else str(value)
