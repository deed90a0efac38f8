"""Worker processes give what this process would, in the same order, and are not missed when they die."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator

import pytest
from library_samples import many, page, xml

from equipoise.errors import RecordError
from equipoise.library import preparing
from equipoise.library.preparing import Refusal, prepare
from equipoise.library.records import Entry
from equipoise.library.worker import Done, Task, encoder, receive, results, send, work
from equipoise.library.workforce import Workforce

TASKS = [
    *(Task(f"line {number}", "json", raw) for number, raw in enumerate(many(45))),
    Task("old.xml", "xml", xml()),
    Task("letter.txt", "text", b"Dear colleague"),
    Task("page.txt", "text", page()),
    Task("bad.json", "json", b'{"protocolSection": 5}'),
]


@pytest.fixture
def workforce() -> Iterator[Workforce]:
    force = Workforce()
    force._count = 2
    yield force
    force.dismiss()


def outcomes(workforce: Workforce) -> list[Entry | Refusal]:
    return [outcome for part in workforce.begin(TASKS) for outcome in part.result()]


def expected() -> list[Entry | Refusal]:
    return [prepare(task.place, task.kind, task.raw) for task in TASKS]


def test_the_same_here_and_in_workers(workforce: Workforce, monkeypatch: pytest.MonkeyPatch) -> None:
    assert outcomes(workforce) == expected()
    assert workforce._workers == []
    workforce.hire()
    monkeypatch.setattr("equipoise.library.workforce._here", lambda part: pytest.fail("done here"))
    assert outcomes(workforce) == expected()
    assert outcomes(workforce) == expected()
    assert 1 <= len(workforce._workers) <= 2


def test_the_work_of_dead_workers_is_done_here(workforce: Workforce) -> None:
    workforce.hire()
    outcomes(workforce)
    for worker in workforce._workers:
        worker._process.kill()
        worker._process.wait()
    assert outcomes(workforce) == expected()


def test_workers_that_cannot_be_started_are_not_needed(workforce: Workforce, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    workforce.hire()
    assert outcomes(workforce) == expected()


def test_one_core_hires_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    workforce = Workforce()
    workforce.hire()
    assert outcomes(workforce) == expected()
    assert workforce._workers == []
    workforce.dismiss()


def test_a_refusal_names_the_place_within_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(raw: bytes) -> object:
        raise RecordError("no trial", place="line 3", hint="look again")

    monkeypatch.setitem(preparing._READERS, "text", refusing)
    assert prepare("a.txt", "text", b"") == Refusal("a.txt:line 3", "record", "no trial (look again)")


def test_messages_go_there_and_back() -> None:
    incoming, outgoing = io.BytesIO(), io.BytesIO()
    send(incoming, TASKS[:2])
    send(incoming, TASKS[-1:])
    incoming.seek(0)
    work(incoming, outgoing)
    outgoing.seek(0)
    answers = []
    while (message := receive(outgoing)) is not None:
        answers.append([done.outcome for done in results.decode(message)])
    assert answers == [expected()[:2], expected()[-1:]]


def test_a_message_that_breaks_off_is_none() -> None:
    whole = io.BytesIO()
    send(whole, [Done(None, Refusal("place", "code", "reason"))])
    assert receive(io.BytesIO(whole.getvalue()[:-1])) is None
    assert receive(io.BytesIO(b"\x00\x00")) is None
    assert receive(io.BytesIO()) is None


def test_a_worker_ends_with_its_input() -> None:
    command = [sys.executable, "-m", "equipoise.library.worker"]
    message = encoder.encode([TASKS[0]])
    sent = len(message).to_bytes(4, "big") + message
    done = subprocess.run(command, input=sent, capture_output=True, timeout=30, check=True)
    body = receive(io.BytesIO(done.stdout))
    assert body is not None
    assert [each.outcome for each in results.decode(body)] == expected()[:1]
    assert done.stderr == b""
