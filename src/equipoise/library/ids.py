"""Trial ids as people type them, and the ids that are one slip away."""

from __future__ import annotations

import re

_LOOSE = re.compile(r"\s*(?:NCT)?[\s-]*(\d{1,8})\s*", re.IGNORECASE | re.ASCII)
_DIGITS = "0123456789"


def normal_id(text: str) -> str | None:
    """`nct1234567`, `NCT 01234567` or `1234567` -> `NCT90000001`; None where the text is no trial id."""
    match = _LOOSE.fullmatch(text)
    return f"NCT{match[1]:0>8}" if match else None


def near_ids(nct_id: str) -> tuple[str, ...]:
    """The ids that differ from this one by a wrong digit or by two digits exchanged: 79 at most."""
    digits = nct_id.removeprefix("NCT")
    wrong = (digits[:i] + d + digits[i + 1 :] for i in range(len(digits)) for d in _DIGITS)
    swapped = (digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1))
    return tuple(f"NCT{each}" for each in dict.fromkeys((*swapped, *wrong)) if each != digits)
