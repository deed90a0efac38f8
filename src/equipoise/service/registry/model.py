"""What the API says of itself: fields, search areas, enumerations, versions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from equipoise.library.store import Library
from equipoise.service.registry.parameters import checked
from equipoise.study import pieces

API_VERSION = "2.0.5"
"""The version of the registry's API that this one follows."""


def metadata(given: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """What `/studies/metadata` answers. Raises RequestError."""
    asked = checked("/studies/metadata", given)
    return pieces.metadata_tree(
        indexed_only=bool(asked["includeIndexedOnly"]), historic_only=bool(asked["includeHistoricOnly"])
    )


def search_areas(given: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """What `/studies/search-areas` answers. Raises RequestError for any parameter."""
    checked("/studies/search-areas", given)
    return pieces.search_areas()


def enums(given: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """What `/studies/enums` answers. Raises RequestError for any parameter."""
    checked("/studies/enums", given)
    return pieces.enums()


def version(library: Library, given: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What `/version` answers. Raises RequestError for any parameter."""
    checked("/version", given)
    return {"apiVersion": API_VERSION, "dataTimestamp": library.changed_at()}
