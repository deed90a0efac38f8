"""The table of weights in the documentation is the program's."""

from __future__ import annotations

import re

from support import CHECKOUT

from equipoise.finding.related import FACETS, WEIGHTS
from equipoise.finding.related.weights import LEAST

PAGE = (CHECKOUT / "docs" / "explanation" / "related-trials.md").read_text(encoding="utf-8")


def test_the_documented_weights_are_the_weights() -> None:
    rows = re.findall(r"^\| (\w+) \| ([\d.]+) \| ([\d.]+) \|$", PAGE, re.MULTILINE)
    assert [(name, float(focus), float(overall)) for name, focus, overall in rows] == [
        (facet, WEIGHTS["focus"][facet], WEIGHTS["overall"][facet]) for facet in FACETS
    ]


def test_the_documented_limits_are_the_limits() -> None:
    assert f"less than {LEAST['focus']} (focus) or {LEAST['overall']} (overall)" in PAGE
