"""Where a page ended, as a word that a client gives back: which search it was, in which state, and what came last."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Literal

import msgspec

from equipoise.errors import RequestError
from equipoise.finding.search.request import Search


class Cursor(msgspec.Struct, array_like=True, frozen=True):
    """`phase`: `value` while trials with the sorted field are listed, `rest` after, `place` where trials are counted.

    `last` is the last trial's value in the order, or how many trials went before; `mark` the state of the index;
    `search` tells one search from another.
    """

    phase: Literal["value", "rest", "place"]
    last: int
    mark: int
    search: str

    @property
    def word(self) -> str:
        """The cursor as a word of letters, digits, `-` and `_`."""
        return base64.urlsafe_b64encode(msgspec.msgpack.encode(self)).rstrip(b"=").decode()


def cursor_of(word: str, search: Search) -> Cursor:
    """The cursor that a client gave back. RequestError for one that was not given for this search."""
    try:
        cursor = msgspec.msgpack.decode(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)), type=Cursor)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise RequestError("the page token is not one that was given", place="pageToken") from None
    if cursor.search != digest(search) or cursor.last < 0:
        raise RequestError(
            "the page token is of another search", hint="only the size of a page may change between pages"
        )
    return cursor


def digest(search: Search) -> str:
    """What tells this search from another."""
    return hashlib.sha256(repr(search).encode()).hexdigest()[:12]
