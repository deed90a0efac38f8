"""What a parent says about its children, and which words make a parent."""

from __future__ import annotations

import re
from collections.abc import Sequence

from equipoise.criteria.outline.model import Connective, Section
from equipoise.criteria.outline.words import word_set

_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_COUNT = rf"(?P<count>\d{{1,2}}|{'|'.join(_NUMBER_WORDS)})"
# "2 years of the following treatment" counts no items.
_MEASURE = (
    r"(?!\W{0,2}(?:years?|months?|weeks?|days?|hours?|hrs?|mg|ml|%|x\b|times|cycles?|doses?|lines?|prior|"
    r"previous|cm|mm|kg|episodes?|visits?|points?)\b)"
)
_ITEMS = (
    r"(?:following|below|above|these|criteria|conditions|items|features|factors|findings|signs|symptoms|options|"
    r"categories|requirements)"
)
_OF_ITEMS = rf"(?:the\s+|these\s+)?(?:\w+\s+){{0,3}}?{_ITEMS}\b"

_COUNTED = re.compile(
    rf"\b{_COUNT}\b{_MEASURE}\)?(?:\s*\(\d+\))?(?:\s+or\s+(?:more|both))?"
    rf"(?:(?:\s+\w+){{0,4}}?\s+(?:of|among|from)(?:\s+{_OF_ITEMS}|\W*$)|\s+(?:\w+\s+)?following\b)",
    re.IGNORECASE,
)
_ANY = re.compile(
    rf"\bany\s+(?:one\s+)?(?:or\s+more\s+)?(?:of\s+)?(?:{_OF_ITEMS}|\W*$)|"
    rf"\beither(?:\s+(?:of\s+)?(?:the\s+)?following\b|\W*$)|\band/or\W*$|"
    r"\b(?:meets?|have|has|had|with|having)\s+any\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\bnone\s+of\b|\b(?:must|may|should|do|does|did|can|will)\s*not\s+(?:\w+\s+){0,4}?(?:any\b|"
    r"(?:of\s+)?the\s+following)|"
    r"\bno\s+(?:\w+\s+){0,6}(?:following|of\s+these)|\bwithout\s+(?:any\s+(?:of\s+)?)?the\s+following|"
    r"\bno\s+(?:evidence|history|presence)\s+of\s*:?\s*$|\b(?:must|may|should)\s+not\s+(?:have|be|"
    r"receive)\s*(?:\w+\s*){0,2}:?\s*$",
    re.IGNORECASE,
)
_ALL = re.compile(
    rf"\b(?:all|each|both|every)\s+(?:\w+\s+)?(?:of\s+)?{_OF_ITEMS}|\b(?:all|both|each)\s+of\W*$|\bboth\W*$",
    re.IGNORECASE,
)
# In this order they win over one another where they stand on the same words: "none of", "all three of", "any two of".
_RULES: tuple[tuple[re.Pattern[str], str | None], ...] = (
    (_NONE, "none"),
    (_ALL, "all"),
    (_COUNTED, None),
    (_ANY, "any"),
)
_NEAR = 30
_ALTERNATIVES = re.compile(
    r"\b(?:including|includes?|such as|e\.g|for example|not limited to|subtypes?|histolog\w+|types?|options?|"
    r"examples?|diagnos\w+ of)\W*(?:one of)?\W*$",
    re.IGNORECASE,
)

# "Adequate organ function, including:" lists what is required, not what there is to choose from.
_REQUIRES = re.compile(
    r"\b(?:functions?|tests?|counts?|laborator\w+|values?|parameters?|criteria|requirements?|must|adequate|normal)\b",
    re.IGNORECASE,
)
_PARENT = re.compile(
    r"(?::|\b(?:following|as follows|below|(?:following|these|all|the|one|two|\d)\s+(?:\w+\s+)?(?:criteria|"
    r"conditions|requirements|features|factors)|includ(?:e|es|ing)|any of|one of|all of|either)|\b(?:following|"
    r"below)\b(?:\s+\w+){0,5}?\s+(?:met|fulfilled|satisfied|present|apply|applies|true|criteria|conditions))\W*$",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    rf"\b(?P<what>{_COUNT}(?:\s+or\s+more)?|all|any|both|none|either|each|"
    rf"at\s+least\s+{_COUNT.replace('count', 'least')})\s+of\s+the\s+(?:\w+\s+){{0,3}}?(?:above|aforementioned|"
    rf"preceding)\b"
    rf"|\b(?P<what2>all|any)\s+(?:the\s+)?above\b",
    re.IGNORECASE,
)


