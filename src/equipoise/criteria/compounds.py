"""A word of the vocabulary with another word on its hyphen: `pain-free` is no pain, `aspirin-naive` no aspirin ever.

seizure-free             ! M      absent
methotrexate-naive       ! h R    never given
HBsAg-positive           E +      a result
cancer-related           w        any other: a word of its own, which names neither disease nor drug
"""

from __future__ import annotations

import re

from equipoise.criteria.items import Item, Row

_TAIL = re.compile(
    r"-(?:(?P<free>free)|(?P<naive>na[iï]ve)|(?P<positive>positiv(?:e|ity)|pos|\+?ve\+)"
    r"|(?P<negative>negativ(?:e|ity)|neg)|(?P<same>infected|\d.*)|.*[^\W\d_].*)$",
    re.IGNORECASE,
)


def compound(named: Item, end: int, text: str, *, followed: bool) -> Row | None:
    """The items of a word that begins with what the vocabulary names and ends at `end`; None where it is that alone.

    `followed`: a noun comes behind, which the word then describes ("HER2-positive breast cancer").
    """
    tail = _TAIL.match(text[named.end : end])
    if tail is None or tail["same"]:
        return None
    rest, whole = text[named.end : end], text[named.start : end]
    if followed:
        return [Item("w", named.start, end, whole.lower(), whole)]
    if tail["free"]:
        return [Item("!", named.start, named.start, "no", rest), _until(named, end)]
    if tail["naive"]:
        return [
            Item("!", named.start, named.start, "no", rest),
            Item("h", named.start, named.start, "ever", ""),
            _until(named, end),
        ]
    sign = "+" if tail["positive"] else "_" if tail["negative"] else ""
    if sign:
        return [named, Item(sign, named.end, end, "", rest)]
    return [Item("w", named.start, end, whole.lower(), whole)]


def _until(named: Item, end: int) -> Item:
    """The item, over the words that its hyphen joins to it."""
    return Item(named.kind, named.start, end, named.value, named.text)
