"""Time: `within 3 months prior to screening` and its kin -> W.

within 3 months (before screening)     I N T (b A)?     within P3M
3 months before enrolment              N T b A          within P3M
at least 4 weeks before/after/since    C N T b|a A      before P4W (that long ago, or longer)
at least 4 weeks since prior surgery   C N T a          before P4W, of what follows; of an inclusion see `washouts`
within the screening period            I A              current, at screening
baseline LVEF                          A Q              the same
less than 4 weeks before               C N T b A        within P4W
for at least 3 months                  f C? N T         for_at_least P3M
for at least 3 months before           f C N T b A      for_at_least P3M, up to the anchor
at screening                           @                current, at screening
before treatment                       b A              before, no length
during the study                       D                after enrolment
planned … within 6 months              D … I N T        after P6M: a plan's length runs forward
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.washouts import OWN_LENGTH, since_last, waits
from equipoise.criteria.items import Build, Item, Row, Rule, kinds, rewrite, rewrite_all
from equipoise.criteria.nodes import Anchor, Relation, Window
from equipoise.dates import Duration

# A length of time: "3 months", "four (4) weeks", "5 half-lives", "4 weeks or 5 half-lives (whichever is longer)",
# "12-month".
_LENGTH = r"N(?:\(N\))?-?T(?:\([NT]+\))?"
_LENGTHS = rf"{_LENGTH}(?:[|/(,]+(?:[IC]|w|t|p)*{_LENGTH}(?:[pt]*[RwQM]{{1,4}}(?=[,()?]))?\)?)?(?:[,(]*\?\)?)?"
_TO = r"(?:[,]?(?:[bap]|&|@)(?:[tpv]|(?<=[bap])k)*)"
_ANCHOR = r"(?:A(?:p[tA])?(?:[|&/](?:t|p)*A)?(?:\(A\))?)"
_SINCE = rf"(?:{_TO}{_ANCHOR}|[ba](?![QMRESw]))"

_WHICH = r"(?:[,(]?\?\)?)?"  # "…, whichever is longer" at the end

_FORMS: tuple[tuple[str, str], ...] = (
    ("within", rf"(?:p(?=I))?Ip*t*{_LENGTHS}(?:{_SINCE}{_WHICH})?"),
    ("bound", rf"f?(?:C{_LENGTHS}|{_LENGTHS}c)(?:{_TO}{_ANCHOR}(?!f[tw]*M)|[ba](?![QMRESw])){_WHICH}"),
    ("elapsed", rf"(?:^|(?<=[.;,&|:sm]))[tv]*C{_LENGTHS}a(?=[tkh]*[QMRESw])"),
    ("range", r"fN[-–~p]NT"),
    ("unsure", r"f?CN[-–~p]NT"),
    ("for", rf"fC?w?{_LENGTHS}c?(?:(?:{_TO}){_ANCHOR})?"),
    ("before", rf"{_LENGTHS}(?:[ba][tp]*{_ANCHOR}|b(?![QMRESw])){_WHICH}"),
    ("at", r"@(?:[|&,]+[tp]*A)*(?:\(A\))?"),
    ("open", rf"[ba][tp]*{_ANCHOR}"),
    ("study", rf"D(?:{_LENGTH})?"),
    ("period", r"I[tp]*A(?:\(A\))?"),
    ("front", r"(?:^|(?<=[tsvm]))A(?=[tk]*Q)"),
)
_SHORTER = re.compile(r"\b(?:shorter|shortest|less|lower|earlier|earliest|first|sooner)\b", re.IGNORECASE)


def _builds(name: str) -> Build:
    return lambda items, _: _window(name, items)


_RULES: tuple[Rule, ...] = tuple((re.compile(pattern), _builds(name)) for name, pattern in _FORMS)


def windows(row: Row, context: Context) -> Row:
    """I N T b A -> W, and its kin."""
    row = _set_aside(_days_of_baseline(_stable_diseases(waits(row, context))))
    row = rewrite_all(
        row,
        (_OPEN_MONTH, _implied_one),
        (_SINCE_ANCHOR, _since_treatment),
        *_RULES,
        (_TWO, _joined),
        (_EITHER_TIME, _longer),
    )
    row = since_last(_of_plans(_steady(_own_lengths(_with_drug(row, context))), context), context)
    return [Item("p", item.start, item.end, "", item.text) if item.kind in "fbaI" else item for item in row]


_OWN_LENGTHS = re.compile(r"\(N-?T[pfa](?=[thk]*[wMRE])[^()]*\)?")
_OWN_LENGTH = re.compile(r"(?<=[(|&,;])N-?T[pfa](?=[thk]*[wMRE])")
_OWN = "2"  # stands for a length of its own while the windows are made


def _set_aside(row: Row) -> Row:
    """`within 4 weeks (6 weeks for R)`: the second length is none of the first window's."""
    if "(N" not in kinds(row):
        return row
    return rewrite(row, _OWN_LENGTHS, lambda items, _: rewrite(list(items), _OWN_LENGTH, _own))


