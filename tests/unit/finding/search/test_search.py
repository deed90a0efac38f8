"""A search: in which order it answers, page by page, while the library grows, and what it says of a match."""

from __future__ import annotations

import pytest
from finding_records import put, trial

from equipoise.errors import RequestError
from equipoise.finding.essie.tree import Distance
from equipoise.finding.search import RELEVANCE, Decay, Search, Sort, counted, find
from equipoise.finding.search.asking import expression
from equipoise.finding.search.snippets import matched
from equipoise.finding.search.towns import place_named
from equipoise.library.index.record import v2_record
from equipoise.library.index.store import Index
from equipoise.library.store import Library

BY_RELEVANCE = (Sort(RELEVANCE, descending=True),)
ORDERS = [
    (),
    BY_RELEVANCE,
    (Sort.of("StartDate"),),
    (Sort.of("EnrollmentCount"),),
    (Sort.of("LastUpdatePostDate"), Sort.of("EnrollmentCount")),
    (Sort(RELEVANCE, descending=True), Sort.of("StartDate", "asc")),
]


def walk(index: Index, search: Search, size: int = 2) -> list[int]:
    seen: list[int] = []
    token = None
    while True:
        page = find(index, search, size=size, token=token)
        seen.extend(number % 10 for number in page.trials)
        token = page.token
        if token is None:
            return seen


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 2, 5])
def test_a_walk_meets_every_trial_once(index: Index, order: tuple[Sort, ...], size: int) -> None:
    assert sorted(walk(index, Search(sort=order), size)) == [1, 2, 3, 4, 5]


def test_orders(index: Index) -> None:
    assert walk(index, Search()) == [5, 4, 3, 2, 1]
    assert walk(index, Search(sort=(Sort.of("StartDate"),))) == [3, 2, 5, 1, 4]
    assert walk(index, Search(sort=(Sort.of("StartDate", "asc"),))) == [1, 5, 2, 3, 4]
    assert walk(index, Search(sort=(Sort.of("EnrollmentCount"),))) == [2, 1, 4, 5, 3]
    assert walk(index, Search(sort=(Sort.of("LastUpdatePostDate"), Sort.of("EnrollmentCount")))) == [2, 4, 1, 3, 5]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 9])
def test_every_order_counts_the_same_trials_and_only_where_that_is_asked(
    index: Index, order: tuple[Sort, ...], size: int
) -> None:
    lung = Search(terms=(("BasicSearch", expression("lung")),), sort=order)
    assert find(index, lung, size=size, total=True).total == 3
    assert find(index, lung, size=size).total is None
    token = find(index, lung, size=1).token
    assert find(index, lung, size=1, token=token, total=True).total == 3


@pytest.mark.parametrize("order", ORDERS)
def test_a_walk_goes_on_while_the_library_grows(index: Index, library: Library, order: tuple[Sort, ...]) -> None:
    search = Search(sort=order)
    first = find(index, search, size=2)
    put(library, trial(6, "A newcomer about lung cancer", start="2022-06", enrolled=50))
    put(library, trial(1, "Bluestone tablets for lung cancer, amended", updated="2024-06-01"))
    index.follow(library)
    seen = [*first.trials]
    token = first.token
    while token is not None:
        page = find(index, search, size=2, token=token)
        seen.extend(page.trials)
        token = page.token
    met = [number % 10 for number in seen]
    assert len(met) == len(set(met))
    assert {2, 3, 4, 5} <= set(met)


def test_a_change_is_seen_at_once_and_the_old_words_are_gone(index: Index, library: Library) -> None:
    put(library, trial(2, "Now about gout", updated="2025-01-01"))
    assert index.follow(library) == 1
    assert find(index, Search(terms=(("BasicSearch", expression("gout")),)), size=9).trials == (90000002,)
    assert find(index, Search(terms=(("BasicSearch", expression("heart")),)), size=9).trials == ()
    assert find(index, Search(), size=0, total=True).total == 5


def test_words_in_the_title_rank_before_words_in_the_summary(index: Index) -> None:
    ranked = walk(index, Search(terms=(("BasicSearch", expression("lung")),), sort=BY_RELEVANCE))
    assert ranked[-1] == 4
    assert set(ranked) == {1, 3, 4}


