"""The answer: lists of criteria, ways of qualifying, the record's own limits, the JSON of the contract."""

from __future__ import annotations

from typing import Any

import pytest
from screening_facts import EVERYTHING, ON, clause, criteria, day, diagnosis, lab, person

from equipoise.criteria.model import Criteria
from equipoise.criteria.nodes import And, AtLeast, Concept, Expr, If, Personal, Quantity, Relaxed, Unsupported
from equipoise.patient.facts import Facts
from equipoise.screening import Answer, CriterionAnswer, Limits, screen

YES = Quantity("wbc", ">", 1, "10*9/L")
NO = Quantity("wbc", ">", 9, "10*9/L")
OPEN = Quantity("ck", ">", 9, "U/L")
ASK = Personal("judgement", "in the opinion of the investigator")
SIGN = Personal("agreement", "contraception")
LUPUS = Concept("condition", "systemic lupus erythematosus", key="systemic lupus erythematosus")
ARTHRITIS = Concept("condition", "rheumatoid arthritis", key="rheumatoid arthritis")
FACTS = person(lab("wbc", 5, "10*9/L"), diagnosis("systemic lupus erythematosus"), coverage=EVERYTHING)
LIMITS = Limits("NCT90000001")


def answer(read: Criteria, facts: Facts = FACTS, limits: Limits = LIMITS) -> Answer:
    return screen(limits, read, facts, on=ON)


def line(given: Answer, name: str) -> CriterionAnswer:
    return next(item for item in given.criteria if item.id == name)


def effects(given: Answer) -> dict[str, str]:
    return {item.id: item.effect for item in given.criteria if not item.id.startswith("S.")}


@pytest.mark.parametrize(("name", "expr", "truth", "effect"), [
    ("I1", YES, "true", "pass"), ("I1", NO, "false", "block"), ("I1", OPEN, "unknown", "open"),
    ("E1", YES, "true", "block"), ("E1", NO, "false", "pass"), ("E1", OPEN, "unknown", "open"),
    ("I1", If(NO, NO), "not-applicable", "pass"), ("E1", If(NO, YES), "not-applicable", "pass"),
])  # fmt: skip
def test_effects(name: str, expr: Expr, truth: str, effect: str) -> None:
    found = line(answer(criteria(clause(name, expr))), name)
    assert (found.truth, found.effect) == (truth, effect)


@pytest.mark.parametrize(("exprs", "decision"), [
    ([YES], "eligible-on-data"), ([YES, ASK], "eligible-on-data"), ([YES, SIGN], "eligible-on-data"),
    ([YES, OPEN], "pending"), ([OPEN, Unsupported("x")], "pending"), ([YES, Unsupported("x")], "review"),
    ([Relaxed(NO), ASK], "review"), ([NO, OPEN, Unsupported("x")], "ineligible"),
])  # fmt: skip
def test_decisions(exprs: list[Expr], decision: str) -> None:
    read = criteria(*(clause(f"I{place}", expr) for place, expr in enumerate(exprs, 1)))
    assert answer(read).decision == decision


def test_a_lost_item_always_shows_and_never_decides() -> None:
    found = answer(criteria(clause("E1", role="lost"), clause("E2", NO)))
    lost = line(found, "E1")
    assert found.decision == "eligible-on-data"
    assert (lost.quote, lost.effect, lost.open_because, lost.sign_off) == ("", "open", ("damaged",), True)


def test_definitions_notes_and_rules_ask_nothing() -> None:
    read = criteria(clause("I1", NO, role="definition"), clause("I2", NO, role="note"), clause("I3", NO, role="rule"))
    assert answer(read).decision == "eligible-on-data"
    assert line(answer(read), "I1").truth == "false"


# Lists


def test_each_item_of_a_list_of_requirements_stands_by_itself() -> None:
    read = criteria(clause("I1", rule="all"), clause("I1.1", YES), clause("I1.2", NO), clause("I1.3", OPEN))
    found = answer(read)
    assert effects(found) == {"I1": "block", "I1.1": "pass", "I1.2": "block", "I1.3": "open"}


@pytest.mark.parametrize(("rule", "items", "expected"), [
    ("any", [YES, NO], {"I1": "pass", "I1.1": "pass", "I1.2": "pass"}),
    ("any", [OPEN, NO], {"I1": "open", "I1.1": "open", "I1.2": "pass"}),
    ("any", [NO, NO], {"I1": "block", "I1.1": "block", "I1.2": "block"}),
    ("atleast 2", [YES, YES, NO], {"I1": "pass", "I1.1": "pass", "I1.2": "pass", "I1.3": "pass"}),
    ("atleast 2", [YES, NO, NO], {"I1": "block", "I1.1": "pass", "I1.2": "block", "I1.3": "block"}),
    ("atleast 2", [YES, OPEN, NO], {"I1": "open", "I1.1": "pass", "I1.2": "open", "I1.3": "pass"}),
])  # fmt: skip
def test_alternatives_weigh_no_more_than_their_list(rule: str, items: list[Expr], expected: dict[str, str]) -> None:
    kids = (clause(f"I1.{place}", expr) for place, expr in enumerate(items, 1))
    assert effects(answer(criteria(clause("I1", rule=rule), *kids))) == expected


