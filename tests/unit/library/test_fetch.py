"""Downloads from a local server that answers as the registry does, and that fails in every way it may fail."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from library_samples import many, v2
from support import shared

from equipoise.errors import RemoteError, RequestError
from equipoise.library.fetch import Fetched, FetchProgress, fetch
from equipoise.library.journal import Bookmark, Summary
from equipoise.library.remote import Manners, Remote
from equipoise.library.store import Library

QUICK = Manners(interval=0, backoff=0.001, silence=20, tries=4)
IMPATIENT = replace(QUICK, silence=1)  # long enough for a server on a busy machine

Fault = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """One request: the next fault, where there is one, else the page that was asked for."""

    server: Registry
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        registry = self.server
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        registry.requests.append(asked)
        if registry.faults and (fault := registry.faults.popleft()):
            fault(self)
            return
        if parts.path != "/api/v2/studies":
            self.answer(404, b"Resource not found", "text/plain")
            return
        self.page(asked)

    def page(self, asked: dict[str, str]) -> None:
        registry = self.server
        token = asked.get("pageToken")
        pages = registry.found(asked)
        if token is not None and token not in registry.tokens[1 : len(pages)]:
            self.answer(400, b"Incorrect `pageToken` value", "text/plain")
            return
        number = registry.tokens.index(token) if token else 0
        body = b'{"studies": [' + b",\n".join(pages[number]) + b"]"
        if number + 1 < len(pages):
            body += b', "nextPageToken": ' + json.dumps(registry.tokens[number + 1]).encode()
        if asked.get("countTotal") == "true":
            body += b', "totalCount": %d' % sum(map(len, pages))
        self.answer(200, body + b"}")

    def answer(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


class Registry(ThreadingHTTPServer):
    """The server. `faults` are used up by the requests in turn; None lets one through."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: list[list[bytes]] = [[]]
        self.tokens: list[str] = [f"token-{number}" for number in range(50)]
        self.faults: deque[Fault | None] = deque()
        self.requests: list[dict[str, str]] = []

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/api/v2"

    def found(self, asked: dict[str, str]) -> list[list[bytes]]:
        if "filter.ids" not in asked:
            return self.pages
        wanted = asked["filter.ids"].split(",")
        return [[raw for page in self.pages for raw in page if any(each.encode() in raw for each in wanted)]]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away in the middle is what some tests are about."""


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite") as opened:
        yield opened


def status(code: int, **headers: str) -> Fault:
    return lambda handler: handler.answer(code, b"not now", "text/plain", **headers)


def drop(handler: Handler) -> None:
    """The connection ends without an answer."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def break_off(handler: Handler) -> None:
    """The connection ends in the middle of the answer."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    handler.wfile.write(b'{"studies": [{"protocolSection"')
    handler.wfile.flush()
    drop(handler)


def truncate(handler: Handler) -> None:
    """The answer is complete for HTTP, and its JSON is not."""
    handler.answer(200, b'{"studies": [{"protocolSection": {"identificationModule": {"nctId": "NCT9000')


def not_json(handler: Handler) -> None:
    handler.answer(200, b"<html>Down for maintenance</html>", "text/html")


def be_silent(handler: Handler) -> None:
    time.sleep(IMPATIENT.silence * 1.5)
    handler.close_connection = True


def drip(handler: Handler) -> None:
    """A byte now and then: never silent for long, and never done."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.01)


def test_pages_to_their_end(registry: Registry, library: Library) -> None:
    registry.pages = [many(3), many(3, 10), many(1, 20)]
    seen: list[FetchProgress] = []
    fetched = fetch(library, query="lupus", base_url=registry.base_url, manners=QUICK, progress=seen.append)
    assert fetched == Fetched(Summary(read=7, new=7))
    assert library.count() == 7
    assert library.require("NCT90000010").raw == many(1, 10)[0]
    assert [(each.pages, each.total, each.summary.read) for each in seen] == [(1, 7, 3), (2, 7, 6), (3, 7, 7)]
    first, second, third = registry.requests
    assert first == {"query.term": "lupus", "format": "json", "pageSize": "200", "countTotal": "true"}
    assert second == {"query.term": "lupus", "format": "json", "pageSize": "200", "pageToken": "token-1"}
    assert third["pageToken"] == "token-2"
    (run,) = library.runs()
    assert (run.kind, run.origin, run.summary) == ("fetch", registry.base_url, fetched.summary)
    assert run.ended is not None


