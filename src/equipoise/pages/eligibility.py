"""The limits that a record states beside its text, in plain words."""

from __future__ import annotations

from equipoise.pages.words import plain
from equipoise.study.design import Eligibility


def age_words(eligibility: Eligibility) -> str | None:
    """`18 Years to 70 Years`, `18 Years and older`, `up to 70 Years`; None where neither limit is stated."""
    low = str(eligibility.minimum_age) if eligibility.minimum_age not in (None, "N/A") else None
    high = str(eligibility.maximum_age) if eligibility.maximum_age not in (None, "N/A") else None
    if low and high:
        return f"{low} to {high}"
    if low:
        return f"{low} and older"
    if high:
        return f"up to {high}"
    return "no limit" if eligibility.minimum_age or eligibility.maximum_age else None


def sex_words(eligibility: Eligibility) -> str | None:
    """`All`, `Female`, `Male`; None where it is not stated."""
    return plain(eligibility.sex)


def healthy_words(eligibility: Eligibility) -> str | None:
    """Whether healthy volunteers may take part; None where it is not stated."""
    if eligibility.healthy_volunteers is None:
        return None
    return "accepted" if eligibility.healthy_volunteers else "not accepted"
