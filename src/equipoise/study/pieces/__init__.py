"""The registry's fields ("pieces") and search areas, and the walk that finds their values in a record.

The tables lie in `tables/`, each with its source and date; `tools/build_pieces.py` makes them again from the files
that the registry publishes.
"""

from __future__ import annotations

from equipoise.study.pieces.areas import AREAS, PARAMETERS, Area, AreaPart, Parameter, area_of_param, find_area
from equipoise.study.pieces.catalogue import (
    COLUMNS,
    ENUMS,
    PIECES,
    Column,
    Enumeration,
    Piece,
    descendants,
    find_piece,
    piece,
)
from equipoise.study.pieces.published import enums, metadata_tree, search_areas
from equipoise.study.pieces.walk import Value, groups, leaves, sizes

__all__ = [
    "AREAS",
    "COLUMNS",
    "ENUMS",
    "PARAMETERS",
    "PIECES",
    "Area",
    "AreaPart",
    "Column",
    "Enumeration",
    "Parameter",
    "Piece",
    "Value",
    "area_of_param",
    "descendants",
    "enums",
    "find_area",
    "find_piece",
    "groups",
    "leaves",
    "metadata_tree",
    "piece",
    "search_areas",
    "sizes",
]
