"""Two numbers with a stroke between them: blood pressures and eye charts, as if they had been written out.

BP > 160/100 mmHg                 C N / N U    systolic > 160 or diastolic > 100
visual acuity of 20/40 or better  N / N c      a decimal: 0.5
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from equipoise.criteria.items import Item, Row, kinds, rewrite

_PRESSURE = re.compile(r"(?:w{1,4}|Q)[vmtp:(=w]{0,4}C?N/NU?\(?c?")
_FRACTION = re.compile(r"N/N")
_PRESSURE_WORDS = frozenset({"bp", "pressure", "hypertension"})
_ABOUT_EYES = re.compile(r"\b(?:visual acuity|vision|bcva|etdrs|snellen|va|ucva|cdva|bscva)\b", re.IGNORECASE)
# The rows of the charts: at 20 feet, at 6 metres.
_ROWS = {20.0: (10.0, 800.0), 6.0: (3.0, 240.0)}


def fractions(row: Row) -> Row:
    """`w C N / N U -> Q C N U | Q C N U` of a blood pressure; `N / N -> N` of an eye chart."""
    row = rewrite(row, _PRESSURE, _pressure)
    if "N" not in kinds(row) or not any(_ABOUT_EYES.search(item.text) for item in row):
        return row
    row = rewrite(row, _FRACTION, _acuity)
    return rewrite(row, _EQUIVALENT, _same_again)


# "1.3 logMAR (Snellen equivalent: 20/400)"
_EQUIVALENT = re.compile(r"NU\([^()]{1,6}NU\)")


def _same_again(items: Sequence[Item], _: re.Match[str]) -> Row | None:
    """What the bracket says is the same value on another chart."""
    if items[1].value == "1" or not any(item.text.lower().startswith("equivalent") for item in items):
        return None
    number, unit = items[:2]
    return [number, Item("U", unit.start, items[-1].end, unit.value, unit.text)]


def _pressure(items: Sequence[Item], _: re.Match[str]) -> Row | None:
    at = next(index for index, item in enumerate(items) if item.kind == "N")
    named = [
        index
        for index, item in enumerate(items[:at])
        if item.text.lower() in _PRESSURE_WORDS or item.text.lower().endswith("blood pressure")
    ]
    sign = next((item for item in items if item.kind in "Cc"), None)
    high, low = items[at], items[at + 2]
    unit = next((item for item in items if item.kind == "U"), None)
    if not named or sign is None or high.value <= low.value or (unit is not None and unit.value != "mm[Hg]"):
        return None
    first = named[-1] - (named[-1] > 0 and items[named[-1] - 1].text.lower() in ("blood", "arterial"))
    joint = "|" if str(sign.value).startswith(">") else "&"
    end = items[-1].end
    measure = Item("U", low.end, end, "mm[Hg]", unit.text if unit is not None else "")
    return [
        *items[:first],
        Item("Q", items[first].start, items[named[-1]].end, "sbp", "blood pressure"),
        Item("C", sign.start if sign.kind == "C" else high.start, high.start, sign.value, sign.text), high,
        Item("U", high.end, high.end, "mm[Hg]", ""),
        Item(joint, items[at + 1].start, items[at + 1].end, "", "/"),
        Item("Q", low.start, low.start, "dbp", ""),
        Item("C", low.start, low.start, sign.value, ""), low, measure,
    ]  # fmt: skip


def _acuity(items: Sequence[Item], _: re.Match[str]) -> Row | None:
    distance, _stroke, line = items
    rows = _ROWS.get(distance.value)
    if rows is None or not rows[0] <= line.value <= rows[1]:
        return None
    decimal = round(distance.value / line.value, 4)
    return [
        Item("N", distance.start, line.end, decimal, f"{distance.text}/{line.text}"),
        Item("U", line.end, line.end, "1", ""),
    ]
