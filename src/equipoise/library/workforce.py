"""The processes that make records ready beside an ingest, where there is enough to do for them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

import equipoise
from equipoise.library.preparing import Refusal, prepare
from equipoise.library.records import Entry
from equipoise.library.worker import Task, receive, results, send

_SLICE = 20
_MOST = 4


class Workforce:
    """Makes records ready: in this process until `hire` is called, then in worker processes, one for each core.

    Where workers cannot be started or die, their work is done in this process.
    """

    def __init__(self) -> None:
        self._count = min(_MOST, os.cpu_count() or 1)
        self._threads: ThreadPoolExecutor | None = None
        self._own = threading.local()
        self._workers: list[_Worker] = []

    def hire(self) -> None:
        """Start the workers, once; nothing to be gained on one core."""
        if self._threads is None and self._count > 1 and sys.executable:
            self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="ingest")

    def begin(self, tasks: Sequence[Task]) -> list[Future[list[Entry | Refusal]]]:
        """Hand the tasks out; the futures give the outcomes in the order of the tasks."""
        slices = [tasks[at : at + _SLICE] for at in range(0, len(tasks), _SLICE)]
        if self._threads is not None:
            return [self._threads.submit(self._elsewhere, part) for part in slices]
        done: Future[list[Entry | Refusal]] = Future()
        done.set_result(_here(tasks))
        return [done]

    def dismiss(self) -> None:
        """Send the workers home. What was handed out and not begun is dropped."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.close()

    def _elsewhere(self, part: Sequence[Task]) -> list[Entry | Refusal]:
        worker: _Worker | None = getattr(self._own, "worker", None)
        try:
            if worker is None:
                worker = self._own.worker = _Worker()
                self._workers.append(worker)
            return worker.prepare(part)
        except (OSError, EOFError, msgspec.DecodeError):
            return _here(part)


class _Worker:
    """One process, asked by one thread."""

    def __init__(self) -> None:
        source = str(Path(equipoise.__file__).parent.parent)
        # -P keeps the current folder, which may hold anything, out of what the worker imports.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "equipoise.library.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": source},
        )

    def prepare(self, part: Sequence[Task]) -> list[Entry | Refusal]:
        """The outcomes; EOFError or OSError where the process is gone."""
        send(cast(BinaryIO, self._process.stdin), list(part))
        message = receive(cast(BinaryIO, self._process.stdout))
        if message is None:
            raise EOFError
        return [done.outcome for done in results.decode(message)]

    def close(self) -> None:
        """End the process; it has nothing that could be lost."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was not yet written to it
                cast(BinaryIO, stream).close()
        self._process.wait()


def _here(part: Sequence[Task]) -> list[Entry | Refusal]:
    return [prepare(task.place, task.kind, task.raw, indexed=task.indexed) for task in part]
