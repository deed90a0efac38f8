"""`equipoise ingest` and `equipoise fetch`."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from commands import Cli
from support import shared

from equipoise import sample
from equipoise.library.store import Library

COUNT = len(list(sample.trials()))


def test_ingest_of_the_sample_says_what_became_of_it(cli: Cli, tmp_path: Path) -> None:
    library = tmp_path / "made" / "library.sqlite"
    ran = cli("ingest", "--sample", "--library", library)
    assert ran.status == 0
    assert f"{COUNT} records: {COUNT} new, 0 changed, 0 unchanged, 0 superseded, 0 quarantined" in ran.out
    again = cli("ingest", "--sample", "--library", library, "--format", "json").json
    assert again == {
        "library": str(library),
        "trials": COUNT,
        "read": COUNT,
        "new": 0,
        "changed": 0,
        "unchanged": COUNT,
        "superseded": 0,
        "quarantined": [],
        "missing": [],
    }


def test_the_library_may_be_named_before_the_command_after_it_or_by_the_environment(
    cli: Cli, trial_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after, by_environment = tmp_path / "a.sqlite", tmp_path / "b.sqlite", tmp_path / "c.sqlite"
    assert cli("--library", before, "ingest", trial_files).status == 0
    assert cli("--library", tmp_path / "unused.sqlite", "ingest", trial_files, "--library", after).status == 0
    monkeypatch.setenv("EQUIPOISE_LIBRARY", str(by_environment))
    assert cli("ingest", trial_files).status == 0
    assert [path.name for path in sorted(tmp_path.glob("*.sqlite"))] == ["a.sqlite", "b.sqlite", "c.sqlite"]


def test_what_is_no_record_is_quarantined_and_shown_with_its_reason(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    name, body = next(sample.trials())
    (folder / name).write_bytes(body)
    (folder / "broken.json").write_text('{"protocolSection": ', encoding="utf-8")
    ran = cli("ingest", folder, "--format", "json")
    assert ran.status == 0
    assert (ran.json["new"], ran.json["read"]) == (1, 2)
    (refused,) = ran.json["quarantined"]
    assert refused["place"].startswith(str(folder / "broken.json"))
    assert refused["code"] == "record"
    assert refused["reason"]
    table = cli("ingest", folder)
    assert f"broken.json:[0]: {refused['reason']} [record]" in " ".join(table.out.split())


def test_a_path_that_is_not_there_is_an_error_before_anything_is_read(cli: Cli, tmp_path: Path) -> None:
    ran = cli("ingest", tmp_path / "nothing.json")
    assert ran.status == 2
    assert "nothing.json" in ran.error


def test_ingest_takes_paths_or_the_sample_and_not_both(cli: Cli, trial_files: Path) -> None:
    for arguments in (["ingest"], ["ingest", "--sample", trial_files]):
        ran = cli(*arguments)
        assert ran.status == 2
        assert "--sample" in ran.error


def test_a_file_that_is_no_library_is_a_library_error(cli: Cli, trial_files: Path, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("these are notes, and no library " * 40, encoding="utf-8")
    ran = cli("ingest", trial_files, "--library", other)
    assert ran.status == 4
    assert "notes.txt" in ran.error
    assert other.read_text(encoding="utf-8").startswith("these are notes")


@pytest.mark.shared
def test_the_reference_pages_ingest_and_speak_for_their_trials(cli: Cli, tmp_path: Path) -> None:
    library = tmp_path / "pages.sqlite"
    pages = sorted(shared("seeds").glob("*.txt"))
    assert cli("ingest", *pages, "--library", library, "--format", "json").json["new"] == 2
    with Library.open(library, create=False) as opened:
        ids = list(opened.ids())
    for nct_id in ids:
        assert nct_id in cli("show", nct_id, "--library", library).out
        assert "Inclusion criteria" in cli("criteria", nct_id, "--library", library).out


def test_a_terminal_is_shown_progress_on_stderr_alone(cli: Cli, registry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    ran = cli("ingest", "--sample", "--format", "json")
    assert (ran.status, ran.json["new"]) == (0, COUNT)
    assert "records" in ran.err
    fetched = cli("fetch", "--query", "lupus", "--base-url", registry, "--format", "json")
    assert (fetched.status, fetched.json["read"]) == (0, 4)


def test_of_many_refusals_the_first_are_shown(cli: Cli, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text("".join(f'{{"n": {number}}}\n' for number in range(30)), encoding="utf-8")
    ran = cli("ingest", bad)
    assert ran.status == 0
    assert "30 quarantined" in ran.out
    assert "and 10 more; --format json lists all" in ran.out
    assert "not found: NCT01234567" not in ran.out


class _Registry(BaseHTTPRequestHandler):
    """Plays the registry's API: one page of studies, those of the sample whose ids are asked for."""

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        wanted = set(",".join(asked.get("filter.ids", [])).split(","))
        studies = [json.loads(body) for name, body in sample.trials() if name.removesuffix(".json") in wanted]
        if "query.term" in asked or "query.cond" in asked:
            studies = [json.loads(body) for _, body in sample.trials()][:4]
        body = json.dumps({"studies": studies, "totalCount": len(studies)}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the test's output is the program's."""


@pytest.fixture
def registry() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Registry)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/v2"
    server.shutdown()
    thread.join()
    server.server_close()


def test_fetch_by_id_names_what_the_host_does_not_have(cli: Cli, registry: str) -> None:
    ran = cli("fetch", "NCT90000101", "nct90000102", "NCT01234567", "--base-url", registry, "--format", "json")
    assert ran.status == 1
    assert ran.json["new"] == 2
    assert ran.json["missing"] == ["NCT01234567"]
    assert cli("show", "NCT90000102", "--brief").status == 0
    assert "not found: NCT01234567" in cli("fetch", "NCT01234567", "--base-url", registry).out


def test_fetch_by_query(cli: Cli, registry: str) -> None:
    for query in ("lupus", "query.cond=lupus"):
        ran = cli("fetch", "--query", query, "--base-url", registry, "--format", "json")
        assert (ran.status, ran.json["read"]) == (0, 4)


def test_fetch_needs_ids_or_a_query(cli: Cli) -> None:
    for arguments in (["fetch"], ["fetch", "NCT90000101", "--query", "lupus"]):
        ran = cli(*arguments)
        assert ran.status == 2
        assert "query" in ran.error
    assert cli("fetch", "not-an-id").status == 2
