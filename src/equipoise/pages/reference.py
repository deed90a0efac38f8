"""The reference page of the pages' fields (docs/reference/pages.md), made from their own descriptions.

python -m equipoise.pages.reference > docs/reference/pages.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby

from equipoise.pages.compare import ComparePage
from equipoise.pages.criteria import CoveragePage, CriteriaPage
from equipoise.pages.described import described
from equipoise.pages.filling import Filling
from equipoise.pages.formula import ComputedPage, FormulaPage
from equipoise.pages.home import HomePage
from equipoise.pages.log import CheckedPage, ConsortPage
from equipoise.pages.match import MatchPage, SincePage
from equipoise.pages.problem import ProblemPage
from equipoise.pages.related import RelatedPage
from equipoise.pages.search import SearchPage
from equipoise.pages.trial import TrialPage
from equipoise.pages.verdict import VerdictPage

PAGES: tuple[tuple[type, str], ...] = (
    (TrialPage, "`equipoise show --format json` and `/trials/{id}.json`"),
    (SearchPage, "`equipoise search --format json`"),
    (RelatedPage, "`equipoise related --format json`"),
    (ComparePage, "`equipoise compare --format json`"),
    (CriteriaPage, "`equipoise criteria --format json`"),
    (CoveragePage, "`equipoise criteria --coverage --format json`"),
    (VerdictPage, "the table of `equipoise screen`"),
    (MatchPage, "`equipoise match --format json`"),
    (SincePage, "`equipoise match --since DATE --format json`"),
    (CheckedPage, "`equipoise log verify --format json`"),
    (ConsortPage, "`equipoise log consort --format json`"),
    (Filling, "`equipoise ingest --format json` and `equipoise fetch --format json`"),
    (FormulaPage, "`equipoise formula NAME --format json`"),
    (ComputedPage, "`equipoise formula NAME --inputs … --format json`"),
    (HomePage, "the web's first page"),
    (ProblemPage, "an error of the web, as JSON where JSON was asked for"),
)
"""The pages, and where each is seen."""

_INTRODUCTION = """\
# The pages and their fields

Each page is described once, and the description feeds the HTML, the terminal and the JSON. This page is made from it.
The JSON of `equipoise screen` has a form of its own, which stands in [screening](screening.md).
"""


def as_markdown() -> str:
    """The whole page."""
    return "\n".join([_INTRODUCTION, *_sections()])


def _sections() -> Iterator[str]:
    shown: set[type] = set()
    for page, seen in PAGES:
        yield f"## {page.__name__}\n\n{page.__doc__} Seen in {seen}.\n"
        for owner, found in groupby(described(page), key=lambda each: each.owner):
            if owner in shown:
                continue
            shown.add(owner)
            if owner is not page:
                yield f"### {owner.__name__}\n\n{owner.__doc__}\n"
            rows = [f"| `{each.name}` | {each.about.words} |" for each in found]
            yield "\n".join(["| field | what it holds |", "| --- | --- |", *rows, ""])


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
