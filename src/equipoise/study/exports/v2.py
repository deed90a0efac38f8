"""Any study as a record of version 2 of the API, whatever it was read from.

A record that came from the API is given as it came, with what the model does not know. One that was read from the
retired XML or a portal page is written from the model, and brought to the API's ways:

    text blocks of the XML become Markdown                       (`textblocks`)
    the standard age groups are reckoned from the age limits
    a value outside its enumeration, and a date of less precision than its field has, are left out

What the source does not state is not there. That a record was made so is not marked in it, because the API has no
place for that; `Study.source` says it.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from equipoise.study import write
from equipoise.study.exports.markup import changed
from equipoise.study.exports.textblocks import from_lines, from_textblock
from equipoise.study.model import Study
from equipoise.study.pieces.catalogue import ENUMS, Piece
from equipoise.study.pieces.trees import Tree, tree_of
from equipoise.study.values import Age

_TEXT_BLOCKS = frozenset(
    {"BriefSummary", "DetailedDescription", "BioSpecDescription", "EligibilityCriteria", "StudyPopulation"}
)
_ADULT, _OLDER = 18, 65
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ELIGIBILITY = ("protocolSection", "eligibilityModule")
_STD_AGES = "stdAges"


def to_v2(study: Study) -> dict[str, Any]:
    """The study as a v2 record.

    Raises msgspec.DecodeError where a record of the API holds no JSON any more, which its reader would have refused.
    """
    if study.source == "ctgov":
        whole: dict[str, Any] = msgspec.json.decode(study.raw.removeprefix(b"\xef\xbb\xbf"))
        return whole
    whole = _valid(write.to_builtins(study), _CHECKED)
    if study.source == "legacy_xml":
        whole = changed(whole, _from_xml)
    return _with_standard_ages(whole, study)


def _from_xml(piece: str, text: str) -> str:
    return from_textblock(text) if piece in _TEXT_BLOCKS else from_lines(text)


def _with_standard_ages(record: dict[str, Any], study: Study) -> dict[str, Any]:
    """The record with the age groups that its limits reach into, where it says who may take part."""
    section, module = _ELIGIBILITY
    protocol = record.get(section, {})
    if module not in protocol or _STD_AGES in protocol[module]:
        return record
    limits = study.eligibility
    eligibility = protocol[module] | {_STD_AGES: standard_ages(limits.minimum_age, limits.maximum_age)}
    return record | {section: protocol | {module: eligibility}}


def standard_ages(least: Age | None, most: Age | None) -> list[str]:
    """CHILD (under 18), ADULT (18 to 64) and OLDER_ADULT (65 and more), as far as the limits reach into each."""
    from_years = (least.years if least else None) or 0.0
    to_years = most.years if most else None
    reached = {
        "CHILD": from_years < _ADULT,
        "ADULT": from_years < _OLDER and (to_years is None or to_years >= _ADULT),
        "OLDER_ADULT": to_years is None or to_years >= _OLDER,
    }
    return [group for group, is_reached in reached.items() if is_reached]


def _valid(part: dict[str, Any], tree: Tree) -> dict[str, Any]:
    """The part without the values that their fields cannot have in version 2."""
    kept = dict(part)
    for key in part.keys() & tree.keys():
        rule, value = tree[key], part[key]
        if isinstance(rule, dict):
            kept[key] = [_valid(item, rule) for item in value] if isinstance(value, list) else _valid(value, rule)
        elif isinstance(value, list):
            kept[key] = [item for item in value if _fits(item, rule)]
        elif not _fits(value, rule):
            del kept[key]
    return kept


def _fits(value: str, rule: frozenset[str] | re.Pattern[str]) -> bool:
    return value in rule if isinstance(rule, frozenset) else rule.fullmatch(value) is not None


def _rule(piece: Piece) -> frozenset[str] | re.Pattern[str] | None:
    if piece.is_enum:
        return frozenset(ENUMS[piece.type].values)
    return _DAY if piece.type == "NormalizedDate" else None


_CHECKED = tree_of(_rule)
