"""Asking another host politely: paced, patient, and bounded in time, tries and size."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx

from equipoise.errors import RemoteError

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that may be another one next time."""

_QUOTED = 200

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Manners:
    """How to ask. All times in seconds; the default pace stays below ClinicalTrials.gov's 50 requests a minute."""

    interval: float = 1.25
    """From one request to the next."""
    tries: int = 6
    """For one page, the first included."""
    backoff: float = 1.0
    """Before the second try; doubled for each further one, and spread at random."""
    longest_wait: float = 120.0
    """Longer than this is not waited, whatever the host asks for."""
    silence: float = 30.0
    """Without a byte before a try is given up."""
    answer: float = 300.0
    """For a whole answer."""
    size: int = 512 * 2**20
    """Bytes of a whole answer."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that asking again would not change; `words` is the beginning of its text, on one line."""

    status: int
    words: str


class _PassingError(Exception):
    """This try failed; the next may not. `wait` is what the host asked for."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Remote:
    """One host, asked through one client."""

    def __init__(
        self,
        client: httpx.Client,
        manners: Manners,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._manners = manners
        self._sleep = sleep
        self._clock = clock
        self._last = -manners.interval

    def get(self, url: str, parameters: Mapping[str, str], read: Callable[[bytes], T]) -> T | Refusal:
        """What `read` makes of the answer to a GET, or the refusal.

        `read` raises ValueError for a body that it cannot use, which counts as a failed try. Raises RemoteError once
        all tries have failed.
        """
        manners = self._manners
        reason = ""
        for attempt in range(manners.tries):
            try:
                status, body = self._once(url, parameters)
                return read(body) if status == httpx.codes.OK else Refusal(status, _words(body))
            except ValueError as unusable:
                reason, wait = str(unusable), None
            except _PassingError as passing:
                reason, wait = str(passing), passing.wait
            if wait is not None and wait > manners.longest_wait:
                reason += f" and asks to wait {wait:.0f} s"
                break
            if attempt + 1 < manners.tries:
                self._sleep(self._pause(attempt, wait))
        raise RemoteError(
            f"{httpx.URL(url).host} did not give a usable answer: {reason}",
            hint="try again later; a download goes on where it was interrupted",
        )

    def _pause(self, attempt: int, wait: float | None) -> float:
        if wait is not None:
            return wait
        spread = random.uniform(0.5, 1.0)  # noqa: S311 (spreads the load; nothing is to be kept secret)
        doubled: float = self._manners.backoff * 2**attempt * spread
        return min(doubled, self._manners.longest_wait)

    def _once(self, url: str, parameters: Mapping[str, str]) -> tuple[int, bytes]:
        early = self._last + self._manners.interval - self._clock()
        if early > 0:
            self._sleep(early)
        self._last = self._clock()
        try:
            with self._client.stream("GET", url, params=dict(parameters), timeout=self._manners.silence) as response:
                if response.status_code in _PASSING:
                    raise _PassingError(f"it answered {response.status_code}", _asked_wait(response))
                return response.status_code, self._body(response)
        except httpx.TransportError as error:
            raise _PassingError(f"the connection failed ({type(error).__name__})") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise RemoteError(f"{url} cannot be asked: {error}") from error

    def _body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        begun = self._clock()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self._manners.size:
                raise RemoteError(f"{response.url.host} sent an answer larger than {self._manners.size} bytes")
            if self._clock() - begun > self._manners.answer:
                raise _PassingError("the answer takes too long")
        return bytes(body)


def _words(body: bytes) -> str:
    text = body[: 4 * _QUOTED].decode("utf-8", "replace")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_QUOTED]


def _asked_wait(response: httpx.Response) -> float | None:
    """Seconds from `Retry-After`, which holds seconds or a date; None where it is absent or unreadable."""
    stated = response.headers.get("retry-after", "").strip()
    if stated.isdecimal():
        return float(stated)
    try:
        when = parsedate_to_datetime(stated)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
