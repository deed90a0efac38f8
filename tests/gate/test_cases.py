"""The screening cases of the reference data, in process: how many are right, and that none is wrong but confident.

Twice: with the seed texts read by hand, which tests the evaluator by itself, and with the texts as the program reads
them. The floors are what was reached: raise them, and lower them only on purpose.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from seeds_by_hand import read_by_hand
from support import shared

from equipoise.criteria import Criteria, read_criteria
from equipoise.patient.fhir import read
from equipoise.screening import limits_of, screen
from equipoise.screening.structured import Limits
from equipoise.study.read import read_one

pytestmark = pytest.mark.shared

Json = dict[str, Any]

# right at least, wrong but confident at most
BY_HAND = (158, 0)
AS_READ = (158, 0)


@dataclass(frozen=True)
class Trial:
    """A seed: what its record limits, and its criteria."""

    limits: Limits
    criteria: Criteria


@cache
def module(path: Path) -> ModuleType:
    """A Python file that lies outside of the packages."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = made
    spec.loader.exec_module(made)
    return made


@cache
def trials(by_hand: bool) -> dict[str, Trial]:
    """Both seeds by their id."""
    found = {}
    for which, path in enumerate(sorted(shared("seeds").glob("*.txt"))):
        study = read_one(path)
        text = study.eligibility.eligibility_criteria or ""
        found[study.nct_id] = Trial(limits_of(study), read_by_hand(text, which) if by_hand else read_criteria(text))
    return found


def answers(by_hand: bool) -> list[Any]:
    """The scorer's result of every case."""
    scorer = module(shared("tools/score_cases.py"))
    folder = shared("gold/cases_dev")
    results = []
    for line in (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        case: Json = json.loads(line)
        trial, on = trials(by_hand)[case["trial"]], date.fromisoformat(case["on"])
        facts = read((folder / case["bundle"]).read_bytes(), on=on, complete=frozenset(case["complete"]))
        anchors: Any = {name: date.fromisoformat(day) for name, day in case["anchors"].items()}
        answer = screen(trial.limits, trial.criteria, facts, on=on, anchors=anchors)
        results.append(scorer.check(case, answer.to_dict()))
    return results


@pytest.mark.parametrize(("by_hand", "floor"), [(True, BY_HAND), (False, AS_READ)], ids=["read by hand", "as read"])
def test_cases_reach_their_floor(by_hand: bool, floor: tuple[int, int]) -> None:
    results = answers(by_hand)
    right, confident = floor
    wrong = [f"{r.case['id']}: {'; '.join(r.notes)[:200]}" for r in results if not r.right]
    assert sum(r.right for r in results) >= right, wrong
    assert sum(r.confident for r in results) <= confident, [r.case["id"] for r in results if r.confident]