def _own(items: Sequence[Item], _: re.Match[str]) -> Item:
    return Item(_OWN, items[0].start, items[-1].end, list(items))


def _own_lengths(row: Row) -> Row:
    """2 -> W: the time in front of the bracket, with another length; an anchor behind the bracket is of both."""
    out = list(row)
    for index, item in enumerate(out):
        if item.kind != _OWN:
            continue
        at = next((at for at in range(index - 1, -1, -1) if out[at].kind == "W"), None)
        number, unit = item.value[0], next(part for part in item.value if part.kind == "T")
        if at is None or out[at].value.relation not in ("within", "before") or unit.value not in _FIELDS:
            return [part for item in row for part in (item.value if item.kind == _OWN else (item,))]
        close = next((end for end in range(index, len(out)) if out[end].kind == ")"), len(out))
        behind = out[close + 1] if close + 1 < len(out) and out[close + 1].kind == "W" else None
        if behind is not None and behind.value.length is None and out[at].value.anchor == "unspecified":
            whole = replace(out[at].value, anchor=behind.value.anchor)
            out[at] = Item("W", out[at].start, out[at].end, whole, out[at].text)
            out[close + 1] = Item("t", behind.start, behind.end, "", "")
        length = duration(number.value, unit.value)
        window = replace(out[at].value, length=length, half_lives=None, rule=OWN_LENGTH)
        out[index] = Item("W", item.start, item.end, window, "")
    return out


_FIRST_DOSE = re.compile(
    r"\b(?:first|initial|start|starting|initiation|initiating|beginning|commencement)\b[^,;.]*"
    r"\b(?:dose|dosing|infusion|injection|administration|treatment|therapy)$",
    re.IGNORECASE,
)
_OF_DRUG = re.compile(r"W[pr](?:t?[Rw]w?[Rw]?)(?=$|[.,;:)(&|])")


def _with_drug(row: Row, context: Context) -> Row:
    """`before the first dose of R`: whose dose it is belongs to the anchor."""
    return rewrite(row, _OF_DRUG, lambda items, _: _anchored(items, context))


def _anchored(items: Sequence[Item], context: Context) -> Item | None:
    window, of = items[0], items[1].text.lower()
    words = context.text[window.start : window.end]
    if of not in ("of", "with") or _FIRST_DOSE.search(words) is None:
        return None
    return Item("W", window.start, items[-1].end, window.value, window.text)


_SINCE_ANCHOR = re.compile(rf"(?:^|(?<=[.;,&|:sm]))[tv]*C{_LENGTHS}a[tkh]*A(?![a@])")


