"""What a formula is given: the newest usable value of each input, or why there is none."""

from __future__ import annotations

from typing import NamedTuple

from equipoise.criteria.nodes import Quantity, Window
from equipoise.errors import EquipoiseError
from equipoise.patient.quantities import in_unit
from equipoise.screening.answer import Evidence
from equipoise.screening.context import Context
from equipoise.screening.operands import Refusal
from equipoise.screening.samples import collect, evidence, label, same_moment
from equipoise.screening.why import Phrase


class Input(NamedTuple):
    """A value in the formula's unit, and the record of it."""

    value: float
    shown: Evidence


def newest(slug: str, unit: str, windows: tuple[Window, ...], context: Context) -> Input | Refusal:
    """The newest usable value of an input; results of one moment must agree."""
    name = label(slug)
    found = collect(Quantity(slug, ">=", 0.0, unit, windows=windows), context)
    if found.usable:
        item = found.usable[0]
        if item.comparator is not None:
            return Refusal(
                "missing-data", (f"{name} ", evidence(item), " is not an exact value"), (f"exact value of {name}",)
            )
        rivals = {other.value for other in same_moment(found.usable)}
        if len(rivals) > 1:
            return Refusal(
                "missing-data", (f"results of one moment contradict each other for {name}",), (f"repeat {name}",)
            )
        try:
            return Input(in_unit(item, unit), evidence(item))
        except EquipoiseError as problem:
            return Refusal(
                "missing-data", (f"{name} ", evidence(item), f" cannot be used: {problem}"), (f"repeat {name}",)
            )
    if found.stale:
        said: Phrase = (f"the newest {name} is older than {context.max_age_days} days: ", evidence(found.stale[0]))
        return Refusal("stale", said, (name,))
    return Refusal("missing-data", (f"no {name} on file",), (name,))


def lacking(what: str, refusals: list[Refusal]) -> Refusal:
    """Several refusals as one: what cannot be computed, and all that would be needed."""
    stale = all(item.reason == "stale" for item in refusals)
    said: Phrase = (f"{what} cannot be computed: ", *listed([item.said for item in refusals]))
    obtain = tuple(dict.fromkeys(word for item in refusals for word in item.obtain))
    return Refusal("stale" if stale else "missing-data", said, obtain)


def listed(phrases: list[Phrase]) -> Phrase:
    """The phrases as one, with semicolons between."""
    parts: list[str | Evidence] = []
    for phrase in phrases:
        parts += [*phrase, "; "]
    return tuple(parts[:-1])
