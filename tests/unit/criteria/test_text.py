"""The plain view of registry text: what is changed, what is kept, and that every character knows its origin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.criteria import text
from equipoise.criteria.text import COMMENT, normalise, normalise_lines
from equipoise.source import Span


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        (r"WBC \> 3 and \< 9", "WBC > 3 and < 9"),
        (r"10\^9/L, \*starred\*, \~5, \[x\]", "10^9/L, *starred*, ~5, [x]"),
        (r"3\. Age", "3. Age"),
        ("HbA1c &lt; 7 &amp; BMI &gt;= 20 &#8805; &#xB5;", "HbA1c < 7 & BMI >= 20 ≥ µ"),
        ("PLT &gte; 50 &lte; 90", "PLT ≥ 50 ≤ 90"),
        ("age ≧ 18, ＞ 3 ﹤ 4 ⩾ 5 ≦ 6", "age ≥ 18, > 3 < 4 ≥ 5 ≤ 6"),
        ("（ＡＢＣ）： １２％；", "(ABC): 12%;"),
        ("signi\ufb01cant e\ufb00usion", "significant effusion"),
        ("NYHA Ⅲ to Ⅳ", "NYHA III to IV"),
        ("5 μg and 5 µg", "5 µg and 5 µg"),
        ("a\u00a0b\u2009c", "a b c"),
        ("hyper\u00adtension \ufeffhere", "hypertension here"),
        ("non‑smoker — 18 – 65 − 3", "non-smoker – 18 – 65 - 3"),
        ("\uf0b3 5 \uf0a3 9", "≥ 5 ≤ 9"),
        ("first <!-- --> second", "first second"),
        ("immuno-\n      suppressive", "immuno-suppressive"),
        ("short-\n  and long-term", "short- and long-term"),
        ("line one\r\n    line two", "line one line two"),
    ],
)
def test_plain_view(raw: str, plain: str) -> None:
    assert normalise(raw).text == plain


@pytest.mark.parametrize(
    "kept", ["10⁹/L", "m²", "½ tablet", "≥ 5 × ULN ± 2", r"C:\Temp", "AT&T", "<5 and >3", "a <b> c"]
)
def test_signs_with_meaning_are_kept(kept: str) -> None:
    assert normalise(kept).text == kept


def test_a_span_leads_back_to_the_raw_words() -> None:
    raw = r"Platelets \> 50 &lt; 90 and e" + "\ufb00" + "usion"
    view = normalise(raw)
    for words, expected in (("> 50", r"\> 50"), ("< 90", "&lt; 90"), ("effusion", "e\ufb00usion")):
        start = view.text.index(words)
        assert view.raw_span(start, start + len(words)).of(raw) == expected


def test_part_of_a_text() -> None:
    raw = "before  inside   the part  after"
    view = normalise(raw, Span(8, 26))
    assert view.text == "inside the part "
    assert view.raw_span(0, 6) == Span(8, 14)


def test_the_view_with_lines_keeps_indentation_and_shows_list_separators() -> None:
    view = normalise_lines("a:\r\n\n   <!-- -->\n\tb \\> 3")
    assert view.text == f"a:\n\n   {COMMENT}\n\tb > 3"


def test_an_empty_text_has_empty_spans() -> None:
    assert normalise("").raw_span(0, 0) == Span(0, 0)
    assert normalise_lines("  x").raw_span(3, 3) == Span(3, 3)


@given(
    st.lists(st.sampled_from([*"ab1 \n\r-\\;.(", "&lt;", "<!-- -->", "  ", "ﬁ", "≧", "\u00a0", "\u00ad"]), max_size=20)
)
def test_no_change_is_passed_over(pieces: list[str]) -> None:
    raw = "".join(pieces)
    for begins, changes in (
        (text._BEGINS_FLOWING, text._FLOWING),
        (text._BEGINS_KEEPING_LINES, text._KEEPING_LINES),
    ):
        looked_at = {match.start() for match in begins.finditer(raw)}
        assert looked_at >= {match.start() for match in changes.finditer(raw)}


@given(st.text(alphabet="ab1 \n\r\t\\<>!-&;gtl#8ﬁⅢ≧；\u00a0\u00ad\ue000～", max_size=60))
def test_origins_never_go_back_and_stay_inside(raw: str) -> None:
    for view in (normalise(raw), normalise_lines(raw)):
        assert len(view.origin) == len(view.text)
        assert list(view.origin) == sorted(view.origin)
        for start in range(len(view.text)):
            span = view.raw_span(start, start + 1)
            assert 0 <= span.start < span.end <= len(raw)


@given(st.text(max_size=80))
def test_the_flowing_view_is_one_line_without_double_spaces(raw: str) -> None:
    plain = normalise(raw).text
    assert "\n" not in plain
    assert "  " not in plain.replace("\\", "")
