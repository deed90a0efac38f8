"""The benchmark's own measures, on rankings reckoned by hand."""

from __future__ import annotations

import pytest
from retrieval_measures import interval, ndcg, precision, recall

GRADES = {"a": 2, "b": 1, "c": 0, "d": 2}


def test_ndcg_by_hand() -> None:
    # Gains 1, 0, 2 at discounts 1, 1.58496, 2; the best order is 2, 2, 1.
    assert ndcg(["b", "c", "a"], GRADES) == pytest.approx((1 + 2 / 2) / (2 + 2 / 1.5849625 + 1 / 2))
    assert ndcg(["a", "d", "b"], GRADES) == pytest.approx(1.0)


def test_what_nobody_judged_takes_a_place_and_gains_nothing() -> None:
    assert ndcg(["x", "a"], {"a": 2}) == pytest.approx(1 / 1.5849625)


def test_ndcg_looks_no_deeper_than_asked() -> None:
    assert ndcg(["x", "y", "a"], GRADES, depth=2) == 0.0
    # Of the ideal order too, only the first places count.
    assert ndcg(["a"], GRADES, depth=1) == pytest.approx(1.0)


def test_nothing_relevant_is_no_gain() -> None:
    assert ndcg(["c"], {"c": 0}) == 0.0
    assert recall(["c"], {"c": 0}) == 0.0


def test_precision_counts_missing_places_as_misses() -> None:
    assert precision(["a", "c", "b"], GRADES, depth=10) == pytest.approx(0.2)
    assert precision(["a", "c", "b"], GRADES, depth=2, least=2) == pytest.approx(0.5)


def test_recall() -> None:
    assert recall(["a", "x", "b"], GRADES) == pytest.approx(2 / 3)
    assert recall(["a", "x", "b"], GRADES, depth=1) == pytest.approx(1 / 3)


def test_interval_holds_the_mean_and_shrinks_with_agreement() -> None:
    low, high = interval([0.0, 1.0] * 20)
    assert low < 0.5 < high
    assert interval([0.3] * 20) == pytest.approx((0.3, 0.3))
    assert interval([0.0, 1.0] * 20) == (low, high)
