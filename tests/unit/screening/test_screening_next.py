"""What to obtain next: the smallest sets of facts that would settle the decision, then what settles parts of it."""

from __future__ import annotations

import pytest
from screening_facts import EVERYTHING, ON, clause, criteria, lab, person, treated

from equipoise.criteria.nodes import And, AtLeast, Concept, Expr, If, Not, Or, Personal, Quantity, Unsupported, Window
from equipoise.dates import Duration
from equipoise.logic import Decision
from equipoise.patient.facts import Facts
from equipoise.screening import Answer, Limits, screen
from equipoise.screening.costs import cost_of

Clauses = list[tuple[str, Expr | None, dict[str, object]]]
Steps = list[tuple[str, list[str]]]

MET = Quantity("wbc", ">", 1, "10*9/L")
FAILED = Quantity("wbc", ">", 9, "10*9/L")
ALT = Quantity("alt", "<", 40, "U/L")
CK = Quantity("ck", "<", 200, "U/L")
LDH = Quantity("ldh", "<", 200, "U/L")
LVEF = Quantity("lvef", ">=", 50, "%")
CLEARANCE = Quantity("creatinine_clearance", ">=", 60, "mL/min")
SIGN = Personal("agreement", "contraception")
HALF_YEAR = (Window("within", Duration(months=6)),)
STENT = "percutaneous coronary intervention"
STENTED = Concept("treatment", STENT, key=STENT, windows=HALF_YEAR)
FACTS = person(lab("wbc", 5, "10*9/L"), coverage=EVERYTHING)

alt, ck, ldh = (
    f"{name} [blood test]" for name in ("alanine aminotransferase", "creatine kinase", "lactate dehydrogenase")
)
lvef = "left ventricular ejection fraction [imaging]"


def answer(clauses: Clauses, facts: Facts = FACTS) -> Answer:
    return screen(Limits("NCT90000001"), criteria(*clauses), facts, on=ON)


def steps(found: Answer) -> Steps:
    listed = found.to_dict()["next"]
    assert isinstance(listed, list)
    assert all(list(step) == ["obtain", "settles"] for step in listed)  # the contract's form, and no more
    return [(step["obtain"], step["settles"]) for step in listed]


def alone(exprs: dict[str, Expr]) -> Clauses:
    return [clause(name, expr) for name, expr in exprs.items()]


@pytest.mark.parametrize(("exprs", "expected"), [
    ({"I1": MET}, []),
    ({"I1": CK}, [(ck, ["I1"])]),
    ({"I1": CK, "I2": CK}, [(ck, ["I1", "I2"])]),
    # Both must be known before such a criterion can hold; either may be enough.
    ({"I1": And((ALT, CK))}, [(f"{alt}; {ck}", ["I1"])]),
    ({"I1": Or((ALT, CK))}, [(alt, ["I1"]), (ck, ["I1"])]),
    ({"E1": And((ALT, CK))}, [(alt, ["E1"]), (ck, ["E1"])]),
    ({"E1": Or((ALT, CK))}, [(f"{alt}; {ck}", ["E1"])]),
    ({"I1": Not(And((ALT, CK)))}, [(alt, ["I1"]), (ck, ["I1"])]),
    (
        {"I1": AtLeast(2, (ALT, CK, LDH))},
        [(f"{alt}; {ck}", ["I1"]), (f"{alt}; {ldh}", ["I1"]), (f"{ck}; {ldh}", ["I1"])],
    ),
    # One fact that settles both is better than two.
    ({"I1": Or((ALT, CK)), "I2": ALT}, [(alt, ["I1", "I2"]), (ck, ["I1"])]),
    ({"I1": Or((ALT, CK)), "I2": Or((CK, LDH))}, [(ck, ["I1", "I2"]), (alt, ["I1"]), (ldh, ["I2"])]),
    # First all that is wanting, the fact with the largest part in it in front; then its parts.
    (
        {"I1": CK, "I2": LVEF, "I3": And((CK, ALT))},
        [(f"{ck}; {alt}; {lvef}", ["I1", "I2", "I3"]), (f"{ck}; {alt}", ["I1", "I3"]), (ck, ["I1"]), (lvef, ["I2"])],
    ),
    # What is computed takes all of its inputs, and one of them may be wanted by itself.
    (
        {"I1": CLEARANCE, "I2": Quantity("weight", ">", 40, "kg")},
        [
            ("body weight [clinician score]; serum creatinine [blood test]", ["I1", "I2"]),
            ("body weight [clinician score]", ["I2"]),
        ],
    ),
    ({"I1": If(CK, ALT)}, [(alt, ["I1"]), (ck, ["I1"])]),  # not asked, or met
    ({"I1": CK, "I2": SIGN, "I3": Unsupported("of good cheer")}, [(ck, ["I1"])]),
])  # fmt: skip
def test_known_answers(exprs: dict[str, Expr], expected: Steps) -> None:
    assert steps(answer(alone(exprs))) == expected


