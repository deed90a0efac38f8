"""Formatted text: Markdown, the retired form, and the text blocks of the retired XML."""

from __future__ import annotations

import copy
import gzip
import re
import zipfile
from typing import Any

import msgspec
import pytest
from study_records import record
from support import shared

from equipoise.errors import RequestError
from equipoise.study import legacy_xml
from equipoise.study.exports.escapes import escaped, unescaped
from equipoise.study.exports.markup import changed, markup, to_legacy, to_markdown
from equipoise.study.exports.textblocks import from_lines, from_textblock

XML_BLOCK = """
        Who may laugh:\r
\r
          -  Hiccups for more than\r
             two days [a] & < 3 weeks\r
\r
               1. counted by day\r
\r
               2. or by night\r
\r
             Counting starts at noon.\r
\r
          -  Able to laugh\r
\r
        1. is no item here: it stands as far\r
        out as the paragraphs.\r
      """
MARKDOWN = """Who may laugh:

* Hiccups for more than two days \\[a\\] \\& \\< 3 weeks

  1. counted by day
  2. or by night

  Counting starts at noon.
* Able to laugh

1\\. is no item here: it stands as far out as the paragraphs."""


def test_a_text_block_becomes_markdown() -> None:
    assert from_textblock(XML_BLOCK) == MARKDOWN


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("one line", "one line"),
        ("\n      two lines\n      of a paragraph\n    ", "two lines of a paragraph"),
        ("Behind its tag\n      and wrapped", "Behind its tag and wrapped"),
        ("\n      Text:\n\n        9. nine\n\n       10. ten\n    ", "Text:\n\n9. nine\n10. ten"),
        ("\n        1. only\n\n        2. items\n    ", "1. only\n2. items"),
        ("\n        -  only\n\n        -  items - and a dash\n    ", "* only\n* items - and a dash"),
        ("\n      a\n\n        -  b\n        -  c\n           3. of c\n    ", "a\n\n* b\n* c 3. of c"),
        ("", ""),
        ("  \r\n\r\n ", ""),
    ],
)
def test_text_blocks_of_other_shapes(block: str, expected: str) -> None:
    assert from_textblock(block) == expected


def test_the_lines_of_an_author_stay_lines() -> None:
    assert from_lines("Blue:\r\n- at noon\r\n- at night\r\n\r\n\r\nRed") == "Blue:\n\n* at noon\n* at night\n\nRed"


@pytest.mark.parametrize(
    ("plain", "marked"),
    [
        ("a_b > 1 & [c] ~ 2^3 \\ `d` *e*", "a\\_b \\> 1 \\& \\[c\\] \\~ 2\\^3 \\\\ \\`d\\` \\*e\\*"),
        ("1. first", "1\\. first"),
        ("12) twelfth", "12\\) twelfth"),
        ("- dash", "\\- dash"),
        ("-- two", "\\-- two"),
        ("# heading", "\\# heading"),
        ("-5 degrees, 1.5 mg", "-5 degrees, 1.5 mg"),
    ],
)
def test_marks_are_escaped_and_back(plain: str, marked: str) -> None:
    assert escaped(plain) == marked
    assert unescaped(marked) == plain


def test_the_retired_form_has_entities_and_other_line_ends() -> None:
    text = "Who:\n\n* hiccups \\> 2 days \\& \\[rare\\]\n\n  1. a\\_b"
    legacy = "Who:\r\n\r\n* hiccups &gt; 2 days &amp; [rare]\r\n\r\n  1. a_b"
    assert to_legacy(text) == legacy
    assert to_markdown(legacy) == text


def test_only_formatted_fields_of_a_record_are_changed() -> None:
    trial = record(
        descriptionModule={"briefSummary": "a \\> b"},
        conditionsModule={"conditions": ["a \\> b"]},
        outcomesModule={"primaryOutcomes": [{"measure": "a \\> b", "description": "a \\> b"}, {"measure": "c"}]},
    )
    before = copy.deepcopy(trial)
    protocol: dict[str, Any] = dict(markup(trial, "legacy")["protocolSection"])
    assert protocol["descriptionModule"]["briefSummary"] == "a &gt; b"
    assert protocol["conditionsModule"]["conditions"] == ["a \\> b"]
    assert protocol["outcomesModule"]["primaryOutcomes"][0] == {"measure": "a \\> b", "description": "a &gt; b"}
    assert trial == before
    assert markup(trial, "markdown") is trial


def test_there_is_no_other_form() -> None:
    with pytest.raises(RequestError, match="'html'"):
        markup(record(), "html")


@pytest.mark.parametrize("odd", [{"protocolSection": 3}, {"protocolSection": {"descriptionModule": [1, None]}}, {}])
def test_what_is_not_of_the_expected_kind_stays(odd: dict[str, Any]) -> None:
    assert markup(odd, "legacy") == odd


@pytest.mark.shared
def test_the_registrys_own_markdown_comes_back_from_the_retired_form() -> None:
    """All but an escaped number or dash at the start of a line, which the retired form cannot tell from an item."""
    texts: list[str] = []

    def keep(_: str, text: str) -> str:
        texts.append(text)
        return text

    with gzip.open(shared("data/records/ctgov_v2.jsonl.gz")) as lines:
        for line in lines:
            changed(msgspec.json.decode(line), keep)
    differ = [text for text in texts if to_markdown(to_legacy(text)) != text]
    assert len(texts) > 19_000
    assert len(differ) / len(texts) < 0.005


@pytest.mark.shared
def test_text_blocks_become_the_very_markdown_of_the_registry() -> None:
    """Trials of which both the retired XML and the API's record are at hand: where the words agree, all does."""
    newer: dict[str, dict[str, Any]] = {}
    with gzip.open(shared("data/records/ctgov_v2.jsonl.gz")) as lines:
        for line in lines:
            protocol = msgspec.json.decode(line)["protocolSection"]
            newer[protocol["identificationModule"]["nctId"]] = protocol
    same = 0
    with zipfile.ZipFile(shared("data/records/legacy_xml.zip")) as archive:
        for name in archive.namelist():
            found = re.search(r"NCT\d{8}", name)
            if not found or found.group() not in newer:
                continue
            old, _ = legacy_xml.read_study(archive.read(name))
            module = newer[found.group()].get("descriptionModule", {})
            pairs = [
                (old.description.brief_summary, module.get("briefSummary")),
                (old.description.detailed_description, module.get("detailedDescription")),
                (old.eligibility_text, newer[found.group()]["eligibilityModule"]["eligibilityCriteria"]),
            ]
            for before, after in pairs:
                if before and after and _words(from_textblock(before)) == _words(after):
                    assert from_textblock(before) == after
                    same += 1
    assert same >= 7


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)
