"""Fuzz the criteria language: atheris mutates texts by what code they reach, until a reading breaks an invariant.

    make fuzz [SECONDS=3600]        or        python tools/fuzz.py [--seconds N] [--corpus FOLDER]

Needs the dependency group `fuzz`. It begins with texts of the reference data where they are at hand, and with what is
kept in the folder (`.fuzz/` unless told), to which it adds each text that reaches new code. A text that breaks an
invariant of `tests/criteria_invariants.py`, or takes longer than a minute, stops it and is kept there as `crash-…`.
"""

from __future__ import annotations

import argparse
import sys
from itertools import islice
from pathlib import Path

import atheris

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT / "tests"))

with atheris.instrument_imports(include=["equipoise.criteria", "equipoise.vocabulary"]):
    from criteria_invariants import INVARIANTS

from corpus import texts  # noqa: E402 (found through the line above)

RECORDS = CHECKOUT.parent / "shared" / "data" / "records" / "normalized.jsonl.gz"
LONGEST, SLOWEST = 4_000, 60
SEEDS, EVERY = 400, 60


def read(data: bytes) -> None:
    """One text of the fuzzer, as far as it is text."""
    text = data.decode("utf-8", "ignore")
    for holds in INVARIANTS:
        holds(text)


def seeds(folder: Path) -> None:
    """Texts to begin with."""
    if not RECORDS.exists():
        return
    short = (pair for pair in texts(RECORDS, EVERY) if len(pair[1].encode()) <= LONGEST)
    for nct_id, text in islice(short, SEEDS):
        (folder / nct_id).write_text(text, encoding="utf-8")


def main() -> None:
    """Command line; atheris ends the process, with status 0 where no text broke an invariant."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=3600, metavar="N", help="how long (3600)")
    parser.add_argument("--corpus", type=Path, default=CHECKOUT / ".fuzz", metavar="FOLDER", help="texts kept (.fuzz)")
    options = parser.parse_args()
    options.corpus.mkdir(parents=True, exist_ok=True)
    seeds(options.corpus)
    limits = (f"-max_total_time={options.seconds}", f"-max_len={LONGEST}", f"-timeout={SLOWEST}")
    atheris.Setup(
        [sys.argv[0], str(options.corpus), *limits, f"-artifact_prefix={options.corpus}/", "-print_final_stats=1"], read
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
