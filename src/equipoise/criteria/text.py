"""A plain view of registry text in which every character knows where it came from.

Registry text reaches us through Markdown, HTML, spreadsheets and word processors, and each leaves its marks: `\\>`,
`&lt;`, full-width brackets, ligatures, soft hyphens. The grammar reads the plain view; everything it reports
carries raw offsets.

Superscripts (`10⁹`), fractions and the signs ≥ ≤ × ± stay as they are: they carry meaning that plain ASCII would
lose.
"""

from __future__ import annotations

import html
import re
import unicodedata
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from equipoise.source import Span

COMMENT = "\x1e"
"""Stands for a `<!-- … -->` in the view that keeps lines: such a comment separates two lists. It is white space."""

_SAME_SIGN = {
    "≧": "≥", "⩾": "≥", "≦": "≤", "⩽": "≤", "˃": ">", "﹥": ">", "˂": "<", "﹤": "<",
    "⁄": "/", "∕": "/", "μ": "µ", "ɥ": "µ", "；": ";", "\u037e": ";", "。": ".", "、": ",", "﴾": "(", "﴿": ")",
    "‐": "-", "‑": "-", "−": "-", "˗": "-", "‒": "–", "—": "–", "―": "–", "⎯": "–", "∼": "~", "˖": "+",
    "‘": "'", "’": "'", "´": "'", "“": '"', "”": '"', "∙": "·", "⋅": "·", "・": "·", "･": "·", "ⅹ": "×",
    # The private-use codes of the Symbol and Wingdings fonts, which word processors leave behind.
    "\uf0b3": "≥", "\uf0a3": "≤", "\uf0b1": "±", "\uf0b4": "×", "\uf06d": "µ", "\uf0b0": "°",
    "\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "•", "\uf0fc": "•",
}  # fmt: skip
_ENTITIES_NOT_IN_HTML = {"&gte;": "≥", "&lte;": "≤"}
_DROPPED = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\x0b\x0c\x1c-\x1f\x85\u2028\u2029"
_COMPATIBLE = "\uff01-\uff5e\ufb00-\ufb06\u2160-\u217f\u3380-\u33df\u2103\u2109"

_NOTE = r"<!--[^<>]{0,200}-->"
_CHANGES = (
    r"(?P<escape>\\[^\w\s])"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});)"
    rf"|(?P<sign>[{re.escape(''.join(_SAME_SIGN))}])"
    rf"|(?P<compatible>[{_COMPATIBLE}])"
    rf"|(?P<dropped>[{_DROPPED}]+)"
)
_KEEPING_LINES = re.compile(rf"{_CHANGES}|(?P<comment>{_NOTE})|(?P<newline>\r\n?)|(?P<space>[{_SPACES}])")
_FLOWING = re.compile(
    rf"(?P<space>(?:\s|{_NOTE}){{2,}}|[^\S ]|{_NOTE})|{_CHANGES}"
    # A word broken at its hyphen is joined; "short-\nand long-acting" keeps its gap.
    r"|(?P<hyphenated>(?<=[A-Za-z])-[^\S\n]*\r?\n\s*(?=[a-z])(?!(?:and|or|to)\b))"
)
# The characters that a change can begin with. Going from one to the next is much faster than to try every change at
# every character: plain letters are passed over, and so is a space or hyphen with a word right behind it.
_BEGINS_KEEPING_LINES = re.compile(r"[^\n -%'-;=-\[\]-~]")
_BEGINS_FLOWING = re.compile(r"[^!-%'-,./-;=-\[\]-~](?!(?<=[ -])[^\s<])")


@dataclass(frozen=True, slots=True)
class NormalText:
    """Plain text, and for each of its characters the raw offset that it stands for.

    `origin[i]` is the raw offset of `text[i]` and never decreases; `widths` holds the raw length of the characters
    that stand for more than one raw character. Characters that were dropped (soft hyphens) have no place in `text`.
    """

    text: str
    origin: Sequence[int]
    widths: dict[int, int] = field(default_factory=dict)

    def raw_span(self, start: int, end: int) -> Span:
        """The raw characters behind `text[start:end]`; an empty range gives an empty span."""
        if start >= len(self.text):
            place = self.raw_end(len(self.text))
            return Span(place, place)
        first = self.origin[start]
        return Span(first, self.raw_end(end) if end > start else first)

    def raw_end(self, end: int) -> int:
        """Where the raw text behind the character before `end` stops."""
        if end <= 0:
            return self.origin[0] if self.origin else 0
        return self.origin[end - 1] + self.widths.get(end - 1, 1)


def normalise(text: str, span: Span | None = None) -> NormalText:
    """The plain view of `text[span]` on one line: white space runs become one space, broken words are joined."""
    return _build(text, span or Span(0, len(text)), _BEGINS_FLOWING, _FLOWING)


def normalise_lines(text: str) -> NormalText:
    """The plain view of a whole text with its lines and indentation kept, comments shown as `COMMENT`."""
    return _build(text, Span(0, len(text)), _BEGINS_KEEPING_LINES, _KEEPING_LINES)


def _build(text: str, span: Span, begins: re.Pattern[str], changes: re.Pattern[str]) -> NormalText:
    parts: list[str] = []
    origin = array("L")
    widths: dict[int, int] = {}
    done = span.start
    for begin in begins.finditer(text, span.start, span.end):
        start = begin.start()
        if start < done or (match := changes.match(text, start, span.end)) is None:
            continue
        end = match.end()
        parts.append(text[done:start])
        origin.extend(range(done, start))
        done = end
        plain = _REPLACE[match.lastgroup or ""](match.group())
        parts.append(plain)
        if end - start != 1:
            widths.update(dict.fromkeys(range(len(origin), len(origin) + len(plain)), end - start))
        origin.extend([start] * len(plain))
    if not parts:
        return NormalText(text[span.start : span.end], range(span.start, span.end))
    parts.append(text[done : span.end])
    origin.extend(range(done, span.end))
    return NormalText("".join(parts), origin, widths)


def _entity(words: str) -> str:
    plain = _ENTITIES_NOT_IN_HTML.get(words) or html.unescape(words)
    plain = _SAME_SIGN.get(plain, plain)
    return " " if plain.isspace() or not plain else plain


def _compatible(character: str) -> str:
    return unicodedata.normalize("NFKC", character)


def _escape(words: str) -> str:
    return _SAME_SIGN.get(words[1], words[1])


_REPLACE: dict[str, Callable[[str], str]] = {
    "escape": _escape,
    "entity": _entity,
    "sign": _SAME_SIGN.__getitem__,
    "compatible": _compatible,
    "dropped": lambda _: "",
    "comment": lambda _: COMMENT,
    "newline": lambda _: "\n",
    "space": lambda _: " ",
    "hyphenated": lambda _: "-",
}
