"""What the pages about the library show, done."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from library_samples import jsonl, v2
from support import CHECKOUT


def test_the_example_in_python_runs(tmp_path: Path) -> None:
    text = (CHECKOUT / "docs/how-to/fill-the-library.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (tmp_path / "records.jsonl.gz").write_bytes(jsonl(v2("NCT90000001", title="Of a fictional cell")))
    done = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert first == "NCT90000001 Of a fictional cell"
    assert second.startswith("1 ctgov 2")
    assert second.endswith("True")
