"""Whether an item that looks like its parent's sibling is its child.

Many texts put "Contraindication to:" and what follows it on one level. The children of such a parent resemble each
other, and what comes after them begins afresh.
"""

from __future__ import annotations

import re

_QUANTITY = re.compile(
    r"\d\s*(?:[x×*]|%|mg|g/|/|k?iu|mm|µ|cells|ml|l\b|fold)|[<>≤≥=]\s*\d|\b(?:uln|lln|upper limit|normal|grade|"
    r"at least|less than|greater than|no more)\b",
    re.IGNORECASE,
)
_FRESH = re.compile(
    r"(?:patients?|subjects?|participants?|individuals?|women|woman|men|males?|females?|persons?|any|no|not|"
    r"known|history|written|signed|informed|ability|able|willing\w*|"
    r"unable|inability|unwilling\w*|pregnan\w+|lactating|nursing|breast|adequate|life expectancy|ecog|karnofsky|"
    r"age[ds]?|concurrent|concomitant|current\w*|prior|previous\w*|participation|"
    r"has|have|had|received|is|are|must|other|active|evidence|presence|diagnosis|uncontrolled|treatment|use of|"
    r"use|receiving|significant|serious|severe|clinically|hypersensitivity|allergy|"
    r"at least|measurable|histolog\w+|patient|both|all|a|the|there|for|if|positive|negative)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 12


def belongs(first: str, item: str) -> bool:
    """Whether `item` goes on with the children of which `first` is the first."""
    if _closes(item):
        return False
    if bool(_QUANTITY.search(first)) and not _QUANTITY.search(item):
        return False
    if bool(_QUANTITY.search(first)) and _QUANTITY.search(item):
        return not _other_person(first, item)
    lead, other = _lead(first), _lead(item)
    if other is not None and other != lead:
        return False
    if first[:1].islower() != item[:1].islower() and first[:1].isalpha() and item[:1].isalpha():
        return False
    most = max(_MOST_WORDS, 2 * len(first.split()))
    return len(item.split()) <= most


def _closes(item: str) -> bool:
    return item.rstrip().endswith(":")


def _lead(words: str) -> str | None:
    match = _FRESH.match(words)
    return match.group().lower() if match else None


def _other_person(first: str, item: str) -> bool:
    """Whether the item begins to speak of people where the first child did not."""
    people = re.compile(
        r"(?:patients?|subjects?|participants?|women|men|males?|females?|age[ds]?|life|ecog|written|informed|no|"
        r"known|history)\b",
        re.IGNORECASE,
    )
    return bool(people.match(item)) and not people.match(first)
