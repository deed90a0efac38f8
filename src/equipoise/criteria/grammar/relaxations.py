"""Words that loosen a bound stated before them -> ^, which holds to what, and for whom.

X ≥ 100; this limit may be relaxed to 50 for patients with Y      ^ p N i M      a judgement, where it names no value
X ≤ 2. Values up to 3 are acceptable in patients with Y           w V y i M      a permission that names a value
X ≤ 2; patients with Y may have X up to 3                         s M v v Q V
X ≥ 100, patients with Y may relax this                           s M ^
X ≥ 100 (patients with Y are exempt)                              s M ^

What they do to the bound is told in `grammar/loosen`, once both are trees. A permission that turns out to loosen
nothing is read as if this had not been tried: `otherwise` gives that row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from equipoise.criteria.grammar.atoms import FILLERS, SCALES
from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.values import TIME_CODES, Bound, Bounds
from equipoise.criteria.items import Item, Row

Pass = Callable[[Row, Context], Row]
How = Literal["may", "exempt", "permitted"]


@dataclass(frozen=True, slots=True)
class Limit:
    """The other limit: of this subject (None: of what was bounded before), and where its words stand."""

    subject: str | None
    bounds: Bounds
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Relaxation:
    """To what a bound is loosened (no limits: altogether) and for whom (an empty row: for everybody).

    `subjects` are the quantities whose bounds are meant, where the words name some without a value. `judged`: it is
    left to the investigator.
    """

    how: How
    limits: tuple[Limit, ...]
    subjects: frozenset[str]
    whom: Row
    judged: bool
    otherwise: Callable[[], Row] | None = None


_MODALS = (["may"], ["can"], ["could"], ["might"])  # alone, or behind "which"
_SAYS_MAY = re.compile(r"\b(?:may|can|could|might)\b", re.IGNORECASE)
_MOVED = frozenset({
    "relaxed", "lowered", "raised", "increased", "decreased", "reduced", "extended", "expanded", "elevated",
    "liberalized",
})  # fmt: skip
# Those whom a bound leaves out, said without its value: "older patients", "values outside of this range".
_BEYOND = frozenset({"older", "younger", "higher", "lower", "outside", "beyond", "exceeding", "below", "above"})
# What is loosened, where nothing but this is said of it.
_THE_LIMIT = frozenset({
    "limit", "limits", "requirement", "requirements", "criterion", "criteria", "threshold", "thresholds", "value",
    "values", "level", "levels", "cutoff", "cut-off", "bound", "restriction", "range", "it", "they", "lower", "upper",
    "higher", "high", "low", "exception", "exceptions", "made", "limitation", "minimum", "maximum", "conditions",
    "appropriately", "setting", "context", "presence", "case", "cases", "sponsor", "investigator",
    "count", "counts", "however", "laboratory", "applied", "parameter", "parameters", "result", "results",
})  # fmt: skip
# Whether something was brought about by something else is for a person to say.
_CAUSE = re.compile(r"\b(?:caused|due to|because of|secondary to|attributable|attributed|owing to)\b", re.IGNORECASE)
_NO_PERMISSION = ("required", "necessary", "optional", "may be used", "may be continued", "not exclu")


def relaxations(row: Row, context: Context, rest: Sequence[Pass]) -> Row:
    """Sentences, remarks behind a comma and brackets -> ^. `rest` are the passes that read what stands within."""
    row = _needing_nothing(row)
    if not any(item.kind in "^y" for item in row) and not _modal(row, context):
        return row
    out: Row = []
    bounded = False
    for sentence, stop in _sentences(row):
        out += _sentence(sentence, bounded, context, rest)
        out += stop
        bounded = bounded or _has_bound(sentence)
    return _plain(out)


def _modal(row: Row, context: Context) -> bool:
    """Whether an item is such a word, or ends in one."""
    if not _SAYS_MAY.search(context.text):
        return False
    return any(item.text.lower().split()[-1:] in _MODALS for item in row)


def _plain(row: Row) -> Row:
    """Words that loosen nothing ask nothing."""
    loose = [item.kind == "^" and isinstance(item.value, str) for item in row]
    return [Item("t", item.start, item.end) if drop else item for item, drop in zip(row, loose, strict=True)]


def _needing_nothing(row: Row) -> Row:
    """`no requirement for corticosteroids` is the absence of a need: no bound is loosened."""
    if not any(item.kind == "^" for item in row):
        return row
    out: Row = []
    for index, item in enumerate(row):
        treatment = any(other.kind == "R" for other in row[index + 1 : index + 6])
        if item.kind == "^" and treatment and item.text.lower().startswith("no requirement"):
            end = item.start + 2
            out += [Item("!", item.start, end, "no", "no"), Item("r", end + 1, item.end, "", "requirement for")]
        else:
            out.append(item)
    return out


def _has_bound(items: Sequence[Item]) -> bool:
    return any(item.kind in "VYZ" for item in items) or any(
        item.kind == "Q" and item.value in SCALES and after.kind in "NwV" for item, after in pairwise(items)
    )


def _sentences(row: Row) -> list[tuple[Row, Row]]:
    """Each sentence with the sign behind it."""
    found: list[tuple[Row, Row]] = []
    sentence: Row = []
    depth = 0
    for item in row:
        depth += (item.kind == "(") - (item.kind == ")")
        if item.kind in ".;" and depth <= 0:
            found.append((sentence, [item]))
            sentence = []
        else:
            sentence.append(item)
    return [*found, (sentence, [])]


def _sentence(items: Row, bounded: bool, context: Context, rest: Sequence[Pass]) -> Row:
    items = _in_brackets(items, bounded, context, rest)
    marker = _marker(items, bounded)
    if marker is None:
        return items
    at, end, how = marker
    stop = _end(items, end)
    if stop < len(items):
        cut = Item(";", items[stop].start, items[stop].end)
        return [*_sentence(items[:stop], bounded, context, rest), cut, *items[stop + 1 :]]
    if items[at].kind == "^" or (not bounded and items[at].kind != "y"):
        start = _start(items, at, bounded)
        loosened = _relaxation(items[start:at], items[end:], how, context, rest)
        return [*items[:start], Item("^", items[start].start, items[-1].end, loosened, "")]
    if not _speaks_of_the_bound(items[:at]):
        return items
    loosened = _relaxation(items[:at], items[end:], how, context, rest, otherwise=items)
    if not loosened.limits and not (loosened.judged and any(item.text.lower() in _BEYOND for item in items)):
        return items
    return [Item("^", items[0].start, items[-1].end, loosened, "")]


def _end(items: Row, index: int) -> int:
    """Where another statement begins behind the words that loosen: a comma, and something else with its bound."""
    depth = 0
    for at in range(index, len(items)):
        depth += (items[at].kind == "(") - (items[at].kind == ")")
        ahead = [item.kind for item in items[at + 1 : at + 9] if item.kind not in "tw&(),"]
        if items[at].kind == "," and depth == 0 and ahead[:1] == ["Q"] and ("V" in ahead or "N" in ahead):
            return at
    return len(items)


def _speaks_of_the_bound(before: Row) -> bool:
    """Whether what is allowed are values, or people: "low-dose aspirin (≤ 100 mg) is allowed" loosens no bound."""
    if any(item.kind in "si" for item in before):
        return True
    return all(item.kind in "ptv," for item in _limits(before, last_only=True)[1])


def _start(items: Row, at: int, bounded: bool) -> int:
    """Where the words begin that belong to the ones that loosen: behind the bound, where that is in the sentence."""
    comma = next((index + 1 for index in range(at - 1, -1, -1) if items[index].kind == ","), 0)
    if not _has_bound(items[:at]):
        return 0 if bounded else comma
    return comma if not _has_bound(items[comma:at]) else at


def _in_brackets(items: Row, bounded: bool, context: Context, rest: Sequence[Pass]) -> Row:
    out: Row = []
    index = 0
    while index < len(items):
        close = _close(items, index) if items[index].kind == "(" else None
        loosened = close is not None and any(item.kind == "^" for item in items[index + 1 : close])
        if close is None or not (bounded or loosened or _has_bound(out)):
            out.append(items[index])
            index += 1
            continue
        inner = items[index + 1 : close]
        out.append(items[index])
        for part, stop in _sentences(inner):
            out += [*_sentence(part, True, context, rest), *stop]
        out.append(items[close])
        index = close + 1
    return out


def _close(items: Sequence[Item], index: int) -> int | None:
    depth = 0
    for at in range(index, len(items)):
        depth += (items[at].kind == "(") - (items[at].kind == ")")
        if depth == 0:
            return at
    return None


_PAYLOADS: dict[str, How] = {"may": "may", "exempt": "exempt"}


def _marker(items: Row, bounded: bool) -> tuple[int, int, How] | None:
    """Where the words stand that loosen, and how they do it."""
    depth = 0
    for index, item in enumerate(items):
        depth += (item.kind == "(") - (item.kind == ")")
        if depth > 0:
            continue
        if item.kind == "^":
            return index, index + 1, _PAYLOADS[item.value]
        stated = bounded or _has_bound(items[:index])
        if stated and item.text.lower().split()[-1:] in _MODALS and (end := _moved(items, index)):
            how: How = "may" if items[end - 1].text.lower() in _MOVED else "permitted"
            return index, end, how
        if item.kind == "y" and bounded and not item.text.lower().startswith("not") and _is_permission(item):
            return index, index + 1, "permitted"
    return None


def _is_permission(item: Item) -> bool:
    return not any(words in item.text.lower() for words in _NO_PERMISSION)


def _moved(items: Row, index: int) -> int:
    """`may be lowered to 50`, `may have X up to 3`: the end of the verb, 0 where no value follows."""
    at = index + 1
    if at >= len(items) or items[at].text.lower() not in ("be", "have"):
        return 0
    at += 1
    if at < len(items) and items[at].text.lower() in _MOVED:
        at += 1
    for ahead in range(at, min(at + 7, len(items))):
        if items[ahead].kind == "V" or _bare(items, ahead):
            return at
        text = items[ahead].text.lower()
        if not (items[ahead].kind in "Qtpvf" or items[ahead].value in FILLERS or text in _THE_LIMIT):
            return 0
    return 0


def _bare(items: Sequence[Item], index: int) -> int:
    """How many items a value without a comparator takes: `to 50`, `8 g/dL`, `75 years`; 0 for none."""
    if items[index].kind != "N":
        return 0
    if index + 1 < len(items) and items[index + 1].kind in "UT":
        return 2
    before = items[index - 1] if index else None
    if before is None:
        return 0
    return int(before.text.lower() in ("to", "up to", "down to", "as") or before.value in SCALES)


def _relaxation(
    before: Row, after: Row, how: How, context: Context, rest: Sequence[Pass], otherwise: Row | None = None
) -> Relaxation:
    limits: list[Limit] = []
    whom: Row = []
    subjects: set[str] = set()
    for part in (before, after):
        found, others, named = _limits(part, last_only=part is before)
        limits += found
        subjects |= named
        whom += others
    judged = any(item.kind in "Jj" for item in whom)
    judged = judged or (not limits and any(_CAUSE.search(item.text) for item in (*before, *after)))
    whom = [item for item in whom if item.kind not in "Jj"]
    if any(item.kind in "MREZWSVG" or (item.kind == "w" and item.value not in FILLERS) for item in whom):
        whom = _read(whom, context, rest)
    else:
        whom = []
    again = None if otherwise is None else lambda: _read(otherwise, context, rest)
    return Relaxation(how, tuple(limits), frozenset(subjects) if not limits else frozenset(), whom, judged, again)


def _read(row: Row, context: Context, rest: Sequence[Pass]) -> Row:
    row = _plain(row)
    for each in rest:
        row = each(row, context)
    return row


def _limits(items: Row, *, last_only: bool) -> tuple[list[Limit], Row, set[str]]:
    """The values with their subjects, the other words, and the subjects that have no value.

    Behind "patients with" a value says for whom: only the one right before the verb (`last_only`) is a limit there.
    """
    valued = [at for at in range(len(items)) if items[at].kind == "V" or _bare(items, at)]
    limits: list[Limit] = []
    others: Row = []
    subject: Item | None = None
    named: set[str] = set()
    index = 0
    while index < len(items):
        item = items[index]
        size = 1 if item.kind == "V" else _bare(items, index)
        aside = any(other.kind in "is" for other in others) and not (last_only and valued and index >= valued[-1] - 3)
        if size and not aside:
            bounds: Bounds = item.value if item.kind == "V" else (Bound(None, item.value, _unit(items, index, size)),)
            ahead = _subject_behind(items, index + size)
            of = subject.value if subject is not None else ahead.value if ahead is not None else None
            limits.append(Limit(of, bounds, item.start, items[index + size - 1].end))
            index += size
            subject = None
            continue
        if item.kind == "Q" and not aside and not _is_normal(items, index):
            subject = item
            named.add(item.value)
        elif not (item.text.lower() in _THE_LIMIT | _BEYOND or item.kind in "C:"):
            others.append(item)
        index += 1
    return limits, others, named


def _is_normal(items: Sequence[Item], index: int) -> bool:
    """`direct bilirubin within normal limits`: a bound of its own, in words."""
    return any(item.kind == "Y" and item.value in ("both", "normal") for item in items[index + 1 : index + 4])


def _unit(items: Sequence[Item], index: int, size: int) -> str:
    if size == 1:
        return ""
    unit = items[index + 1]
    return TIME_CODES[unit.value] if unit.kind == "T" else str(unit.value)


def _subject_behind(items: Sequence[Item], index: int) -> Item | None:
    """`up to 3 mg/dL of bilirubin`."""
    while index < len(items) and items[index].kind in "pt":
        index += 1
    return items[index] if index < len(items) and items[index].kind == "Q" else None