def test_a_second_download_changes_nothing(registry: Registry, library: Library) -> None:
    registry.pages = [many(3), many(3, 10)]
    fetch(library, query="", base_url=registry.base_url, manners=QUICK)
    later = v2("NCT90000012", updated="2025-01-01")
    registry.pages = [many(3, dump="2025-01-01"), [*many(2, 10, dump="2025-01-01"), later]]
    fetched = fetch(library, query="", base_url=registry.base_url + "/", manners=QUICK)
    assert fetched.summary == Summary(read=6, unchanged=5, changed=1)


@pytest.mark.shared
def test_the_registrys_real_answers(registry: Registry, library: Library) -> None:
    page = json.loads(shared("data/api/sample-studies-response.json").read_bytes())
    one = shared("data/api/sample-NCT06008288.json").read_bytes()
    registry.pages = [[json.dumps(study).encode() for study in page["studies"]], [one]]
    registry.tokens = ["", page["nextPageToken"]]
    fetched = fetch(library, query={"query.cond": "cancer"}, base_url=registry.base_url, manners=QUICK)
    assert fetched.summary == Summary(read=11, new=10, unchanged=1)  # the page holds the one that comes alone, too
    assert library.quarantined() == ()
    ids = {study["protocolSection"]["identificationModule"]["nctId"] for study in page["studies"]}
    assert set(library.ids()) == ids
    assert "NCT06008288" in ids
    assert all(json.loads(library.require(each).raw) in page["studies"] for each in ids)


def test_ids_and_those_that_the_host_does_not_have(registry: Registry, library: Library) -> None:
    registry.pages = [many(5)]
    ids = ["nct90000001", "NCT90000003", "NCT90000003", "NCT95555555"]
    fetched = fetch(library, ids=ids, base_url=registry.base_url, manners=QUICK)
    assert fetched == Fetched(Summary(read=2, new=2), missing=("NCT95555555",))
    assert registry.requests[0]["filter.ids"] == "NCT90000001,NCT90000003,NCT95555555"


def test_many_ids_are_asked_for_in_parts(registry: Registry, library: Library) -> None:
    registry.pages = [many(450)]
    committed: list[str] = []
    ids = [f"NCT9{number:07d}" for number in range(450)]
    fetched = fetch(library, ids=ids, base_url=registry.base_url, manners=QUICK, on_commit=committed.extend)
    assert len(registry.requests) == 3
    assert fetched == Fetched(Summary(read=450, new=450))
    assert sorted(committed) == ids


@pytest.mark.parametrize(
    "fault",
    [
        status(429),
        status(429, Retry_After="0"),
        status(500),
        status(502),
        status(503, Retry_After=format_datetime(datetime.now(UTC) - timedelta(minutes=1))),
        status(503, Retry_After="Wed, 21 Oct 2015 07:28:00 -0000"),
        status(503, Retry_After="in a while"),
        status(504),
        drop,
        break_off,
        truncate,
        not_json,
        be_silent,
    ],
    ids=["429", "429s", "500", "502", "503s", "503-zoneless", "503-odd", "504", "drop", "break", "cut", "html", "slow"],
)
def test_what_passes_is_asked_again(registry: Registry, library: Library, fault: Fault) -> None:
    registry.pages = [many(2), many(2, 10)]
    registry.faults.extend([None, fault, fault])
    fetched = fetch(library, query="x", base_url=registry.base_url, manners=IMPATIENT if fault is be_silent else QUICK)
    assert fetched.summary == Summary(read=4, new=4)
    assert [asked.get("pageToken") for asked in registry.requests] == [None, "token-1", "token-1", "token-1"]


