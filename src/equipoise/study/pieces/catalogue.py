"""The registry's fields, enumerations and CSV columns, read once from the tables.

A field of a study record is a *piece*: it has a name of its own (`LocationCity`), a place in the tree of the record
(`protocolSection.contactsLocationsModule.locations.city`) and a type. The pieces here are those that the registry
publishes; ones that exist only in its index or its history are not among them, because it does not publish those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from equipoise.errors import RequestError
from equipoise.study.pieces.tables import listed, rows
from equipoise.study.remarks import shown

_MOST_HINTS = 3
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """One field or branch of the tree.

    `type` is the registry's name for the type of one value (`text`, `PartialDate`, `Phase`, `Location`);
    `source_type` says how it is indexed (TEXT, MARKUP, DATE, TIME, NUMERIC, BOOLEAN, STRUCT, FUNC …).
    """

    name: str
    path: str
    type: str
    source_type: str
    is_listed: bool
    """Whether the field itself holds a list."""
    multi: bool
    """Whether a record may hold several values: the field, or a branch above it, is a list."""
    is_enum: bool
    synonyms: bool
    """Whether a search of this field is widened by synonyms."""
    nested: bool
    """Whether `SEARCH[…]` may ask all of its fields of one and the same entry."""
    indexed_only: bool
    historic_only: bool
    max_chars: int | None
    alternatives: tuple[str, ...]

    @property
    def field(self) -> str:
        """The key in the record: the last step of the path."""
        return self.path.rpartition(".")[2]

    @property
    def is_branch(self) -> bool:
        """Whether other pieces are below it."""
        return self.source_type == "STRUCT"

    @property
    def is_markup(self) -> bool:
        """Whether its values are formatted text."""
        return self.source_type == "MARKUP"


@dataclass(frozen=True, slots=True)
class Enumeration:
    """The values of one type, the pieces that have it, and the words of the retired interface for them.

    `exceptions` holds, by value and piece, the word where a piece had one of its own.
    """

    type: str
    pieces: tuple[str, ...]
    values: tuple[str, ...]
    legacy: Mapping[str, str]
    exceptions: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the CSV download with the pieces that it shows."""

    name: str
    pieces: tuple[str, ...]


def _pieces() -> tuple[Piece, ...]:
    found: list[Piece] = []
    many: dict[str, bool] = {"": False}  # by path: whether anything down to there is a list
    for row in rows("pieces.tsv"):
        path, flags = row["path"], listed(row["flags"])
        is_listed = row["type"].endswith("[]")
        many[path] = is_listed or many[path.rpartition(".")[0]]
        found.append(
            Piece(
                name=row["piece"],
                path=path,
                type=row["type"].removesuffix("[]"),
                source_type=row["source_type"],
                is_listed=is_listed,
                multi=many[path],
                is_enum="isEnum" in flags,
                synonyms="synonyms" in flags,
                nested="nested" in flags,
                indexed_only="indexedOnly" in flags,
                historic_only="historicOnly" in flags,
                max_chars=int(row["max_chars"]) if row["max_chars"] else None,
                alternatives=listed(row["alternatives"]),
            )
        )
    return tuple(found)


def _enums() -> dict[str, Enumeration]:
    words: dict[str, dict[str, str]] = {}
    exceptions: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows("legacy_values.tsv"):
        words.setdefault(row["type"], {})[row["value"]] = row["legacy"]
        if row["exceptions"]:
            by_piece = dict(entry.split("=", 1) for entry in listed(row["exceptions"]))
            exceptions.setdefault(row["type"], {})[row["value"]] = by_piece
    return {
        row["type"]: Enumeration(
            type=row["type"],
            pieces=listed(row["pieces"]),
            values=listed(row["values"]),
            legacy=MappingProxyType(words[row["type"]]),
            exceptions=MappingProxyType(exceptions.get(row["type"], {})),
        )
        for row in rows("enums.tsv")
    }


PIECES: tuple[Piece, ...] = _pieces()
"""All pieces, a branch before what is below it."""

ENUMS: Mapping[str, Enumeration] = MappingProxyType(_enums())
"""The enumerations by the name of their type."""

COLUMNS: tuple[Column, ...] = tuple(Column(row["column"], listed(row["pieces"])) for row in rows("columns.tsv"))
"""The columns of the CSV download, in its order."""

BY_NAME: Mapping[str, Piece] = MappingProxyType({piece.name: piece for piece in PIECES})
"""The pieces by their own names, in the registry's spelling."""

BY_PATH: Mapping[str, Piece] = MappingProxyType({piece.path: piece for piece in PIECES})
"""The pieces by their place in the tree."""

# A piece's own name counts before another one's alternative.
_ANY_NAME = {name.casefold(): piece for piece in PIECES for name in piece.alternatives} | {
    piece.name.casefold(): piece for piece in PIECES
}


def find_piece(name: str) -> Piece | None:
    """The piece of a name, in any case: its own name or an alternative (`BriefTitle`, `brieftitle`, `BRIEF-TITLE`)."""
    return _ANY_NAME.get(name.casefold())


def piece(name: str) -> Piece:
    """The same; raises RequestError where there is none."""
    found = find_piece(name)
    if found is None:
        raise RequestError(f"there is no field of the name {shown(name)}", hint=near(name))
    return found


def near(name: str) -> str | None:
    """A hint that names the pieces whose names are like an unknown one; None where none is."""
    by_folded = {piece.name.casefold(): piece.name for piece in PIECES}
    like = get_close_matches(name[:_LONGEST_NAME].casefold(), by_folded, n=_MOST_HINTS)
    return f"did you mean {' or '.join(by_folded[match] for match in like)}?" if like else None


def descendants(branch: Piece) -> tuple[Piece, ...]:
    """All pieces below a branch, in their order; none below a leaf."""
    return tuple(piece for piece in PIECES if piece.path.startswith(f"{branch.path}."))
