"""The registry's API under load: a hundred requests a second for a minute, search, study and statistics mixed."""

from __future__ import annotations

import argparse
import http.client
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from bench_library import PLACE, library, machine, report

from equipoise.library.store import Library

_A_SECOND = 100
_SECONDS = 60
_CLIENTS = 50
_SHARES = {"search": 50, "study": 40, "stats": 10}


def load(shared: Path, options: argparse.Namespace) -> None:
    """Requests begin when it is their time, whether or not those before have been answered."""
    path = PLACE / str(options.registry) / "library.sqlite"
    if not path.exists():
        library(shared, options)
    with Library.open(path) as opened:
        rows = [(row.nct_id, row.columns.title, row.columns.conditions) for row in opened.rows(limit=5_000)]
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("equipoise")), "--library", str(path), "serve", "--port", str(port)],
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(address)
        times, statuses = _asked(port, _requests(rows))
    finally:
        server.terminate()
        server.wait(30)
    times.sort()
    print(f"{machine()}; {len(times):,} requests in {_SECONDS} s: {dict(statuses)}")
    report("answers that are errors", sum(count for status, count in statuses.items() if status != 200), "0")
    report("p50 ms", 1000 * times[len(times) // 2], "", digits=1)
    report("p99 ms", 1000 * times[len(times) * 99 // 100], "≤ 150", digits=1)


def _free_port() -> int:
    """One that nobody listens on: the server of an interrupted run must not answer in place of this one's."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def _requests(rows: list[tuple[str, str, tuple[str, ...]]]) -> list[str]:
    chance = random.Random(5)  # noqa: S311 (for variety, not for secrets)
    found = []
    for kind in chance.choices([*_SHARES], [*_SHARES.values()], k=_A_SECOND * _SECONDS):
        nct_id, title, conditions = chance.choice(rows)
        words = [word for word in title.split() if word.isalpha() and len(word) > 3] or ["cancer"]
        match kind:
            case "search":
                condition = conditions[0] if conditions else "cancer"
                query = httpx.QueryParams(
                    {
                        "query.cond": "".join(c if c.isalnum() else " " for c in condition),
                        "query.term": chance.choice(words),
                        "filter.overallStatus": "RECRUITING,COMPLETED",
                        "fields": "NCTId,BriefTitle,OverallStatus",
                        "countTotal": "true",
                    }
                )
                found.append(f"/api/v2/studies?{query}")
            case "study":
                found.append(f"/api/v2/studies/{nct_id}")
            case _:
                found.append(f"/api/v2/stats/field/values?fields={chance.choice(('Phase', 'OverallStatus', 'Sex'))}")
    return found


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            httpx.get(f"{address}/api/v2/version", timeout=1).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError("the server did not begin to answer")


def _asked(port: int, paths: list[str]) -> tuple[list[float], Counter[int]]:
    """Seconds from the time at which each request was due, so that one that had to wait its turn counts its waiting.

    Plain connections, since a client of the asyncio kind takes several times the server's processor time here.
    """
    kept = threading.local()
    begun = time.perf_counter() + 1

    def one(number: int) -> tuple[float, int]:
        due = begun + number / _A_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        connection = getattr(kept, "connection", None)
        if connection is None:
            connection = kept.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", paths[number])
        answer = connection.getresponse()
        answer.read()
        return time.perf_counter() - due, answer.status

    with ThreadPoolExecutor(_CLIENTS) as pool:
        answers = [*pool.map(one, range(len(paths)))]
    return [seconds for seconds, _ in answers], Counter(status for _, status in answers)
