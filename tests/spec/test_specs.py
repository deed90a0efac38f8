"""What the grammar understands (`tests/spec/*.md`) and what it must not read into a text (`tests/negative/*.md`).

`pytest tests/spec --spec-update` rewrites the expected blocks from what is read today: look at the difference before
it is committed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import specs
from specs import NEGATIVE, SPECS

from equipoise.criteria import read_criteria

CASES = [case for path in (*SPECS, *NEGATIVE) for case in specs.cases(path)]


def _parameter(case: specs.Case) -> object:
    # strict: a case that is mended must lose its mark
    marks = [] if case.xfail is None else [pytest.mark.xfail(reason=case.xfail, strict=True)]
    return pytest.param(case, id=case.name, marks=marks)


@pytest.mark.parametrize("case", [_parameter(case) for case in CASES])
def test_it_is_read_as_written_down(case: specs.Case) -> None:
    criteria = case.read()
    for block in case.expected:
        if block.info in specs.ACTUAL:
            assert specs.ACTUAL[block.info](criteria) == block.body
        else:
            assert specs.CHECKS[block.info](criteria, block.body) == ""


def test_there_is_enough_to_hold() -> None:
    """A folder that was moved, or a fence that is written differently, would leave nothing to test."""
    assert len([case for case in CASES if case.path in SPECS]) >= 100
    assert len([case for case in CASES if case.path in NEGATIVE]) >= 30


@pytest.mark.parametrize(
    "text",
    [
        "```criterion inclusion\nAge\n```\n",
        "```english\nage\n```\n",
        "```criterion inclusion\nAge\n",
        "```python\n1\n```\n",
    ],
    ids=["nothing expected", "nothing read", "not closed", "another language"],
)
def test_a_file_that_would_not_be_tested_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(specs.SpecError):
        specs.cases(path)


def test_a_pattern_of_what_does_not_exist_is_refused() -> None:
    nothing = read_criteria("")
    for pattern in ("Quantities value=3", "Quantity amount=3", "Concept lupus"):
        with pytest.raises(specs.SpecError):
            specs.never(nothing, pattern)


def test_an_update_keeps_the_prose_and_writes_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "spec.md"
    before = "# Ages\n\n```criterion inclusion\nAged 18 years or older\n```\n\n"
    path.write_text(f"{before}```english\n```\n\nDone.\n")
    specs.update(path)
    assert path.read_text() == f"{before}```english\nage at least 18 years\n```\n\nDone.\n"
    specs.update(path)
    assert [specs.in_english(case.read()) == case.expected[0].body for case in specs.cases(path)] == [True]
