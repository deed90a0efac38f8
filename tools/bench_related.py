"""How well trials like a trial are ranked, beside plain BM25, TF-IDF and sentence vectors over the same trials.

Two trials are related that were judged relevant (grade 1 or 2) to one topic; a pair's gain is the lesser of their two
grades. A query trial ranks all trials that were judged for any topic of its collection. Criteria are not compared: that
would read them all first.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from pathlib import Path

from related_baselines import fused, named
from related_outcome import MEASURES, Collection, Rankings, collections, difference, mean
from related_vectors import installed, nearest

COUNT = 100
_OURS = "ours, overall"
_DENSE = "MiniLM, title, conditions, interventions"
_FUSED = "ours + MiniLM, rank fusion"
_WORTH = 0.02


def related(shared: Path, options: argparse.Namespace) -> None:
    """Related trials: quality beside other ways, and what sentence vectors would add."""
    begun = time.perf_counter()
    every: dict[str, dict[str, Rankings]] = {}
    found = collections(shared, COUNT)
    for collection in found:
        every[collection.name] = _rankings(collection)
        _print(collection, every[collection.name])
    if all(_FUSED in rankings for rankings in every.values()):
        added = [_ndcg(each, every[each.name][_FUSED]) - _ndcg(each, every[each.name][_OURS]) for each in found]
        print(f"\nsentence vectors add {mean(added):+.3f} nDCG@10 (worth offering from {_WORTH:+.2f})")
    for name in MEASURES:
        ours, best = _means(found, every, name)
        print(f"{name:<8} mean of the collections: ours {ours:.3f}, the best of the others {best:.3f}")
    print(f"{time.perf_counter() - begun:.0f} s")


def _rankings(collection: Collection) -> dict[str, Rankings]:
    ours = collection.ours()
    found: dict[str, Rankings] = {_OURS: ours["overall"], "ours, focus": ours["focus"], **collection.baselines()}
    if installed():
        texts = {name: named(record) for name, record in collection.records.items()}
        found[_DENSE] = dense = nearest(texts, collection.asked)
        found[_FUSED] = {name: fused(found[_OURS][name], dense[name]) for name in collection.asked}
    else:
        print("no sentence vectors: uv sync --group dense")
    return found


def _print(collection: Collection, rankings: Mapping[str, Rankings]) -> None:
    print(f"\n{collection.name}: {len(collection.asked)} query trials rank {len(collection.records):,}")
    print(f"{'':<44}{''.join(f'{name:>9}' for name in MEASURES)}   ours − it, nDCG@10, 95 %")
    ours = collection.measured(rankings[_OURS], "nDCG@10")
    for name, ranking in rankings.items():
        measured = "".join(f"{mean(collection.measured(ranking, measure)):9.3f}" for measure in MEASURES)
        low, high = difference(ours, collection.measured(ranking, "nDCG@10"))
        print(f"{name:<44}{measured}" + ("" if name == _OURS else f"   {low:+.3f} … {high:+.3f}"))


def _ndcg(collection: Collection, rankings: Rankings) -> float:
    return mean(collection.measured(rankings, "nDCG@10"))


def _means(found: list[Collection], every: Mapping[str, Mapping[str, Rankings]], measure: str) -> tuple[float, float]:
    """Ours, and the best of the ways that are not ours."""
    means = {
        name: mean([mean(each.measured(every[each.name][name], measure)) for each in found])
        for name in every[found[0].name]
    }
    return means[_OURS], max(value for name, value in means.items() if not name.startswith("ours"))