_POINTS_BACK = re.compile(r"above|aforementioned|preceding", re.IGNORECASE)
_PUNCTUATION = " \n.,;:()[]{}*-–\"'"
# The words that _PARENT can end in; looking here first is what makes reading fast.
_ANNOUNCING = word_set(
    "following follows below criteria conditions requirements features factors include includes including of "
    "either met fulfilled satisfied present apply applies true"
)


def is_parent(words: str) -> bool:
    """Whether these words announce items: they end in a colon, "the following", "as follows" and the like."""
    end = words[-80:].rstrip()
    if end.endswith(":"):
        return True
    last = end.rstrip(_PUNCTUATION).rsplit(None, 1)
    return bool(last) and last[-1].lower() in _ANNOUNCING and _PARENT.search(end) is not None


def rule_of(words: str, section: Section, joints: Sequence[Connective | None]) -> str:
    """How the children combine: by the parent's words, the connectives between them, or the habit of the section."""
    stated = stated_rule(words)
    if stated is not None:
        # An exclusion headed "must have none of these" excludes whoever has one.
        return "any" if stated == "none" and section == "exclusion" else stated
    if joints and sum(joint in ("or", "and/or") for joint in joints) > len(joints) / 2:
        return "any"
    if joints and joints.count("and") > len(joints) / 2:
        return "all"
    if len(joints) > 1 and joints[-1] is not None and not any(joints[:-1]):
        # "A; B; or C"
        return "all" if joints[-1] == "and" else "any"
    if section == "exclusion" or (_ALTERNATIVES.search(words) and not _REQUIRES.search(words)):
        return "any"
    return "all"


def stated_rule(words: str) -> str | None:
    """The rule that the words themselves state: `all`, `any`, `none`, `atleast 2`; None where they state none.

    Of several the last counts: "At least one lesion. Besides, all of these:".
    """
    found: list[tuple[int, int, str]] = []
    for rank, (pattern, rule) in enumerate(_RULES):
        for match in pattern.finditer(words):
            if rule is not None:
                found.append((match.end(), rank, rule))
            else:
                count = _count(match["count"])
                found.append((match.end(), rank, "any" if count == 1 else f"atleast {count}"))
    if not found:
        return None
    last = max(end for end, _, _ in found)
    return min((rank, rule) for end, rank, rule in found if end >= last - _NEAR)[1]


def rule_for_above(words: str) -> str | None:
    """The rule of an item that speaks of the items above it: "accepted when two of the above apply"."""
    match = _ABOVE.search(words) if len(words) <= 200 and _POINTS_BACK.search(words) else None
    if match is None:
        return None
    what = (match["what"] or match["what2"]).lower()
    if what in ("all", "both", "each"):
        return "all"
    if what in ("any", "either"):
        return "any"
    if what == "none":
        return "none"
    count = _count(match["least"] or match["count"])
    return "any" if count == 1 else f"atleast {count}"


def _count(words: str) -> int:
    return int(words) if words.isdigit() else _NUMBER_WORDS[words.lower()]


def connective(words: str) -> Connective | None:
    """The connective at the end of these words: "… documented infertility; or"."""
    return _as_connective(re.search(r"(?:^|[\s;,])(and/or|and|or)\W*$", words[-20:], re.IGNORECASE))


def leading_connective(words: str) -> Connective | None:
    """The connective that these words begin with."""
    return _as_connective(re.match(r"\W*(and/or|and|or)\b", words, re.IGNORECASE))


def _as_connective(match: re.Match[str] | None) -> Connective | None:
    if match is None:
        return None
    word = match[1].lower()
    return "and" if word == "and" else "or" if word == "or" else "and/or"
