"""The page about decisions and absence says what the tables say."""

from __future__ import annotations

from typing import get_args

from support import CHECKOUT

from equipoise.logic import ABSENCE_INSIDE_COVERAGE, DECISIONS, Reason, absence

PAGE = (CHECKOUT / "docs/explanation/decisions-and-absence.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    """The rows of the first table after a heading."""
    after = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    table = [line for line in after.splitlines() if line.startswith("|")]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in table[2:]]


def test_the_absence_table_is_the_programs() -> None:
    said = {row[0]: (row[2], row[3]) for row in rows("When silence means no")}
    assert said == {
        kind: (inside.value, absence(kind, covered=False).value) for kind, inside in ABSENCE_INSIDE_COVERAGE.items()
    }


def test_every_decision_and_every_reason_has_its_line() -> None:
    assert {row[0] for row in rows("The four decisions")} == set(DECISIONS)
    for reason in get_args(Reason):
        assert f"| `{reason}` |" in PAGE
