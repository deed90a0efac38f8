"""Whether an item that looks like its parent's sibling is its child.

Many texts put "Contraindication to:" and what follows it on one level. The children of such a parent resemble each
other, and what comes after them begins afresh. A parent that speaks of several has at least two.
"""

from __future__ import annotations

import re

from equipoise.criteria.outline import rules

_QUANTITY = re.compile(
    r"\d\s*(?:[x×*]|%|mg|g/|/|k?iu|mm|µ|cells|ml|l\b|fold)|[<>≤≥=]\s*\d"
    r"|\b(?:uln|lln|upper limit|normal|grade|at least|less than|greater than|no more)\b",
    re.IGNORECASE,
)
# What hardly ever stands in a list of conditions or values: people, consent, age, general state.
_PEOPLE = (
    r"patients?|subjects?|participants?|individuals?|volunteers?|persons?|women|woman|men|males?|females?|"
    r"pregnan\w+|lactating|"
    r"nursing|breast-?feeding|age[ds]?|written|signed|informed|willing\w*|able|ability|life expectancy|"
    r"expected survival|ecog|karnofsky"
)
_PERSONAL = re.compile(rf"(?:{_PEOPLE})\b", re.IGNORECASE)
_FRESH = re.compile(
    rf"(?:{_PEOPLE}|any|no|not|known|history|unable|inability|unwilling\w*|adequate|concurrent|concomitant|"
    rf"current\w*|prior|"
    r"previous\w*|participation|has|have|had|received|is|are|must|other|active|evidence|presence|diagnosis|"
    r"uncontrolled|treatment|"
    r"use|receiving|significant|serious|severe|clinically|hypersensitivity|allergy|at least|measurable|"
    r"histolog\w+|both|all|a|the|"
    r"there|for|if|positive|negative)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 12


def belongs(parent: str, first: str, last: str, item: str, count: int) -> bool:
    """Whether `item` goes on with the `count` children that begin with `first` and end with `last`."""
    if item.rstrip().endswith(":"):
        return False
    if rules.connective(last) is not None:
        return True
    lead, other = _lead(first), _lead(item)
    if _PERSONAL.match(item) and other != lead:
        return False
    if _QUANTITY.search(first):
        return count < _fewest(parent) or _QUANTITY.search(item) is not None
    if first[:1].islower() != item[:1].islower() and first[:1].isalpha() and item[:1].isalpha():
        return False
    short = len(item.split()) <= max(_MOST_WORDS, 2 * len(first.split()))
    return count < _fewest(parent) or (short and other in (None, lead))


def _fewest(parent: str) -> int:
    """How many children a parent announces at the least: two, or one more than it asks for."""
    rule = rules.stated_rule(parent)
    return int(rule.split()[1]) + 1 if rule is not None and rule.startswith("atleast") else 2


def _lead(words: str) -> str | None:
    match = _FRESH.match(words)
    return match.group().lower() if match else None
