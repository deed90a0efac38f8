"""Filters in plain terms as expressions: what the options of a search mean in the language that the index answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Literal

from equipoise.errors import RequestError
from equipoise.finding.essie import parse
from equipoise.finding.essie.tree import (
    And,
    Area,
    Bound,
    Coverage,
    Expression,
    Extreme,
    Missing,
    Name,
    Not,
    Or,
    Phrase,
    Range,
)
from equipoise.study.pieces import AREAS, ENUMS, PIECES
from equipoise.study.pieces.catalogue import BY_NAME
from equipoise.study.values import Age, PartialDate

_PHASES = {"0": "EARLY_PHASE1", "1": "PHASE1", "2": "PHASE2", "3": "PHASE3", "4": "PHASE4", "NA": "NA"}


def one_of(piece: str, values: Sequence[str], option: str) -> Expression:
    """The trials with one of these values of an enumeration, in the registry's spelling or in words.

    Raises RequestError, which names the `option`, for a value that the enumeration has not.
    """
    known = {value.replace("_", "").casefold(): value for value in ENUMS[BY_NAME[piece].type].values}
    found = []
    for value in values:
        meant = known.get("".join(each for each in value if each.isalnum()).casefold())
        if meant is None:
            raise RequestError(
                "is no value that there is", place=f"{option} {value}", hint=f"one of {', '.join(known.values())}"
            )
        found.append(meant)
    return _any([Area(Name(piece), Coverage("FullMatch", Phrase(value))) for value in found])


def phases(values: Sequence[str], option: str) -> Expression:
    """The trials of one of these phases: `1`, `early 1`, `PHASE1`. Raises RequestError."""
    named = [_PHASES.get(value.strip().upper(), value) for value in values]
    named = ["EARLY_PHASE1" if each.upper().replace(" ", "") in ("EARLY1", "EARLYPHASE1") else each for each in named]
    return one_of("Phase", named, option)


def taking(age: Age) -> Expression:
    """The trials whose limits of age take somebody of this age; a limit that is not stated is none."""
    low = Area(Name("MinimumAge"), Range(Bound(Extreme.MIN), Bound(age)))
    high = Area(Name("MaximumAge"), Range(Bound(age), Bound(Extreme.MAX)))
    return And(
        (
            Or((low, Area(Name("MinimumAge"), Missing()))),
            Or((high, Area(Name("MaximumAge"), Missing()))),
        )
    )


def open_to(sex: Literal["FEMALE", "MALE"]) -> Expression:
    """The trials that do not take the other sex alone."""
    other = "MALE" if sex == "FEMALE" else "FEMALE"
    return Not(Area(Name("Sex"), Coverage("FullMatch", Phrase(other))))


def expression(text: str) -> Expression:
    """The expression in these words. QueryError names the character where it is none, or names an unknown field."""
    return parse(text, _names())


@cache
def _names() -> Mapping[str, object]:
    """Every name of a search area or a field."""
    fields = {name: each for each in PIECES for name in (*each.alternatives, each.name)}
    return {**fields, **AREAS}


def since(piece: str, day: PartialDate) -> Expression:
    """The trials with this date on or after a day."""
    return Area(Name(piece), Range(Bound(Decimal(day) if day.month is None else day), Bound(Extreme.MAX)))


def _any(expressions: Sequence[Expression]) -> Expression:
    return expressions[0] if len(expressions) == 1 else Or(tuple(expressions))
