r"""A tree as an expression, in one spelling: `parse(written(tree)) == tree`.

cancer,  (lung  OR breast)NOT AREA[ Phase ] NA  ->  cancer, AND (lung OR breast) AND NOT AREA[Phase]NA
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import assert_never

from equipoise.finding.essie.lexer import OPERATORS, QUOTES
from equipoise.finding.essie.tree import (
    All,
    And,
    Area,
    Bound,
    Coverage,
    Distance,
    Expansion,
    Expression,
    Extreme,
    Missing,
    Name,
    Not,
    Or,
    Phrase,
    Range,
    Search,
    Term,
    Tilt,
)

_SIGNS = re.compile(r"[()\[\]\"\\]")
_OPENING = re.compile(f"^[{''.join(QUOTES)}]")


def written(expression: Expression) -> str:
    """The expression that this is the tree of. AND is always written; parentheses stand only where they are needed."""
    match expression:
        case Or(operands):
            return " OR ".join(_inside(each, (Or,)) for each in operands)
        case And(operands):
            return " AND ".join(_inside(each, (Or, And)) for each in operands)
        case Not() | Area() | Tilt() | Search() | Coverage() | Expansion():
            return _prefix(expression) + _inside(expression.operand, (Or, And))
        case Term(words):
            return " ".join(_word(word) for word in words)
        case Phrase(text):
            return '"' + re.sub(r'([\\"])', r"\\\1", text) + '"'
        case Range(low, high):
            return f"RANGE[{_bound(low)}, {_bound(high)}]"
        case Distance(north, east, radius, unit):
            return f"DISTANCE[{_decimal(north)}, {_decimal(east)}, {_decimal(radius)}{unit}]"
        case Missing():
            return "MISSING"
        case All():
            return "ALL"
        case _:
            assert_never(expression)


def _inside(operand: Expression, looser: tuple[type, ...]) -> str:
    return f"({written(operand)})" if isinstance(operand, looser) else written(operand)


def _prefix(expression: Not | Area | Tilt | Search | Coverage | Expansion) -> str:
    match expression:
        case Not():
            return "NOT "
        case Area(name):
            return f"AREA[{_name(name)}]"
        case Tilt(name):
            return f"TILT[{_name(name)}]"
        case Search(document):
            return f"SEARCH[{document}]"
        case Coverage(mode):
            return f"COVERAGE[{mode}]"
        case Expansion(degree):
            return f"EXPANSION[{degree}]"
        case _:
            assert_never(expression)


def _name(name: Name) -> str:
    return f"{name.text}:size" if name.size else name.text


def _word(word: str) -> str:
    r"""`(a)` -> `\(a\)`, `ALL` -> `\ALL`, and between commas too: `AML,ALL` -> `AML,\ALL`."""
    plain = _OPENING.sub(r"\\\g<0>", _SIGNS.sub(r"\\\g<0>", word))
    return ",".join(f"\\{piece}" if piece in OPERATORS else piece for piece in plain.split(","))


def _bound(bound: Bound) -> str:
    if isinstance(bound.value, Extreme):
        return bound.value.value
    return _decimal(bound.value) if isinstance(bound.value, Decimal) else str(bound.value)


def _decimal(number: float | Decimal) -> str:
    """Without an exponent, which the syntax does not have: `1e-07` -> `0.0000001`, `25.0` -> `25`."""
    return f"{Decimal(repr(number)) if isinstance(number, float) else number:f}".removesuffix(".0")
