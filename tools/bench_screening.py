"""Speed of screening: one patient × one trial, and one patient against a library whose criteria have been read.

The patients are synthetic, the trials those of the registry's sample. The library is kept in `.bench/`, and what the
grammar of the day has not read is read before anything is measured.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bench_library import PLACE, machine, report, timed
from synthea import ON, bundles, trials

from equipoise.library.store import Library
from equipoise.pages.match import match_page
from equipoise.patient.facts import Facts
from equipoise.patient.fhir import read
from equipoise.screening.screen import Screener, screen
from equipoise.service import matching, readings
from equipoise.service.library import ingest
from equipoise.service.screening import Terms

_PATIENTS, _TRIALS = 24, 80
_MATCHED = 4  # patients, each against the whole library
_BEST_OF = 3
_WHOLE = 1_000_000
# How many are listed, and whether with what to obtain next, as the page has it.
_LISTS = (
    ("every trial", _WHOLE, False), ("every trial and what to obtain", _WHOLE, True), ("the best 20", 20, False),
)  # fmt: skip


def screening(shared: Path, options: argparse.Namespace) -> None:
    """One answer, and the list of trials for a patient, in one process with everything warm."""
    print(machine())
    patients = [read(raw, on=ON) for raw, _ in islice(bundles(_PATIENTS), _PATIENTS)]
    _one_by_one(patients)
    with Library.open(_library(shared)) as library:
        prepared = readings.prepare(library)
        print(f"\n{prepared.trials:,} trials, {min(_MATCHED, len(patients))} patients, best of {_BEST_OF}")
        step = max(1, len(patients) // _MATCHED)
        chosen = patients[::step][:_MATCHED]
        for name, limit, shown in _LISTS:
            seconds = min(sum(_matched(library, chosen, limit, shown=shown)) for _ in range(_BEST_OF))
            report(f"match, {name}, trials/s", prepared.trials * len(chosen) / seconds, "≥ 1,000")


def _one_by_one(patients: list[Facts]) -> None:
    """The whole answer of the contract for each pair: by itself, and where a patient's trials share what is known."""
    chosen = trials(_TRIALS)
    for limits, criteria in chosen:
        screen(limits, criteria, patients[0], on=ON)
    alone: list[float] = []
    shared: list[float] = []
    for facts in patients:
        screener = Screener(facts, on=ON)
        for limits, criteria in chosen:
            alone.append(timed(lambda: screen(limits, criteria, facts, on=ON)))  # noqa: B023 (called at once)
            shared.append(timed(lambda: screener.answer(limits, criteria)))  # noqa: B023 (likewise)
    print(f"{len(patients)} patients × {len(chosen)} trials")
    for name, times in (("one patient × one trial", sorted(alone)), ("the same, trials in one go", sorted(shared))):
        report(f"{name}, median ms", 1000 * times[len(times) // 2], "≤ 3", digits=2)
        report(f"{name}, p95 ms", 1000 * times[len(times) * 95 // 100], "", digits=2)


def _library(shared: Path) -> Path:
    """The registry's sample as a library."""
    path = PLACE / "screening" / "library.sqlite"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with Library.open(path) as library:
            ingest(library, [shared / "data" / "records" / "ctgov_v2.jsonl.gz"])
    return path


def _matched(library: Library, patients: list[Facts], limit: int, *, shown: bool) -> Iterator[float]:
    """Seconds that each patient's list takes; no patient's records know anything yet of what is asked of them."""
    for facts in patients:
        facts.index.clear()
        yield timed(lambda: _listed(library, facts, matching.Asked(limit=limit), shown=shown))  # noqa: B023 (at once)


def _listed(library: Library, facts: Facts, asked: matching.Asked, *, shown: bool) -> None:
    terms = Terms(ON)
    found = matching.match_library(library, facts, terms, asked)
    if shown:
        match_page(found, "", terms, asked, ruled_out=False)
