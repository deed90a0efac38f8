"""What is asked of the index, as the command line and the API both say it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from equipoise.errors import RequestError
from equipoise.finding.essie.tree import Distance, Expression
from equipoise.library.index.layout import kind_of
from equipoise.study.pieces import find_piece

RELEVANCE = "@relevance"
MOST_SORTS = 2
_SORTABLE = frozenset({"date", "time", "number"})


@dataclass(frozen=True, slots=True)
class Sort:
    """By a piece with an order, or by relevance. What has no value comes last either way."""

    piece: str
    descending: bool

    @classmethod
    def of(cls, name: str, direction: Literal["asc", "desc"] | None = None) -> Sort:
        """By that name; without a direction, dates and relevance fall and numbers rise. Raises RequestError."""
        if name == RELEVANCE:
            return cls(RELEVANCE, direction != "asc")
        found = find_piece(name)
        kind = kind_of(found.name) if found else None
        if found is None or kind not in _SORTABLE:
            raise RequestError(f"{name} is no field to sort by", hint="fields of dates and numbers are, and @relevance")
        return cls(found.name, direction == "desc" if direction else kind == "date")


@dataclass(frozen=True, slots=True)
class Decay:
    """How relevance falls with the distance: to `decay` at `scale` km beyond `offset` km."""

    shape: Literal["gauss", "exp", "linear"] = "exp"
    scale: float = 300 * 1.609344
    offset: float = 0.0
    decay: float = 0.5

    def factor(self, kilometres: float) -> float:
        """What the relevance is multiplied by at this distance; 1 within the offset."""
        beyond = max(0.0, kilometres - self.offset)
        if self.shape == "linear":
            return max(0.0, 1.0 - (1.0 - self.decay) * beyond / self.scale)
        power = beyond / self.scale
        return math.exp(math.log(self.decay) * (power**2 if self.shape == "gauss" else power))


@dataclass(frozen=True, slots=True)
class Search:
    """Expressions by the area that they ask, all of which must hold; of these only `terms` rank.

    `patient` describes one in words: trials that do not take such a person are left out, the others are ranked.
    `trials`: nothing but these NCT numbers. `around` finds trials with a site in the circle, and with `decay` the
    nearer ones rank higher.
    """

    terms: tuple[tuple[str, Expression], ...] = ()
    filters: tuple[Expression, ...] = ()
    patient: str | None = None
    trials: frozenset[int] | None = None
    around: Distance | None = None
    decay: Decay | None = None
    sort: tuple[Sort, ...] = ()