@pytest.mark.parametrize("fault", [status(429), status(503), drop, truncate, be_silent])
def test_what_does_not_pass_is_an_error_and_what_came_is_kept(
    registry: Registry, library: Library, fault: Fault
) -> None:
    registry.pages = [many(2), many(2, 10)]
    registry.faults.extend([None, *[fault] * QUICK.tries])
    manners = IMPATIENT if fault is be_silent else QUICK
    with pytest.raises(RemoteError, match=r"127\.0\.0\.1 did not give a usable answer") as error:
        fetch(library, query="x", base_url=registry.base_url, manners=manners)
    assert error.value.hint is not None
    assert len(registry.requests) == 1 + QUICK.tries
    assert library.count() == 2
    registry.requests.clear()
    fetched = fetch(library, query="x", base_url=registry.base_url, manners=QUICK)  # goes on where it was
    assert fetched.summary == Summary(read=2, new=2)
    assert [asked.get("pageToken") for asked in registry.requests] == ["token-1"]
    registry.requests.clear()
    fetch(library, query="x", base_url=registry.base_url, manners=QUICK)  # and a complete one begins at the beginning
    assert "pageToken" not in registry.requests[0]


def test_another_request_does_not_go_on_where_the_first_was(registry: Registry, library: Library) -> None:
    registry.pages = [many(2), many(2, 10)]
    registry.faults.extend([None, *[status(503)] * QUICK.tries])
    with pytest.raises(RemoteError):
        fetch(library, query="x", base_url=registry.base_url, manners=QUICK)
    fetch(library, query="y", base_url=registry.base_url, manners=QUICK)
    assert "pageToken" not in registry.requests[-2]


def test_a_token_that_the_host_forgot_begins_again_and_adds_nothing_twice(registry: Registry, library: Library) -> None:
    registry.pages = [many(2), many(2, 10)]
    registry.faults.extend([None, *[drop] * QUICK.tries])
    with pytest.raises(RemoteError):
        fetch(library, query="x", base_url=registry.base_url, manners=QUICK)
    registry.tokens = [f"new-{number}" for number in range(9)]
    fetched = fetch(library, query="x", base_url=registry.base_url, manners=QUICK)
    assert fetched.summary == Summary(read=4, new=2, unchanged=2)
    assert library.count() == 4
    assert all(len(library.versions(nct_id)) == 1 for nct_id in library.ids())
    assert [asked.get("pageToken") for asked in registry.requests[-3:]] == ["token-1", None, "new-1"]


def test_a_host_that_refuses_its_own_tokens_is_given_up(registry: Registry, library: Library) -> None:
    registry.pages = [many(1), many(1, 1)]
    registry.faults.extend([None, status(400)] * 3)
    with pytest.raises(RemoteError, match="refuses the page tokens that it gives"):
        fetch(library, query="x", base_url=registry.base_url, manners=QUICK)


def test_a_host_that_turns_in_a_circle_is_given_up(registry: Registry, library: Library) -> None:
    registry.pages = [many(1), many(1, 1), many(1, 2)]
    registry.tokens = ["first", "again", "again", "again"]
    with pytest.raises(RemoteError, match="the same page token again"):
        fetch(library, query="x", base_url=registry.base_url, manners=QUICK)


def test_a_refused_request_names_the_hosts_reason(registry: Registry, library: Library) -> None:
    words = b"`filter.phase` is unknown parameter\n\x1b[31m" + b"x" * 9999
    registry.faults.append(lambda handler: handler.answer(400, words, "text/plain"))
    with pytest.raises(RequestError, match=r"`filter\.phase` is unknown parameter") as error:
        fetch(library, query={"filter.phase": "1"}, base_url=registry.base_url, manners=QUICK)
    assert len(error.value.message) < 300
    assert error.value.message.isprintable()
    assert len(registry.requests) == 1


def test_another_address_is_named(registry: Registry, library: Library) -> None:
    with pytest.raises(RemoteError, match="answered 404: Resource not found") as error:
        fetch(library, query="x", base_url=registry.base_url + "/elsewhere", manners=QUICK)
    assert error.value.hint == "check the base URL"


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:1/api/v2", "ftp://example/api", "nonsense", "http://[::bad"])
def test_a_host_that_cannot_be_asked(library: Library, base_url: str) -> None:
    with pytest.raises(RemoteError):
        fetch(library, query="x", base_url=base_url, manners=Manners(interval=0, backoff=0, tries=2))


