r"""The parser of search expressions: precedence from words and operators (tightest) over NOT and context to AND, OR.

    expression  := conjunction ("OR" conjunction)*
    conjunction := operand ("AND"? operand)*
    operand     := prefix* source
    prefix      := "NOT" | "AREA" "[" name (":size")? "]" | "SEARCH" "[" ("Study" | "Location") "]"
                 | ("COVERAGE" | "COVER") "[" ("FullMatch" | "StartsWith" | "EndsWith" | "Contains") "]"
                 | ("EXPANSION" | "EXPAND") "[" ("None" | "Term" | "Concept" | "Relaxation" | "Lossy") "]"
                 | "TILT" "[" name (":size")? "]"
    source      := word+ | '"' phrase '"' | "(" expression ")" | "MISSING" | "ALL"
                 | "RANGE" "[" bound "," bound "]" | "DISTANCE" "[" north "," east "," radius ("km" | "mi") "]"
    bound       := "MIN" | "MAX" | number | date | age

Sources, and what each is relied on for:

* "Constructing Complex Search Queries", https://clinicaltrials.gov/find-studies/constructing-complex-search-queries,
  and the pages before it, https://classic.clinicaltrials.gov/api/gui/ref/expr and …/ref/syntax: the operators and
  their parameters, precedence, RANGE with MIN and MAX on dates, numbers and ages, limits of a radius, the backslash
  before an operator or a quotation mark, `MM/DD/YYYY`.
* The OpenAPI file of the API, version 2.0.5: `AREA[Field:size]`, partial dates as in `AREA[StartDate]2022`, ages.
* The token list that the API's own parser (ANTLR) gives in its errors, as reported in the issues 34, 83 and 94 of
  https://github.com/cyanheads/clinicaltrialsgov-mcp-server: an operand may follow another without an operator; MIN and
  MAX may stand among words; a bracket without an operator, a parenthesis without its partner are errors; a comma is
  no error.
* Counts that people have measured on the live API and published in their repositories' notes: operators are spelled
  in capitals, in small letters they are words; COVER is COVERAGE (EXPAND is of the same age, as in
  `EXPAND[Term]COVER[FullMatch]`); `AML,ALL` holds the operator ALL, `\ALL,` the word; the backslash before any other
  word changes nothing; `AREA[Sex]ALL` is every study and `AREA[Sex]"ALL"` the value.

Where they are silent: operands without an operator between them are joined by AND, so that `pain NOT cancer` and
`lung (NSCLC)` mean what they seem to; a phrase in quotation marks ends the run of words before it; parameters are
taken in small letters and capitals alike; quotation marks of word processors count as quotation marks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias, TypeVar, get_args

from equipoise.finding.essie import tree
from equipoise.finding.essie.areas import resolve
from equipoise.finding.essie.bounds import distance_of, range_of
from equipoise.finding.essie.faults import fault, quoted
from equipoise.finding.essie.lexer import PREFIXES, Kind, Token, lexed
from equipoise.finding.essie.tree import Expression, Name
from equipoise.source import Span

MAX_DEPTH = 50
"""Levels of parentheses and of operators before operands: more than anybody writes on purpose, and few enough that
whoever walks the tree may recurse."""

_STARTS: frozenset[Kind] = frozenset({"word", "phrase", "("})
_OPERAND = "a search term, an operator before one, or '('"

Wrap: TypeAlias = Callable[[Expression, Span], Expression]
Choice = TypeVar("Choice", bound=str)


def parse(text: str, known: Mapping[str, object] | None = None) -> Expression:
    """The tree of an expression.

    With `known`, a table by the names of search areas and fields, names that it does not hold are refused too; without
    it they are kept as written, for `resolve`. Raises `QueryError`, which names the character, what was expected there
    and what was found. The time needed grows in proportion to the length.
    """
    expression = _Parser(text).whole()
    if known is not None:
        resolve(expression, text, known)
    return expression


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(lexed(text))
        self.index = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def whole(self) -> Expression:
        if len(self.tokens) == 1:
            raise self.unexpected(_OPERAND, "an empty expression")
        expression = self.expression()
        if self.token.kind != "end":
            self.left_over()
        return expression

    def expression(self) -> Expression:
        start = self.token.span.start
        operands = [self.conjunction()]
        while self.took("OR"):
            operands.append(self.conjunction())
        return operands[0] if len(operands) == 1 else tree.Or(tuple(operands), span=self.since(start))

    def conjunction(self) -> Expression:
        start = self.token.span.start
        operands = [self.operand()]
        while self.took("AND") or self.at_operand():
            operands.append(self.operand())
        return operands[0] if len(operands) == 1 else tree.And(tuple(operands), span=self.since(start))

    def operand(self) -> Expression:
        """The operators before a source, innermost last, are wrapped around it from the inside."""
        depth = self.depth
        prefixes: list[tuple[int, Wrap]] = []
        while self.token.kind == "operator" and self.token.value in PREFIXES:
            self.deeper()
            prefixes.append((self.token.span.start, _prefix(self.text, self.token)))
            self.index += 1
        expression = self.source()
        for start, wrap in reversed(prefixes):
            expression = wrap(expression, self.since(start))
        self.depth = depth
        return expression

    def source(self) -> Expression:
        token = self.token
        if token.kind == "word":
            return self.term()
        if token.kind == "(":
            return self.group()
        if token.kind == "phrase":
            self.index += 1
            return tree.Phrase(token.value, span=token.span)
        if token.kind == "operator" and token.value not in ("AND", "OR"):
            self.index += 1
            return _source(self.text, token)
        raise self.unexpected(_OPERAND)

    def term(self) -> Expression:
        start = self.token.span.start
        words = []
        while self.token.kind == "word":
            words.append(self.token.value)
            self.index += 1
        return tree.Term(tuple(words), span=self.since(start))

    def group(self) -> Expression:
        opening = self.token.span.start
        self.deeper()
        self.index += 1
        expression = self.expression()
        if self.token.kind == "end":
            raise self.unexpected(f"')' for the '(' at character {opening + 1}")
        if self.token.kind != ")":
            self.left_over()
        self.index += 1
        return expression

    def took(self, operator: Literal["AND", "OR"]) -> bool:
        """Whether the operator was next; it is then behind."""
        here = self.token.kind == "operator" and self.token.value == operator
        self.index += here
        return here

    def at_operand(self) -> bool:
        kind, value = self.token.kind, self.token.value
        return kind in _STARTS or (kind == "operator" and value not in ("AND", "OR"))

    def since(self, start: int) -> Span:
        """From there to the end of the token before this one."""
        return Span(start, self.tokens[self.index - 1].span.end)

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.unexpected(f"at most {MAX_DEPTH} parentheses and operators inside each other", "more")

    def left_over(self) -> None:
        """Refuse what cannot follow a complete operand: a bracket, or a parenthesis without its partner."""
        kind = self.token.kind
        if kind == ")":
            raise self.unexpected("AND, OR, another term or the end of the expression", hint="no '(' is open here")
        raise self.unexpected(
            "AND, OR, another term or the end of the expression",
            hint=rf"brackets follow an operator, as in AREA[Phase]; write \{kind} to search for the sign itself",
        )

    def unexpected(self, expected: str, found: str | None = None, hint: str | None = None) -> Exception:
        return fault(self.text, self.token.span, expected=expected, found=found, hint=hint)


def _prefix(text: str, token: Token) -> Wrap:
    """What an operator makes of the operand after it."""
    if token.argument is None:
        return lambda operand, span: tree.Not(operand, span=span)
    argument = token.argument
    match token.value:
        case "AREA":
            name = _name(text, argument)
            return lambda operand, span: tree.Area(name, operand, span=span)
        case "TILT":
            name = _name(text, argument)
            return lambda operand, span: tree.Tilt(name, operand, span=span)
        case "SEARCH":
            document = _choice(text, argument, get_args(tree.Document))
            return lambda operand, span: tree.Search(document, operand, span=span)
        case "COVERAGE":
            mode = _choice(text, argument, get_args(tree.Coverages))
            return lambda operand, span: tree.Coverage(mode, operand, span=span)
        case _:
            degree = _choice(text, argument, get_args(tree.Expansions))
            return lambda operand, span: tree.Expansion(degree, operand, span=span)


def _source(text: str, token: Token) -> Expression:
    if token.argument is None:
        return tree.All(span=token.span) if token.value == "ALL" else tree.Missing(span=token.span)
    made = range_of if token.value == "RANGE" else distance_of
    return made(text, token.argument, token.span)


def _choice(text: str, argument: Span, allowed: tuple[Choice, ...]) -> Choice:
    place, words = _trimmed(text, argument)
    for choice in allowed:
        if words.casefold() == choice.casefold():
            return choice
    raise fault(text, place, expected=f"one of {', '.join(allowed)}", found=quoted(words) if words else "nothing")


def _name(text: str, argument: Span) -> Name:
    place, words = _trimmed(text, argument)
    name, colon, suffix = (part.strip() for part in words.partition(":"))
    if tree.AREA_NAME.fullmatch(name) is None:
        raise fault(
            text, place, expected="the name of one search area or field", found=quoted(words) if words else "nothing"
        )
    if colon and suffix.casefold() != "size":
        raise fault(text, place, expected="'size' after the colon", found=quoted(suffix) if suffix else "nothing")
    return Name(name, bool(colon), span=place)


def _trimmed(text: str, argument: Span) -> tuple[Span, str]:
    """What stands between brackets, without the blanks at its ends, and where that is."""
    words = argument.of(text)
    start = argument.start + len(words) - len(words.lstrip())
    words = words.strip()
    return (Span(start, start + len(words)) if words else argument), words
