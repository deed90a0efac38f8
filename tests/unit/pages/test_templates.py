"""Every field of a page is described, and everything that a page holds is shown: in HTML, in the terminal, as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from io import StringIO
from itertools import count
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from rich.console import Console

from equipoise.cli.criteria import print_criteria
from equipoise.cli.trial import print_trial
from equipoise.cli.verdict import print_verdict
from equipoise.pages.criteria import CriteriaPage
from equipoise.pages.described import described, labelled, to_data, to_json
from equipoise.pages.home import HomePage
from equipoise.pages.html import environment, render
from equipoise.pages.problem import ProblemPage
from equipoise.pages.reference import PAGES
from equipoise.pages.trial import SECTIONS, TrialPage
from equipoise.pages.verdict import VerdictPage

NUMBERS = count(70_001)
FIXED: dict[str, Any] = {"section": "inclusion", "depth": 1, "sign": "?"}
"""Fields that say where something is shown, and not what."""


def filled(hint: Any) -> Any:
    """A value of the type in which every text and number is its own: `token70007`, 70008."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return filled(inner[0])
    if origin in (Union, UnionType):
        return filled(next(each for each in inner if each is not NoneType))
    if origin is tuple:
        return (filled(inner[0]), filled(inner[0]))
    if origin is dict:
        return {}
    if origin is Literal:
        return inner[0]
    if is_dataclass(hint):
        assert isinstance(hint, type)
        hints = get_type_hints(hint, include_extras=True)
        return hint(**{each.name: FIXED.get(each.name, filled(hints[each.name])) for each in fields(hint)})
    if hint is bool:
        return False
    return next(NUMBERS) if hint is int else f"token{next(NUMBERS)}"


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text and number of a page, with where it stands."""
    if isinstance(value, tuple):
        for place, each in enumerate(value):
            yield from leaves(each, f"{path}[{place}]")
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from leaves(getattr(value, each.name), f"{path}.{each.name}")
    elif (isinstance(value, str) and value.startswith("token")) or (isinstance(value, int) and value > 70_000):
        yield path, str(value)


def missing(page: Any, shown: str, *, but: str = "$^") -> list[str]:
    """Where the values stand that are not shown."""
    plain = shown.replace(",", "")
    return [path for path, token in leaves(page) if token not in plain and not re.search(but, path)]


def terminal(width: int = 400) -> tuple[Console, StringIO]:
    out = StringIO()
    return Console(file=out, width=width, markup=False, emoji=False, highlight=False), out


@pytest.mark.parametrize("page", [page for page, _ in PAGES], ids=lambda page: page.__name__)
def test_every_field_is_described(page: type) -> None:
    found = list(described(page))
    assert found
    for each in found:
        assert each.about.words, f"{each.owner.__name__}.{each.name}"
        assert not each.about.words.endswith(".")
        assert each.owner.__doc__


def test_the_sections_are_the_fields_of_the_page_in_their_order() -> None:
    names = [each.name for each in fields(TrialPage)]
    keys = [section.key for section in SECTIONS]
    assert names[names.index(keys[0]) :] == keys
    shown = environment().get_template("sections.html").module
    assert all(callable(getattr(shown, key)) for key in keys)


def test_all_that_a_trial_s_page_holds_is_in_its_html() -> None:
    page = filled(TrialPage)
    assert missing(page, render("trial.html", page)) == []


def test_a_section_that_states_nothing_says_so() -> None:
    page = replace(filled(TrialPage), empty={"countries": "The text of the section is lost."})
    html = render("trial.html", page)
    assert "The text of the section is lost." in html
    assert page.countries.now[0] not in html


def test_all_that_a_trial_s_page_holds_is_printed_but_what_the_web_has_for_its_readers() -> None:
    """The terminal leaves out long descriptions of outcomes, the groups of an intervention, and the raw text."""
    out, written = terminal()
    page = filled(TrialPage)
    print_trial(out, page)
    left_out = (
        r"shares|\.text$|outcome_measures.*description|interventions.*groups|outcomes.*population$|remarks|\.note$|\.kind$"
        r"|outcomes\[\d\]\.(time_frame|description)"
    )
    assert missing(page, written.getvalue(), but=left_out) == []


def test_all_that_a_list_s_page_holds_is_in_its_html() -> None:
    page = replace(filled(HomePage), page=2, pages=3)
    html = render("home.html", page)
    assert missing(page, html, but=r"\.total$") == []
    assert 'rel="prev"' in html
    assert 'rel="next"' in html


def test_all_that_a_problem_s_page_holds_is_in_its_html() -> None:
    page = filled(ProblemPage)
    assert missing(page, render("problem.html", page)) == []


def test_all_that_a_page_of_criteria_holds_is_printed() -> None:
    out, written = terminal()
    page = filled(CriteriaPage)
    print_criteria(out, page)
    assert missing(page, written.getvalue(), but="shares|remarks|missed") == []


def test_all_that_a_verdict_holds_is_printed() -> None:
    out, written = terminal()
    page = filled(VerdictPage)
    print_verdict(out, page)
    assert missing(page, written.getvalue(), but=r"original|facts|because") == []


def test_labels_stand_beside_the_values_that_are_stated() -> None:
    page = filled(TrialPage)
    assert [label for label, _ in labelled(page.basic_information)][:3] == ["Status", "But", "Why it stopped"]
    nothing = replace(page.basic_information, status=None)
    assert "Status" not in [label for label, _ in labelled(nothing)]
    assert labelled(page.conditions)[0].value == "; ".join(page.conditions.conditions)


def test_a_page_is_plain_data() -> None:
    page = filled(TrialPage)
    data = to_data(page)
    assert list(data) == [each.name for each in fields(TrialPage)]
    assert to_json(page).startswith(b'{"nct_id":"token')


def test_what_has_no_place_on_a_page_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        to_json(replace(filled(ProblemPage), hint=object()))
