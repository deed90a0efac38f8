"""Time that must have gone by: `at least 4 weeks since the last chemotherapy or radiotherapy`.

Of an inclusion that is no question after something long ago but the absence of it since then: neither chemotherapy
nor radiotherapy within 4 weeks. Whoever never had any has waited long enough, and an earlier one says nothing.

    at least 4 weeks since last R        C N T a R           no R within P4W
    4 weeks must have passed since R     N T m w a R         the same
    time since last R at least 4 weeks   w a R C N T         the same
    last dose of R at least 4 weeks before A                 no R within P4W of A
    R completed at least 4 weeks before A                    the same
    R started at least 4 weeks before A                      R for_at_least P4W
    at least 4 weeks since diagnosis of M, after R           as it says: M and R are asked for
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from equipoise.criteria.grammar.context import Context
from equipoise.criteria.grammar.trees import LINK, negate
from equipoise.criteria.items import Item, Row, kinds, rewrite
from equipoise.criteria.nodes import And, Concept, Expr, If, Not, Or, Readings, Relaxed, Window, all_of

SINCE = "window.since"
"""The rule of a window that says how long ago the last time must be."""

_LENGTH_BEFORE = "window.before"

OWN_LENGTH = "window.own-length"
"""The rule of a window with another length than the one before the bracket."""

_HEAD = re.compile(r"(?:interval|period|time|gap|delay|wash-?out(?: period)?)$", re.IGNORECASE)
_PASSED = re.compile(r"(?:passed|elapsed|gone|lapsed|by)$", re.IGNORECASE)
_FROM = re.compile(r"(?:from|beyond|past)$", re.IGNORECASE)

_OF_A_TIME = re.compile(r"(?:^|(?<=[.;,&|:sm]))[tv]*[wX]p?(?=C?(?:NTa|a))")
_GONE_BY = re.compile(r"NT[mvw]{1,4}(?=a)")
_AWAY_FROM = re.compile(r"NTp(?=[tv]*[hkI])|(?<=C)NTp(?=[tv]*R)")
_OR_MORE = re.compile(r"NTca")
_PRIOR_ALONE = re.compile(r"CNTh(?=$|[.;,)])")
_UNBOUNDED = re.compile(r"(?:^|(?<=[.;:sm]))[tv]*NTa(?=[tvhk]*[MRESA])")
_TIME_BEHIND = re.compile(r"(?:^|(?<=[.;,&|:sm]))[tv]*a[^.;,&|:CNTWsm]*C[tv]*NT")


def waits(row: Row, context: Context) -> Row:
    """The ways to say it as one: a length of time, "since", and what it is counted from."""
    shape = kinds(row)
    if "NT" not in shape:
        return row
    row = rewrite(row, _OR_MORE, _bound_first)
    row = rewrite(row, _PRIOR_ALONE, _before_now)
    row = rewrite(row, _GONE_BY, _without_passing)
    row = rewrite(row, _AWAY_FROM, _since)
    row = rewrite(row, _OF_A_TIME, _without_head)
    row = rewrite(row, _TIME_BEHIND, lambda items, _: _time_first(items, context))
    if context.section == "inclusion":
        row = rewrite(row, _UNBOUNDED, _bounded)
    return _bounded_alike(row)


def _without_head(items: Sequence[Item], _: re.Match[str]) -> Row | None:
    """`interval of at least 4 weeks since` -> `at least 4 weeks since`."""
    head = next(item for item in items if item.kind in "wX")
    return None if _HEAD.match(head.text) is None else [_nothing(items[0], items[-1])]


def _without_passing(items: Sequence[Item], _: re.Match[str]) -> Row | None:
    """`4 weeks must have passed since` -> `4 weeks since`."""
    words = [item.text for item in items[2:] if item.kind == "w"]
    if not words or not all(_PASSED.match(word) for word in words):
        return None
    return [*items[:2]]


def _since(items: Sequence[Item], _: re.Match[str]) -> Row | None:
    """`4 weeks from prior R` -> `4 weeks since prior R`."""
    last = items[-1]
    return None if _FROM.match(last.text) is None else [*items[:2], Item("a", last.start, last.end, None, last.text)]


def _time_first(items: Sequence[Item], context: Context) -> Row:
    """`since last R at least 4 weeks` -> `at least 4 weeks since last R`."""
    at = next(index for index, item in enumerate(items) if item.kind == "C")
    since = next(index for index, item in enumerate(items) if item.kind == "a")
    context.term(items[at].start, items[-1].end)
    place = items[since].start
    length = (Item(item.kind, place, place, item.value, item.text) for item in items[at:] if item.kind in "CNT")
    return [*length, *items[since:at]]


def _bound_first(items: Sequence[Item], _: re.Match[str]) -> Row:
    """`4 weeks or more since` -> `at least 4 weeks since`."""
    number, unit, bound, since = items
    return [Item("C", number.start, number.end, bound.value, ">="), number, unit, since]


def _bounded(items: Sequence[Item], _: re.Match[str]) -> Row:
    """`4 weeks since R`, of an inclusion: that long at least."""
    number = next(item for item in items if item.kind == "N")
    return [Item("C", number.start, number.end, ">=", ">="), *items]


def _before_now(items: Sequence[Item], _: re.Match[str]) -> Row | None:
    """`at least 7 days prior.` -> `at least 7 days before`."""
    last = items[-1]
    if last.text.lower() not in ("prior", "previously", "earlier"):
        return None
    return [*items[:-1], Item("b", last.start, last.end, None, last.text)]


_ANOTHER = re.compile(r"[,;&|]t*NTa")


def _bounded_alike(row: Row) -> Row:
    """`at least 2 weeks since R, 4 weeks since S`: the second length is bounded as the first."""
    shape = kinds(row)
    first = shape.find("CNTa")
    if first < 0:
        return row
    for found in reversed([*_ANOTHER.finditer(shape, first)]):
        at = found.end() - 3
        row = [*row[:at], Item("C", row[at].start, row[at].end, row[first].value, ">="), *row[at:]]
    return row


def _nothing(first: Item, last: Item) -> Item:
    return Item("t", first.start, last.end, None, "")


# What a length is counted from: the last time of something, or a beginning, which is asked for.
_LAST = re.compile(
    r"\b(?:since|elapsed|passed|last|completi(?:on|ng)|from|beyond|past|prior|previous(?:ly)?|any|recent|end)\b",
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"\b(?:diagnos\w*|onset|first|initial\w*|start\w*|beg[ai]n\w*|initiat\w*)", re.IGNORECASE)
_ENDED = re.compile(
    r"\b(?:(?:last|final|most recent) (?:dose|doses|administration|treatment|infusion|injection|cycle|course|exposure)"
    r"|complet(?:ed|ion|ing)|discontinu\w+|stopped|stopping|ended|finished|withdrawn|washed out)\b",
    re.IGNORECASE,
)
_BEGUN = re.compile(r"\b(?:started|initiated|begun|commenced)\b", re.IGNORECASE)
_NAMED = "MRESQAw"


def since_last(row: Row, context: Context) -> Row:
    """W -> W, marked where it says how long ago the last time must be, or how long what was started has lasted."""
    if context.section != "inclusion":
        return row
    out = list(row)
    start, waiting = 0, False
    for index, item in enumerate(row):
        if item.kind in ".;":
            start, waiting = index + 1, False
        if item.kind != "W" or not (item.value.length or item.value.half_lives):
            continue
        window = item.value
        words = context.text[row[start].start : item.start]
        ended = _is_given(row, index) and _ENDED.search(words) is not None
        if window.relation == "before" and _BEGUN.search(words) is not None:  # "R started at least 3 months before"
            window = replace(window, relation="for_at_least", rule="window.begun")
            out[start:index] = _without(out[start:index], _BEGUN)
        elif ended and (window.relation == "before" or window.rule == _LENGTH_BEFORE):
            window = replace(window, relation="before", rule=SINCE)  # "R must be stopped 6 months before"
            out[start:index] = _without(out[start:index], _ENDED)
        elif window.relation == "before" and (
            (waiting and window.rule == OWN_LENGTH)  # "4 weeks since R (6 weeks for S)"
            or (window.anchor == "unspecified" and _counts_from_the_last(row, index, context.text))
        ):
            window = replace(window, rule=SINCE)
        waiting = waiting or window.rule == SINCE
        out[index] = Item("W", item.start, item.end, window, item.text)
    return out


def _counts_from_the_last(row: Row, index: int, text: str) -> bool:
    item = row[index]
    named = next((other for other in row[index + 1 :] if other.kind in _NAMED), None)
    if named is None:
        return False
    words = text[item.start : item.end]
    between = text[item.end : named.start] + " " + named.text.split(" ", 1)[0]
    if _BEGINNING.search(between) or _BEGINNING.search(words):
        return False
    return _LAST.search(between if named.kind == "S" else f"{words} {between}") is not None


def _without(row: Row, said: re.Pattern[str]) -> Row:
    """`completed R at least 4 weeks before`: that it ended is what the time says, and no kind of R."""
    return [
        Item("t", item.start, item.end, "", item.text) if item.kind == "w" and said.fullmatch(item.text) else item
        for item in row
    ]


def _is_given(row: Row, index: int) -> bool:
    """Whether what stands before the window can end: "completed R, and gout at least 6 months before" says no such."""
    return next((item.kind for item in reversed(row[:index]) if item.kind in _NAMED), "M") not in "MS"


def washed_out(expr: Expr | None) -> Expr | None:
    """Each concept whose last time must be that long ago -> none of it since then."""
    match expr:
        case Or(items) if all(_waits_for(item) for item in items):
            return all_of(tuple(_none_since(item) for item in items), rule=SINCE)
        case And(items) if expr.rule == LINK and all(_waits_for(item) for item in items):
            return Not(replace(expr, items=tuple(map(_since_then, items))), span=expr.span, rule=SINCE)
        case And(items) | Or(items):
            return replace(expr, items=tuple(_inside(item) for item in items))
        case If():
            return replace(expr, then=_inside(expr.then))
        case Readings(items):
            return replace(expr, items=tuple(_inside(item) for item in items))
        case Relaxed():
            return expr
        case _ if expr is not None and _waits_for(expr):
            return _none_since(expr)
        case _:
            return expr


def _inside(expr: Expr) -> Expr:
    return washed_out(expr) or expr


def _waits_for(expr: Expr) -> bool:
    if not isinstance(expr, Concept) or not expr.present or _ENDED.search(expr.name):
        return False  # "stopped smoking at least 6 months ago" asks for the end itself
    return any(window.rule == SINCE for window in expr.windows)


def _none_since(expr: Expr) -> Expr:
    return negate(_since_then(expr))


def _since_then(expr: Expr) -> Expr:
    """Within the length, its last day left out: after exactly 4 weeks "at least 4 weeks" have gone by."""
    if not isinstance(expr, Concept):
        return expr
    windows = tuple(_within(window) if window.rule == SINCE else window for window in expr.windows)
    return replace(expr, windows=tuple(window for window in windows if window.relation != "ever"))


def _within(window: Window) -> Window:
    return replace(window, relation="within", strict=not window.strict)