def test_a_malformed_study_is_quarantined_with_its_place(registry: Registry, library: Library) -> None:
    registry.pages = [[*many(1), b'{"protocolSection": {}}', b"17", v2("NCT90000007")]]
    fetched = fetch(library, query="x", base_url=registry.base_url, manners=QUICK)
    assert fetched.summary == Summary(read=4, new=2, quarantined=2)
    assert [entry.place.split(":")[-1] for entry in library.quarantined()] == ["studies[1]", "studies[2]"]


@pytest.mark.parametrize(
    ("ids", "query", "message"),
    [
        (None, None, "either trial ids or a query"),
        (["NCT90000001"], "x", "either trial ids or a query"),
        ([], None, "no trial ids"),
        (["lupus"], None, "'lupus' is no trial id"),
        (None, {"pageToken": "x", "query.cond": "y"}, "sets pageToken itself"),
    ],
)
def test_what_cannot_be_asked_for(
    library: Library, ids: list[str] | None, query: dict[str, str] | str | None, message: str
) -> None:
    with pytest.raises(RequestError, match=message):
        fetch(library, ids=ids, query=query)
    assert library.runs() == ()


def test_an_interrupted_download_notes_the_next_page(registry: Registry, library: Library) -> None:
    registry.pages = [many(2), many(2, 10), many(2, 20)]

    def stop(progress: FetchProgress) -> None:
        if progress.pages == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(library, query="x", base_url=registry.base_url, manners=QUICK, progress=stop)
    request = json.dumps([registry.base_url, [["query.term", "x"]]])
    assert library.bookmark(request) == Bookmark("token-2", 2)
    assert library.count() == 4


def test_a_client_of_the_caller_is_used_and_left_open(registry: Registry, library: Library) -> None:
    registry.pages = [many(1)]
    with httpx.Client(headers={"User-Agent": "mine"}) as client:
        fetch(library, query="x", base_url=registry.base_url, manners=QUICK, client=client)
        assert not client.is_closed


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


def ask(registry: Registry, manners: Manners, time: Time) -> bytes | object:
    with httpx.Client() as client:
        remote = Remote(client, manners, sleep=time.sleep, clock=time.clock)
        return remote.get(registry.base_url + "/studies", {}, lambda body: body)


def test_waits_grow_and_are_spread(registry: Registry) -> None:
    registry.faults.extend([status(503)] * 4)
    time = Time()
    ask(registry, Manners(interval=0, backoff=1, tries=5), time)
    assert len(time.slept) == 4
    assert all(2**n / 2 <= waited <= 2**n for n, waited in enumerate(time.slept))


def test_the_wait_that_the_host_asks_for_is_kept(registry: Registry) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=50), usegmt=True)
    registry.faults.extend([status(429, Retry_After="7"), status(503, Retry_After=soon)])
    time = Time()
    ask(registry, Manners(interval=0), time)
    assert time.slept[0] == 7
    assert 40 <= time.slept[1] <= 50


def test_a_host_that_wants_too_long_a_wait_is_given_up_at_once(registry: Registry) -> None:
    registry.faults.append(status(429, Retry_After="86400"))
    time = Time()
    with pytest.raises(RemoteError, match="answered 429 and asks to wait 86400 s"):
        ask(registry, Manners(), time)
    assert time.slept == []


def test_the_pace_is_kept(registry: Registry, library: Library) -> None:
    time = Time()
    with httpx.Client() as client:
        remote = Remote(client, Manners(interval=2), sleep=time.sleep, clock=time.clock)
        for _ in range(3):
            remote.get(registry.base_url + "/studies", {}, len)
    assert time.slept == [2, 2]


def test_an_answer_that_drips_is_given_up(registry: Registry) -> None:
    registry.faults.append(drip)
    with httpx.Client() as client:
        remote = Remote(client, Manners(interval=0, tries=1, answer=0.1))
        with pytest.raises(RemoteError, match="takes too long"):
            remote.get(registry.base_url + "/studies", {}, len)


def test_an_answer_without_end_is_given_up(registry: Registry) -> None:
    registry.faults.append(lambda handler: handler.answer(200, b" " * 100_000))
    with pytest.raises(RemoteError, match="larger than 50000 bytes"):
        ask(registry, Manners(size=50_000), Time())
