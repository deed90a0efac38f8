"""Numbers written as text: "<0.5", "≥ 60 mL/min", "12.3 mg/dL (H)", "1,200". What can be read in two ways is not
read.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

Comparator = Literal["<", "<=", ">", ">="]

COMPARATORS: dict[str, Comparator] = {
    "<": "<", "<=": "<=", "≤": "<=", "=<": "<=", ">": ">", ">=": ">=", "≥": ">=", "=>": ">=",
    "less than": "<", "below": "<", "greater than": ">", "more than": ">", "above": ">",
}  # fmt: skip
_UNIT = (
    r"(?!(?:high|low|normal|abnormal|or|to|and|of)\b)(?:[%a-zµμ°\[{*^×]|/(?=[a-z{\[]))"
    r"[^\s()<>]*(?:\s[^\s()<>\d][^\s()<>]*){0,3}?"
)
_NUMBER = re.compile(
    r"(?P<sign><=|>=|=<|=>|[<>≤≥]|less than|below|greater than|more than|above)?\s*"
    r"(?P<number>[+-]?\d{1,12}(?:[.,]\d{1,12})*(?:e[+-]?\d{1,2})?)"
    rf"(?:\s*(?P<unit>{_UNIT}|[x×*]?\s*10\S+))?"
    r"\s*(?:\((?:H|L|HH|LL|A|N|high|low|normal|abnormal|\*)\)|high|low|normal|abnormal|\*)?",
    re.IGNORECASE,
)


class Number(NamedTuple):
    """A number as text, with the unit's own words."""

    value: float
    comparator: Comparator | None
    unit: str | None


@lru_cache(maxsize=2048)
def number_in(words: str) -> Number | None:
    """The number that the whole text is; None where the text is anything else, or could be two numbers."""
    match = _NUMBER.fullmatch(words.strip())
    if match is None:
        return None
    value = _value(match["number"])
    if value is None:
        return None
    sign = match["sign"]
    return Number(value, COMPARATORS[sign.casefold()] if sign else None, match["unit"])


def _value(digits: str) -> float | None:
    """ "1,5" is one and a half; "1,200" is 1200 in one country and 1.2 in the next, so it is nothing."""
    if "," not in digits:
        return float(digits) if digits.count(".") <= 1 else None
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+\.\d+|[+-]?[1-9]\d{0,2}(?:,\d{3}){2,}", digits):
        return float(digits.replace(",", ""))
    if "." not in digits and re.fullmatch(r"[+-]?\d+,(?:\d{1,2}|\d{4,})", digits):
        return float(digits.replace(",", "."))
    return None
