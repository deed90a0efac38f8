"""The tables in the JSON shapes of the API's own endpoints, with facts alone: no titles, rules or links."""

from __future__ import annotations

from typing import Any

from equipoise.study.pieces.areas import AREAS
from equipoise.study.pieces.catalogue import ENUMS, PIECES, Piece


def metadata_tree(*, indexed_only: bool = False, historic_only: bool = False) -> list[dict[str, Any]]:
    """The tree of fields as `/studies/metadata` gives it.

    The two options are the endpoint's `includeIndexedOnly` and `includeHistoricOnly`. Fields of these two kinds are
    not among the published ones, so that today neither adds any.
    """
    roots: list[dict[str, Any]] = []
    nodes: dict[str, dict[str, Any]] = {}
    for piece in PIECES:
        if (piece.indexed_only and not indexed_only) or (piece.historic_only and not historic_only):
            continue
        node = nodes[piece.path] = _node(piece)
        parent = piece.path.rpartition(".")[0]
        (nodes[parent].setdefault("children", []) if parent else roots).append(node)
    return roots


def _node(piece: Piece) -> dict[str, Any]:
    node: dict[str, Any] = {
        "name": piece.field,
        "piece": piece.name,
        "sourceType": piece.source_type,
        "type": f"{piece.type}[]" if piece.is_listed else piece.type,
    }
    flags = {
        "isEnum": piece.is_enum,
        "synonyms": piece.synonyms,
        "nested": piece.nested,
        "indexedOnly": piece.indexed_only,
        "historicOnly": piece.historic_only,
    }
    node |= {key: True for key, is_set in flags.items() if is_set}
    if piece.max_chars is not None:
        node["maxChars"] = piece.max_chars
    if piece.alternatives:
        node["altPieceNames"] = list(piece.alternatives)
    return node


def search_areas() -> list[dict[str, Any]]:
    """The search areas by document, as `/studies/search-areas` gives them."""
    documents: dict[str, list[dict[str, Any]]] = {}
    for area in AREAS.values():
        shown: dict[str, Any] = {"name": area.name}
        if area.label is not None:
            shown["uiLabel"] = area.label
        if area.param is not None:
            shown["param"] = area.param
        shown["parts"] = [
            {
                "pieces": list(part.pieces),
                "type": part.type,
                "isEnum": part.is_enum,
                "isSynonyms": part.synonyms,
                "weight": part.weight,
            }
            for part in area.parts
        ]
        documents.setdefault(area.document, []).append(shown)
    return [{"name": name, "areas": areas} for name, areas in documents.items()]


def enums() -> list[dict[str, Any]]:
    """The enumerations as `/studies/enums` gives them."""
    shown: list[dict[str, Any]] = []
    for enumeration in ENUMS.values():
        values: list[dict[str, Any]] = []
        for value in enumeration.values:
            item: dict[str, Any] = {"value": value, "legacyValue": enumeration.legacy[value]}
            if value in enumeration.exceptions:
                item["exceptions"] = dict(enumeration.exceptions[value])
            values.append(item)
        shown.append({"type": enumeration.type, "pieces": list(enumeration.pieces), "values": values})
    return shown
