"""A worker process of an ingest: `python -m equipoise.library.worker`, records in, what became of them out.

Both ways a message is its length in four bytes and then MessagePack. The worker ends when its input does: when the
ingest is done with it, and as well when the ingest was killed.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import BinaryIO

import msgspec

from equipoise.library.preparing import Refusal, prepare
from equipoise.library.records import Entry
from equipoise.study.containers import Kind


class Task(msgspec.Struct, array_like=True):
    """A record, where it was and which reader it is for."""

    place: str
    kind: Kind
    raw: bytes
    indexed: bool = False


class Done(msgspec.Struct, array_like=True):
    """What became of a task: one of the two."""

    entry: Entry | None
    refusal: Refusal | None

    @property
    def outcome(self) -> Entry | Refusal:
        """Whichever there is."""
        outcome = self.entry or self.refusal
        assert outcome is not None  # made with one of them  # noqa: S101
        return outcome


_LENGTH = 4

encoder = msgspec.msgpack.Encoder()
tasks = msgspec.msgpack.Decoder(list[Task])
results = msgspec.msgpack.Decoder(list[Done])


def send(stream: BinaryIO, message: list[Task] | list[Done]) -> None:
    """Write one message."""
    body = encoder.encode(message)
    stream.write(len(body).to_bytes(_LENGTH, "big"))
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO) -> bytes | None:
    """Read one message; None at the end of the stream, be it in the middle of a message."""
    head = stream.read(_LENGTH)
    length = int.from_bytes(head, "big")
    body = stream.read(length) if len(head) == _LENGTH else b""
    return body if len(head) == _LENGTH and len(body) == length else None


def work(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answer every message until there are no more."""
    while (message := receive(incoming)) is not None:
        send(outgoing, [_done(task) for task in tasks.decode(message)])


def _done(task: Task) -> Done:
    outcome = prepare(task.place, task.kind, task.raw, indexed=task.indexed)
    return Done(outcome, None) if isinstance(outcome, Entry) else Done(None, outcome)


def main() -> None:
    """Work on standard input and output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the ingest, which closes the input
    outgoing = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing else may write between the messages
    work(sys.stdin.buffer, outgoing)


if __name__ == "__main__":
    main()
