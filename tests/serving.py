"""The server as a process of its own, for clients that are processes too."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_COMMAND = [sys.executable, "-c", "from equipoise.cli import main; main()", "serve", "--port", "0", "--library"]


@contextmanager
def serving(library: Path) -> Iterator[str]:
    """The address of a server on this library, without a slash at its end; it ends with the block."""
    with subprocess.Popen([*_COMMAND, str(library)], stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stderr is not None
            told = running.stderr.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+", told)
            assert address is not None, told
            yield address.group()
        finally:
            running.kill()
