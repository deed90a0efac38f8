"""Code words, running text and limits in plain words."""

from __future__ import annotations

import pytest

from equipoise.criteria.coverage import Coverage, Shares
from equipoise.pages.criteria import coverage_words, rule_words
from equipoise.pages.eligibility import age_words, healthy_words, sex_words
from equipoise.pages.prose import Block, prose, unescaped
from equipoise.pages.words import count_of, phases, plain, yes_no
from equipoise.study.design import Eligibility
from equipoise.study.values import Age


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("NOT_YET_RECRUITING", "Not yet recruiting"),
        ("SINGLE_GROUP", "Single group"),
        ("NA", "Not applicable"),
        ("PHASE2", "Phase 2"),
        ("EARLY_PHASE1", "Early phase 1"),
        ("NOT COMPLETED", "Not completed"),
        ("NIH", "NIH"),
        ("Something the sponsor wrote", "Something the sponsor wrote"),
        ("PD-1", "PD-1"),
        (None, None),
    ],
)
def test_code_words_are_written_as_people_do(code: str | None, words: str | None) -> None:
    assert plain(code) == words


def test_phases_join_and_none_is_none() -> None:
    assert phases(("PHASE1", "PHASE2")) == "Phase 1/Phase 2"
    assert phases(()) is None


def test_yes_no_and_counts() -> None:
    assert (yes_no(True), yes_no(False), yes_no(None)) == ("Yes", "No", None)
    assert (count_of(1, "trial"), count_of(2_000, "trial")) == ("1 trial", "2,000 trials")
    assert count_of(2, "criterion", "criteria") == "2 criteria"


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        (None, []),
        ("  \n \n", []),
        ("One line.", [("paragraph", ["One line."])]),
        ("Wrapped by\n      hand.\n\nNext.", [("paragraph", ["Wrapped by hand."]), ("paragraph", ["Next."])]),
        ("Of these:\n\n* a\n* b\n  goes on", [("paragraph", ["Of these:"]), ("list", ["a", "b goes on"])]),
        ("1. first\r\n2. second", [("list", ["1. first", "2. second"])]),
        ("-5 is no item", [("paragraph", ["-5 is no item"])]),
        ("p \\< 0.05 and 10\\^9", [("paragraph", ["p < 0.05 and 10^9"])]),
    ],
)
def test_running_text_becomes_paragraphs_and_lists(text: str | None, blocks: list[tuple[str, list[str]]]) -> None:
    assert [(block.kind, list(block.lines)) for block in prose(text)] == blocks


def test_prose_loses_no_word() -> None:
    text = "Before:\n * one\n\n * two\n\n   more of two?\n\n3) three\nand on\n\nAfter."
    words = " ".join(line for block in prose(text) for line in block.lines).split()
    assert words == [word for word in text.split() if word != "*"]
    assert all(isinstance(block, Block) for block in prose(text))


def test_only_markdown_s_own_signs_are_unescaped() -> None:
    assert unescaped(r"\>\=\[a\] C:\new") == r">=[a] C:\new"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ("18 Years", "70 Years", "18 Years to 70 Years"),
        ("18 Years", None, "18 Years and older"),
        ("N/A", "6 Months", "up to 6 Months"),
        ("N/A", "N/A", "no limit"),
        (None, None, None),
    ],
)
def test_limits_of_age(low: str | None, high: str | None, words: str | None) -> None:
    limits = Eligibility(minimum_age=Age(low) if low else None, maximum_age=Age(high) if high else None)
    assert age_words(limits) == words


def test_limits_of_sex_and_health() -> None:
    assert (sex_words(Eligibility(sex="FEMALE")), sex_words(Eligibility())) == ("Female", None)
    stated = [healthy_words(Eligibility(healthy_volunteers=value)) for value in (True, False, None)]
    assert stated == ["accepted", "not accepted", None]


def test_coverage_is_one_sentence_that_adds_up() -> None:
    found = Coverage(Shares(3, 1), Shares(1500, 300, 0, 150, 50)) + Coverage(Shares(1, 0, 1, 1, 1), Shares())
    assert coverage_words(found) == (
        "8 criteria: 4 computed (50 %), 1 for a person (12 %), 1 not understood (12 %),"
        " 2 that state no condition (25 %)."
        " 2,000 characters: 1,500 computed (75 %), 300 for a person (15 %), 0 not understood (0 %),"
        " 200 headings, numbers and joining words (10 %)."
    )
    assert coverage_words(Coverage()).startswith("0 criteria: 0 computed (–)")


def test_rules_in_words() -> None:
    assert [rule_words(rule) for rule in ("all", "any", "none", "atleast 2", None)] == [
        "all of these",
        "any of these",
        "none of these",
        "at least 2 of these",
        None,
    ]