def test_of_a_list_of_alternatives_one_is_enough() -> None:
    found = answer([clause("I1", rule="any"), clause("I1.1", CK), clause("I1.2", And((ALT, LDH)))])
    assert steps(found) == [(ck, ["I1", "I1.1"]), (f"{alt}; {ldh}", ["I1", "I1.2"])]


def test_a_heading_over_items_that_are_all_asked_is_not_named_beside_them() -> None:
    assert steps(answer([clause("I1", rule="all"), clause("I1.1", CK), clause("I1.2", MET)])) == [(ck, ["I1.1"])]


def test_of_two_ways_to_qualify_the_one_with_the_least_wanting_comes_first() -> None:
    found = answer([
        clause("I1", LVEF),
        clause("I2", And((ALT, CK)), block=1, population="the first"),
        clause("I3", LDH, block=2, population="the second"),
    ])  # fmt: skip
    assert found.decision == "pending"
    assert steps(found)[0] == (f"{ldh}; {lvef}", ["I1", "I3"])


@pytest.mark.parametrize(("exprs", "decision"), [
    ({"I1": FAILED, "I2": CK}, "ineligible"),  # no fact changes that
    ({"I1": MET, "I2": SIGN}, "eligible-on-data"),
    ({"I1": Unsupported("of good cheer")}, "review"),
])  # fmt: skip
def test_where_no_fact_would_settle_anything_there_is_nothing_to_obtain(
    exprs: dict[str, Expr], decision: Decision
) -> None:
    found = answer(alone(exprs))
    assert (found.decision, found.next) == (decision, ())


def test_what_time_lifts_is_to_be_waited_for_unless_something_else_stays() -> None:
    stents = (treated(STENT, "2025-02-28", "procedure"), treated(STENT, "2025-04-10", "procedure"))
    facts = person(*stents, lab("wbc", 5, "10*9/L"), coverage=EVERYTHING)
    shorter = Concept("treatment", STENT, key=STENT, windows=(Window("within", Duration(months=3)),))
    lifted: dict[str, Expr] = {"E1": STENTED, "E2": shorter}
    assert steps(answer(alone(lifted), facts)) == [("wait until 2025-10-11", ["E1", "E2"])]
    assert steps(answer(alone({**lifted, "I1": FAILED}), facts)) == []


def test_many_criteria_with_choices_still_give_a_set_that_settles_them_all() -> None:
    exprs: dict[str, Expr] = {
        f"I{number}": Or((Quantity(f"score {number} a", ">", 1, "1"), Quantity(f"score {number} b", ">", 1, "1")))
        for number in range(1, 61)
    }
    first = answer(alone(exprs)).next[0]
    assert len(first.facts) == len(first.settles) == len(exprs)


@pytest.mark.parametrize(("name", "cost"), [
    ("direct bilirubin", "blood test"), ("repeat direct bilirubin", "blood test"), ("HIV test", "blood test"),
    ("left ventricular ejection fraction", "imaging"), ("chest CT", "imaging"), ("kidney biopsy", "procedure"),
    ("epilepsy (complete problem list)", "chart"), ("dates of rituximab", "chart"), ("sex", "question"),
    ("Manual Muscle Testing 8", "clinician score"), ("wait until 2025-09-01", "wait"),
    ("diffusing capacity for carbon monoxide in percent of predicted", "procedure"),
])  # fmt: skip
def test_the_effort(name: str, cost: str) -> None:
    assert cost_of(name) == cost
