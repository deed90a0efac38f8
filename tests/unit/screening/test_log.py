"""The screening log, what a person settles, and what time alone changes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest
from screening_facts import EVERYTHING, ON, answered, clause, criteria, day, diagnosis, lab, person, treated

from equipoise.criteria.model import Criteria
from equipoise.criteria.nodes import Concept, Or, Quantity, Window
from equipoise.dates import Duration
from equipoise.errors import RequestError
from equipoise.patient.facts import Facts
from equipoise.screening import Answer, Limits, screen, settlement
from equipoise.screening.log import (
    Versions,
    consort,
    primary_reason,
    read_log,
    record_override,
    record_screening,
    verify,
)

LIMITS = Limits("NCT90000001", (18, "a"))
VERSIONS = Versions("0.1.0", "1", "abc")
LOW = Quantity("wbc", ">", 9, "10*9/L")
OPEN = Quantity("ck", ">", 9, "U/L")
AT = datetime(2025, 6, 16, 9, 30, tzinfo=UTC)
FACTS = person(lab("wbc", 5, "10*9/L"), coverage=EVERYTHING)


def answer(read: Criteria, facts: Facts = FACTS, *settled: str) -> Answer:
    return screen(LIMITS, read, facts, on=ON, settlements=[settlement(one, "A. Person", "asked") for one in settled])


BLOCKED = criteria(clause("I1", rule="all"), clause("I1.1", LOW), clause("I1.2", OPEN))
PENDING = criteria(clause("I1", OPEN), clause("E1", role="lost"))


def test_entries_are_chained_and_hold_no_values_of_the_patient(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    first = record_screening(log, answer(BLOCKED), VERSIONS, by="A. Person", at=AT)
    second = record_screening(log, answer(PENDING), VERSIONS, by="A. Person", at=AT)
    assert [(e.number, e.decision) for e in read_log(log)] == [(1, "ineligible"), (2, "pending")]
    assert second.body["previous"] == first.hash
    assert first.body["reason"] == "I1.1"
    assert first.body["at"] == "2025-06-16T09:30:00+00:00"
    assert "10*9/L" not in log.read_text("utf-8")
    assert verify(log).head == second.hash
    assert verify(log).broken_at is None


@pytest.mark.parametrize(
    ("mend", "line"),
    [
        (lambda lines: [lines[0].replace("pending", "review"), *lines[1:]], 1),
        (lambda lines: lines[1:], 1),
        (lambda lines: [lines[0], lines[2], lines[1]], 2),
        (lambda lines: [lines[0], lines[0], *lines[1:]], 2),
        (lambda lines: [*lines[:2], "not json"], 3),
        (lambda lines: [*lines[:2], json.dumps({"number": 3})], 3),
    ],
)
def test_a_log_that_was_changed_shows_where(tmp_path: Path, mend: object, line: int) -> None:
    log = tmp_path / "log.jsonl"
    for _ in range(3):
        record_screening(log, answer(PENDING), VERSIONS, by="A. Person", at=AT)
    lines = log.read_text("utf-8").splitlines()
    log.write_text("\n".join(mend(lines)) + "\n", "utf-8")  # type: ignore[operator]
    assert verify(log).broken_at == line
    with pytest.raises(RequestError):
        read_log(log)
    with pytest.raises(RequestError):
        record_screening(log, answer(PENDING), VERSIONS, by="A. Person")


def test_an_override_is_an_entry_of_its_own_and_erases_nothing(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    record_screening(log, answer(BLOCKED), VERSIONS, by="A. Person", at=AT)
    record_override(log, 1, "review", by="Dr B.", because="value was haemolysed", at=AT)
    entries = read_log(log)
    assert [(e.kind, e.decision) for e in entries] == [("screening", "ineligible"), ("override", "review")]
    assert entries[1].body["overrides"] == 1
    for by, because, number in (("", "x", 1), ("Dr B.", " ", 1), ("Dr B.", "x", 2), ("Dr B.", "x", 9)):
        with pytest.raises(RequestError):
            record_override(log, number, "review", by=by, because=because)


def test_consort_counts_patients_by_the_last_word_on_them(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    record_screening(log, answer(PENDING), VERSIONS, by="A. Person", at=AT)
    record_screening(log, answer(BLOCKED), VERSIONS, by="A. Person", at=AT)
    assert consort(read_log(log)) == {
        "NCT90000001": {"assessed": 1, "decisions": {"ineligible": 1}, "reasons": {"I1.1": 1}, "overridden": 0}
    }
    record_override(log, 2, "pending", by="Dr B.", because="to be repeated", at=AT)
    counted = consort(read_log(log))["NCT90000001"]
    assert (counted["decisions"], counted["reasons"], counted["overridden"]) == ({"pending": 1}, {}, 1)


def test_no_log_is_an_empty_log(tmp_path: Path) -> None:
    assert read_log(tmp_path / "none.jsonl") == ()
    assert verify(tmp_path / "none.jsonl").entries == 0


def _write(path: str) -> None:
    record_screening(Path(path), answer(PENDING), VERSIONS, by="A. Person")


def test_two_who_write_at_once_both_keep_their_place(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    with get_context("fork").Pool(3) as pool:
        pool.map(_write, [str(log)] * 9)
    assert verify(log).entries == 9
    assert verify(log).broken_at is None


def test_the_primary_reason_is_an_item_and_not_the_list_it_stands_in() -> None:
    assert primary_reason(answer(BLOCKED)) == "I1.1"
    assert primary_reason(answer(PENDING)) == "I1"
    assert primary_reason(answer(criteria(clause("E1", role="lost")))) is None


# What a person settles


def test_a_lost_item_can_be_settled_by_a_person() -> None:
    absent = answer(PENDING, FACTS, "E1=absent", "I1=met")
    assert absent.decision == "eligible-on-data"
    line = next(item for item in absent.criteria if item.id == "E1")
    assert (line.effect, line.why) == ("pass", "settled by A. Person as absent: asked")
    assert answer(PENDING, FACTS, "E1=present").decision == "ineligible"


def test_a_settled_item_counts_in_its_list_and_what_was_computed_stays() -> None:
    either = criteria(clause("I1", rule="any"), clause("I1.1", OPEN), clause("I1.2", LOW))
    assert answer(either, FACTS, "I1.1=met").decision == "eligible-on-data"
    assert answer(BLOCKED, FACTS, "I1.1=met").decision == "ineligible"


@pytest.mark.parametrize(
    ("text", "by", "because"), [("E1", "A", "x"), ("E1=maybe", "A", "x"), ("E1=no", "", "x"), ("E1=no", "A", " ")]
)
def test_a_settlement_needs_an_answer_a_name_and_a_reason(text: str, by: str, because: str) -> None:
    with pytest.raises(RequestError):
        settlement(text, by, because)


def test_a_settlement_of_no_criterion_is_refused() -> None:
    with pytest.raises(RequestError):
        answer(PENDING, FACTS, "I99=met")


# What time alone changes

HALF_YEAR = (Window("within", Duration(months=6)),)
STENT = Concept(
    "treatment", "percutaneous coronary intervention", key="percutaneous coronary intervention", windows=HALF_YEAR
)
INFARCTION = Concept("condition", "myocardial infarction", key="myocardial infarction", windows=HALF_YEAR)


def test_an_answer_that_time_changes_says_from_when() -> None:
    facts = person(treated("percutaneous coronary intervention", "2025-02-28", "procedure"), coverage=EVERYTHING)
    found = answer(criteria(clause("E1", Or((INFARCTION, STENT)))), facts)
    line = next(item for item in found.criteria if item.id == "E1")
    assert line.why.endswith("passes from 2025-09-01 if nothing else changes")
    assert [step.to_dict() for step in found.next] == [
        {"obtain": "wait until 2025-09-01", "settles": ["E1"], "cost": "wait"}
    ]


def test_a_birthday_is_such_a_day() -> None:
    found = answer(criteria(clause("I1", LOW)), person(born="2007-06-20"))
    assert "passes from 2025-06-20" in next(item for item in found.criteria if item.id == "S.age").why


def test_what_time_does_not_change_says_nothing() -> None:
    ever = Concept("condition", "epilepsy", key="epilepsy", windows=(Window("ever"),))
    facts = person(diagnosis("epilepsy", "2019-01-01"), answered("x", "y"), coverage=EVERYTHING)
    assert (
        "passes from"
        not in next(item for item in answer(criteria(clause("E1", ever)), facts).criteria if item.id == "E1").why
    )
    assert day("2025-06-16") == ON
