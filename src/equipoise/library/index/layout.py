"""How each piece of a record stands in the index: the one place that decides it.

| kind | how it is indexed | what it answers |
| --- | --- | --- |
| text | a field of its own, words with positions | the search areas, each piece with its own weight |
| other | a path in the field `other`, words with positions | `AREA[…]` on any other piece |
| word | one raw token a value, columnar | enumerations, yes/no, statistics, facets |
| number, date, time | one number a value, columnar | ranges, sorting |
| none | not at all | the cells of the results' tables: they are read from the record |

A number that can stand once in a record is kept as `value × 10⁸ + number of the trial`: it is then unique, so that a
page can go on after the last trial of the page before, whatever has been ingested between.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, TypeAlias

from equipoise.study.pieces import AREAS, Piece
from equipoise.study.pieces.catalogue import BY_NAME

Kind: TypeAlias = Literal["text", "other", "word", "number", "date", "time", "none"]

VERSION = 3
"""Part of the folder's name: an index of another layout is never opened, it is made anew."""

START, END = "q0z", "z0q"
"""Words that stand before and after each value, so that the begin and the end of a value can be asked for."""

TRIALS = 10**8
"""An NCT number has eight digits."""

_KINDS: dict[str, Kind] = {"DATE": "date", "TIME": "time", "NUMERIC": "number", "BOOLEAN": "word"}
# Left out: the numbers in the results' tables, which nobody looks for by a word, and the codes by which they refer.
_TABLES = "resultsSection."
_CELLS = frozenset({"measurements", "counts", "achievements", "stats", "analyses", "denoms", "reasons"})
_CODES = frozenset({"groupId", "flowGroupId", "assessmentType", "organSystem", "type", "units", "paramType"})

COUNTED = frozenset(
    {
        "Condition",
        "Keyword",
        "ConditionMeshTerm",
        "InterventionMeshTerm",
        "InterventionName",
        "LeadSponsorName",
        "CollaboratorName",
        "LocationCity",
        "LocationState",
        "LocationCountry",
        "LocationFacility",
    }
)
"""Pieces whose values are also counted as they are written, beside being searched by their words."""

_RANKED = frozenset(name for area in AREAS.values() for name in area.pieces)


@cache
def kind_of(name: str) -> Kind:
    """How the piece of this name (as the registry writes it) is indexed."""
    piece = BY_NAME[name]
    if piece.is_branch or _is_cell(piece):
        return "none"
    if piece.source_type in _KINDS and not (piece.multi and piece.source_type != "BOOLEAN"):
        return _KINDS[piece.source_type]
    if piece.is_enum or piece.type == "boolean":
        return "word"
    if piece.source_type.startswith("FUNC"):
        return "none"
    return "text" if name in _RANKED else "other"


def _is_cell(piece: Piece) -> bool:
    """Whether it is a cell of a table of results, or a code by which cells refer to each other."""
    if not piece.path.startswith(_TABLES):
        return False
    steps = piece.path.split(".")
    return not _CELLS.isdisjoint(steps) or steps[-1] in _CODES
