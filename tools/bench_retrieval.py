"""How well trials are ranked for a patient, beside plain BM25 over the same texts in the same run.

    python tools/bench.py retrieval

Plain BM25 is the best of four usual variants, which stand below the table.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from retrieval_index import EVERYTHING, TEXTS, Records
from retrieval_outcome import MEASURES, Outcome, everything, mean, measured, outcome, plain
from retrieval_topics import COLLECTIONS, judgements, topics

AIM = 1.25
AIMED = "nDCG@10"


def retrieval(shared: Path, options: argparse.Namespace) -> None:
    """Ranking trials for a patient: quality beside plain BM25."""
    begun = time.perf_counter()
    index = everything(shared)
    print(f"{index.total:,} trials indexed in {time.perf_counter() - begun:.0f} s")
    labels = shared / "data" / "labels"
    print(
        f"\n{'collection':<12}{'topics':>7}  {'measure':<12}{'plain':>7}{'ours':>7}{'ratio':>7}{'aim':>6}"
        "  95 % of the difference"
    )
    for collection in COLLECTIONS:
        begun = time.perf_counter()
        print_outcome(collection, outcome(index, labels, collection))
        print(f"{'':<21}{time.perf_counter() - begun:.1f} s for both runs")
    print_baselines(index, labels)


def print_outcome(collection: str, found: Outcome) -> None:
    """The measures of one collection, a line each."""
    for measure in MEASURES:
        ours, plain_ = found.ours[measure], found.plain[measure]
        low, high = found.difference(measure)
        aim = f"{AIM:6.2f}" if measure == AIMED else f"{'':6}"
        missed = "  BELOW ITS AIM" if measure == AIMED and found.ratio(measure) < AIM else ""
        print(
            f"{collection:<12}{len(ours):>7}  {measure:<12}{mean(plain_):7.3f}{mean(ours):7.3f}"
            f"{found.ratio(measure):7.2f}{aim}  {low:+.3f} to {high:+.3f}{missed}"
        )


def print_baselines(index: Records, labels: Path) -> None:
    """nDCG@10 of plain BM25's variants, from which the one above was chosen."""
    print(f"\nplain BM25, {AIMED}: {', '.join(COLLECTIONS)}")
    for fields, where in (((EVERYTHING,), "in one field"), (TEXTS, "in each field")):
        for once in (False, True):
            values = []
            for collection in COLLECTIONS:
                grades, asked = judgements(labels, collection), topics(labels, collection)
                runs = {name: plain(index, asked[name], fields=fields, once=once) for name in grades}
                values.append(f"{mean(measured(runs, grades)[AIMED]):.3f}")
            print(f"  {where}, words {'once' if once else 'as often as written'}: {' '.join(values)}")
