"""What was reckoned from a state of the index and may be asked for again: it lives and dies with the state."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Memory:
    """Answers by kind and key. A server may be asked anything, so of each kind only the latest are kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kinds: dict[str, OrderedDict[Hashable, Any]] = {}

    def recall(self, kind: str, key: Hashable, reckon: Callable[[], T], *, most: int) -> T:
        """The answer that is known, or the one that `reckon` gives, of the `most` answers last asked for.

        Threads that ask for the same at once may each reckon it.
        """
        with self._lock:
            known = self._kinds.setdefault(kind, OrderedDict())
            if key in known:
                known.move_to_end(key)
                return cast(T, known[key])
        found = reckon()
        with self._lock:
            known[key] = found
            while len(known) > most:
                known.popitem(last=False)
        return found
