"""The outline held against the hand-made readings and the line-by-line reading of the two reference pages."""

from __future__ import annotations

import json
import re

import pytest
from support import shared

from equipoise.criteria.outline import Clause, outline

pytestmark = pytest.mark.shared

_INK = re.compile(r"[^\W_]")


def _ink(text: str, start: int, end: int) -> frozenset[int]:
    return frozenset(match.start() for match in _INK.finditer(text, start, end))


def _page(name: str) -> str:
    """The eligibility text of a reference page: from its heading to the line before the four closing lines."""
    lines = shared(f"seeds/{name}").read_text(encoding="utf-8").split("\n")
    first = lines.index("Inclusion Criteria")
    return "\n".join(lines[first : lines.index("Sponsors", first) - 4])


def _clauses(text: str) -> dict[str, Clause]:
    return {clause.id: clause for clause in outline(text).clauses}


def test_criteria_are_cut_as_careful_readers_cut_them() -> None:
    """F1 of criteria paired where half of their letters and digits are shared, and the section of those paired."""
    texts = {}
    for line in shared("gold/records_dev.jsonl").read_text(encoding="utf-8").splitlines():
        protocol = json.loads(line)["protocolSection"]
        texts[protocol["identificationModule"]["nctId"]] = protocol["eligibilityModule"]["eligibilityCriteria"]
    hits = wanted = given = right = 0
    for line in shared("gold/readings_dev.jsonl").read_text(encoding="utf-8").splitlines():
        reading = json.loads(line)
        text = texts[reading["nct_id"]]
        free = [clause for clause in outline(text).clauses if not clause.lost]
        wanted, given = wanted + len(reading["criteria"]), given + len(free)
        for criterion in reading["criteria"]:
            gold = _ink(text, criterion["start"], criterion["end"])
            for clause in free:
                mine = _ink(text, *clause.span)
                if 2 * len(gold & mine) >= len(gold | mine):
                    hits += 1
                    right += clause.section == criterion["section"]
                    free.remove(clause)
                    break
    assert 2 * hits / (wanted + given) >= 0.99
    assert right / hits >= 0.99


def test_the_first_page_has_its_outer_and_inner_numbers() -> None:
    text = _page("000_bca57630f6f81437.txt")
    found = _clauses(text)
    inclusion = [
        "I1",
        "I2",
        "I3",
        "I3.1",
        "I3.2",
        "I4",
        "I4.1",
        "I4.2",
        "I4.3",
        "I5",
        "I5.1",
        "I5.2",
        "I6",
        "I6.1",
        "I6.2",
        "I7",
    ]
    assert list(found)[:16] == inclusion
    assert [key for key in found if key.startswith("I7.")] == [f"I7.{n}" for n in range(1, 7)]
    assert [key for key in found if "." not in key and key.startswith("E")] == [f"E{n}" for n in range(1, 14)]
    assert {key for key, clause in found.items() if clause.lost} == {"I1", "E1"}
    rules = {key: clause.children_rule for key, clause in found.items() if clause.children}
    assert rules == {"I3": "any", "I4": "all", "I5": "any", "I6": "any", "I7": "all", "E7": "any"}
    assert [found[key].block for key in ("I2", "I3", "I3.2", "I4.1", "I5", "I6")] == [None, 0, 0, 1, 2, None]
    assert [found[key].population for key in ("I3.1", "I3.2")] == ["Lupus Nephritis", "thrombocytopenia"]
    damaged = {key for key, clause in found.items() if "lost-superscript" in clause.damage}
    assert damaged == {"I3.2", "I7.6", "E7.4"}


def test_the_second_page_has_four_disease_blocks_and_orphan_exclusions() -> None:
    text = _page("004_7b969a7cbe6b0721.txt")
    found = _clauses(text)
    assert list(found)[:12] == [
        "I1",
        "I2",
        "I2.1",
        "I2.1.1",
        "I2.1.2",
        "I2.1.3",
        "I2.2",
        "I2.3",
        "I2.4",
        "I2.5",
        "I3",
        "I4",
    ]
    blocks = {key: clause.block for key, clause in found.items() if clause.section == "inclusion" and "." in key}
    assert {key.split(".")[0]: block for key, block in blocks.items()} == {
        "I2": None,
        "I[2]": 0,
        "I[3]": 1,
        "I[4]": 2,
        "I[5]": 3,
    }
    assert [found[f"I[{n}].1"].population for n in range(2, 6)] == [
        "primary dry syndrome (pSS)",
        "systemic sclerosis",
        "inflammatory myopathy",
        "rheumatoid arthritis",
    ]
    order = list(found)
    assert [key for key in order if key.startswith("I[5].4.3.")] == [f"I[5].4.3.{n}" for n in range(1, 6)]
    assert found["I[5].4"].children_rule == "atleast 3"
    assert found["I[5].4.6"].rule_for == tuple(order.index(f"I[5].4.{n}") for n in (1, 2, 3))
    assert [key for key in order if key.startswith("E")] == ["E1", "E2", "E[2].1", "E[2].2", "E[2].3", "E[3].1"]
    assert all("ambiguous-scope" in clause.damage for clause in found.values() if clause.section == "exclusion")
    assert {problem.code for problem in outline(text).problems} == {
        "missing-item",
        "list-restart",
        "lost-heading",
        "ambiguous-scope",
    }
