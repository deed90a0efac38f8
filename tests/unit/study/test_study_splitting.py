"""JSON cut into studies: every layout, broken in every place."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.study import splitting
from equipoise.study.splitting import TOO_LARGE, TRUNCATED, Piece, pieces, studies

ONE, TWO, THREE = (json.dumps({"n": n, "text": 'a "quote" } ] \\ {'}).encode() for n in (1, 2, 3))


def _cut(text: bytes) -> list[Piece]:
    return list(studies(io.BufferedReader(io.BytesIO(text))))


def _raws(text: bytes) -> list[bytes]:
    return [piece.raw for piece in _cut(text)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (ONE + b"\n" + TWO + b"\n\n  " + THREE, ["line 1", "line 2", "line 4"]),
        (ONE + b"\r\n" + TWO + b"\r\n" + THREE + b"\r\n", ["line 1", "line 2", "line 3"]),
        (b"[" + b", ".join((ONE, TWO, THREE)) + b"]", ["[0]", "[1]", "[2]"]),
        (b"[\n" + b",\n".join((ONE, TWO, THREE)) + b"\n]\n", ["[0]", "[1]", "[2]"]),
        (
            b'{"totalCount":3,"studies":[' + b",".join((ONE, TWO, THREE)) + b'],"nextPageToken":"x"}',
            ["line 1:studies[0]", "line 1:studies[1]", "line 1:studies[2]"],
        ),
        (
            b'{\n"nextPageToken": "x",\n"studies": [\n' + b",\n".join((ONE, TWO, THREE)) + b"\n]\n}\n",
            ["studies[0]", "studies[1]", "studies[2]"],
        ),
        (
            b'{"studies":[' + ONE + b"]}\n" + b'{"studies":[' + TWO + b"," + THREE + b"]}\n",
            ["line 1:studies[0]", "line 2:studies[0]", "line 2:studies[1]"],
        ),
    ],
)
def test_every_layout_gives_the_same_studies(text: bytes, places: list[str]) -> None:
    cut = _cut(text)
    assert [piece.raw for piece in cut] == [ONE, TWO, THREE]
    assert [piece.place for piece in cut] == places
    assert not any(piece.error for piece in cut)


def test_a_single_study_may_be_spread_over_lines() -> None:
    text = json.dumps(json.loads(ONE), indent=2).encode()
    assert _cut(text + b"\n") == [Piece("", text)]


def test_studies_spread_over_lines_may_follow_one_another() -> None:
    texts = [json.dumps(json.loads(one), indent=2).encode() for one in (ONE, TWO, THREE)]
    assert _raws(b"\n".join(texts)) == texts


def test_a_broken_line_costs_no_other() -> None:
    assert _raws(ONE + b'\n{"n": \n' + TWO) == [ONE, b'{"n":', TWO]
    assert _raws(b'{"n": 1, "te\n' + TWO + b"\n" + THREE) == [b'{"n": 1, "te', TWO, THREE]


def test_a_broken_study_in_a_list_costs_no_other() -> None:
    assert _raws(b"[" + ONE + b',{"n": NaN},' + TWO + b",12, null," + THREE + b"]") == [
        ONE,
        b'{"n": NaN}',
        TWO,
        b"12, null",
        THREE,
    ]


def test_what_is_no_object_is_gathered_into_one_piece() -> None:
    whole = b"[1, 2," + ONE + b",[3],null," + TWO + b"]"
    assert _cut(whole) == [Piece("[0]", b"1, 2"), Piece("[2]", ONE), Piece("[3]", b"[3], null"), Piece("[5]", TWO)]


@pytest.mark.parametrize("start", [b"[", b'{"studies":['])
def test_what_breaks_off_keeps_what_came_before(start: bytes) -> None:
    *whole, last = _cut(start + ONE + b"," + TWO + b"," + THREE[:-9])
    assert [piece.raw for piece in whole] == [ONE, TWO]
    assert (last.raw, last.error) == (THREE[:-9], TRUNCATED)


def test_a_page_without_studies_has_none() -> None:
    assert _cut(b'{"studies": []}') == []
    assert _cut(b"[]") == []


def test_a_study_that_is_too_large_is_reported_and_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "MAX_RECORD", 1000)
    monkeypatch.setattr(splitting, "_CHUNK", 100)
    giant = b'{"n": [' + b'"xxxxxxxxxx", ' * 500 + b"1]}"
    for text in (
        b"[" + b",".join((ONE, giant, TWO)) + b"]",
        b'{"studies":[' + b",".join((ONE, giant, TWO)) + b"]}",
        b"\n".join((ONE, giant, TWO)),
    ):
        first, middle, last = _cut(text)
        assert (first.raw, last.raw) == (ONE, TWO)
        assert middle.error == TOO_LARGE
        assert len(middle.raw) <= 4096


def test_a_text_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "MAX_RECORD", 1000)
    monkeypatch.setattr(splitting, "_CHUNK", 100)
    first, last = _cut(b"[" + ONE + b',{"n": "' + b"x" * 5000)
    assert first.raw == ONE
    assert last.error == TOO_LARGE


@settings(deadline=None)  # the machines are shared
@given(
    st.lists(st.dictionaries(st.text(), st.recursive(st.text() | st.integers(), st.lists, max_leaves=5)), max_size=6),
    st.integers(1, 50),
    st.sampled_from(["list", "page", "row"]),
)
def test_cutting_at_brackets_finds_what_was_put_together(
    values: list[dict[str, object]], chunk: int, layout: str
) -> None:
    texts = [json.dumps(value, ensure_ascii=False).encode() for value in values]
    joined = {
        "list": b"[" + b" ,\n".join(texts) + b"]",
        "page": b'{"totalCount":7,"studies" : [' + b",".join(texts) + b"]}",
        "row": b"\n".join(texts),
    }[layout]
    cut = list(pieces(joined[:chunk], io.BytesIO(joined[chunk:])))
    assert [piece.raw for piece in cut] == texts
    assert not any(piece.error for piece in cut)


@settings(deadline=None)  # the machines are shared
@given(st.binary(max_size=200))
def test_any_bytes_are_cut_without_failing(data: bytes) -> None:
    for start in (b"[", b"{", b'{"studies":['):
        assert all(isinstance(piece.raw, bytes) for piece in _cut(start + data))
