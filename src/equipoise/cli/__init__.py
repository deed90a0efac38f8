"""The command line: `equipoise`. A thin door: it asks `service`, and prints what `pages` makes of the answer.

Heavy rooms are imported inside the commands, so that `equipoise --help` and completion are quick.
"""

from __future__ import annotations

from equipoise.cli.main import main

__all__ = ["main"]
