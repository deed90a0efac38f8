"""Two thousand malformed inputs: each gives a quarantine entry, a clear error or a remark; none a crash or a hang."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

from library_malformed import BESIDE, SHARES, malformed

from equipoise.library.store import Library
from equipoise.study.read import read

SECONDS = 10
MEBIBYTES = 1024

CHILD = f"""
import json, resource, signal, sys, time
from pathlib import Path
from equipoise.errors import EquipoiseError
from equipoise.library.ingest import ingest
from equipoise.library.store import Library

def hang(*_):
    raise TimeoutError
signal.signal(signal.SIGALRM, hang)
resource.setrlimit(resource.RLIMIT_AS, ({4 * MEBIBYTES} * 2**20,) * 2)
with Library.open(Path(sys.argv[1])) as library:
    library._connections._write_connection().execute("PRAGMA synchronous = OFF")  # this test is not about power cuts
    for path in sorted(Path(sys.argv[2]).iterdir()):
        result = {{"name": path.name}}
        begun = time.monotonic()
        signal.alarm({SECONDS})
        try:
            summary = ingest(library, [path])
            result["quarantined"] = summary.quarantined
        except EquipoiseError as error:
            result["error"] = str(error)
        except BaseException as error:
            result["crash"] = repr(error)
        signal.alarm(0)
        result["seconds"] = time.monotonic() - begun
        print(json.dumps(result), flush=True)
print(json.dumps({{"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}}))
"""


def test_two_thousand_malformed_inputs(tmp_path: Path) -> None:
    assert sum(SHARES.values()) == 2000
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    for name, content in malformed(seed=2):
        (inputs / name).write_bytes(content)
    (tmp_path / "secret.txt").write_text(BESIDE)
    (tmp_path / "library").mkdir()
    path = tmp_path / "library" / "library.sqlite"
    command = [sys.executable, "-c", CHILD, str(path), str(inputs)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    *results, end = map(json.loads, done.stdout.splitlines())
    assert len(results) == 2000
    assert [each for each in results if "crash" in each] == []
    assert end["peak"] < MEBIBYTES
    assert sorted(each.name for each in tmp_path.iterdir()) == ["inputs", "library", "secret.txt"]
    assert len(list(inputs.iterdir())) == 2000
    with Library.open(path, create=False) as library:
        entries = library.quarantined()
        assert [entry for entry in entries if entry.code == "unforeseen"] == []
        assert all(entry.reason and entry.place for entry in entries)
        for result in results:
            if not (result.get("quarantined") or "error" in result):  # read in part: then it says what was not
                assert all(reading.problems for reading in read(inputs / result["name"], name="x")), result
        assert all(library.study(nct_id).nct_id == nct_id for nct_id in library.ids())
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert BESIDE not in "\n".join(connection.iterdump())
    connection.close()
