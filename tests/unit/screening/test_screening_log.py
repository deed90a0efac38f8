"""The screening log: what is in it, what never is, that it cannot be changed unseen, and what it comes to."""

from __future__ import annotations

import json
import multiprocessing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from screening_facts import ON

from equipoise.errors import RequestError
from equipoise.logic import Decision
from equipoise.screening import Answer, CriterionAnswer, Evidence, chain, log
from equipoise.screening.consort import consort
from equipoise.screening.log import RecordUsed, ToRecord, mend, override, record

CANARIES = ("MRN-4711", "Canary Goldfinch", "3.14159 mg/dL", "2025-05-05", "Observation/canary", "canarylimab")


def line(name: str, effect: str = "pass", **more: Any) -> CriterionAnswer:
    truth = {"pass": "true", "block": "false", "open": "unknown"}[effect]
    made = CriterionAnswer(
        id=name,
        section="inclusion",
        quote=f"{name} of the trial",
        span=(0, 1),
        population=None,
        truth=truth,  # type: ignore[arg-type]
        effect=effect,  # type: ignore[arg-type]
        open_because=("missing-data",) if effect == "open" else (),
        why="Canary Goldfinch has 3.14159 mg/dL (2025-05-05) under canarylimab",
        evidence=(Evidence("Observation/canary", "3.14159 mg/dL", "2025-05-05"),),
        missing=("canarylimab level",) if effect == "open" else (),
    )
    return replace(made, **more)


def answer(decision: Decision = "pending", *lines: CriterionAnswer, patient: str = "MRN-4711") -> Answer:
    return Answer("NCT90000001", patient, ON, decision, (), lines or (line("I1"), line("I2", "open")))


def put(path: Path, *answers: Answer) -> list[dict[str, Any]]:
    return record(path, [ToRecord(each) for each in answers], "A. Meyer")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "screening.jsonl"


def test_an_entry_says_who_when_what_and_why(path: Path) -> None:
    out = answer("ineligible", line("I1"), line("I2", "block"), line("E1", "block"), line("E2", "open"))
    [entry] = record(path, [ToRecord(out, RecordUsed(3, "ab" * 32))], " A. Meyer ")
    assert (entry["sequence"], entry["kind"], entry["by"], entry["trial"]) == (1, "screening", "A. Meyer", out.trial)
    assert entry["at"].endswith("+00:00")
    assert entry["program"]
    assert entry["grammar"]
    assert entry["record"] == {"version": 3, "sha256": "ab" * 32}
    assert (entry["on"], entry["decision"]) == ("2025-06-16", "ineligible")
    assert entry["primary"] == {
        "criterion": "I2", "quote": "I2 of the trial", "effect": "block", "because": [],
    }  # fmt: skip
    assert entry["effects"] == {"pass": 1, "block": 2, "open": 1}
    assert [each["criterion"] for each in entry["blocks"]] == ["I2", "E1"]
    assert entry["open"] == [{"criterion": "E2", "because": ["missing-data"], "sign_off": False}]


def test_what_is_open_is_the_primary_reason_where_nothing_blocks(path: Path) -> None:
    entries = put(path, answer(), answer("eligible-on-data", line("I1"), line("I2", "open", sign_off=True)))
    assert entries[0]["primary"]["criterion"] == "I2"
    assert entries[1]["primary"] is None


def test_the_patient_is_not_in_the_log(path: Path) -> None:
    put(path, answer(), answer("ineligible", line("I1", "block")))
    override(path, 1, "ineligible", "moved away", "A. Meyer")
    text = path.read_text(encoding="utf-8") + path.with_name("screening.jsonl.key").read_text(encoding="utf-8")
    assert [canary for canary in CANARIES if canary in text] == []


def test_a_pseudonym_joins_a_patients_entries_within_a_log_only(path: Path, tmp_path: Path) -> None:
    first, second, other = put(path, answer(), answer(), answer(patient="someone else"))
    [elsewhere] = put(tmp_path / "other.jsonl", answer())
    assert first["patient"] == second["patient"]
    assert len({first["patient"], other["patient"], elsewhere["patient"]}) == 3


def test_log_and_key_are_their_owners_alone(path: Path) -> None:
    put(path, answer())
    assert [each.stat().st_mode & 0o777 for each in sorted(path.parent.iterdir())] == [0o600, 0o600]


