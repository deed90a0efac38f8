"""What a sentence excepts: "arrhythmia, except atrial fibrillation", "no cancer other than of the skin"."""

from __future__ import annotations

from dataclasses import replace

from equipoise.criteria.nodes import And, Concept, Expr, Not, Or
from equipoise.vocabulary.concepts import is_a

Exceptions = dict[int, tuple[Concept, ...]]


def excepted(items: tuple[Expr, ...], *, present: bool) -> tuple[tuple[Expr, ...], Exceptions]:
    """The items without exceptions that belong to another item, and for each item by its place the exceptions to it."""
    bases = [(place, item) for place, item in enumerate(items) if isinstance(item, Concept) and item.present is present]
    exceptions: Exceptions = {}
    dropped: set[int] = set()
    for place, item in enumerate(items):
        named = _exception(item, present=present)
        if named is None:
            continue
        for base_place, base in bases:
            if base_place != place and all(_narrower(concept, base) for concept in named):
                exceptions[base_place] = (*exceptions.get(base_place, ()), *named)
                dropped.add(place)
    if not dropped:
        return items, {}
    kept = [place for place in range(len(items)) if place not in dropped]
    return tuple(items[place] for place in kept), {
        kept.index(place): named for place, named in exceptions.items() if place in kept
    }


def _exception(item: Expr, *, present: bool) -> tuple[Concept, ...] | None:
    """The concepts that an item excepts: `Not(Y or Z)` and absent Y beside a present base, plain Y or Z beside an
    absent one.
    """
    if present:
        if isinstance(item, Concept) and not item.present:
            return (replace(item, present=True),)
        return _plain(item.item) if isinstance(item, Not) else None
    return _plain(item)


def _plain(expr: Expr) -> tuple[Concept, ...] | None:
    match expr:
        case Concept(present=True):
            return (expr,)
        case Or(items) | And(items):
            found = [_plain(item) for item in items]
            return tuple(c for each in found if each is not None for c in each) if None not in found else None
        case _:
            return None


def _narrower(concept: Concept, base: Concept) -> bool:
    """Whether the exception is a kind of what it is excepted from."""
    if concept.key is None or base.key is None or concept.kind != base.kind:
        return False
    return concept.key != base.key and is_a(concept.key, base.key)
