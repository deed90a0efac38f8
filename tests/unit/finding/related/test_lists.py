"""The two lists over an index of a few invented trials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from index_in_memory import view_of

from equipoise.finding.related import FACETS, WEIGHTS, Atoms, related, subject_of
from equipoise.finding.related.lists import total
from equipoise.finding.related.model import Agreement
from equipoise.library.index.store import View


def record(number: int, title: str, *conditions: str, drugs: Sequence[str] = (), summary: str = "") -> dict[str, Any]:
    return {
        "protocolSection": {
            "identificationModule": {"nctId": f"NCT{number:08}", "briefTitle": title},
            "descriptionModule": {"briefSummary": summary},
            "conditionsModule": {"conditions": [*conditions]},
            "armsInterventionsModule": {"interventions": [{"name": name} for name in drugs]},
            "eligibilityModule": {"minimumAge": "18 Years"},
        }
    }


CAR_T, CAR_NK, ANTIBODY, LYMPHOMA, PILLS, KNEE = range(90_000_001, 90_000_007)
TRIALS = {
    CAR_T: record(CAR_T, "CD19 CAR-T Cells in Refractory Lupus", "Systemic Lupus Erythematosus"),
    CAR_NK: record(CAR_NK, "CD19 CAR-NK Cells in Myositis", "Dermatomyositis"),
    ANTIBODY: record(ANTIBODY, "Inebilizumab in Sclerosis of the Skin", "Systemic Sclerosis", drugs=["Inebilizumab"]),
    LYMPHOMA: record(LYMPHOMA, "Chemotherapy for Lymphoma", "Lymphoma", drugs=["Doxorubicin"]),
    PILLS: record(PILLS, "Tablets for Lupus", "Systemic Lupus Erythematosus", drugs=["Hydroxychloroquine"]),
    KNEE: record(KNEE, "Knee Braces After a Fall", "Knee Injury", drugs=["Brace"]),
} | {number: record(number, f"Unlike number {number}", "Caries") for number in range(90_000_010, 90_000_040)}


def unread(_: Sequence[int]) -> Mapping[int, Atoms]:
    return {}


@pytest.fixture(scope="module")
def view() -> View:
    return view_of(TRIALS.values())


def test_one_target_brings_cells_and_antibodies_near_with_the_reason(view: View) -> None:
    found = related(view, subject_of(CAR_T, TRIALS[CAR_T]), atoms_of=unread, size=5)
    focus = {each.number: each for each in found.focus}
    assert {CAR_NK, ANTIBODY, PILLS} <= focus.keys()
    assert "CD19" in focus[CAR_NK].facets["mechanism"].words
    assert "CD19" in focus[ANTIBODY].facets["mechanism"].words
    assert focus[CAR_NK].facets["mechanism"].score > focus[ANTIBODY].facets["mechanism"].score > 0
    assert focus[PILLS].facets["conditions"].words == ("systemic lupus erythematosus",)


def test_no_trial_is_in_both_lists_or_its_own_relative(view: View) -> None:
    for number in (CAR_T, LYMPHOMA):
        found = related(view, subject_of(number, TRIALS[number]), atoms_of=unread, size=2)
        numbers = [each.number for each in (*found.focus, *found.overall)]
        assert len(numbers) == len(set(numbers))
        assert number not in numbers


def test_lists_are_in_order_and_scores_between_0_and_1(view: View) -> None:
    found = related(view, subject_of(CAR_T, TRIALS[CAR_T]), atoms_of=unread, size=5)
    for each in (found.focus, found.overall):
        assert [one.total for one in each] == sorted((one.total for one in each), reverse=True)
        assert all(0 <= one.total <= 1 for one in each)
        assert all(0 <= facet.score <= 1 for one in each for facet in one.facets.values())


def test_a_trial_like_no_other_has_no_relatives(view: View) -> None:
    stranger = record(90_000_099, "Zugzwang")
    found = related(view, subject_of(90_000_099, stranger), atoms_of=unread, size=5)
    assert (found.focus, found.overall) == ((), ())


def test_an_empty_index_and_an_empty_record_give_empty_lists() -> None:
    empty = {"protocolSection": {"identificationModule": {"nctId": "NCT90000001"}}}
    assert related(view_of([]), subject_of(CAR_T, TRIALS[CAR_T]), atoms_of=unread, size=5).focus == ()
    assert related(view_of([empty]), subject_of(CAR_T, empty), atoms_of=unread, size=5).overall == ()


def test_criteria_count_where_both_trials_have_been_read(view: View) -> None:
    read: Mapping[int, Atoms] = {CAR_T: {"sledai low": 1.0}, CAR_NK: {"sledai low": 1.0}, PILLS: {"uvea": 1.0}}
    subject = subject_of(CAR_T, TRIALS[CAR_T])
    found = related(view, subject, atoms_of=lambda _: read, size=5)
    facets = {each.number: each.facets for each in (*found.focus, *found.overall)}
    assert facets[CAR_NK]["criteria"] == Agreement(1.0, ("sledai low",))
    assert facets[PILLS]["criteria"].score == 0.0
    assert "criteria" not in facets[ANTIBODY]


def test_words_of_a_record_are_only_words() -> None:
    hostile = record(90_000_001, 'AREA[x]" OR * \\ {{7*7}} "', "'; DROP TABLE trial; --")
    found = related(view_of([hostile, TRIALS[PILLS]]), subject_of(90_000_001, hostile), atoms_of=unread, size=5)
    assert PILLS not in {each.number for each in found.focus}


def test_every_list_weighs_every_facet_and_a_total_is_a_mean() -> None:
    for weights in WEIGHTS.values():
        assert tuple(weights) == FACETS
        assert all(weight >= 0 for weight in weights.values())
    weights = WEIGHTS["focus"]
    assert total({"conditions": Agreement(0.4), "mechanism": Agreement(0.4)}, weights) == pytest.approx(0.4)
    assert total({}, weights) == 0.0
