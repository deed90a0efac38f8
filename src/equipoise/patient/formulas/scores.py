"""Scores that add up the items of a form, and what can be said of them while items are missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from equipoise.patient.formulas.formula import Computed
from equipoise.patient.formulas.inputs import Items
from equipoise.source import Problem


def summed(
    form: Items,
    given: Mapping[str, int],
    weights: Mapping[str, int] | None = None,
    band: Callable[[int], str] | None = None,
) -> Computed[float | None]:
    """Σ weight × level over the form; None when items are missing, with the bounds that the given ones already set."""
    weigh = {item: (weights or {}).get(item, 1) for item in form.allowed}
    at_least = sum(weigh[item] * level for item, level in given.items())
    missing = [item for item in form.allowed if item not in given]
    if not missing:
        return Computed(float(at_least), "{score}", band(at_least) if band else None)
    at_most = at_least + sum(weigh[item] * max(form.allowed[item]) for item in missing)
    return Computed(
        None,
        "{score}",
        remarks=(Problem("items-missing", f"not scored: {', '.join(missing)}"),),
        parts={"at_least": float(at_least), "at_most": float(at_most)},
    )
