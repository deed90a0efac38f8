"""What a person settles: only what is open, shown as theirs in the answer and in the log."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from screening_facts import EVERYTHING, ON, clause, criteria, lab, person

from equipoise.criteria.nodes import Personal, Quantity
from equipoise.errors import RequestError
from equipoise.screening import Answer, Limits, Settlement, screen, settlement
from equipoise.screening.log import ToRecord, record
from equipoise.screening.settling import SettledAnswer, settle

LIMITS = Limits("NCT90000001", (18, "a"))
HIGH, OPEN = Quantity("wbc", ">", 3, "10*9/L"), Quantity("ck", ">", 9, "U/L")
LOW = Quantity("wbc", "<", 3, "10*9/L")
FACTS = person(lab("wbc", 5, "10*9/L"), coverage=EVERYTHING)
TEXT = criteria(
    clause("I1", HIGH),
    clause("I2", OPEN),
    clause("I3", Personal("agreement", "informed consent")),
    clause("E1", OPEN),
    clause("E2", LOW),
)


def settled(*words: str) -> SettledAnswer:
    def again(given: Sequence[Settlement]) -> Answer:
        return screen(LIMITS, TEXT, FACTS, on=ON, settlements=given)

    return settle(again, [settlement(each, "A. Meyer", "seen on paper") for each in words])


def test_a_settled_item_decides_and_is_shown_as_the_persons() -> None:
    assert settled().decision == "pending"
    assert settled("I2=present").decision == "pending"
    answer = settled("I2=present", "E1=absent")
    assert answer.decision == "eligible-on-data"
    [one] = [item for item in answer.criteria if item.id == "E1"]
    assert (one.truth, one.effect) == ("false", "pass")
    assert one.why.startswith("settled by A. Meyer as absent: seen on paper")


@pytest.mark.parametrize("words", [["I2=absent"], ["E1=present"], ["I3=false"]])
def test_a_person_can_settle_against_the_patient(words: list[str]) -> None:
    assert settled(*words).decision == "ineligible"


def test_the_json_keeps_its_shape_and_names_the_person_where_one_settled() -> None:
    plain = settled("E1=absent").to_dict()
    assert plain.keys() == screen(LIMITS, TEXT, FACTS, on=ON).to_dict().keys()
    rows = plain["criteria"]
    assert isinstance(rows, list)
    told = {row["id"]: row["settled"] for row in rows if "settled" in row}
    assert told == {"E1": {"as": "absent", "by": "A. Meyer", "because": "seen on paper"}}


@pytest.mark.parametrize("name", ["I1", "E2", "S.age"])
@pytest.mark.parametrize("said", ["present", "absent"])
def test_what_was_computed_is_not_for_a_person_to_settle(name: str, said: str) -> None:
    with pytest.raises(RequestError, match="not open"):
        settled(f"{name}={said}")


def test_a_criterion_must_be_there_and_be_settled_once() -> None:
    with pytest.raises(RequestError, match="no criterion I9"):
        settled("I9=present")
    with pytest.raises(RequestError, match="twice"):
        settled("I2=present", "I2=absent")


def test_a_limit_of_the_record_is_settled_too() -> None:
    limits = Limits("NCT90000001", (18, "a"), sex="FEMALE", healthy_volunteers=False)
    nobody = person(sex=None, born=None)

    def again(given: Sequence[Settlement]) -> Answer:
        return screen(
            limits, criteria(clause("I3", Personal("agreement", "informed consent"))), nobody, on=ON, settlements=given
        )

    said = [settlement(f"{name}=met", "A. Meyer", "seen the passport") for name in ("S.age", "S.sex", "S.healthy")]
    found = settle(again, said)
    assert [(item.id, item.truth, item.effect) for item in found.criteria[:3]] == [
        ("S.age", "true", "pass"), ("S.sex", "true", "pass"), ("S.healthy", "true", "pass"),
    ]  # fmt: skip
    assert found.decision == "eligible-on-data"
    against = settle(again, [settlement("S.sex=not-met", "A. Meyer", "seen the passport")])
    assert against.decision == "ineligible"


def test_the_log_holds_who_settled_what(tmp_path: Path) -> None:
    [entry] = record(tmp_path / "log.jsonl", [ToRecord(settled("E1=absent"))], "B. Schulz")
    assert entry["settled"] == [{"criterion": "E1", "as": "absent", "by": "A. Meyer", "because": "seen on paper"}]
    assert (entry["by"], entry["primary"]["criterion"]) == ("B. Schulz", "I2")