def _since_treatment(items: Sequence[Item], _: re.Match[str]) -> Row | None:
    """`at least 4 weeks since radiotherapy`, with nothing before it: that is what is asked for, and no anchor."""
    named = items[-1].fallback[0] if items[-1].fallback else None
    return None if named is None or named.kind not in "MRE" else [*items[:-1], named]


def _days_of_baseline(row: Row) -> Row:
    """`30 days of baseline`: behind a time it is the visit, not the value that was measured there."""
    out: Row = []
    for item in row:
        if item.kind == "B" and out and out[-1].kind == "T":
            out.append(Item("p", item.start, item.start, "", ""))
            item = Item("A", item.start, item.end, "screening", item.text)
        out.append(item)
    return out


def _stable_diseases(row: Row) -> Row:
    """`brain metastases stable for 4 weeks`: what is stable is the disease; of a drug it is the dose."""
    out: Row = []
    last = ""
    for item in row:
        last = item.kind if item.kind in "MRES" else last
        cut = item.text.lower().find("stable") if item.kind == "f" and last == "M" else -1
        if cut >= 0:
            middle = item.start + cut + len("stable")
            out.append(Item("w", item.start + cut, middle, "stable", item.text[cut : cut + len("stable")]))
            item = Item("f", middle, item.end, "", "for")
        out.append(item)
    return out


_OPEN_MONTH = re.compile(r"IT")  # "within the last month"
_TWO = re.compile(r"WW")
_EITHER_TIME = re.compile(r"[Wk][|/]W")


def _longer(items: Sequence[Item], _: re.Match[str]) -> Item | None:
    """`at present or within the past 6 months` is within them."""
    now, past = items[0], items[-1]
    present = now.value.relation == "current" if now.kind == "W" else now.value == "current"
    if not present or past.value.relation != "within" or past.value.length is None:
        return None
    return Item("W", now.start, past.end, past.value, past.text)


def _implied_one(items: Sequence[Item], _: re.Match[str]) -> Row:
    within, unit = items
    return [within, Item("N", unit.start, unit.start, 1.0, "1"), unit]


def _joined(items: Sequence[Item], _: re.Match[str]) -> Item | None:
    first, second = items
    if (
        first.value.relation in ("within", "before")
        and second.value.relation in ("current", "before")
        and first.value.anchor == "unspecified"
    ):
        merged = Window(
            first.value.relation,
            first.value.length,
            second.value.anchor,
            first.value.half_lives,
            first.value.strict,
            shorter=first.value.shorter,
            rule="window.joined",
        )
        return Item("W", first.start, second.end, merged, "")
    return None


_STEADY = re.compile(r"\b(?:stable|continuous(?:ly)?|last(?:ing|ed)|persist(?:ing|ed|ent))\b", re.IGNORECASE)


def _steady(row: Row) -> Row:
    """`stable dose of R for 4 weeks before`, `M for 4 weeks before`: all of the weeks, not some day of them."""
    out: Row = []
    steady, last = False, ""
    for item in row:
        if item.kind in ".;":
            steady, last = False, ""
        elif item.kind in "MRES":
            last = item.kind
        steady = steady or _STEADY.search(item.text) is not None
        if item.kind == "W" and item.text == _FOR:
            steady = steady or last == "M"
            window = replace(item.value, relation="for_at_least") if steady else item.value
            item = Item("W", item.start, item.end, window, "")
        out.append(item)
    return out


# Which way a window reaches is open where only "within" is said of it.
_PLAN, _OPEN, _FOR = "plan", "open", "for"
_PLANNING = re.compile(
    r"\b(?:plan|schedul|anticip|intend|intent|expect|wish|desir|hop(?:e|ing)\b|likely)", re.IGNORECASE
)
_PAST = re.compile(r"\b(?:past|last|previous|prior|preceding|recent)\b", re.IGNORECASE)


