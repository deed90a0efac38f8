"""Speed and size of the library, its index and searching, over a registry made for it (`tools/make_registry.py`).

The registry's size is `--registry N`; the figures of the whole registry are those of 570000. What is made is kept in
`.bench/` under its size, so that searching can be measured again without making it again.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from make_registry import records

from equipoise.finding.search import RELEVANCE, Search, Sort, find
from equipoise.finding.search.asking import expression, one_of, phases
from equipoise.library.index.places import index_folder
from equipoise.library.index.store import Index
from equipoise.library.store import Library
from equipoise.service.library import ingest
from equipoise.service.readings import candidate, prepare
from equipoise.service.related import related_trials
from equipoise.service.trials import in_library
from equipoise.service.warming import warm

PLACE = Path(__file__).resolve().parent.parent / ".bench"
_MEGABYTE = 2**20
_QUERIES = 300
_READ = 2_000
_SUBJECTS, _RELATED = 200, 10
_STATUSES = ("RECRUITING", "COMPLETED")


def library(shared: Path, options: argparse.Namespace) -> None:
    """Ingest into store and index, ingest again, and what both take on the disk and in memory."""
    size = options.registry
    folder = PLACE / str(size)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    source = folder / "registry.jsonl"
    with source.open("wb") as out:
        for record in records(size, 1, shared):
            out.write(record + b"\n")
    raw = source.stat().st_size
    print(f"{machine()}; {size:,} records of {raw / size / 1000:.1f} kB on average")
    path = folder / "library.sqlite"
    with Library.open(path) as opened:
        report("ingest into store and index, records/s", size / timed(lambda: ingest(opened, [source])), "≥ 1,500")
        report("ingest again, unchanged, records/s", size / timed(lambda: ingest(opened, [source])), "≥ 8,000")
        one = folder / "one.jsonl"
        one.write_bytes(next(records(1, 2, shared)) + b"\n")
        report("one changed record, s until a search sees it", timed(lambda: _seen(opened, one)), "≤ 1", digits=2)
    report("readings in worker processes, trials/s", _reading_speed(folder, shared), "")
    store = path.stat().st_size
    index = sum(file.stat().st_size for file in index_folder(path).rglob("*") if file.is_file())
    report("store, % of the raw JSON", 100 * store / raw, "≤ 40")
    report("index, % of the raw JSON", 100 * index / raw, "")
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    report("largest process, MB", memory * 1024 / _MEGABYTE, "< 2,000")


def _reading_speed(folder: Path, shared: Path) -> float:
    """Trials a second whose criteria are read and kept: `equipoise read`, which may run beside an ingest."""
    source = folder / "some.jsonl"
    source.write_bytes(b"".join(record + b"\n" for record in records(_READ, 3, shared)))
    with Library.open(folder / "some.sqlite") as opened:
        ingest(opened, [source])
        return _READ / timed(lambda: prepare(opened))


def search(shared: Path, options: argparse.Namespace) -> None:
    """Queries of three words with two filters, and related trials, warm, in one process."""
    path = PLACE / str(options.registry) / "library.sqlite"
    if not path.exists():
        print(f"there is no library of {options.registry:,} records yet")
        library(shared, options)
    with Library.open(path) as opened, Index.open(path) as index:
        index.follow(opened)
        warm(index)
        asked = list(islice(_searches(opened), _QUERIES))
        for each in asked[:20]:
            find(index, each, size=20)
        times = sorted(timed(lambda each=each: find(index, each, size=20)) for each in asked[20:])  # type: ignore[misc]
        found = [find(index, each, size=1, total=True).total or 0 for each in asked[20:60]]
        print(f"{machine()}; {index.view().count:,} trials; a query finds {statistics.mean(found):,.0f} on average")
        report("three words and two filters, p50 ms", 1000 * times[len(times) // 2], "≤ 15", digits=1)
        report("three words and two filters, p99 ms", 1000 * times[len(times) * 99 // 100], "≤ 80", digits=1)
        times = sorted(_related_times(opened, index))
        report("related trials, criteria read before, p50 ms", 1000 * times[len(times) // 2], "", digits=1)
        report("related trials, criteria read before, p99 ms", 1000 * times[len(times) * 99 // 100], "≤ 100", digits=1)


def _related_times(opened: Library, index: Index) -> Iterator[float]:
    """Seconds for the two lists of ten, of trials whose criteria have been read, as those of the trials found."""
    chance = random.Random(11)  # noqa: S311 (for variety, not for secrets)
    ids = chance.sample([row.nct_id for row in opened.rows(limit=20_000)], min(_SUBJECTS, opened.count()))
    subjects = [in_library(opened, nct_id) for nct_id in ids]
    for each in subjects:
        lists = related_trials(opened, index, each, _RELATED)
        known = {found.row.nct_id: found.row.version for found in (*lists.focus, *lists.overall)}
        known[each.nct_id] = each.version or 1
        for nct_id, version in known.items():
            candidate(opened, nct_id, version)
    yield from (timed(lambda each=each: related_trials(opened, index, each, _RELATED)) for each in subjects)  # type: ignore[misc]


def _searches(library: Library) -> Iterator[Search]:
    """Three words of one trial's title each, among trials of two phases and two statuses."""
    chance = random.Random(7)  # noqa: S311 (for variety, not for secrets)
    titles = [row.columns.title for row in library.rows(limit=20_000)]
    filters = (one_of("OverallStatus", _STATUSES, "status"), phases(("2", "3"), "phase"))
    while True:
        words = [word.lower() for word in chance.choice(titles).split() if word.isalpha() and len(word) > 3]
        if len(words) >= 3:
            asked = expression(" AND ".join(chance.sample(words, 3)))
            yield Search(terms=(("BasicSearch", asked),), filters=filters, sort=(Sort(RELEVANCE, True),))


def _seen(opened: Library, one: Path) -> None:
    ingest(opened, [one])
    with Index.open(opened.path) as index:
        assert index.view().mark == opened.watermark()


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def report(name: str, value: float, aim: str, digits: int = 0) -> None:
    """One figure beside its aim."""
    print(f"{name:<52}{value:>12,.{digits}f}{aim and f'   aim {aim}'}")


def machine() -> str:
    """What the figures were measured on."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        "unknown processor",
    )
    return f"{os.cpu_count()} cores, {model}, load {os.getloadavg()[0]:.1f}"
