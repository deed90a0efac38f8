"""An expression cut into tokens; every character is a blank, part of a token, or an error.

lung AREA[Phase]"PHASE 2"  ->  word lung · operator AREA with argument Phase · phrase PHASE 2
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from equipoise.finding.essie.faults import fault
from equipoise.source import Span

Kind = Literal["word", "phrase", "operator", "(", ")", "[", "]", "end"]

# Spelled in capitals: in small letters they are words. COVER and EXPAND are the registry's own older spellings.
PLAIN_OPERATORS = frozenset({"AND", "OR", "NOT", "MISSING", "ALL"})
BRACKETED = {
    "AREA": "AREA",
    "SEARCH": "SEARCH",
    "COVERAGE": "COVERAGE",
    "COVER": "COVERAGE",
    "EXPANSION": "EXPANSION",
    "EXPAND": "EXPANSION",
    "TILT": "TILT",
    "RANGE": "RANGE",
    "DISTANCE": "DISTANCE",
}
OPERATORS = PLAIN_OPERATORS | BRACKETED.keys()
PREFIXES = frozenset({"NOT", "AREA", "SEARCH", "COVERAGE", "EXPANSION", "TILT"})

# What a quotation mark at the start of a word is closed by. Word processors turn " into a pair of the others.
QUOTES = {'"': '"', "“": '”“"', "”": '”"', "„": '“”"', "‟": '”"', "«": "»", "＂": "＂"}

_TOKEN = re.compile(
    r"(?P<blank>\s+)|(?P<mark>[()\[\]])|(?P<quote>[" + "".join(QUOTES) + r"])|(?P<run>(?:[^\s()\[\]\"\\]|\\\S)+)"
)
_PIECE = re.compile(r"(?:[^,\\]|\\\S)+|,+")
_PHRASE = {
    opening: re.compile(rf"((?:[^\\{closing}]|\\.)*)[{closing}]", re.DOTALL) for opening, closing in QUOTES.items()
}
_ARGUMENT = re.compile(r"\s*\[([^\[\]]*)\]")
_NOT_BLANK = re.compile(r"\S+")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class Token(NamedTuple):
    """A piece of the expression. `value` is the word or phrase without backslashes, or the operator's usual spelling.

    `argument` is where the text between an operator's brackets stands.
    """

    kind: Kind
    span: Span
    value: str = ""
    argument: Span | None = None


def lexed(text: str) -> Iterator[Token]:
    """The tokens of an expression, with `end` last. Raises `QueryError`."""
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:  # only a backslash with nothing after it is left
            raise fault(
                text, Span(at, at + 1), expected="a word or sign after the backslash", found=_after(text, at + 1)
            )
        at = match.end()
        if match.lastgroup == "quote":
            token = _phrase(text, match.start())
            yield token
            at = token.span.end
        elif match.lastgroup == "run":
            for token in _run(text, match.span()):
                yield token
                at = token.span.end
        elif match.lastgroup == "mark":
            yield Token(_mark(match[0]), Span(*match.span()))
    yield Token("end", Span(len(text), len(text)))


def _mark(sign: str) -> Kind:
    marks: dict[str, Kind] = {"(": "(", ")": ")", "[": "[", "]": "]"}
    return marks[sign]


def _after(text: str, at: int) -> str:
    return "a blank" if at < len(text) else "the end of the expression"


def _phrase(text: str, start: int) -> Token:
    match = _PHRASE[text[start]].match(text, start + 1)
    if match is None:
        raise fault(
            text,
            Span(start, start + 1),
            expected="a second quotation mark that ends the phrase",
            found="the end of the expression",
            hint=r"write \" to search for the sign itself",
        )
    words = _ESCAPE.sub(r"\1", match[1])
    if not words.strip():
        raise fault(text, Span(start, match.end()), expected="words between the quotation marks", found="none")
    return Token("phrase", Span(start, match.end()), words)


def _run(text: str, run: tuple[int, int]) -> Iterator[Token]:
    """What stands between blanks: a word, or with commas around it an operator: `AML,ALL` -> `AML,` and `ALL`."""
    start, end = run
    word_start = start
    for piece in _PIECE.finditer(text, start, end):
        if piece[0] in OPERATORS:
            if word_start < piece.start():
                yield _word(text, Span(word_start, piece.start()))
            yield _operator(text, Span(*piece.span()))
            word_start = piece.end()
    if word_start < end:
        yield _word(text, Span(word_start, end))


def _word(text: str, span: Span) -> Token:
    return Token("word", span, _ESCAPE.sub(r"\1", span.of(text)))


def _operator(text: str, span: Span) -> Token:
    name = span.of(text)
    if name in PLAIN_OPERATORS:
        return Token("operator", span, name)
    match = _ARGUMENT.match(text, span.end)
    if match is not None:
        return Token("operator", Span(span.start, match.end()), BRACKETED[name], Span(*match.span(1)))
    after = len(text) - len(text[span.end :].lstrip())
    if text[after : after + 1] == "[":
        raise fault(text, Span(after, after + 1), expected=f"']' that ends the brackets of {name}", found="none")
    following = _NOT_BLANK.match(text, after)
    raise fault(
        text,
        Span(*following.span()) if following else Span(after, after),
        expected=f"'[' after {name}",
        hint=rf"parameters stand in square brackets; write \{name} to search for the word itself",
    )
