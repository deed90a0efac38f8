"""What something is measured by, which asks nothing more of the patient.

measurable disease per RECIST 1.1            M p E       F: the standard qualifies the diagnosis
neuropathy ≤ grade 1 by CTCAE v5.0           V p w w     the words of a bound's standard are a term
CrCl ≥ 60 mL/min by the Cockcroft-Gault formula   V p t w w   likewise the formula, which the atom holds
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.items import Item, Row

_NAMED_BY: Final = frozenset({"by", "per", "using", "with", "via", "from", "as", "under", "on", "in", "through"})
_TABLE: Final = Path(__file__).parent.parent / "tables" / "standards.tsv"


def _words(role: str) -> frozenset[str]:
    rows = (line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("# "))
    return frozenset(word for kind, word in rows if kind == role)


_STANDARDS: Final = _words("name")  # what is "according to" one of them is measured by it
_OF_STANDARD: Final = _words("part")
_FIRST_WORDS: Final = frozenset({"Common", "Response", "Diagnostic"})
_VERSION: Final = re.compile(r"(?:v\.?\d[\w.]*|[ivx]{1,4}|\d[\d.]*(?:st|nd|rd|th)?)$", re.IGNORECASE)
_FORMULA: Final = re.compile(
    r"^(?:formula|formulae|equation|equations|method|nomogram|approximation|calculator)$", re.IGNORECASE
)
_AUTHOR: Final = re.compile(
    r"cockcroft|gault|mdrd|ckd-?epi|fridericia|bazett|schwartz|jelliffe|friedewald", re.IGNORECASE
)
_LONGEST: Final = 14


def standards(row: Row, context: Context) -> Row:
    """`V p w w` -> V, `M p E` -> M F."""
    out: Row = []
    index = 0
    while index < len(row):
        start = _named_at(row, index) if out else None
        end = None if start is None else _end_of_formula(row, start) or _end_of_standard(row, start)
        if start is None or end is None:
            out.append(row[index])
            index += 1
            continue
        first, last = row[start], row[end - 1]
        context.term(row[index].start, last.end)
        if out[-1].kind == "V":
            out[-1].end = last.end  # the words are the bound's own
        elif not _measured(out):
            name = context.text[first.start : last.end]
            out.append(Item("F", first.start, last.end, " ".join(name.lower().split()), name))
        index = end
    return out


def _measured(out: Row) -> bool:
    """Whether a bound, or what it is a bound on, is what stands before."""
    return next((item.kind in "VNQY" for item in reversed(out[-_LONGEST:]) if item.kind in "VNQYMRS.;"), False)


def _named_at(row: Sequence[Item], index: int) -> int | None:
    """Behind "according to the", "as assessed by", "per": where the name of a standard would begin."""
    at = index
    while at < len(row) and row[at].kind in "dpvt":
        at += 1
    said = [item for item in row[index:at] if item.kind != "t"]
    names = [item for item in said if item.kind == "d" or item.text.lower() in _NAMED_BY]
    return at if names and at < len(row) and at - index <= 5 else None


def _end_of_formula(row: Sequence[Item], start: int) -> int | None:
    """Past "Cockcroft-Gault formula", "MDRD or CKD-EPI equation", "Fridericia's method"."""
    named = None
    authored = False
    for at in range(start, min(start + _LONGEST, len(row))):
        item = row[at]
        authored = authored or _AUTHOR.search(item.text) is not None
        closes = named == at and item.kind == ")" and row[at - 2].kind == "("
        if _FORMULA.match(item.text) or _AUTHOR.search(item.text) or closes or (authored and item.kind == "N"):
            named = at + 1
        elif item.kind not in "wMREQtpN-/|&()":
            break
    return named if authored else None


def _end_of_standard(row: Sequence[Item], start: int) -> int | None:
    """Past the words of a standard, if it is one: letters of a committee, or criteria of the vocabulary."""
    following = row[start + 1] if start + 1 < len(row) else row[start]
    spelt = row[start].text in _FIRST_WORDS and following.text.lower() in _OF_STANDARD
    if not spelt and not _is_standard(row[start]) and not (_is_year(row[start]) and _is_standard(following)):
        return None
    at = start + 1
    depth = 0
    end = at
    while at < min(start + _LONGEST, len(row)):
        item = row[at]
        if item.kind == "(" and at + 1 < len(row) and _belongs(row[at + 1]):
            depth += 1
        elif item.kind == ")" and depth:
            depth -= 1
            end = at + 1
        elif item.kind in "-/.," and at + 1 < len(row) and _belongs(row[at + 1]) and item.end == row[at + 1].start:
            pass
        elif _belongs(item):
            end = at + 1 if not depth else end
        elif item.kind not in "pt" or at + 1 >= len(row) or not _belongs(row[at + 1]):
            break
        at += 1
    return end


def _belongs(item: Item) -> bool:
    text = item.text.lower()
    return _is_standard(item) or text in _OF_STANDARD or (item.kind in "wNU" and _VERSION.match(text) is not None)


def _is_standard(item: Item) -> bool:
    if item.kind == "Q":
        return str(item.value) == "ctcae_grade"
    if item.kind == "E":
        return item.value in ("recist criteria", "dsm diagnosis") or "criteria" in str(item.value)
    return item.kind == "w" and item.text.lower() in _STANDARDS and not item.text.islower()


def _is_year(item: Item) -> bool:
    return item.kind == "N" and 1950 < float(item.value) < 2100