def test_nearer_trials_rank_higher_where_that_is_asked(index: Index) -> None:
    around = Distance(59.9, 10.75, 800, "km")
    asked = Search(terms=(("BasicSearch", expression("lung")),), around=around, decay=Decay(), sort=BY_RELEVANCE)
    assert walk(index, asked) == [1, 4]


@pytest.mark.parametrize(("shape", "halfway"), [("exp", 0.5**0.5), ("gauss", 0.5**0.25), ("linear", 0.75)])
def test_decay_falls_to_its_share_at_the_scale(shape: str, halfway: float) -> None:
    decay = Decay(shape, scale=100.0, offset=10.0, decay=0.5)  # type: ignore[arg-type]
    assert decay.factor(5.0) == pytest.approx(1.0)
    assert decay.factor(60.0) == pytest.approx(halfway)
    assert decay.factor(110.0) == pytest.approx(0.5)


@pytest.mark.parametrize("token", ["", "nonsense", "AAAA", "§", "lKVwbGFjZQAAoA"])
def test_a_token_that_was_not_given_is_an_error(index: Index, token: str) -> None:
    if token:
        with pytest.raises(RequestError, match="page token"):
            find(index, Search(), size=2, token=token)
    else:
        assert find(index, Search(), size=2, token=token).trials == (90000005, 90000004)


def test_a_token_of_another_search_is_an_error(index: Index) -> None:
    token = find(index, Search(), size=1).token
    with pytest.raises(RequestError, match="another search"):
        find(index, Search(sort=(Sort.of("StartDate"),)), size=1, token=token)


def test_only_dates_and_numbers_are_sorted_by(index: Index) -> None:
    with pytest.raises(RequestError, match="no field to sort by"):
        Sort.of("BriefTitle")


def test_counts_of_values(index: Index) -> None:
    found = counted(index, Search(terms=(("BasicSearch", expression("lung")),)), ["Phase", "Condition", "LocationCity"])
    assert dict(found["Phase"]) == {"PHASE2": 1, "PHASE3": 1}
    assert dict(found["Condition"]) == {"Lung Cancer": 1, "Neoplasms of the lung": 1, "Hip Fracture": 1}
    assert dict(found["LocationCity"]) == {"Lyon": 1, "Oslo": 2}


def test_a_match_shows_the_words_and_where_they_stand(library: Library) -> None:
    record = v2_record(library.study("NCT90000004"))
    (summary,) = matched(record, (("BasicSearch", expression("lung AND cancer NOT hip")),))
    assert summary.piece == "BriefSummary"
    assert [summary.text[start:end] for start, end in summary.marks] == ["Lung", "Cancer"]


def test_towns_by_name_and_by_coordinates(index: Index, library: Library) -> None:
    view = index.view()
    lyon = place_named(view, "lyon, France", "--near")
    assert [lyon.lat, lyon.lon] == pytest.approx([45.76, 4.84])
    assert place_named(view, "1.5,-2", "--near").lat == 1.5
    with pytest.raises(RequestError, match="no site of the library lies there"):
        place_named(view, "Atlantis", "--near")


def test_a_town_that_could_be_two_is_asked_for_again(index: Index, library: Library) -> None:
    twin = {"city": "Lyon", "country": "Elsewhere", "geoPoint": {"lat": -20.0, "lon": 30.0}}
    put(library, trial(7, "Somewhere else", sites=(twin,)))
    index.follow(library)
    with pytest.raises(RequestError, match="several towns") as error:
        place_named(index.view(), "Lyon", "--near")
    assert "-20.00,30.00" in (error.value.hint or "")
    assert place_named(index.view(), "Lyon, Elsewhere", "--near").lat == -20.0


def test_trials_for_a_described_patient(index: Index) -> None:
    def ranked(text: str) -> list[int]:
        return walk(index, Search(patient=text, sort=BY_RELEVANCE))

    assert ranked("A 40-year-old man with lung cancer.")[0] == 1
    assert 3 not in ranked("A 40-year-old man with lung cancer.")  # which takes women alone
    assert 1 not in ranked("A 70-year-old woman with lung cancer.")  # which takes nobody over 65
    assert ranked("A 9-year-old girl with systemic lupus erythematosus")[0] == 5
    assert ranked("§ 12") == []
