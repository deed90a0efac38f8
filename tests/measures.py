"""What the gate measures: the program's readings held against hand-made ones and against Chia, by the shared scorers.

The floors stand in `tests/gate/floors.toml`, beside what is to be reached and where each measure should go. `make gate`
prints them; the tests under `tests/gate/` hold them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from equipoise.criteria import read_criteria
from equipoise.criteria.reading import reading

FLOORS = Path(__file__).parent / "gate" / "floors.toml"
PROCESSES = max(1, min(2, os.cpu_count() or 1))


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure with its limits. `lower_is_better` turns floor, reach and aim into ceilings."""

    name: str
    floor: float
    reach: float
    aim: float
    lower_is_better: bool = False

    def kept(self, value: float) -> bool:
        """Whether the value is on the right side of the floor."""
        return self._at_least(value, self.floor)

    def reached(self, value: float) -> bool:
        """Whether the value is on the right side of what is to be reached."""
        return self._at_least(value, self.reach)

    def aimed(self, value: float) -> bool:
        """Whether the value is where it should go."""
        return self._at_least(value, self.aim)

    def _at_least(self, value: float, limit: float) -> bool:
        return value <= limit if self.lower_is_better else value >= limit


def measures(section: str) -> tuple[Measure, ...]:
    """The measures of one section of floors.toml (`readings`, `chia`, `corpus`), in its order."""
    table = tomllib.loads(FLOORS.read_text(encoding="utf-8"))[section]
    return tuple(_measure(name, row) for name, row in table.items())


def _measure(name: str, row: Mapping[str, float]) -> Measure:
    lower = "ceiling" in row
    return Measure(name, row["ceiling" if lower else "floor"], row["reach"], row["aim"], lower)


def broken(section: str, values: Mapping[str, float]) -> list[str]:
    """A line for each floor of the section that is not kept."""
    return [
        f"{measure.name} is {values[measure.name]}, its limit {measure.floor}"
        for measure in measures(section)
        if not measure.kept(values[measure.name])
    ]


def readings_values(shared: Path, work: Path) -> dict[str, float]:
    """Every metric of score_reading.py on the hand-made readings."""
    records = (json.loads(line) for line in _lines(shared / "gold" / "records_dev.jsonl"))
    predicted = write_readings(map(eligibility, records), work / "readings.jsonl")
    gold = shared / "gold" / "readings_dev.jsonl"
    return scored(shared / "tools" / "score_reading.py", gold, predicted)


def chia_values(shared: Path, work: Path, sample: int | None = None) -> dict[str, float]:
    """Every metric of score_chia.py, on a fixed sample of the trials (every n-th) or on all."""
    scorer, labels = shared / "tools" / "score_chia.py", shared / "data" / "labels" / "chia_dev.zip"
    _run(scorer, str(labels), "--emit-records", str(work / "chia"))
    paths = sorted(path for path in (work / "chia").glob("*.json") if path.name != "offsets.json")
    step = 1 if sample is None else max(1, len(paths) // sample)
    records = (json.loads(path.read_text(encoding="utf-8")) for path in paths[::step][:sample])
    predicted = write_readings(map(eligibility, records), work / "chia.jsonl")
    return scored(scorer, labels, predicted, "--only-predicted")


def eligibility(record: Mapping[str, Any]) -> tuple[str, str]:
    """A v2 record's id and eligibility text."""
    protocol = record["protocolSection"]
    return protocol["identificationModule"]["nctId"], protocol["eligibilityModule"]["eligibilityCriteria"]


def write_readings(trials: Iterable[tuple[str, str]], path: Path) -> Path:
    """Read each trial's text, in processes of its own, and write the exchange form, a line a trial."""
    with ProcessPoolExecutor(PROCESSES) as pool, path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in pool.map(_reading_line, trials, chunksize=8))
    return path


def _reading_line(trial: tuple[str, str]) -> str:
    nct_id, text = trial
    return json.dumps(reading(nct_id, read_criteria(text)), ensure_ascii=False)


def scored(scorer: Path, gold: Path, predicted: Path, *options: str) -> dict[str, float]:
    """What a scorer says of a file of predictions."""
    report = json.loads(_run(scorer, str(gold), str(predicted), "--json", "--draws", "2", *options))
    return {name: metric["value"] for name, metric in report["metrics"].items() if metric["value"] is not None}


def _run(scorer: Path, *arguments: str) -> str:
    command = [sys.executable, "-W", "error", str(scorer), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=600).stdout


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        yield from file
