"""Reading a corpus of registry texts: speed, crashes, hangs, lost characters, and how far it is understood."""

from __future__ import annotations

import gzip
import json
import os
import signal
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import FrameType

from equipoise.criteria import Criteria, read_criteria
from equipoise.criteria.coverage import Shares, coverage

PROCESSES = max(1, min(2, os.cpu_count() or 1))
HANG = 20  # seconds for one text: a thousand times what it takes
_BATCH = 50


@dataclass(slots=True)
class Tally:
    """What was seen over many texts. `seconds` is the time spent in reading, added up over all processes."""

    texts: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    crashed: list[str] = field(default_factory=list)
    hung: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    criteria: Shares = field(default_factory=Shares)
    characters: Shares = field(default_factory=Shares)
    unsupported: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, more: Tally) -> None:
        """Take in what another process saw."""
        self.texts += more.texts
        self.seconds += more.seconds
        self.slowest = max(self.slowest, more.slowest)
        for mine, others in ((self.crashed, more.crashed), (self.hung, more.hung), (self.lost, more.lost)):
            mine.extend(others)
        self.criteria += more.criteria
        self.characters += more.characters
        self.unsupported.update(more.unsupported)
        self.passed_over.update(more.passed_over)
        self.examples = {**more.examples, **self.examples}

    @property
    def speed(self) -> float:
        """Criteria a second with all processes at work."""
        return self.criteria.total / (self.seconds / PROCESSES) if self.seconds else 0.0

    def values(self) -> dict[str, float]:
        """By the names of floors.toml."""
        missed = self.criteria.not_understood / self.criteria.asking if self.criteria.asking else 0.0
        return {
            "crashes": len(self.crashed),
            "hangs": len(self.hung),
            "texts with lost characters": len(self.lost),
            "criteria with a part not understood": missed,
        }


def texts(path: Path, every: int = 1) -> Iterator[tuple[str, str]]:
    """Id and criteria text of every n-th trial that has one."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        records = (json.loads(line) for line in file)
        with_text = ((record["nct_id"], record["criteria"]) for record in records if record.get("criteria"))
        yield from islice(with_text, 0, None, every)


def read_all(trials: Iterable[tuple[str, str]]) -> Tally:
    """Read them in processes of their own."""
    total = Tally()
    with ProcessPoolExecutor(PROCESSES) as pool:
        for tally in pool.map(_read_batch, _batches(trials)):
            total.add(tally)
    return total


def _batches(trials: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    rest = iter(trials)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _read_batch(trials: list[tuple[str, str]]) -> Tally:
    tally = Tally()
    for nct_id, text in trials:
        _read_one(nct_id, text, tally)
    return tally


class _HungError(Exception):
    """A text took longer than it may."""


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise _HungError


def _read_one(nct_id: str, text: str, tally: Tally) -> None:
    tally.texts += 1
    signal.signal(signal.SIGALRM, _stop)
    signal.alarm(HANG)
    begun = time.perf_counter()
    try:
        read = read_criteria(text)
    except _HungError:
        tally.hung.append(nct_id)
        return
    except Exception as error:
        tally.crashed.append(f"{nct_id} {type(error).__name__}")
        return
    finally:
        signal.alarm(0)
    spent = time.perf_counter() - begun
    tally.seconds += spent
    tally.slowest = max(tally.slowest, spent)
    if not accounted_for(read):
        tally.lost.append(nct_id)
    _account(read, tally)


def accounted_for(read: Criteria) -> bool:
    """Whether each character that is not white space lies in exactly one leaf, and every leaf inside the text."""
    done = 0
    for leaf in read.leaves:
        if leaf.span.start < done or leaf.span.end > len(read.text) or read.text[done : leaf.span.start].strip():
            return False
        done = leaf.span.end
    return not read.text[done:].strip()


def _account(read: Criteria, tally: Tally) -> None:
    found = coverage(read)
    tally.criteria += found.criteria
    tally.characters += found.characters
    for one in found.missed:
        words = one.text.lower()
        (tally.passed_over if one.passed_over else tally.unsupported)[words] += 1
        around = read.text[max(0, one.span.start - 60) : one.span.end + 60]
        tally.examples.setdefault(words, " ".join(around.split()))
