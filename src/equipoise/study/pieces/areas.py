"""The search areas and the parameters of the API: what a search asks, under which name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from equipoise.study.pieces.tables import listed, rows


@dataclass(frozen=True, slots=True)
class AreaPart:
    """Pieces of an area that share a weight (above 0, at most 1)."""

    pieces: tuple[str, ...]
    type: str
    is_enum: bool
    synonyms: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Area:
    """A search area: `param` is the ending of its query parameter (`query.cond`), where it has one."""

    document: str
    name: str
    param: str | None
    label: str | None
    parts: tuple[AreaPart, ...]

    @property
    def pieces(self) -> tuple[str, ...]:
        """The names of all pieces that it asks, each once, in the order of the parts."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.pieces))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an endpoint.

    `type` is that of one value (string, integer, boolean); a listed parameter takes several, separated by commas or
    pipes. `least` and `most` bound a number, or how many entries a list has. `pattern` is a regular expression in
    which a value must be found.
    """

    path: str
    name: str
    where: str
    type: str
    is_listed: bool
    is_required: bool
    default: str | None
    least: int | None
    most: int | None
    values: tuple[str, ...]
    pattern: str | None


def _number(cell: str) -> float:
    return float(cell) if "." in cell else int(cell)


def _areas() -> Iterator[Area]:
    for (document, name), group in groupby(rows("areas.tsv"), key=lambda row: (row["document"], row["area"])):
        parts = list(group)
        yield Area(
            document=document,
            name=name,
            param=parts[0]["parameter"] or None,
            label=parts[0]["label"] or None,
            parts=tuple(
                AreaPart(
                    pieces=listed(row["pieces"]),
                    type=row["type"],
                    is_enum="isEnum" in listed(row["flags"]),
                    synonyms="isSynonyms" in listed(row["flags"]),
                    weight=_number(row["weight"]),
                )
                for row in parts
            ),
        )


def _parameters() -> Iterator[Parameter]:
    for row in rows("parameters.tsv"):
        flags = listed(row["flags"])
        yield Parameter(
            path=row["path"],
            name=row["name"],
            where=row["in"],
            type=row["type"],
            is_listed="listed" in flags,
            is_required="required" in flags,
            default=row["default"] or None,
            least=int(row["least"]) if row["least"] else None,
            most=int(row["most"]) if row["most"] else None,
            values=listed(row["values"]),
            pattern=row["pattern"] or None,
        )


AREAS: Mapping[str, Area] = MappingProxyType({area.name: area for area in _areas()})
"""The search areas by name."""

PARAMETERS: tuple[Parameter, ...] = tuple(_parameters())
"""The parameters of all endpoints."""

_BY_FOLDED = {area.name.casefold(): area for area in AREAS.values()}


def find_area(name: str) -> Area | None:
    """The search area of a name, in any case."""
    return _BY_FOLDED.get(name.casefold())


def area_of_param(param: str) -> Area | None:
    """The area that a query parameter asks: `cond` -> ConditionSearch."""
    return next((area for area in AREAS.values() if area.param == param), None)
