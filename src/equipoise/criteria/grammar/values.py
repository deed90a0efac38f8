"""Bounds: `C N U` and its kin -> V.

≥ 1.5 x 10^9/L        C N U            one bound
18 to 65 years        N p N T          two bounds
≤ 3 times the ULN     C N X L          a multiple of the upper limit
18 years or older     N T c            the comparator after the value
within normal limits  Y                at most the upper limit
(or ≥ 25 mg/dL)       ( | V )          the same bound in another unit: dropped
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from equipoise.criteria.grammar.fractions import fractions
from equipoise.criteria.items import Item, Row, rewrite, rewrite_all
from equipoise.criteria.nodes import Op, Reference

TIME_CODES = {"Y": "a", "M": "mo", "W": "wk", "D": "d", "H": "h", "MIN": "min", "half-life": "{half-life}"}
INVERSE: dict[Op, Op] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


@dataclass(frozen=True, slots=True)
class Bound:
    """`op value unit`, or a multiple of a reference; `op` is None for a bare number."""

    op: Op | None
    value: float
    unit: str = ""
    reference: Reference = "absolute"
    other_unit: str = ""  # "≥ 1.0 g/g or g/day": for the subject that the first unit does not fit


Bounds = tuple[Bound, ...]
OF_AGE = "of age"  # the text of a V whose words say that it is an age


_TITER = re.compile(r"N:N")


def _titer(items: Sequence[Item], _: re.Match[str]) -> Row | None:
    """`1:80` -> 80, in titers."""
    one, colon, other = items
    if float(one.value) != 1 or one.end != colon.start or colon.end != other.start:
        return None
    return [Item("N", one.start, other.end, other.value, "1:" + other.text), Item("U", other.end, other.end, "{titer}")]


def values(row: Row) -> Row:
    """C N U -> V, and its kin."""
    row = rewrite(row, _TITER, _titer)
    row = rewrite(fractions(rewrite(row, _REPEATED, _unrepeat)), _NAME_LAST, _name_first)
    return rewrite_all(
        row,
        (_SIGN_TWICE, _one_sign),
        (_SUBJECT_AFTER_SIGN, _sign_after_subject),
        (_LIMIT_TWICE, _one_limit),
        (_RANGE_OF_LIMIT, _range_of_limit),
        (_BOTH_LIMITS, _both_limits),
        (_OF_LIMIT, _of_limit),
        (_BETWEEN, _range),
        (_RANGE, _range),
        (_BOUND_BEFORE, _bound_before),
        (_BOUND_AFTER, _bound_after),
        (_SAME_BOUND_AGAIN, _first),
        (_BOTH_SIDES, _both_sides),
    )


# "18 ≤ age ≤ 65", "3 × ULN ≥ ALT"
_NAME_LAST = re.compile(r"(?:^|(?<=[stvmp(,;:.&|]))N[UT]?(?:X[tp]*[Ll])?Ct?Q(?:\([Qw]\))?")
# "four (4)", "3 (three)"
_REPEATED = re.compile(r"N\(N\)")
# "greater than or equal to (≥) 18", "greater than or equal to [>=] 6"
_SIGN_TWICE = re.compile(r"C\(C\)")
# "upper limit of normal (ULN)"
_LIMIT_TWICE = re.compile(r"[LlBP]\([LlBPw]\)")
# "over the age of 85", "between the ages of 18 and 65", "a minimum weight of 40 kg"
_SUBJECT_AFTER_SIGN = re.compile(r"(?:C|p)[tv]*Qp?(?=N)")
_RANGE_OF_LIMIT = re.compile(r"[pC]?N(?:U|X)?[-–~p&]NU?-?X?[tp]*[LP]")
_BOTH_LIMITS = re.compile(r"[pC]t?l[-–&p]t?L")
_OF_LIMIT = re.compile(r"[pC]?(?:NU?-?X?p?[tp]*[LlB]|NU?p?P|NXp?[tp]*Y|[tp]*L)|Ct*l|N-?X?[tp]*Lc")
_BETWEEN = re.compile(r"[pC]?C?NU?T?[&p]C?NU?T?")
_RANGE = re.compile(r"p?C?N[UT]?g?[-–~p]C?N[UT]?")
_BOUND_BEFORE = re.compile(r"[C]t?w?NU?T?(?:-(?=[wg]))?")
_BOUND_AFTER = re.compile(r"NU?T?g?(?:\(c\)|c)")
_SAME_BOUND_AGAIN = re.compile(r"V\(\|?(?:w?|d)V\)|V\|V(?=$|[^QMREST]*$)")
_BOTH_SIDES = re.compile(
    r"V(?:[&,]?(?:s|v|m|t)*|&)V(?![wMRES])"
)  # "below 142 and at least two abnormalities" are two things


_MIRRORED: dict[Op, Op] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _name_first(items: Sequence[Item], match: re.Match[str]) -> Row | None:
    """The bound in front of a name changes places with it, as if it said "age ≥ 18"."""
    sign = next(item for item in items if item.kind == "C")
    if sign.text.strip("<>=≤≥") or sign.value not in _MIRRORED:
        return None
    subject, at = next(item for item in items if item.kind == "Q"), items[-1].end
    bound = [Item(item.kind, at, at, item.value, item.text) for item in items if item.kind in "NUTXLl"]
    mirrored = Item("C", at, at, _MIRRORED[sign.value], sign.text)
    both = [Item("&", at, at)] if match.string[match.end() : match.end() + 1] == "C" else []
    return [Item("Q", items[0].start, at, subject.value, subject.text), mirrored, *bound, *both]


def _unrepeat(items: Sequence[Item], _: re.Match[str]) -> Item | None:
    first, _opening, second, close = items
    return Item("N", first.start, close.end, first.value, first.text) if first.value == second.value else None


def _one_sign(items: Sequence[Item], _: re.Match[str]) -> Item | None:
    return _over(items, "C", items[0].value) if items[0].value == items[2].value else None


def _one_limit(items: Sequence[Item], _: re.Match[str]) -> Item:
    return Item(items[0].kind, items[0].start, items[-1].end, items[0].value, items[0].text)


def _sign_after_subject(items: Sequence[Item], _: re.Match[str]) -> Row | None:
    """The comparator and the subject change places, as if it said "age over 85"."""
    sign = items[0]
    subject = next(item for item in items if item.kind == "Q")
    if (sign.kind == "p" and sign.text.lower() not in _OPENS_RANGE) or sign.value == "=":
        return None
    return [
        Item("Q", sign.start, subject.end, subject.value, subject.text),
        Item(sign.kind, subject.end, subject.end, sign.value, sign.text),
    ]


_OPENS_RANGE = frozenset({"between", "from", "range of", "in the range of", "ranging from"})


def _over(items: Sequence[Item], kind: str, value: object) -> Item:
    return Item(kind, items[0].start, items[-1].end, value, " ".join(item.text for item in items))


def _op(items: Sequence[Item]) -> Op | None:
    found = next((item.value for item in items if item.kind in "Cc"), None)
    return cast("Op | None", found)


def _unit(items: Sequence[Item]) -> str:
    """The unit that is written last ("18 to 65 years")."""
    unit = ""
    for item in items:
        if item.kind == "U":
            unit = item.value
        elif item.kind == "T":
            unit = TIME_CODES[item.value]
    return unit


def _other_unit(items: Sequence[Item]) -> str:
    return next((item.fallback[0].value for item in items if item.kind == "U" and item.fallback), "")


def _numbers(items: Sequence[Item]) -> list[float]:
    return [item.value for item in items if item.kind == "N"]


def _range(items: Sequence[Item], _: re.Match[str]) -> Item | None:
    joint = _joint(items)
    numbers = _numbers(items)
    if joint is None or len(numbers) != 2:
        return None
    at = next(index for index, item in enumerate(items) if item is joint)
    below, above = items[:at], items[at + 1 :]
    low, high = numbers
    unit = _unit(above) or _unit(below)
    first, last = _op(below) or ">=", _op(above) or "<="
    if low > high and "/" in next(item.text for item in items if item.kind == "N"):
        low, high = high, low  # eye charts: 20/200 is less than 20/40
    if first not in (">", ">=") or last not in ("<", "<=") or (low >= high and (_unit(below) or unit) == unit):
        return None
    return _over(items, "V", (Bound(first, low, _unit(below) or unit), Bound(last, high, unit)))


def _joint(items: Sequence[Item]) -> Item | None:
    """What joins the two numbers of a range: a dash, "to", or the "and" of "between … and …"."""
    for before, item, after in zip(items, items[1:], items[2:], strict=False):
        if before.kind in "NUTgX" and after.kind in "NC":
            if item.kind in "-–~" or item.text.lower() in ("to", "through", "up to"):
                return item
            if item.kind == "&" and items[0].text.lower() in _OPENS_RANGE:
                return item
    return None


def _range_of_limit(items: Sequence[Item], _: re.Match[str]) -> Item | None:
    low, high = _numbers(items)
    if low >= high or not _joint(items) or _op(items) in ("<", "<="):
        return None
    reference = _REFERENCES[items[-1].kind]
    unit = "%" if reference == "predicted" else "1"
    if unit == "%" and "%" not in _unit(items):
        return None
    return _over(items, "V", (Bound(">=", low, unit, reference), Bound("<=", high, unit, reference)))


def _both_limits(items: Sequence[Item], _: re.Match[str]) -> Item | None:
    """`between LLN and ULN`."""
    if items[0].text.lower() not in _OPENS_RANGE and items[0].text.lower() != "within":
        return None
    return _over(items, "V", (Bound(">=", 1.0, "1", "LLN"), Bound("<=", 1.0, "1", "ULN")))


_REFERENCES: dict[str, Reference] = {"L": "ULN", "l": "LLN", "B": "baseline", "P": "predicted", "Y": "ULN"}


def _of_limit(items: Sequence[Item], _: re.Match[str]) -> Item | None:
    last = next(item for item in reversed(items) if item.kind in "LlBPY")
    if last.kind == "Y" and last.value != "normal":
        return None
    numbers, op = _numbers(items), _op(items)
    if items[0].kind == "p":
        if items[0].text.lower() not in ("within", "up to"):
            return None
        op = "<="
    if not numbers and op is None:
        return None
    times = any(item.kind == "X" for item in items)
    if last.kind in "BP" and not times and "%" not in _unit(items):
        return None
    if last.text.lower() in _VAGUE_LIMITS and not times:
        return None
    value = numbers[0] if numbers else 1.0
    reference = _REFERENCES[last.kind]
    unit = "%" if reference == "predicted" or "%" in _unit(items) else "1"
    if unit == "%" and reference != "predicted":
        value, unit = value / 100, "1"
    return _over(items, "V", (Bound(op, value, unit, reference),))


_VAGUE_LIMITS = frozenset(
    {"normal", "of normal", "institutional normal", "laboratory normal", "normal limit", "normal limits"}
)


def _bound_before(items: Sequence[Item], _: re.Match[str]) -> Item | None:
    if any(item.kind == "w" and item.text.lower() not in _ABOUT for item in items):
        return None
    number = _numbers(items)
    return _over(items, "V", (Bound(_op(items), number[0], _unit(items), other_unit=_other_unit(items)),))


_ABOUT = frozenset({"approximately", "about", "around", "circa", "roughly"})


def _bound_after(items: Sequence[Item], _: re.Match[str]) -> Item:
    made = _over(items, "V", (Bound(_op(items), _numbers(items)[0], _unit(items)),))
    if any(item.kind == "g" for item in items):
        made.text = OF_AGE
    return made


def _first(items: Sequence[Item], match: re.Match[str]) -> Item | None:
    """One bound stated in two units is the first."""
    stated = [item for item in items if item.kind == "V"]
    one, other = stated[0].value, stated[-1].value
    if not (len(one) == len(other) and all(a.op == b.op or b.op is None for a, b in zip(one, other, strict=True))):
        return None
    if one[0].unit == other[0].unit and one[0].reference == other[0].reference and "(" not in match.group():
        return None
    if "(" not in match.group() and one[0].reference != other[0].reference:
        return None
    return Item("V", items[0].start, stated[0].end if "(" not in match.group() else items[-1].end, one, stated[0].text)


def _both_sides(items: Sequence[Item], _: re.Match[str]) -> Item | None:
    """`> 10 and < 50` -> one V of two bounds."""
    low, high = items[0].value, items[-1].value
    if len(low) != 1 or len(high) != 1 or None in (low[0].op, high[0].op):
        return None
    if low[0].op[0] == high[0].op[0] or low[0].reference != high[0].reference:
        return None
    unit = low[0].unit or high[0].unit
    merged = Item(
        "V",
        items[0].start,
        items[-1].end,
        (replace(low[0], unit=unit), replace(high[0], unit=high[0].unit or unit)),
        "",
    )
    merged.fallback = [items[0], items[-1]]  # each bound keeps its own words
    return merged
