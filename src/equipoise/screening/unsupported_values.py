"""Values that a treatment props up: "neutrophils ≥ 1 (no growth factor within 2 weeks before the test)".

A growth factor before the sample does not fail such a criterion: it makes the value one that cannot be used, and
another sample is wanted. So what must not have been given is asked of each sample's own day, as part of the value.
"""

from __future__ import annotations

from dataclasses import replace

from equipoise.criteria.nodes import Concept, Expr, Not, Or, Quantity, all_of, atoms
from equipoise.vocabulary.concepts import is_a
from equipoise.vocabulary.quantities import QUANTITIES

# What changes blood counts for some days or weeks: asked of the sample even where the text does not name it.
_PROPS = ("colony-stimulating factor", "transfusion", "erythropoietin", "erythropoiesis-stimulating agent")


def of_samples(items: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """`ANC ≥ 1, no G-CSF within 7 days of the test` -> the ANC of a sample before which there was none."""
    measured = [item for item in items if isinstance(item, Quantity) and item.subject in QUANTITIES]
    if not measured:
        return items
    needs = {place: need for place, item in enumerate(items) if (need := _need(item)) is not None}
    if not needs:
        return items
    wanted = all_of(tuple(needs.values()))
    return tuple(
        _with(item, wanted) if isinstance(item, Quantity) and item in measured else item
        for place, item in enumerate(items)
        if place not in needs
    )


def _with(value: Quantity, wanted: Expr) -> Quantity:
    """The value with what must hold of its sample; a window before the test is none of the value itself."""
    windows = tuple(window for window in value.windows if window.anchor != "test")
    needs = wanted if value.sample_needs is None else all_of((value.sample_needs, wanted))
    return replace(value, windows=windows, sample_needs=needs)


def _need(item: Expr) -> Expr | None:
    """The absence of treatments as a need of the sample; None for what is no such absence."""
    denied = _denied(item)
    if not denied or not all(each.kind == "treatment" and _timed(each) for each in denied):
        return None
    if all(each.windows[0].anchor == "test" for each in denied):
        return item
    if not all(map(_props_up, denied)):
        return None
    before = [replace(each, windows=(replace(each.windows[0], anchor="test"),), present=False) for each in denied]
    return all_of((item, *before))


def _denied(item: Expr) -> tuple[Concept, ...]:
    """The treatments that must not have been given."""
    match item:
        case Concept(present=False):
            return (item,)
        case Not(Concept(present=True) as only):
            return (only,)
        case Not(Or(items)):
            found = tuple(each for each in items if isinstance(each, Concept) and each.present)
            return found if len(found) == len(items) else ()
        case _:
            return ()


def only_raises(needs: Expr) -> bool:
    """Whether what must not have been given can only have raised the value: one that is too low is too low anyway."""
    return all(isinstance(atom, Concept) and _props_up(atom) for atom in atoms(needs))


def _props_up(treatment: Concept) -> bool:
    return treatment.key is not None and any(is_a(treatment.key, prop) for prop in _PROPS)


def _timed(concept: Concept) -> bool:
    if len(concept.windows) != 1:
        return False
    window = concept.windows[0]
    return window.relation == "within" and window.length is not None and window.anchor in ("test", "unspecified")
