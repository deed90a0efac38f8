"""Dates and ages as the registry writes them: exact text that can be reckoned with.

Both are strings, so that what was read is what is written; both refuse text that they cannot read (`ValueError`), so
that whoever holds one may rely on its arithmetic.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Self

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::\d\d)?)?)?)?", re.ASCII)
_AGE = re.compile(r"(\d{1,6}) (Year|Month|Week|Day|Hour|Minute)s?", re.ASCII)

_DAYS_IN_A_YEAR = 365.25
_YEARS = {
    "Year": 1.0,
    "Month": 1 / 12,
    "Week": 7 / _DAYS_IN_A_YEAR,
    "Day": 1 / _DAYS_IN_A_YEAR,
    "Hour": 1 / _DAYS_IN_A_YEAR / 24,
    "Minute": 1 / _DAYS_IN_A_YEAR / 1440,
}


class PartialDate(str):
    """A date known to the year, month, day or minute: `2024`, `2024-06`, `2024-06-05`, `2024-06-05T10:30`.

    Raises ValueError where the text is no such date. Equality, order and hash are those of the text, in which ISO dates
    of equal precision sort by time; across precisions compare `earliest()` or `latest()`.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        match = _DATE.fullmatch(text)
        if match is None:
            raise ValueError("not a date of the form YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm")
        year, month, day, hour, minute = match.groups(default="1")
        date(int(year), int(month), int(day))
        if int(hour) > 23 or int(minute) > 59:
            raise ValueError("not a time of day")
        return super().__new__(cls, text)

    @property
    def year(self) -> int:
        """The year."""
        return int(self[:4])

    @property
    def month(self) -> int | None:
        """The month, 1 to 12, where it is known."""
        return int(self[5:7]) if len(self) >= 7 else None

    @property
    def day(self) -> int | None:
        """The day of the month, where it is known."""
        return int(self[8:10]) if len(self) >= 10 else None

    def earliest(self) -> date:
        """The first day that the text may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        """The last day that the text may mean."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])


class Age(str):
    """An age or duration with its unit: `18 Years`, `6 Months`, `1 Day`; `N/A` where the registry sets no limit.

    Raises ValueError where the text is neither.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if text != "N/A" and _AGE.fullmatch(text) is None:
            raise ValueError("not a number with Years, Months, Weeks, Days, Hours or Minutes")
        return super().__new__(cls, text)

    @property
    def amount(self) -> int | None:
        """The number before the unit; None for `N/A`."""
        return None if self == "N/A" else int(self.split(" ", 1)[0])

    @property
    def unit(self) -> str | None:
        """`Year`, `Month`, `Week`, `Day`, `Hour` or `Minute`; None for `N/A`."""
        return None if self == "N/A" else self.split(" ", 1)[1].removesuffix("s")

    @property
    def years(self) -> float | None:
        """The age in years (a month is a twelfth, a day is 1/365.25); None for `N/A`, which limits nothing."""
        amount, unit = self.amount, self.unit
        return None if amount is None or unit is None else amount * _YEARS[unit]


@lru_cache(maxsize=65_536)
def partial_date(text: str) -> PartialDate:
    """`PartialDate(text)`; remembered, because a registry repeats its dates."""
    return PartialDate(text)


@lru_cache(maxsize=4096)
def age(text: str) -> Age:
    """`Age(text)`; remembered, because a registry repeats its ages."""
    return Age(text)