def test_none_of_the_following() -> None:
    read = criteria(clause("I1", rule="none"), clause("I1.1", NO), clause("I1.2", NO))
    assert answer(read).decision == "eligible-on-data"
    read = criteria(clause("I1", rule="none"), clause("I1.1", NO), clause("I1.2", YES))
    assert line(answer(read), "I1").effect == "block"


def test_a_parents_own_words_count_beside_its_items() -> None:
    read = criteria(clause("I1", NO, rule="any"), clause("I1.1", YES))
    assert line(answer(read), "I1").effect == "block"
    read = criteria(clause("I1", YES, rule="all"), clause("I1.1", NO))
    assert effects(answer(read)) == {"I1": "pass", "I1.1": "block"}


def test_any_item_of_a_list_of_exclusions_excludes() -> None:
    read = criteria(clause("E1", rule="any"), clause("E1.1", NO), clause("E1.2", YES))
    assert effects(answer(read)) == {"E1": "block", "E1.1": "pass", "E1.2": "block"}
    read = criteria(clause("E1", rule="all"), clause("E1.1", NO), clause("E1.2", YES))
    assert answer(read).decision == "eligible-on-data"


def test_an_exclusion_with_words_of_its_own_above_a_list_is_read_both_ways() -> None:
    both = criteria(clause("E1", YES, rule="any"), clause("E1.1", YES))
    assert answer(both).decision == "ineligible"
    neither = criteria(clause("E1", NO, rule="any"), clause("E1.1", NO))
    assert answer(neither).decision == "eligible-on-data"
    one = answer(criteria(clause("E1", NO, rule="any"), clause("E1.1", YES)))
    assert one.decision == "review"
    assert effects(one) == {"E1": "open", "E1.1": "open"}


# Ways of qualifying

WAYS = (
    clause("I1", YES),
    clause("I2", LUPUS, block=0, population="lupus"),
    clause("I3", YES, block=0, population="lupus"),
    clause("I4", ARTHRITIS, block=1, population="rheumatoid arthritis"),
    clause("I5", NO, block=1, population="rheumatoid arthritis"),
)


def test_one_population_is_enough_and_the_others_do_not_apply() -> None:
    found = answer(criteria(*WAYS))
    assert (found.decision, found.through) == ("eligible-on-data", ("lupus",))
    assert (line(found, "I4").truth, line(found, "I4").effect) == ("not-applicable", "pass")
    assert line(found, "I5").effect == "pass"


def test_where_every_population_fails_their_entries_block() -> None:
    nobody = person(lab("wbc", 5, "10*9/L"), diagnosis("epilepsy"), coverage=EVERYTHING)
    found = answer(criteria(*WAYS), nobody)
    assert (found.decision, found.through) == ("ineligible", ())
    assert effects(found) == {"I1": "pass", "I2": "block", "I3": "pass", "I4": "block", "I5": "pass"}


def test_of_a_population_that_the_patient_has_its_own_failure_blocks() -> None:
    arthritic = person(lab("wbc", 5, "10*9/L"), diagnosis("rheumatoid arthritis"), coverage=EVERYTHING)
    found = answer(criteria(*WAYS), arthritic)
    assert found.decision == "ineligible"
    assert (line(found, "I4").effect, line(found, "I5").effect) == ("pass", "block")


def test_the_most_favourable_population_decides() -> None:
    both = person(
        lab("wbc", 5, "10*9/L"),
        diagnosis("systemic lupus erythematosus"),
        diagnosis("rheumatoid arthritis"),
        coverage=EVERYTHING,
    )
    found = answer(criteria(*WAYS[:4], clause("I5", OPEN, block=1, population="rheumatoid arthritis")), both)
    assert (found.decision, found.through) == ("eligible-on-data", ("lupus",))


def test_an_exclusion_of_one_population_touches_only_those_who_qualify_through_it() -> None:
    scoped = criteria(*WAYS, clause("E1", YES, block=1, population="rheumatoid arthritis"))
    assert answer(scoped).decision == "eligible-on-data"
    own = criteria(*WAYS, clause("E1", YES, block=0, population="lupus"))
    assert line(answer(own), "E1").effect == "block"


@pytest.mark.parametrize(("expr", "effect", "decision"), [(YES, "open", "review"), (NO, "pass", "eligible-on-data")])
def test_an_exclusion_whose_scope_is_lost_is_open_where_that_matters(expr: Expr, effect: str, decision: str) -> None:
    found = answer(criteria(*WAYS, clause("E1", expr, damage=("ambiguous-scope",))))
    assert found.decision == decision
    assert line(found, "E1").effect == effect
    assert line(found, "E1").open_because == (("damaged",) if effect == "open" else ())


# The record's own limits


@pytest.mark.parametrize(("born", "effect"), [
    ("2007-06-16", "pass"), ("2007-06-17", "block"), ("1959-06-17", "pass"), ("1959-06-16", "block"), (None, "open"),
])  # fmt: skip
def test_age_limits(born: str | None, effect: str) -> None:
    limits = Limits("NCT90000001", (18, "a"), (65, "a"))
    found = answer(criteria(clause("I1", YES)), person(lab("wbc", 5, "10*9/L"), born=born), limits)
    assert line(found, "S.age").effect == effect


