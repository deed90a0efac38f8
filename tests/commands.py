"""What running one of the program's commands gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON text of its output."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The JSON texts of its output, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self) -> str:
        """The one line of its stderr."""
        assert self.err.startswith("equipoise: ")
        assert self.err.count("\n") == 1
        assert self.err.endswith("\n")
        return self.err.removeprefix("equipoise: ").rstrip("\n")


Cli: TypeAlias = Callable[..., Ran]
"""Runs a command line: `cli("show", "NCT90000101")`."""