def test_the_contracts_json_is_taken_and_nothing_else(path: Path) -> None:
    [entry] = record(path, [ToRecord(json.dumps(answer().to_dict()).encode())], "A. Meyer")
    assert entry["decision"] == "pending"
    for wrong in (b"", b"[]", b"{", b'{"trial": "MRN-4711"}', b"[" * 100_000):
        with pytest.raises(RequestError) as error:
            record(path, [ToRecord(wrong)], "A. Meyer")
        assert "MRN" not in str(error.value)
    assert chain.verify(path).entries == 2


def test_all_answers_of_one_call_are_put_in_or_none(path: Path) -> None:
    with pytest.raises(RequestError):
        record(path, [ToRecord(answer()), ToRecord(b"{}")], "A. Meyer")
    assert not path.exists()


@pytest.mark.parametrize("by", ["", "  ", "x" * 1001])
def test_an_entry_needs_a_person(path: Path, by: str) -> None:
    with pytest.raises(RequestError, match="person"):
        record(path, [ToRecord(answer())], by)


# The chain


def filled(path: Path) -> list[bytes]:
    put(path, *(answer(patient=f"p{number}") for number in range(5)))
    override(path, 2, "ineligible", "moved away", "B. Schulz")
    return path.read_bytes().splitlines(keepends=True)


def test_an_untouched_log_holds(path: Path) -> None:
    lines = filled(path)
    verified = chain.verify(path)
    assert (verified.entries, verified.broken) == (7, None)
    assert verified.head == json.loads(lines[-1])["hash"]


@pytest.mark.parametrize("at", range(7))
def test_a_changed_line_is_found_where_it_is(path: Path, at: int) -> None:
    lines = filled(path)
    lines[at] = lines[at].replace(b'"by":"', b'"by":"not ')
    path.write_bytes(b"".join(lines))
    broken = chain.verify(path).broken
    assert broken is not None
    assert broken.line == at + 1


def test_a_changed_line_with_a_new_hash_breaks_at_the_next(path: Path) -> None:
    lines = filled(path)
    entry = json.loads(lines[2])
    entry["decision"] = "eligible-on-data"
    entry["hash"] = chain.hash_of(entry)
    lines[2] = chain.canonical(entry) + b"\n"
    path.write_bytes(b"".join(lines))
    broken = chain.verify(path).broken
    assert broken is not None
    assert broken.line == 4


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda lines: [*lines[:3], *lines[4:]], 4),
        (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], 3),
        (lambda lines: [*lines[:3], lines[2], *lines[3:]], 4),
        (lambda lines: [*lines[:3], b"\n", *lines[3:]], 4),
        (lambda lines: [*lines[:3], lines[3].replace(b":", b": ", 1), *lines[4:]], 4),
        (lambda lines: [*lines[:6], lines[6][:-9]], 7),
        (lambda lines: lines[1:], 1),
    ],
    ids=["taken out", "swapped", "doubled", "blank", "respelt", "torn", "beheaded"],
)
def test_a_moved_missing_or_torn_line_is_found_where_it_is(path: Path, change: Any, line: int) -> None:
    path.write_bytes(b"".join(change(filled(path))))
    broken = chain.verify(path).broken
    assert broken is not None
    assert broken.line == line
    with pytest.raises(RequestError, match=rf":{line}: "):
        list(chain.entries(path))


def test_a_log_that_was_cut_short_has_another_head(path: Path) -> None:
    lines = filled(path)
    head = chain.verify(path).head
    path.write_bytes(b"".join(lines[:-1]))
    assert chain.verify(path).broken is None
    assert chain.verify(path).head != head


def test_nothing_is_put_behind_a_torn_line_and_mending_keeps_it(path: Path) -> None:
    lines = filled(path)
    path.write_bytes(b"".join(lines)[:-9])
    with pytest.raises(RequestError, match="torn") as error:
        put(path, answer())
    assert "mend" in (error.value.hint or "")
    entry = mend(path, "A. Meyer")
    assert entry is not None
    assert entry["bytes"] == len(lines[-1]) - 9
    assert path.with_name("screening.jsonl.torn").read_bytes() == lines[-1][:-9] + b"\n"
    put(path, answer())
    assert chain.verify(path).broken is None
    assert mend(path, "A. Meyer") is None


def test_nothing_is_put_behind_a_changed_last_line(path: Path) -> None:
    lines = filled(path)
    path.write_bytes(b"".join(lines).replace(b"moved away", b"moved here"))
    with pytest.raises(RequestError, match="changed"):
        put(path, answer())


def test_the_first_line_torn_is_told_too(path: Path) -> None:
    filled(path)
    path.write_bytes(path.read_bytes()[:20])
    assert chain.verify(path) == chain.Verified(
        0, chain.NOTHING, chain.Broken(1, "the line is torn: its end was never written")
    )