def _of_plans(row: Row, context: Context) -> Row:
    """`planned pregnancy within 6 months`: the length of a plan runs from the study on, not back from it."""
    out = list(row)
    for index, item in enumerate(out):
        planned = item.kind == "W" and item.text == _PLAN
        if not planned and not (item.kind in "MRES" and item.text.lower().startswith("planned ")):
            continue
        at = _length_of_plan(out, index)
        if at is None:
            continue
        said: Window = out[at].value
        if not (out[at].text == _OPEN or said.relation == "after"):
            if planned:  # "scheduled surgery in the last 2 weeks": the past is what is asked for
                out[index] = Item("t", item.start, item.end, "", "")
                context.term(item.start, item.end)
            continue
        anchor = "enrolment" if said.anchor == "unspecified" else said.anchor
        ahead = replace(said, relation="after", anchor=anchor, rule="window.plan")
        if planned:
            out[index] = Item("W", item.start, item.end, ahead, "")
            context.term(out[at].start, out[at].end)
            out[at] = Item("t", out[at].start, out[at].end, "", "")
        else:
            out[at] = Item("W", out[at].start, out[at].end, ahead, "")
    return out


def _length_of_plan(row: Row, index: int) -> int | None:
    """The place of the length that belongs to the plan, in the same breath."""
    for at in range(index + 1, min(index + 12, len(row))):
        item = row[at]
        if item.kind == "W":
            length = item.value.length is not None or item.value.rule == "window.study"
            return at if length and item.value.relation in ("within", "after") else None
        if item.kind in ".;:(&!xuifDC" or (item.kind == "," and row[at + 1 : at + 2] and row[at + 1].kind == "|"):
            return None
    return None


def _unsure(items: Sequence[Item]) -> Item | None:
    """`greater than two to four weeks`: a range where one length is due. Both readings are kept."""
    low, high = [item.value for item in items if item.kind == "N"]
    op = next((item.value for item in items if item.kind == "C"), ">=")
    unit = items[-1].value
    if op not in (">", ">=") or low >= high or unit not in _FIELDS or items[0].text.lower() in ("from", "between"):
        return None
    first, second = (
        Window("for_at_least", duration(n, unit), strict=op == ">", rule="window.unsure") for n in (low, high)
    )
    made = Item("W", items[0].start, items[-1].end, first, "")
    made.fallback = [Item("W", items[0].start, items[-1].end, second, "")]
    return made


def _window(name: str, items: Sequence[Item]) -> Item | None:
    if name == "unsure":
        return _unsure(items)
    lengths = _durations(items)
    if name == "range":
        low = next(item.value for item in items if item.kind == "N")
        return (
            Item(
                "W",
                items[0].start,
                items[-1].end,
                Window("for_at_least", duration(low, items[-1].value), rule="window.range"),
                "",
            )
            if items[-1].value in _FIELDS
            else None
        )
    anchor = _anchor(items)
    side = next(
        (item.kind for item in items if item.kind in "ba" and item is not items[0]),
        items[0].kind if items[0].kind in "ba" else "",
    )
    made = _MAKE[name](items, lengths[0] if lengths else None, anchor, side)
    if made is None:
        return None
    relation, length, strict = made
    halves = next((n for n, unit in _pairs(items) if unit == "half-life"), None)
    window = Window(
        relation,
        length,
        anchor,
        halves,
        strict,
        _event(items) if anchor == "diagnosis" else None,
        halves is not None and any(item.kind == "?" and _SHORTER.search(item.text) for item in items),
        rule=f"window.{name}",
    )
    return Item("W", items[0].start, items[-1].end, window, _manner(name, items, window, side))


def _manner(name: str, items: Sequence[Item], window: Window, side: str) -> str:
    """Whether the window is a plan's, or could be."""
    words = " ".join(item.text for item in items if item.kind in "ID")
    if name == "study" and window.length is None and _PLANNING.search(words):
        return _PLAN
    if name == "for" and window.relation == "within":
        return _FOR
    return _OPEN if name == "within" and side != "b" and not _PAST.search(words) else ""


