"""ICD-10-CM: the names of codes, and what lies above a code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from equipoise.vocabulary.tsv import lines

_CODE = re.compile(r"[A-Z][0-9][0-9A-Z](?:\.?[0-9A-Z]{1,4})?")


def tidy(code: str) -> str | None:
    """The code as the classification writes it ("m3214" -> "M32.14"), None for what is no code of it."""
    squeezed = code.strip().upper()
    if not _CODE.fullmatch(squeezed):
        return None
    plain = squeezed.replace(".", "")
    return f"{plain[:3]}.{plain[3:]}" if len(plain) > 3 else plain


def ancestors(code: str) -> tuple[str, ...]:
    """The code itself and what it begins with, down to its category: S62.90XA, S62.90X, S62.90, S62.9, S62."""
    shorter = [code[:length] for length in range(len(code), 4, -1)]
    return (*shorter, code[:3])


@cache
def _names() -> Mapping[str, str]:
    return {cells[0]: cells[1] for cells in lines("icd10cm.tsv.gz")}


def name_of(code: str) -> str | None:
    """The name of a code, that of the nearest code above where the table ends sooner; None for an unknown category."""
    return next((found for prefix in ancestors(code) if (found := _names().get(prefix))), None)


def within(category: str, code_range: str) -> bool:
    """Whether a category (three characters) lies in a range such as "C00-C96" or is the single category given."""
    low, _, high = code_range.partition("-")
    return low <= category <= (high or low)
