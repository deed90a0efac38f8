"""What a person settles, and what time alone changes."""

from __future__ import annotations

import pytest
from screening_facts import EVERYTHING, ON, clause, criteria, diagnosis, lab, person, treated

from equipoise.criteria.model import Criteria
from equipoise.criteria.nodes import Concept, Or, Quantity, Window
from equipoise.dates import Duration
from equipoise.errors import RequestError
from equipoise.patient.facts import Facts
from equipoise.screening import Answer, Limits, screen, settlement

LIMITS = Limits("NCT90000001", (18, "a"))
LOW = Quantity("wbc", ">", 9, "10*9/L")
OPEN = Quantity("ck", ">", 9, "U/L")
FACTS = person(lab("wbc", 5, "10*9/L"), coverage=EVERYTHING)


def answer(read: Criteria, facts: Facts = FACTS, *settled: str) -> Answer:
    return screen(LIMITS, read, facts, on=ON, settlements=[settlement(one, "A. Person", "asked") for one in settled])


BLOCKED = criteria(clause("I1", rule="all"), clause("I1.1", LOW), clause("I1.2", OPEN))
PENDING = criteria(clause("I1", OPEN), clause("E1", role="lost"))


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
    assert [step.to_dict() for step in found.next] == [{"obtain": "wait until 2025-09-01", "settles": ["E1"]}]


def test_a_birthday_is_such_a_day() -> None:
    found = answer(criteria(clause("I1", LOW)), person(born="2007-06-20"))
    assert "passes from 2025-06-20" in next(item for item in found.criteria if item.id == "S.age").why


def test_what_time_does_not_change_says_nothing() -> None:
    ever = Concept("condition", "epilepsy", key="epilepsy", windows=(Window("ever"),))
    facts = person(diagnosis("epilepsy", "2019-01-01"), coverage=EVERYTHING)
    assert (
        "passes from"
        not in next(item for item in answer(criteria(clause("E1", ever)), facts).criteria if item.id == "E1").why
    )
