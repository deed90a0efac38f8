"""Measure speed and coverage, and print them beside what is to be reached.

    python tools/bench.py [--every N] [--phrases N] [SECTION …]

Another room adds a section: a function from the reference data and the options that prints it, in `SECTIONS`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT / "tests"))

from bench_library import library, search  # noqa: E402 (found through the line above)
from bench_load import load  # noqa: E402 (likewise)
from bench_related import related  # noqa: E402 (likewise)
from bench_retrieval import retrieval  # noqa: E402 (found through the line above)
from bench_screening import screening  # noqa: E402 (likewise)
from corpus import PROCESSES, Tally, read_all, texts  # noqa: E402 (likewise)
from measures import measures  # noqa: E402 (likewise)

SHARED = CHECKOUT.parent / "shared"


def criteria(shared: Path, options: argparse.Namespace) -> None:
    """Reading criteria: speed, safety and coverage over the corpus of registry texts."""
    begun = time.perf_counter()
    tally = read_all(texts(shared / "data" / "records" / "normalized.jsonl.gz", options.every))
    print(f"{tally.texts:,} texts, {tally.criteria.total:,} criteria, {time.perf_counter() - begun:.0f} s in all")
    print(f"speed: {tally.speed:,.0f} criteria/s in {PROCESSES} processes; slowest text {tally.slowest:.2f} s")
    print_values(tally)
    print_shares(tally)
    print_phrases("not understood", tally.unsupported, tally, options.phrases)
    print_phrases("passed over", tally.passed_over, tally, options.phrases)


def print_values(tally: Tally) -> None:
    """The corpus's measures beside their limits."""
    values = tally.values()
    print(f"\n{'corpus':<40}{'now':>8}{'ceiling':>9}{'reach':>8}{'aim':>8}")
    for measure in measures("corpus"):
        numbers = f"{values[measure.name]:8.3f}{measure.floor:9.3f}{measure.reach:8.3f}{measure.aim:8.3f}"
        print(f"{measure.name:<40}{numbers}{'' if measure.kept(values[measure.name]) else '  ABOVE ITS CEILING'}")
    for name, found in (("crashed", tally.crashed), ("hung", tally.hung), ("lost characters", tally.lost)):
        if found:
            print(f"{name}: {', '.join(found[:10])}")


def print_shares(tally: Tally) -> None:
    """How many criteria and characters are in each class."""
    print(f"\n{'class':<20}{'criteria':>12}{'':>7}{'characters':>14}")
    for name in ("computed", "person", "not_understood", "structure", "heading"):
        of_criteria, of_characters = getattr(tally.criteria, name), getattr(tally.characters, name)
        shares = of_criteria / max(1, tally.criteria.total), of_characters / max(1, tally.characters.total)
        print(f"{name.replace('_', ' '):<20}{of_criteria:12,}{shares[0]:7.1%}{of_characters:14,}{shares[1]:7.1%}")


def print_phrases(title: str, found: Counter[str], tally: Tally, limit: int) -> None:
    """The most frequent phrases of a kind, each with a place where it stands."""
    print(f"\n{title}: {found.total():,} places, {len(found):,} different; the most frequent")
    for words, count in found.most_common(limit):
        print(f"{count:7,}  {words[:40]:<40}  … {tally.examples[words][:130]} …")


# What `make bench` measures, in order.
SECTIONS: Mapping[str, Callable[[Path, argparse.Namespace], None]] = {
    "criteria": criteria,
    "library": library,
    "search": search,
    "load": load,
    "retrieval": retrieval,
    "related": related,
    "screening": screening,
}


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every N-th text")
    parser.add_argument("--phrases", type=int, default=20, metavar="N", help="how many phrases to list")
    parser.add_argument("--registry", type=int, default=20_000, metavar="N", help="how many records to make (20,000)")
    options = parser.parse_args(arguments)
    if unknown := set(options.sections) - SECTIONS.keys():
        parser.error(f"no section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    if not SHARED.exists():
        print(f"the reference data are not at {SHARED}: nothing can be measured", file=sys.stderr)
        return 1
    for name in options.sections or SECTIONS:
        print(f"\n== {name}")
        SECTIONS[name](SHARED, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