def test_sex_and_healthy_volunteers() -> None:
    limits = Limits("NCT90000001", sex="MALE", healthy_volunteers=False)
    found = answer(criteria(clause("I1", YES)), FACTS, limits)
    assert line(found, "S.sex").effect == "block"
    assert line(found, "S.healthy").effect == "pass"
    healthy = answer(criteria(clause("I1", YES)), person(lab("wbc", 5, "10*9/L")), limits)
    assert line(healthy, "S.healthy").effect == "open"


@pytest.mark.parametrize(("born", "effect", "because"), [
    ("1980-01-01", "pass", ()), ("1957-01-01", "open", ("damaged",)), ("1940-01-01", "block", ()),
])  # fmt: skip
def test_where_text_and_record_differ_a_patient_between_them_is_open(
    born: str, effect: str, because: tuple[str, ...]
) -> None:
    limits = Limits("NCT90000001", (18, "a"), (65, "a"))
    text = And((Quantity("age", ">=", 18, "a"), Quantity("age", "<=", 70, "a")))
    found = answer(criteria(clause("I1", text)), person(born=born, coverage=EVERYTHING), limits)
    assert "conflict" in {finding.code for finding in found.findings}
    for name in ("S.age", "I1"):
        assert (line(found, name).effect, line(found, name).open_because) == (effect, because)


def test_no_conflict_where_they_say_the_same() -> None:
    limits = Limits("NCT90000001", (18, "a"), (70, "a"))
    text = And((Quantity("age", ">", 17, "a"), Quantity("age", "<", 71, "a")))
    assert answer(criteria(clause("I1", text)), FACTS, limits).findings == ()


def test_a_recruiting_trial_that_was_to_end_is_stale() -> None:
    limits = Limits("NCT90000001", recruiting=True, completion=day("2025-06-15"))
    assert [finding.code for finding in answer(criteria(clause("I1", YES)), FACTS, limits).findings] == ["stale-status"]


# The contract's form


def test_the_answer_is_the_contracts_json() -> None:
    read = criteria(clause("I1", OPEN), clause("I2", OPEN), clause("E1", role="lost"))
    made: dict[str, Any] = answer(read).to_dict()
    assert list(made) == ["trial", "patient", "on", "decision", "through", "criteria", "findings", "next"]
    assert (made["on"], made["decision"], made["through"]) == ("2025-06-16", "pending", [])
    first = next(item for item in made["criteria"] if item["id"] == "I1")
    assert list(first) == [
        "id", "section", "quote", "start", "end", "population", "truth", "effect", "open_because", "sign_off", "why",
        "evidence", "missing",
    ]  # fmt: skip
    assert first["quote"] == read.text[first["start"] : first["end"]]
    assert first["missing"] == ["creatine kinase"]
    structured = next(item for item in made["criteria"] if item["id"] == "S.age")
    assert (structured["start"], structured["end"], structured["section"]) == (None, None, "structured")
    assert made["next"] == [{"obtain": "creatine kinase [blood test]", "settles": ["I1", "I2"]}]


def test_every_fact_that_why_mentions_is_in_the_evidence() -> None:
    read = criteria(clause("I1", And((YES, LUPUS))), clause("E1", ARTHRITIS), clause("I2", OPEN))
    for item in answer(read).criteria:
        for shown in item.evidence:
            assert shown.shown() in item.why
        for name in ("5 10*9/L", "systemic lupus erythematosus,"):
            assert (name in item.why) <= any(shown.shown().startswith(name.rstrip(",")) for shown in item.evidence)


def test_under_none_of_the_following_what_is_true_blocks() -> None:
    found = answer(criteria(clause("I1", rule="none"), clause("I1.1", LUPUS), clause("I1.2", ARTHRITIS)))
    assert [(item.truth, item.effect) for item in (line(found, name) for name in ("I1", "I1.1", "I1.2"))] == [
        ("false", "block"), ("true", "block"), ("false", "pass"),
    ]  # fmt: skip


def test_under_none_of_the_following_a_condition_that_is_unknown_leaves_open() -> None:
    found = answer(criteria(clause("I1", rule="none"), clause("I1.1", If(OPEN, NO)), clause("I1.2", If(OPEN, YES))))
    assert (line(found, "I1").truth, line(found, "I1").effect) == ("unknown", "open")


def test_at_least_two_of_a_list_that_has_fewer_is_damaged() -> None:
    found = line(answer(criteria(clause("I1", rule="atleast 2"), clause("I1.1", LUPUS))), "I1")
    assert (found.effect, found.open_because) == ("open", ("damaged",))


def test_what_is_not_applicable_is_not_one_of_two_that_are_counted() -> None:
    for expr in (AtLeast(2, (If(NO, YES), If(NO, YES))), AtLeast(2, (If(NO, YES), YES))):
        assert line(answer(criteria(clause("I1", expr))), "I1").truth == "false"
