"""An ingest killed at any moment loses nothing that it reported, tears nothing, and is completed by the next one."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from library_samples import jsonl, v2

from equipoise.library.ingest import ingest
from equipoise.library.journal import Summary
from equipoise.library.store import Library

RECORDS = 800
BATCH = 20
LAST = "done"

CHILD = """
import sys
from pathlib import Path
from equipoise.library.ingest import ingest
from equipoise.library.store import Library

library, batch, *files = sys.argv[1:]
with Library.open(Path(library)) as opened:
    for number, file in enumerate(files):
        def report(ids, number=number):
            print(number, *ids, flush=True)
        ingest(opened, [Path(file)], on_commit=report, batch=int(batch))
print("done", flush=True)
"""


class History:
    """Two files: every record, and every record in a later version."""

    def __init__(self, folder: Path) -> None:
        rng = random.Random(7)  # noqa: S311 (a test's choices)
        self.raws: list[dict[str, bytes]] = []
        self.files: list[Path] = []
        for number, day in enumerate(("2024-01-01", "2024-02-01")):
            raws = {
                nct_id: v2(nct_id, updated=day, criteria=rng.randbytes(rng.randrange(50, 4000)).hex())
                for nct_id in (f"NCT9{each:07d}" for each in range(RECORDS))
            }
            self.raws.append(raws)
            self.files.append(folder / f"{number}.jsonl")
            self.files[-1].write_bytes(jsonl(*raws.values()))

    def ingest_and_kill(self, library: Path, rng: random.Random) -> tuple[list[set[str]], bool]:
        """The ids that the killed process reported by file, and whether the kill came while it was writing."""
        command = [sys.executable, "-c", CHILD, str(library), str(BATCH), *map(str, self.files)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            lines = [child.stdout.readline() for _ in range(rng.randrange(1, RECORDS // BATCH))]
            time.sleep(rng.uniform(0, 0.02))
            child.send_signal(signal.SIGKILL)
            lines += child.stdout.readlines()
        whole = [line.split() for line in lines if line.endswith("\n")]
        reported: list[set[str]] = [set(), set()]
        for number, *ids in (line for line in whole if line[0] != LAST):
            reported[int(number)].update(ids)
        return reported, [LAST] not in whole and child.returncode == -signal.SIGKILL

    def check(self, path: Path, reported: list[set[str]]) -> None:
        """The library is whole, holds what was reported, and nothing torn or twice."""
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()
        with Library.open(path, create=False) as library:
            ids = list(library.ids())
            assert len(ids) == len(set(ids))
            for nct_id in ids:
                versions = library.versions(nct_id)
                stored = [library.require(nct_id, each.number).raw for each in versions]
                assert stored == [raws[nct_id] for raws in self.raws[: len(stored)]]
                assert [each.is_current for each in versions] == [False] * (len(stored) - 1) + [True]
            assert reported[0] <= set(ids)
            assert all(len(library.versions(nct_id)) == 2 for nct_id in reported[1])

    def complete(self, path: Path) -> None:
        """Another ingest brings in what is missing and nothing else."""
        with Library.open(path, create=False) as library:
            held = library.count()
            first = ingest(library, [self.files[0]])
            assert first == Summary(read=RECORDS, new=RECORDS - held, unchanged=held)
            ingest(library, [self.files[1]])
            assert {nct_id: library.require(nct_id).raw for nct_id in library.ids()} == self.raws[1]
            assert all(len(library.versions(nct_id)) == 2 for nct_id in library.ids())


@pytest.mark.parametrize("kills", [8, pytest.param(50, marks=pytest.mark.long)])
def test_killed_while_writing(tmp_path: Path, kills: int) -> None:
    rng = random.Random(kills)  # noqa: S311 (a test's choices)
    history = History(tmp_path)
    path = tmp_path / "0.sqlite"
    counted = attempts = 0
    while counted < kills:
        attempts += 1
        assert attempts <= 3 * kills, "the kills keep missing the writing"
        reported, while_writing = history.ingest_and_kill(path, rng)
        history.check(path, reported)
        counted += while_writing
        if counted % 3 == 0 or not while_writing:  # up to three kills in a row hit the same library
            history.complete(path)
            history.check(path, reported)
            path = tmp_path / f"{attempts}.sqlite"