def test_the_key_of_another_log_is_refused_and_a_lost_one_is_not_replaced(path: Path, tmp_path: Path) -> None:
    put(path, answer())
    put(tmp_path / "other.jsonl", answer())
    key = path.with_name("screening.jsonl.key")
    key.write_bytes((tmp_path / "other.jsonl.key").read_bytes())
    with pytest.raises(RequestError, match="not the key"):
        put(path, answer())
    key.unlink()
    with pytest.raises(RequestError, match="missing"):
        put(path, answer())
    assert not key.exists()


def _append_many(path: Path, count: int) -> None:
    for number in range(count):
        put(path, answer(patient=f"p{number}"))


def test_two_processes_append_to_one_valid_chain(path: Path) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_append_many, args=(path, 40)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    verified = chain.verify(path)
    assert (verified.entries, verified.broken) == (81, None)
    patients = [entry["patient"] for entry in chain.entries(path) if entry["kind"] == "screening"]
    assert len(set(patients)) == 40


def test_a_failed_write_leaves_the_log_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = filled(path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(RequestError, match="No space left"):
        put(path, answer())
    assert path.read_bytes() == b"".join(lines)


def test_a_log_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="cannot be written"):
        put(tmp_path / "nowhere" / "log.jsonl", answer())
    with pytest.raises(RequestError, match="cannot be read"):
        chain.verify(tmp_path / "none.jsonl")


# Overrides and counts


def test_an_override_is_an_entry_of_its_own_and_erases_nothing(path: Path) -> None:
    put(path, answer("ineligible", line("I1", "block")))
    before = path.read_bytes()
    entry = override(path, 1, "pending", "the value was of another patient", "B. Schulz")
    assert path.read_bytes().startswith(before)
    assert (entry["of"], entry["computed"], entry["decision"]) == (1, "ineligible", "pending")
    assert (entry["by"], entry["because"]) == ("B. Schulz", "the value was of another patient")


@pytest.mark.parametrize(
    ("number", "decision", "because", "message"),
    [
        (9, "pending", "x", "no screening"),
        (0, "pending", "x", "no screening"),
        (1, "eligible", "x", "no decision"),
        (1, "pending", " ", "reason"),
    ],
)
def test_an_override_needs_a_screening_a_decision_and_a_reason(
    path: Path, number: int, decision: str, because: str, message: str
) -> None:
    put(path, answer())
    with pytest.raises(RequestError, match=message):
        override(path, number, decision, because, "B. Schulz")
    assert chain.verify(path).entries == 2


def test_consort_counts_each_person_once_with_one_primary_reason(path: Path) -> None:
    two = answer("ineligible", line("I1", "block"), line("E1", "block"), patient="a")
    put(path, answer("pending", patient="a"), two)  # 1, 2
    put(path, answer("ineligible", line("I1"), line("E1", "block"), patient="b"))  # 3
    put(path, answer("ineligible", line("I1", "block"), patient="c"))  # 4
    put(path, answer("review", patient="d"), answer("eligible-on-data", patient="e"))  # 5, 6
    override(path, 4, "pending", "wrong sample", "B. Schulz")
    override(path, 5, "ineligible", "lives too far away", "B. Schulz")
    override(path, 1, "ineligible", "of an answer that is no longer the newest", "B. Schulz")
    [found] = consort(chain.entries(path))
    assert (found.trial, found.assessed, found.screenings) == ("NCT90000001", 5, 6)
    assert found.computed == {"eligible-on-data": 1, "review": 1, "pending": 0, "ineligible": 3}
    assert found.final == {"eligible-on-data": 1, "review": 0, "pending": 1, "ineligible": 3}
    assert found.overridden == {"ineligible → pending": 1, "review → ineligible": 1}
    assert [(each.criterion, each.primary, each.any) for each in found.reasons] == [("E1", 1, 2), ("I1", 1, 1)]


def test_consort_keeps_trials_apart(path: Path) -> None:
    put(path, answer(), replace(answer(), trial="NCT90000002"))
    assert [(each.trial, each.assessed) for each in consort(chain.entries(path))] == [
        ("NCT90000001", 1),
        ("NCT90000002", 1),
    ]


def test_the_form_of_the_log_is_told_in_its_first_entry(path: Path) -> None:
    put(path, answer())
    opening = chain.first(path)
    assert (opening["kind"], opening["form"], opening["prev"]) == ("opened", log.FORM, chain.NOTHING)
