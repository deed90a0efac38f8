"""Where one sentence ends and the next begins, with punctuation and (in old registry texts) without it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from equipoise.criteria.outline.words import word_set

_STOP = re.compile(r"[.!?]+[\"')\]]*\s+(?=[A-Z(\[≥≤<>]|\d+\s?[a-z])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|cf|etc|approx|ca|no|nos|dr|prof|st|fig|resp|incl|excl|max|min|spp|sp|subsp|mg|hr|hrs|"
    r"wk|yr|inc|al|ref|vol|ver|[A-Z]))\.[\"')\]]*\s*$",
    re.IGNORECASE,
)
_CONTINUING = re.compile(
    r"[(\[]|(?:this|these|those|they|it|its|such|however|otherwise|in this case|in these cases|in addition|"
    r"if so|he|she|he/she|his|her|their|for example|"
    r"the latter|the former|note|example|examples|e\.g|i\.e|also|additionally|further|furthermore|thus|"
    r"therefore|examples include|in such|in case|if not|or|and|but|unless|except|exceptions?|"
    r"definition|is defined|as defined|in particular|specifically|similarly|conversely|alternatively|all others|"
    r"both)\b",
    re.IGNORECASE,
)


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of `text[start:end]`; one that only goes on with the one before it stays with it."""
    begin = start
    for match in _STOP.finditer(text, start, end):
        if match.end() >= end or _ABBREVIATION.search(text, max(begin, match.start() - 12), match.end()):
            continue
        if _CONTINUING.match(text, match.end(), end) or text.count("(", begin, match.start()) > text.count(
            ")", begin, match.end()
        ):
            continue
        yield begin, match.end()
        begin = match.end()
    yield begin, end


# What a criterion of the cancer registry's old telegraphic style begins with, whatever stands before it.
_STRONG = word_set(
    "no not must at prior previous previously recovered fertile negative pregnant adequate able willing "
    "measurable histologically cytologically evaluable patients patient any ineligible see hemoglobin hematocrit "
    "platelet platelets bilirubin creatinine ast alt sgot sgpt alkaline absolute granulocyte neutrophil wbc "
    "leukocyte lymphocyte calcium serum albumin lvef fev1 dlco ejection concurrent currently second ureteral "
    "hepatitis nodal transaminases transaminase anc pt ptt inr bun urine electrolytes glucose women men consent "
    "informed eligible failed failure relapsed refractory recurrent metastatic newly documented disease "
    "bidimensionally unidimensionally progressive life performance karnofsky ecog who zubrod swog normal agc "
    "forced blood oxygen"
)
_CLOSED = word_set(
    "and or the a an of with by to per for in on from as than is are be if not no either both vs versus grade "
    "stage class type least within under over between after before during until since including using following "
    "who which that see"
)
_LIST_ENDS = word_set(
    "no must at prior previous previously not recovered patients patient see fertile ineligible eligible"
)
_QUALIFIES = word_set("elevation exception exceptions unless if however stage")
_PROPER = word_set(
    "hodgkin hodgkins ann arbor gilbert gleason karnofsky child epstein barr kaposi kaposis bence ewing wilms "
    "burkitt waldenstrom dukes paget crohn coombs breslow clark american european united states english spanish "
    "new york durie salmon rai binet"
)
_VERDICT = re.compile(r"\b(?:eligible|allowed|required|permitted|excluded|ineligible)\b")
_UNIT = re.compile(r"(?:/\s?[md]?L|/mm\^?3|ULN|IU|U/L|mm\s?Hg|\b[IVX]+[A-C]?|[NM][0-3])$")
_WORD = re.compile(r"\S+")


def telegraphic(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The statements of `text[start:end]` where capitals begin them: "Age over 15 No distant metastases"."""
    if text.startswith("(unless", start):
        yield start, end
        return
    words = [match.span() for match in _WORD.finditer(text, start, end)]
    begin, depth, listing = start, 0, False
    for index, (first, last) in enumerate(words):
        word = text[first:last]
        if index and depth <= 0 and first > begin and _begins(text, words, index, listing, text[begin:first]):
            yield begin, first
            begin, listing = first, False
        depth += word.count("(") - word.count(")")
        listing = listing or word.endswith(":") or word in ("following", "include")
    yield begin, end


def _begins(text: str, words: list[tuple[int, int]], index: int, listing: bool, so_far: str) -> bool:
    word = text[slice(*words[index])]
    before = text[slice(*words[index - 1])]
    if not word[0].isupper() or before[-1] in ",:/(-+<>=≥≤&" or before.lower().strip("(") in _CLOSED:
        return False
    name = re.split(r"[^\w]", word.lower())[0]
    if name in _PROPER or (name in _QUALIFIES and not (name == "stage" and "stage" not in so_far.lower())):
        return False
    if listing:
        if name in _LIST_ENDS:
            return True
        ahead = text[words[index][0] : words[min(index + 9, len(words) - 1)][1]]
        return bool(_VERDICT.search(_until_capital(ahead)))
    if name in _STRONG:
        return True
    if word.isupper() or any(c.isdigit() for c in word) or not word[1:2].islower():
        following = text[slice(*words[index + 1])] if index + 1 < len(words) else ""
        return following in (
            "negative",
            "positive",
            "overexpression",
            "overexpressing",
            "no",
            "less",
            "greater",
            "at",
            "must",
        )
    if _UNIT.search(before):
        return True
    if re.fullmatch(r"[A-Z][a-z]+", before):
        return False
    return before[-1].islower() or before[-1].isdigit() or before[-1] in ")%.;"


def _until_capital(words: str) -> str:
    """The words up to the next one that could begin a statement."""
    match = re.search(r"(?<!\band)(?<!\bor)\s(?=[A-Z][a-z-])", words)
    return words[: match.start()] if match else words