Made = tuple[Relation, Duration | None, bool] | None


def _within(items: Sequence[Item], length: Duration | None, anchor: Anchor, side: str) -> Made:
    return ("after" if side == "a" and anchor != "unspecified" else "within", length, False)


def _bound(items: Sequence[Item], length: Duration | None, anchor: Anchor, side: str) -> Made:
    op = next(item.value for item in items if item.kind in "Cc")
    if side == "":
        return None
    if op in ("<", "<="):
        return ("within", length, op == "<")
    if items[0].kind == "f" and (side == "b" or anchor in _BEGINNINGS):
        return ("for_at_least", length, op == ">" and side == "b")
    return ("before", length, op == ">")


# What begins with the study: a length "after" it is a length from then on, not the time that went by since.
_BEGINNINGS = frozenset({"infusion", "treatment", "enrolment", "randomisation", "consent"})


def _for(items: Sequence[Item], length: Duration | None, anchor: Anchor, side: str) -> Made:
    op = next((item.value for item in items if item.kind in "Cc"), "")
    if side == "b" and not op:
        return ("within", length, False)
    return ("for_at_most" if op in ("<", "<=") else "for_at_least", length, op in ("<", ">"))


def _before(items: Sequence[Item], length: Duration | None, anchor: Anchor, side: str) -> Made:
    return ("within" if side == "b" else "after", length, False)


def _at(items: Sequence[Item], length: Duration | None, anchor: Anchor, side: str) -> Made:
    return ("current", None, False)


def _period(items: Sequence[Item], length: Duration | None, anchor: Anchor, side: str) -> Made:
    return ("current", None, False) if anchor == "screening" else None


def _open(items: Sequence[Item], length: Duration | None, anchor: Anchor, side: str) -> Made:
    return ("before" if side == "b" else "after", None, False)


def _study(items: Sequence[Item], length: Duration | None, anchor: Anchor, side: str) -> Made:
    return ("after", length, False)


_MAKE = {
    "within": _within,
    "bound": _bound,
    "elapsed": _bound,
    "for": _for,
    "before": _before,
    "at": _at,
    "period": _period,
    "front": _period,
    "open": _open,
    "study": _study,
}


def _pairs(items: Sequence[Item]) -> list[tuple[float, str]]:
    """Each number with the time unit after it, as written."""
    found: list[tuple[float, str]] = []
    value: float | None = None
    for item in items:
        if item.kind == "N" and value is None:
            value = item.value
        elif item.kind == "T" and value is not None:
            found.append((value, item.value))
            value = None
    return found


def _durations(items: Sequence[Item]) -> list[Duration]:
    return [duration(value, unit) for value, unit in _pairs(items) if unit in _FIELDS]


_FIELDS = {"Y": "years", "M": "months", "W": "weeks", "D": "days", "H": "hours"}


def duration(value: float, unit: str) -> Duration:
    """So many of a unit; what is not whole is counted in the next smaller one (1.5 years are 18 months)."""
    if value != int(value):
        smaller = {"Y": ("M", 12), "M": ("D", 30), "W": ("D", 7), "D": ("H", 24)}.get(unit)
        if smaller is None:
            return Duration(hours=max(1, round(value)))
        return duration(float(round(value * smaller[1])), smaller[0])
    return Duration(**{_FIELDS[unit]: int(value)})


def _event(items: Sequence[Item]) -> str | None:
    """What was diagnosed: "tumor" of "tumor diagnosis"."""
    words = next((item.text.lower() for item in items if item.kind == "A"), "")
    named = words.removeprefix("the ").removesuffix(" diagnosis")
    return named if named != words and named not in ("initial", "first", "time of") else None


def _anchor(items: Sequence[Item]) -> Anchor:
    for item in items:
        if item.kind in "A@" and item.value:
            return item.value  # type: ignore[no-any-return]
        if item.kind == "D":
            return "enrolment"
    return "unspecified"
